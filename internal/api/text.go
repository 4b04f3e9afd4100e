package api

import (
	"io"
	"mime"
	"net/http"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

type utteranceInput struct {
	ID      string `json:"id,omitempty"`
	Speaker string `json:"speaker"`
	Topic   string `json:"topic,omitempty"`
	From    *int64 `json:"from,omitempty"`
	To      *int64 `json:"to,omitempty"`
	Text    string `json:"text"`
}

// newUtterance leaves both times out when they are not known.
func newUtterance(u research.Utterance) utteranceInput {
	wire := utteranceInput{ID: u.ID, Speaker: u.Speaker, Topic: u.Topic, Text: u.Text}
	if u.From > 0 || u.To > 0 {
		wire.From, wire.To = &u.From, &u.To
	}
	return wire
}

func (u utteranceInput) utterance() research.Utterance {
	return research.Utterance{
		ID: u.ID, Speaker: u.Speaker, Topic: u.Topic, From: valueOf(u.From), To: valueOf(u.To), Text: u.Text,
	}
}

type utteranceJSON struct {
	utteranceInput
	Sentences [][2]int `json:"sentences"`
}

type textJSON struct {
	Revision   research.Revision   `json:"revision"`
	Source     research.TextSource `json:"source"`
	Utterances []utteranceJSON     `json:"utterances"`
}

func newTextJSON(t study.Text) textJSON {
	utterances := make([]utteranceJSON, len(t.Utterances))
	for i, u := range t.Utterances {
		utterances[i] = utteranceJSON{newUtterance(u), t.Sentences[i]}
	}
	return textJSON{Revision: t.Revision, Source: t.Source, Utterances: utterances}
}

func (s *Server) readText(c *call) error {
	text, err := s.Study.Text(c.context(), c.scope, c.id("project"), c.id("interview"), c.known())
	if err != nil {
		return err
	}
	if c.tag(text.Revision) {
		return c.unchanged()
	}
	return c.send(http.StatusOK, newTextJSON(text))
}

func (s *Server) writeText(c *call) error {
	input, err := decode[struct {
		Source     research.TextSource `json:"source"`
		Utterances []utteranceInput    `json:"utterances"`
	}](c)
	if err != nil {
		return err
	}
	match, err := c.match()
	if err != nil {
		return err
	}
	change := study.TextChange{Source: input.Source}
	for _, u := range input.Utterances {
		change.Utterances = append(change.Utterances, u.utterance())
	}
	text, err := s.Study.WriteText(c.context(), c.by(), c.id("project"), c.id("interview"), change, match)
	if err != nil {
		return err
	}
	c.tag(text.Revision)
	return c.send(http.StatusOK, newTextJSON(text))
}

func (s *Server) changeUtterance(c *call) error {
	input, err := decode[struct {
		Speaker string `json:"speaker"`
		Text    string `json:"text"`
	}](c)
	if err != nil {
		return err
	}
	match, err := c.match()
	if err != nil {
		return err
	}
	change := study.UtteranceChange{ID: c.Param("utterance"), Speaker: input.Speaker, Text: input.Text}
	u, revision, err := s.Study.ChangeUtterance(c.context(), c.by(), c.id("project"), c.id("interview"), change, match)
	if err != nil {
		return err
	}
	c.tag(revision)
	return c.send(http.StatusOK, utteranceJSON{newUtterance(u), s.Study.SentencesOf(u)})
}

type readingJSON struct {
	Utterances []utteranceInput `json:"utterances"`
	Understood []string         `json:"understood"`
	Warnings   []string         `json:"warnings"`
}

func (s *Server) readTextFile(c *call) error {
	kind, _, err := mime.ParseMediaType(c.Request().Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	file, err := io.ReadAll(c.Request().Body)
	if err != nil {
		return err
	}
	reading, err := s.Study.ReadTextFile(c.scope, research.TextFormat(kind), file)
	if err != nil {
		return err
	}
	wire := readingJSON{Utterances: []utteranceInput{}, Understood: reading.Understood, Warnings: reading.Warnings}
	for _, u := range reading.Utterances {
		wire.Utterances = append(wire.Utterances, newUtterance(u))
	}
	return c.send(http.StatusOK, wire)
}
