package api

import (
	"net/http"

	"github.com/wijkstem/wijkstem/internal/research"
)

type healthJSON struct {
	Status string `json:"status"`
}

func (s *Server) readLiveness(c *call) error { return c.send(http.StatusOK, healthJSON{"ok"}) }

func (s *Server) readReadiness(c *call) error {
	if err := s.Study.Ready(c.context()); err != nil {
		return research.Errorf(research.Unavailable, "De dienst kan nu niet bij de gegevens of de sleutels.")
	}
	return c.send(http.StatusOK, healthJSON{"ok"})
}
