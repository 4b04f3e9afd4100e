package api

import (
	"net/http"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// spokenLineJSON is what is known of a recorded voice without its sound.
type spokenLineJSON struct {
	Hash       string `json:"hash"`
	Bytes      int    `json:"bytes"`
	By         string `json:"by,omitempty"` // a name
	Mine       bool   `json:"mine"`
	Approved   bool   `json:"approved"`
	ApprovedBy string `json:"approvedBy,omitempty"`
}

func newSpokenLineJSON(v study.WordingsView, s *research.SpokenLine) *spokenLineJSON {
	if s == nil {
		return nil
	}
	return &spokenLineJSON{s.Hash, s.Bytes, v.Names[s.By], s.By == v.Self, s.ApprovedBy != "", v.Names[s.ApprovedBy]}
}

// text is the id of the guide's text in the address.
func (c *call) text() string { return textFromAddress.Replace(c.Param("text")) }

func (s *Server) readSpoken(c *call) error {
	spoken, err := s.Study.Spoken(c.context(), c.scope, c.id("project"), c.guideLanguage(), c.text())
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, spoken)
}

func (s *Server) writeSpoken(c *call) error {
	input, err := decode[struct{ Sound research.Base64 }](c)
	if err != nil {
		return err
	}
	view, err := s.Study.WriteSpoken(c.context(), c.by(), c.id("project"), c.guideLanguage(), c.text(), input.Sound)
	return c.wordings(view, err)
}

func (s *Server) approveSpoken(c *call) error {
	input, err := decode[struct{ Approved bool }](c)
	if err != nil {
		return err
	}
	view, err := s.Study.ApproveSpoken(c.context(), c.by(), c.id("project"), c.guideLanguage(), c.text(), input.Approved)
	return c.wordings(view, err)
}

func (s *Server) removeSpoken(c *call) error {
	view, err := s.Study.RemoveSpoken(c.context(), c.by(), c.id("project"), c.guideLanguage(), c.text())
	return c.wordings(view, err)
}

// wordings answers with the wordings as they now are.
func (c *call) wordings(view study.WordingsView, err error) error {
	if err != nil {
		return err
	}
	c.tag(view.Revision)
	return c.send(http.StatusOK, newWordingsJSON(view))
}
