package api

import (
	"net/http"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

type letterJSON struct {
	ID         research.ID      `json:"id"`
	Label      string           `json:"label"`
	SignedOn   string           `json:"signedOn"`
	Device     research.ID      `json:"device,omitempty"`
	At         time.Time        `json:"at"`
	EndedAt    time.Time        `json:"endedAt,omitzero"`
	Interviews []letterTalkJSON `json:"interviews"`
}

type letterTalkJSON struct {
	Interview research.ID `json:"interview"`
	Reference string      `json:"reference"`
}

func newLetterJSON(v study.LetterView) letterJSON {
	l := v.Letter
	answer := letterJSON{l.ID, l.Label, l.SignedOn, l.Device, l.At, l.EndedAt, []letterTalkJSON{}}
	for _, talk := range v.Interviews {
		answer.Interviews = append(answer.Interviews, letterTalkJSON{talk.Interview, orUnreadable(talk.Reference)})
	}
	return answer
}

func (s *Server) listLetters(c *call) error {
	letters, err := s.Study.Letters(c.context(), c.scope, c.id("project"))
	if err != nil {
		return err
	}
	answer := list[letterJSON]{Items: make([]letterJSON, len(letters))}
	for i, letter := range letters {
		answer.Items[i] = newLetterJSON(letter)
	}
	return c.send(http.StatusOK, answer)
}

func (s *Server) writeLetter(c *call) error {
	input, err := decode[struct {
		Label, SignedOn string
		Device          research.ID
	}](c)
	if err != nil {
		return err
	}
	letter := study.LetterInput{Label: input.Label, SignedOn: input.SignedOn, Device: input.Device}
	view, made, err := s.Study.WriteLetter(c.context(), c.by(), c.id("project"), c.id("letter"), letter)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if made {
		status = http.StatusCreated
	}
	return c.send(status, newLetterJSON(view))
}

func (s *Server) endLetter(c *call) error {
	if err := s.Study.EndLetter(c.context(), c.by(), c.id("project"), c.id("letter")); err != nil {
		return err
	}
	return c.nothing()
}
