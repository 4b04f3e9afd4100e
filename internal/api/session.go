package api

import (
	"net/http"
	"time"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/research"
)

type sessionJSON struct {
	AccessToken string    `json:"accessToken"`
	ExpiresAt   time.Time `json:"expiresAt"`
}

// welcome answers a session and puts its refresh token in the browser's cookie.
func (s *Server) welcome(c *call, in auth.SignedIn) error {
	s.setCookie(c, knownCookie, in.Known, knownLife)
	s.keepRefresh(c, in.Session)
	return c.send(http.StatusCreated, sessionJSON{in.Token, in.ExpiresAt})
}

func (s *Server) keepRefresh(c *call, session auth.Session) {
	s.setCookie(c, refreshCookie, session.Refresh, session.Ends.Sub(s.Study.Now()))
}

func (s *Server) signIn(c *call) error {
	input, err := decode[struct{ Email, Password string }](c)
	if err != nil {
		return err
	}
	in, err := s.Auth.SignIn(c.context(), input.Email, input.Password, s.browser(c))
	if err != nil {
		return err
	}
	return s.welcome(c, in)
}

func (s *Server) refreshSession(c *call) error {
	if err := sameOrigin(c.Request()); err != nil {
		return err
	}
	token, found := s.cookie(c, refreshCookie)
	if !found {
		return research.Errorf(research.Unauthorized, "Meld u aan.")
	}
	session, err := s.Auth.Refresh(c.context(), token, c.Request().UserAgent())
	if err != nil {
		if research.FaultOf(err) == research.Unauthorized {
			s.setCookie(c, refreshCookie, "", 0)
		}
		return err
	}
	s.keepRefresh(c, session)
	return c.send(http.StatusCreated, sessionJSON{session.Token, session.ExpiresAt})
}

func (s *Server) signOut(c *call) error {
	if err := sameOrigin(c.Request()); err != nil {
		return err
	}
	token, _ := s.cookie(c, refreshCookie)
	if err := s.Auth.SignOut(c.context(), token); err != nil {
		return err
	}
	s.setCookie(c, refreshCookie, "", 0)
	return c.nothing()
}

func (s *Server) signOutEverywhere(c *call) error {
	if err := s.Auth.SignOutEverywhere(c.context(), c.caller); err != nil {
		return err
	}
	s.setCookie(c, refreshCookie, "", 0)
	return c.nothing()
}
