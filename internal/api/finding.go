package api

import (
	"net/http"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// findingInput is what somebody writes of a finding.
type findingInput struct {
	Title          string
	Sentence       string
	Kind           research.StatementKind
	Codes          []string
	Evidence       []research.ID
	CounterVoice   *research.CounterVoice
	PolicyThemes   []string
	Owners         []research.Owner
	Important      string
	Glance         int
	GlanceSentence string
	Order          int
}

func (in findingInput) finding(id research.ID) research.Finding {
	return research.Finding{
		ID: id, Title: in.Title, Sentence: in.Sentence, Kind: in.Kind, Codes: in.Codes, Evidence: in.Evidence,
		CounterVoice: in.CounterVoice, PolicyThemes: in.PolicyThemes, Owners: in.Owners, Important: in.Important,
		Glance: in.Glance, GlanceSentence: in.GlanceSentence, Order: in.Order,
	}
}

func (s *Server) listFindings(c *call) error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	found, err := s.Study.Findings(c.context(), c.scope, c.id("project"), after, limit)
	if err != nil {
		return err
	}
	page := list[research.Finding]{Items: make([]research.Finding, len(found.Items)), Next: c.next(found.Next)}
	for i, f := range found.Items {
		page.Items[i] = f.Finding
	}
	return c.send(http.StatusOK, page)
}

func (s *Server) addFinding(c *call) error {
	input, err := decode[findingInput](c)
	if err != nil {
		return err
	}
	view, err := s.Study.AddFinding(c.context(), c.by(), c.id("project"), input.finding(""))
	return c.sendFinding(http.StatusCreated, view, err)
}

func (s *Server) readFinding(c *call) error {
	view, err := s.Study.Finding(c.context(), c.scope, c.id("project"), c.id("finding"))
	return c.sendFinding(http.StatusOK, view, err)
}

func (s *Server) changeFinding(c *call) error {
	input, err := decode[findingInput](c)
	if err != nil {
		return err
	}
	match, err := c.match()
	if err != nil {
		return err
	}
	view, err := s.Study.ChangeFinding(c.context(), c.by(), c.id("project"), input.finding(c.id("finding")), match)
	return c.sendFinding(http.StatusOK, view, err)
}

func (c *call) sendFinding(status int, view study.FindingView, err error) error {
	if err != nil {
		return err
	}
	if c.tag(view.Revision) && c.Request().Method == http.MethodGet {
		return c.unchanged()
	}
	return c.send(status, view.Finding)
}

func (s *Server) removeFinding(c *call) error {
	if err := s.Study.RemoveFinding(c.context(), c.by(), c.id("project"), c.id("finding")); err != nil {
		return err
	}
	return c.nothing()
}
