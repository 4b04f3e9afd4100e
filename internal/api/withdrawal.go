package api

import (
	"net/http"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// alikeJSON is one of the interviews between which a lead chooses.
type alikeJSON struct {
	ID          research.ID `json:"id"`
	ArrivedAt   time.Time   `json:"arrivedAt"`
	Interviewer string      `json:"interviewer"`
}

func newAlikeJSON(interviews []research.Interview) []alikeJSON {
	alike := []alikeJSON{}
	for _, i := range interviews {
		alike = append(alike, alikeJSON{i.ID, i.ArrivedAt, i.Interviewer})
	}
	return alike
}

func (s *Server) withdraw(c *call) error {
	input, err := decode[study.Withdrawal](c)
	if err != nil {
		return err
	}
	if (input.Reference == "") == (input.Interview == "") {
		return research.Checks{{Field: "/reference", Detail: "Geef de twee woorden, of kies een gesprek."}}.Err()
	}
	if input.Person > 0 && input.Interview == "" {
		return research.Checks{{Field: "/interview", Detail: "Kies het gesprek van deze persoon."}}.Err()
	}
	state, err := s.Study.Withdraw(c.context(), c.by(), c.id("project"), input)
	if err != nil {
		return err
	}
	return c.send(http.StatusCreated, map[string]string{"state": state})
}
