package api

import (
	"net/http"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

type anchorJSON struct {
	From   *research.Point `json:"from,omitempty"`
	To     *research.Point `json:"to,omitempty"`
	Part   *int            `json:"part,omitempty"`
	FromMs *int64          `json:"fromMs,omitempty"`
	ToMs   *int64          `json:"toMs,omitempty"`
}

type codingInput struct {
	Interview research.ID            `json:"interview"`
	Code      string                 `json:"code"`
	Kind      research.StatementKind `json:"kind"`
	Anchor    anchorJSON             `json:"anchor"`
	Note      string                 `json:"note"`
	TalkFirst bool                   `json:"talkFirst"`
}

type coderJSON struct {
	ID   research.ID `json:"id,omitempty"`
	Name string      `json:"name"`
}

type codingJSON struct {
	ID        research.ID            `json:"id"`
	Interview research.ID            `json:"interview"`
	Reference string                 `json:"reference,omitempty"`
	Code      string                 `json:"code"`
	Kind      research.StatementKind `json:"kind"`
	Anchor    anchorJSON             `json:"anchor"`
	Note      string                 `json:"note,omitempty"`
	TalkFirst bool                   `json:"talkFirst,omitempty"`
	Lost      bool                   `json:"lost,omitempty"`
	Quote     string                 `json:"quote,omitempty"`
	Before    string                 `json:"before,omitempty"`
	After     string                 `json:"after,omitempty"`
	Coder     coderJSON              `json:"coder"`
	At        time.Time              `json:"at"`
}

func newCodingJSON(v study.CodingView) codingJSON {
	c, a := v.Coding, v.Coding.Anchor
	anchor := anchorJSON{From: a.From, To: a.To, Part: a.Part}
	if a.Sound() {
		anchor.FromMs, anchor.ToMs = &a.FromMs, &a.ToMs
	}
	return codingJSON{
		ID: c.ID, Interview: c.Interview, Reference: v.Reference, Code: c.Code, Kind: c.Kind, Anchor: anchor, Note: c.Note,
		TalkFirst: c.TalkFirst, Lost: c.Lost, Quote: a.Quote, Before: a.Before, After: a.After, Coder: newCoderJSON(v), At: c.At,
	}
}

// newCoderJSON names who coded; one who left the project has no name any more.
func newCoderJSON(v study.CodingView) coderJSON {
	switch {
	case v.Coder.Name != "":
		return coderJSON{v.Coder.Account, v.Coder.Name}
	case v.Coder.Account.Valid():
		return coderJSON{v.Coder.Account, "iemand die niet meer meedoet"}
	default:
		return coderJSON{Name: "Wijkstem"}
	}
}

func newCodingList(views []study.CodingView) []codingJSON {
	items := make([]codingJSON, len(views))
	for i, v := range views {
		items[i] = newCodingJSON(v)
	}
	return items
}

func (s *Server) listInterviewCodings(c *call) error {
	views, revision, err := s.Study.InterviewCodings(c.context(), c.scope, c.id("project"), c.id("interview"))
	if err != nil {
		return err
	}
	if c.tag(revision) {
		return c.unchanged()
	}
	return c.send(http.StatusOK, list[codingJSON]{Items: newCodingList(views)})
}

func (s *Server) listCodeCodings(c *call) error {
	views, err := s.Study.CodeCodings(c.context(), c.scope, c.id("project"), c.Param("code"))
	if err != nil {
		return err
	}
	page, err := slice(c, newCodingList(views), func(v codingJSON) string { return string(v.ID) })
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, page)
}

func (s *Server) writeCoding(c *call) error {
	input, err := decode[codingInput](c)
	if err != nil {
		return err
	}
	n := study.NewCoding{
		Interview: input.Interview, Code: input.Code, Kind: input.Kind, From: input.Anchor.From, To: input.Anchor.To,
		Part: input.Anchor.Part, FromMs: valueOf(input.Anchor.FromMs), ToMs: valueOf(input.Anchor.ToMs),
		Note: input.Note, TalkFirst: input.TalkFirst,
	}
	view, made, err := s.Study.WriteCoding(c.context(), c.by(), c.id("project"), c.id("coding"), n)
	if err != nil {
		return err
	}
	if made {
		return c.send(http.StatusCreated, newCodingJSON(view))
	}
	return c.send(http.StatusOK, newCodingJSON(view))
}

func valueOf(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

func (s *Server) removeCoding(c *call) error {
	if err := s.Study.RemoveCoding(c.context(), c.by(), c.id("project"), c.id("coding")); err != nil {
		return err
	}
	return c.nothing()
}
