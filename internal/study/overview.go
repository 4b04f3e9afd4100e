package study

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Overview is whose turn it is and how far a project is, for those who carry it.
type Overview struct {
	Turns    []Turn
	Progress Progress
	// NotHeard names, in Dutch, groups of which nobody was heard.
	NotHeard []string
	// ToCheck is how many texts nobody has ticked as checked.
	ToCheck int
	// ToCode are the first arrived interviews without any coding, the oldest first.
	ToCode []InterviewView
}

// mostToCode is how many interviews to code an overview names.
const mostToCode = 20

// Turn is something that waits for somebody; Who and What are Dutch.
type Turn struct {
	Who, What string
	Since     time.Time // zero when that is not known
	// Page is the page of the workbench where it is done.
	Page string
}

// Progress counts interviews against what the project hopes for.
type Progress struct {
	Arrived, OnPhone, Target int
	Targets                  []TargetProgress
}

// TargetProgress is one kind of people: how many were heard of how many hoped.
type TargetProgress struct {
	Label          string
	Number, Target int
}

// Overview reads a project's overview for lead, coach and researcher.
func (s *Study) Overview(ctx context.Context, scope research.Scope, project research.ID) (o Overview, err error) {
	if err := require(scope, research.Lead, research.Coach, research.Researcher); err != nil {
		return o, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		o, err = readOverview(v)
		return err
	})
	if err != nil {
		return o, err
	}
	if o.Progress.OnPhone, err = s.waiting(ctx, project); err != nil {
		return o, err
	}
	answers, err := s.Answers(ctx, scope, project)
	if err != nil {
		return o, err
	}
	o.Turns = append(o.Turns, answerTurns(answers.Lines)...)
	return o, nil
}

func readOverview(v View) (o Overview, err error) {
	project, err := load[research.Project](v, research.ProjectDocument)
	if err != nil {
		return o, err
	}
	interviews, err := loadAll[research.Interview](v, "interview")
	if err != nil {
		return o, err
	}
	releases, err := loadAll[research.Release](v, "release")
	if err != nil {
		return o, err
	}
	interviews = slices.DeleteFunc(interviews, func(i research.Interview) bool { return !i.Delivered })
	tallies, err := talliesOf(v)
	if err != nil {
		return o, err
	}
	o.ToCode = []InterviewView{}
	for _, i := range interviews {
		if !i.Checked {
			o.ToCheck++
		}
		if tallies[i.ID] == 0 && len(o.ToCode) < mostToCode {
			o.ToCode = append(o.ToCode, InterviewView{Interview: i, Revision: v.Revision()})
		}
	}
	o.Progress, o.NotHeard = progressOf(project.Settings, interviews)
	o.Turns = projectTurns(project, o.ToCheck, releases)
	return o, nil
}

// progressOf counts per target and says of whom nobody was heard.
func progressOf(settings research.ProjectSettings, interviews []research.Interview) (Progress, []string) {
	p := Progress{Arrived: len(interviews), Target: settings.Target, Targets: []TargetProgress{}}
	notHeard := []string{}
	for _, target := range settings.Targets {
		line := TargetProgress{Label: target.Label, Target: target.Number}
		if line.Label == "" {
			line.Label = target.Value
		}
		for _, i := range interviews {
			if fits(i, target) {
				line.Number++
			}
		}
		if line.Number == 0 && line.Target > 0 {
			notHeard = append(notHeard, "nog geen "+line.Label)
		}
		p.Targets = append(p.Targets, line)
	}
	return p, notHeard
}

// fits tells whether an interview is of the kind that the target counts: by the
// group that it was held with, or by an answer to a background question.
func fits(i research.Interview, target research.ProjectTarget) bool {
	if target.Attribute == "group" {
		return string(i.Group) == target.Value
	}
	return slices.Contains(i.Background[target.Attribute], target.Value)
}

func projectTurns(project research.Project, toCheck int, releases []research.Release) []Turn {
	turns := []Turn{}
	if missing := len(project.Settings.Missing()); project.State == research.ProjectDraft {
		what := "Het project kan beginnen"
		if missing > 0 {
			what = fmt.Sprintf("Nog in te vullen voordat het project kan beginnen: %d", missing)
		}
		turns = append(turns, Turn{Who: "projectleider", What: what, Page: "instellingen"})
	}
	if toCheck > 0 {
		turns = append(turns, Turn{Who: "onderzoeker", What: fmt.Sprintf("Teksten na te kijken: %d", toCheck), Page: "gesprekken"})
	}
	for _, r := range releases {
		if r.State == research.ReleaseDraft {
			what := fmt.Sprintf("De vaste versie van ronde %d wacht op vrijgave", r.Round)
			turns = append(turns, Turn{"tweede lezer", what, r.ComposedAt, "vrijgeven"})
		}
	}
	return turns
}

var ownerWords = map[research.Owner]string{
	research.OwnerMunicipality: "gemeente",
	research.OwnerSchoolBoard:  "schoolbestuur",
	research.OwnerPartnership:  "samenwerkingsverband",
	research.OwnerYouthCare:    "jeugdhulp",
}

// answerTurns says who still has how many findings to answer.
func answerTurns(lines []research.AnswerLine) []Turn {
	waiting, late := map[research.Owner]int{}, map[research.Owner]int{}
	for _, line := range lines {
		switch line.State {
		case research.AnswerWaiting:
			waiting[line.Owner]++
		case research.AnswerLate:
			late[line.Owner]++
		}
	}
	var turns []Turn
	for _, owner := range []research.Owner{
		research.OwnerMunicipality, research.OwnerSchoolBoard, research.OwnerPartnership, research.OwnerYouthCare,
	} {
		if n := waiting[owner] + late[owner]; n > 0 {
			what := fmt.Sprintf("Bevindingen die op antwoord wachten: %d", n)
			if late[owner] > 0 {
				what += fmt.Sprintf(", te laat: %d", late[owner])
			}
			turns = append(turns, Turn{Who: ownerWords[owner], What: what, Page: "bevindingen"})
		}
	}
	return turns
}
