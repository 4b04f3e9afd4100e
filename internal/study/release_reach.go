package study

import (
	"github.com/wijkstem/wijkstem/internal/disclosure"
	"github.com/wijkstem/wijkstem/internal/research"
)

// peopleWords are said of people where figureWords are said of what they named.
var peopleWords = map[disclosure.Word]research.FigureWord{
	disclosure.Few:       research.WordFewPeople,
	disclosure.NearlyAll: research.WordNearlyPeople,
}

func ofGroup(group research.Group) func(research.Interview) bool {
	return func(i research.Interview) bool { return i.Group == group }
}

// reach is whom we spoke: that of the first release of the round, else each
// line whose number, and what remains beside it, may be shown.
func (c *composer) reach() *research.VersionReach {
	if c.first != nil {
		return c.fixed.Reach
	}
	all, reach := c.round.Interviews, research.VersionReach{Parts: []research.ReachPart{}}
	show := func(attribute, label string, in func(research.Interview) bool) disclosure.Figure {
		figure, fits := disclosure.Cell(all, in)
		if fits {
			reach.Parts = append(reach.Parts, research.ReachPart{Attribute: attribute, Label: label, Shown: peopleFigure(figure)})
		}
		return figure
	}
	isParent, isYoung := ofGroup(research.Parent), ofGroup(research.YoungPerson)
	parents := show("group", "ouders", isParent)
	if rest, may := disclosure.Rest(all, isParent, isYoung); may {
		young := show("group", "jongeren", isYoung)
		if parents.Shown() && young.Shown() && rest == 0 {
			reach.Dots = &research.ReachDots{Filled: *parents.Number, Open: *young.Number}
		}
	}
	show("language", "in een andere taal", func(i research.Interview) bool { return i.Language != "nl" })
	show("interpreter", "met een tolk", func(i research.Interview) bool { return i.Interpreter })
	show("recording", "wilde geen opname", func(i research.Interview) bool { return !i.Consent.Allows(research.ChoiceRecording) })
	return &reach
}

func peopleFigure(f disclosure.Figure) research.Figure {
	if f.Shown() {
		return figure(*f.Number)
	}
	return research.Figure{Word: peopleWords[f.Word]}
}

// spokenIn are the numbers of people that the reach shows.
func spokenIn(reach *research.VersionReach) []int {
	var spoken []int
	for _, part := range reach.Parts {
		if part.Shown.Number != nil {
			spoken = append(spoken, *part.Shown.Number)
		}
	}
	return spoken
}
