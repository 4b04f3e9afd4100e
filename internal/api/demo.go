package api

import (
	"net/http"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

type demoSessionJSON struct {
	AccessToken string     `json:"accessToken,omitempty"`
	ExpiresAt   *time.Time `json:"expiresAt,omitempty"`
	Path        string     `json:"path"`
	PairingCode string     `json:"pairingCode,omitempty"`
}

func (s *Server) openDemoDoor(c *call) error {
	if s.Doors == nil {
		return research.Errorf(research.NotFound, "Dit is geen voorbeeld: meld u aan.")
	}
	input, err := decode[struct{ Door string }](c)
	if err != nil {
		return err
	}
	account, path, code, err := s.Doors.Open(c.context(), input.Door)
	if err != nil {
		return err
	}
	answer := demoSessionJSON{Path: path, PairingCode: code}
	if account != "" {
		who, err := s.Study.Account(c.context(), account)
		if err != nil {
			return err
		}
		session, err := s.Auth.Begin(c.context(), who, c.Request().UserAgent())
		if err != nil {
			return err
		}
		s.keepRefresh(c, session)
		answer.AccessToken, answer.ExpiresAt = session.Token, &session.ExpiresAt
	}
	return c.send(http.StatusCreated, answer)
}
