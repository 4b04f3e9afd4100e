package api

import (
	"net/http"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// overviewJSON leaves out what the roles of who asks do not carry.
type overviewJSON struct {
	Turns    []overviewTurn      `json:"turns,omitzero"`
	Alerts   []alertJSON         `json:"alerts,omitzero"`
	Progress *overviewProgress   `json:"progress,omitempty"`
	Room     *roomJSON           `json:"room,omitempty"`
	NotHeard []string            `json:"notHeard,omitzero"`
	Resume   *overviewResume     `json:"resume,omitempty"`
	ToCheck  *int                `json:"toCheck,omitempty"`
	ToCode   []interviewLineJSON `json:"toCode,omitzero"`
	Waiting  []overviewTurn      `json:"waiting,omitzero"`
}

type overviewResume struct {
	Interview research.ID `json:"interview"`
	Reference string      `json:"reference"`
	Utterance string      `json:"utterance,omitempty"`
	Quote     string      `json:"quote,omitempty"`
}

type overviewTurn struct {
	Who   string     `json:"who"`
	What  string     `json:"what"`
	Since *time.Time `json:"since,omitempty"`
	Link  string     `json:"link,omitempty"`
}

type overviewProgress struct {
	Arrived int              `json:"arrived"`
	OnPhone int              `json:"onPhone"`
	Target  int              `json:"target"`
	Targets []overviewTarget `json:"targets"`
}

type overviewTarget struct {
	Label  string `json:"label"`
	Number int    `json:"number"`
	Target int    `json:"target"`
}

func (s *Server) readOverview(c *call) error {
	project := c.id("project")
	o, err := s.Study.Overview(c.context(), c.scope, project)
	if err != nil {
		return err
	}
	answer := overviewJSON{
		Turns: overviewTurns(project, o.Turns), Alerts: mapped(o.Alerts, newAlertJSON), NotHeard: o.NotHeard,
		ToCheck: o.ToCheck, ToCode: mapped(o.ToCode, newInterviewLineJSON), Waiting: overviewTurns(project, o.Waiting),
	}
	if r := o.Room; r != nil {
		answer.Room = &roomJSON{r.Used, r.Quota}
	}
	if p := o.Progress; p != nil {
		answer.Progress = &overviewProgress{p.Arrived, p.OnPhone, p.Target, []overviewTarget{}}
		for _, t := range p.Targets {
			answer.Progress.Targets = append(answer.Progress.Targets, overviewTarget(t))
		}
	}
	if r := o.Resume; r != nil {
		answer.Resume = &overviewResume{r.Interview, r.Reference, r.Utterance, r.Quote}
	}
	return c.send(http.StatusOK, answer)
}

func overviewTurns(project research.ID, turns []study.Turn) []overviewTurn {
	return mapped(turns, func(t study.Turn) overviewTurn {
		turn := overviewTurn{Who: t.Who, What: t.What, Link: workbench(project, t.Page)}
		if !t.Since.IsZero() {
			turn.Since = &t.Since
		}
		return turn
	})
}

// mapped is nil for nil: a field that is not for this role stays absent.
func mapped[A, B any](items []A, to func(A) B) []B {
	if items == nil {
		return nil
	}
	answer := make([]B, len(items))
	for i, item := range items {
		answer[i] = to(item)
	}
	return answer
}

// workbench is the address of a page of a project's workbench.
func workbench(project research.ID, page string) string {
	return "/werkplek/" + string(project) + "/" + page
}
