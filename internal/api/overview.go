package api

import (
	"net/http"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

type overviewJSON struct {
	Turns    []overviewTurn      `json:"turns"`
	Progress overviewProgress    `json:"progress"`
	NotHeard []string            `json:"notHeard"`
	ToCheck  int                 `json:"toCheck"`
	ToCode   []interviewLineJSON `json:"toCode"`
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
		Turns: []overviewTurn{}, ToCode: []interviewLineJSON{}, NotHeard: o.NotHeard, ToCheck: o.ToCheck,
		Progress: overviewProgress{o.Progress.Arrived, o.Progress.OnPhone, o.Progress.Target, []overviewTarget{}},
	}
	for _, t := range o.Turns {
		turn := overviewTurn{Who: t.Who, What: t.What, Link: workbench(project, t.Page)}
		if !t.Since.IsZero() {
			turn.Since = &t.Since
		}
		answer.Turns = append(answer.Turns, turn)
	}
	for _, t := range o.Progress.Targets {
		answer.Progress.Targets = append(answer.Progress.Targets, overviewTarget(t))
	}
	for _, view := range o.ToCode {
		answer.ToCode = append(answer.ToCode, newInterviewLineJSON(view))
	}
	return c.send(http.StatusOK, answer)
}

// workbench is the address of a page of a project's workbench.
func workbench(project research.ID, page string) string {
	return "/werkplek/" + string(project) + "/" + page
}
