package api

import (
	"net/http"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

type debriefJSON struct {
	Interview   research.ID           `json:"interview"`
	Reference   string                `json:"reference"`
	Interviewer interviewerJSON       `json:"interviewer"`
	Guide       string                `json:"guide,omitempty"`
	At          time.Time             `json:"at"`
	Wellbeing   string                `json:"wellbeing,omitempty"`
	SelfCheck   []string              `json:"selfCheck,omitempty"`
	Surprise    string                `json:"surprise,omitempty"`
	WantsTalk   bool                  `json:"wantsTalk"`
	State       research.DebriefState `json:"state"`
	TalkedBy    string                `json:"talkedBy,omitempty"`
	TalkedAt    time.Time             `json:"talkedAt,omitzero"`
}

func newDebriefJSON(v study.DebriefView) debriefJSON {
	d := v.Debrief
	answer := debriefJSON{
		Interview: d.Interview, Reference: orUnreadable(v.Reference), Interviewer: interviewerJSON{d.Device, d.Interviewer},
		At: d.At, Wellbeing: d.Wellbeing, SelfCheck: d.SelfCheck, Surprise: d.Surprise, WantsTalk: d.WantsTalk,
		State: d.State, TalkedBy: v.TalkedBy, TalkedAt: d.TalkedAt,
	}
	if d.Guide.Slug != "" {
		answer.Guide = d.Guide.Slug + "@" + d.Guide.Version
	}
	return answer
}

func (s *Server) listDebriefs(c *call) error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	page, err := s.Study.Debriefs(c.context(), c.scope, c.id("project"), after, limit)
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, list[debriefJSON]{Items: mapped(page.Items, newDebriefJSON), Next: c.next(page.Next)})
}

func (s *Server) noteTalk(c *call) error {
	input, err := decode[struct{ State research.DebriefState }](c)
	if err != nil {
		return err
	}
	view, err := s.Study.NoteTalk(c.context(), c.by(), c.id("project"), c.id("interview"), input.State)
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, newDebriefJSON(view))
}
