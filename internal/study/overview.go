package study

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Overview is whose turn it is and how far a project is. What a role does not
// carry is nil: Turns, Alerts, Progress and NotHeard are for lead and coach,
// the others for researchers.
type Overview struct {
	Turns []Turn
	// Alerts are those that nobody took up, the newest first.
	Alerts   []AlertView
	Progress *Progress
	// Room is how much of its room for sound the project uses, nil without a bound.
	Room *Room
	// NotHeard names, in Dutch, groups of which nobody was heard.
	NotHeard []string

	// Resume is where the one who asks coded last.
	Resume *Resume
	// ToCheck is how many texts nobody has ticked as checked.
	ToCheck *int
	// ToCode are the first arrived interviews without any coding, the oldest first.
	ToCode []InterviewView
	// Waiting is what others have to do before a researcher can go on.
	Waiting []Turn
}

// Resume is the place of a coding.
type Resume struct {
	Interview research.ID
	Reference string
	// Utterance and Quote are empty for a stretch of sound; Quote is at most
	// resumeQuote code points.
	Utterance, Quote string
}

// resumeQuote is how many code points of the words a resume repeats.
const resumeQuote = 300

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

// Overview reads what a project asks of lead, coach and researcher.
func (s *Study) Overview(ctx context.Context, scope research.Scope, project research.ID) (o Overview, err error) {
	if err := require(scope, research.Lead, research.Coach, research.Researcher); err != nil {
		return o, err
	}
	onPhone, err := s.waiting(ctx, project)
	if err != nil {
		return o, err
	}
	answers, err := s.Answers(ctx, scope, project)
	if err != nil {
		return o, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		r := overviewReader{study: s, view: v, scope: scope, onPhone: onPhone, answers: answerTurns(answers.Lines)}
		if err := r.read(); err != nil {
			return err
		}
		if scope.Has(research.Lead) || scope.Has(research.Coach) {
			if err := r.carry(&o); err != nil {
				return err
			}
			room, err := s.roomAt(v, project)
			if err != nil {
				return err
			}
			if room.Quota > 0 && scope.Has(research.Lead) {
				o.Room = &room
			}
		}
		if scope.Has(research.Researcher) {
			return r.research(&o)
		}
		return nil
	})
	return o, err
}

// overviewReader reads one project for one person.
type overviewReader struct {
	study   *Study
	view    View
	scope   research.Scope
	onPhone int
	answers []Turn

	project    research.Project
	interviews []interviewLine // those that were delivered, the oldest first
	releases   []research.Release
}

func (r *overviewReader) read() (err error) {
	if r.project, err = load[research.Project](r.view, research.ProjectDocument); err != nil {
		return err
	}
	if r.releases, err = loadAll[research.Release](r.view, "release"); err != nil {
		return err
	}
	r.interviews, err = r.study.delivered(research.ProjectStream(r.project.ID), r.view)
	return err
}

func (r *overviewReader) toCheck() int {
	open := 0
	for _, l := range r.interviews {
		if !l.interview.Checked {
			open++
		}
	}
	return open
}

// carry is the part of those who carry the project.
func (r *overviewReader) carry(o *Overview) error {
	progress, notHeard := progressOf(r.project.Settings, r.interviews)
	progress.OnPhone = r.onPhone
	o.Progress, o.NotHeard = &progress, notHeard
	o.Turns = append(projectTurns(r.project, r.toCheck(), r.releases), r.answers...)
	if r.scope.Has(research.Lead) {
		stopped, err := r.study.stopTurns(r.view, r.interviews)
		if err != nil {
			return err
		}
		o.Turns = append(stopped, o.Turns...)
	}
	alerts, err := loadAll[research.Alert](r.view, "alert")
	if err != nil {
		return err
	}
	alerts = slices.DeleteFunc(alerts, func(a research.Alert) bool { return a.State != research.AlertOpen })
	slices.Reverse(alerts)
	o.Alerts, err = alertViews(r.view, r.scope, alerts)
	return err
}

// research is the part of those who read and code.
func (r *overviewReader) research(o *Overview) error {
	open := r.toCheck()
	o.ToCheck, o.ToCode = &open, []InterviewView{}
	for _, l := range r.interviews {
		if l.codings == 0 && len(o.ToCode) < mostToCode {
			o.ToCode = append(o.ToCode, InterviewView{Interview: l.interview, Revision: r.view.Revision()})
		}
	}
	o.Waiting = append(phoneTurns(r.onPhone), projectTurns(r.project, 0, r.releases)...)
	o.Waiting = append(o.Waiting, r.answers...)
	material, err := r.study.Analysis.Material(research.ProjectStream(r.project.ID), r.view)
	if err != nil {
		return err
	}
	o.Resume = r.resume(material.Codings)
	return nil
}

// resume is the latest coding of the one who asks, nil before the first.
func (r *overviewReader) resume(codings []research.Coding) *Resume {
	var last research.Coding
	for _, coding := range codings {
		if coding.Coder == r.scope.Actor() && coding.At.After(last.At) {
			last = coding
		}
	}
	at := slices.IndexFunc(r.interviews, func(l interviewLine) bool { return l.interview.ID == last.Interview })
	if at < 0 {
		return nil
	}
	place := &Resume{Interview: last.Interview, Reference: r.interviews[at].interview.Reference}
	if from := last.Anchor.From; from != nil && !last.Lost {
		place.Utterance, place.Quote = from.Utterance, firstPoints(last.Anchor.Quote, resumeQuote)
	}
	return place
}

// firstPoints are the first n code points of a text.
func firstPoints(text string, n int) string {
	if all := []rune(text); len(all) > n {
		return string(all[:n])
	}
	return text
}

func phoneTurns(onPhone int) []Turn {
	switch onPhone {
	case 0:
		return []Turn{}
	case 1:
		return []Turn{{Who: "gespreksvoerder", What: "1 gesprek staat nog op een telefoon", Page: "apparaten"}}
	default:
		return []Turn{{Who: "gespreksvoerder", What: fmt.Sprintf("%d gesprekken staan nog op een telefoon", onPhone), Page: "apparaten"}}
	}
}

// progressOf counts per target and says of whom nobody was heard.
func progressOf(settings research.ProjectSettings, interviews []interviewLine) (Progress, []string) {
	p := Progress{Arrived: len(interviews), Target: settings.Target, Targets: []TargetProgress{}}
	notHeard := []string{}
	for _, target := range settings.Targets {
		line := TargetProgress{Label: target.Label, Target: target.Number}
		if line.Label == "" {
			line.Label = target.Value
		}
		for _, l := range interviews {
			if fits(l, target) {
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
func fits(l interviewLine, target research.ProjectTarget) bool {
	if target.Attribute == "group" {
		return string(l.interview.Group) == target.Value
	}
	return slices.Contains(l.answers, answeredWith(target.Attribute, target.Value))
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
