package api

import (
	"net/http"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

type quoteJSON struct {
	ID         research.ID            `json:"id"`
	Coding     research.ID            `json:"coding"`
	Interview  research.ID            `json:"interview"`
	Finding    research.ID            `json:"finding,omitempty"`
	Code       string                 `json:"code,omitempty"`
	Kind       research.StatementKind `json:"kind"`
	Text       string                 `json:"text"`
	Form       research.QuoteForm     `json:"form"`
	Translated bool                   `json:"translated"`
	Label      research.QuoteLabel    `json:"label"`
	EditedBy   *namedID               `json:"editedBy,omitempty"`
	Recognised *recognitionJSON       `json:"recognised"`
	OwnAnswer  research.ChoiceAnswer  `json:"ownAnswer,omitempty"`
	State      research.QuoteState    `json:"state"`
	BlockedBy  string                 `json:"blockedBy,omitempty"`
	ETag       string                 `json:"etag"`
}

type recognitionJSON struct {
	Answer research.ChoiceAnswer `json:"answer"`
	By     namedID               `json:"by"`
}

func (c *call) quote(v study.QuoteView) quoteJSON {
	q := quoteJSON{
		ID: v.Quote.ID, Coding: v.Quote.Coding, Interview: v.Quote.Interview, Finding: v.Quote.Finding, Code: v.Quote.Code,
		Kind: v.Quote.Kind, Text: v.Quote.Text, Form: v.Quote.Form, Translated: v.Quote.Translated,
		Label: research.LabelOf(v.Quote.Label), OwnAnswer: v.Quote.OwnAnswer, State: v.State, BlockedBy: v.BlockedBy,
		ETag: `"` + c.tagOf(v.Revision) + `"`,
	}
	if v.Quote.EditedBy != "" {
		by := actor(v.Quote.EditedBy, v.EditedBy)
		q.EditedBy = &by
	}
	if r := v.Quote.Recognised; r != nil {
		q.Recognised = &recognitionJSON{Answer: research.No, By: actor(r.By, v.JudgedBy)}
		if r.Recognisable {
			q.Recognised.Answer = research.Yes
		}
	}
	return q
}

// actor is who did something, by the name that the project knows.
func actor(id, name string) namedID {
	if name == "" {
		name = "Iemand die niet meer meedoet"
	}
	return namedID{research.Stream(id).Name(), name}
}

// quoteInput is what somebody writes of a quote.
type quoteInput struct {
	Coding     research.ID
	Finding    research.ID
	Code       string
	Kind       research.StatementKind
	Text       string
	Form       research.QuoteForm
	Translated bool
	Label      research.QuoteLabel
	Recognised *research.ChoiceAnswer
	OwnAnswer  research.ChoiceAnswer
}

func (in quoteInput) input() study.QuoteInput {
	q := study.QuoteInput{
		Coding: in.Coding, Finding: in.Finding, Code: in.Code, Kind: in.Kind, Text: in.Text, Form: in.Form,
		Translated: in.Translated, Label: research.Parent, OwnAnswer: in.OwnAnswer,
	}
	if in.Label == research.LabelYoungPerson {
		q.Label = research.YoungPerson
	}
	if in.Recognised != nil {
		recognisable := *in.Recognised == research.Yes
		q.Recognisable = &recognisable
	}
	return q
}

func (s *Server) listQuotes(c *call) error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	quotes, err := s.Study.Quotes(c.context(), c.scope, c.id("project"), after, limit)
	if err != nil {
		return err
	}
	page := list[quoteJSON]{Items: make([]quoteJSON, len(quotes.Items)), Next: c.next(quotes.Next)}
	for i, q := range quotes.Items {
		page.Items[i] = c.quote(q)
	}
	return c.send(http.StatusOK, page)
}

func (s *Server) writeQuote(c *call) error {
	input, err := decode[quoteInput](c)
	if err != nil {
		return err
	}
	written := input.input()
	if written.Match, err = c.match(); err != nil {
		return err
	}
	view, made, err := s.Study.WriteQuote(c.context(), c.by(), c.id("project"), c.id("quote"), written)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if made {
		status = http.StatusCreated
	}
	c.tag(view.Revision)
	return c.send(status, c.quote(view))
}

func (s *Server) removeQuote(c *call) error {
	if err := s.Study.RemoveQuote(c.context(), c.by(), c.id("project"), c.id("quote")); err != nil {
		return err
	}
	return c.nothing()
}
