package api

import (
	"fmt"
	"net/http"
	"time"

	"github.com/wijkstem/wijkstem/internal/mail"
)

type invitationJSON struct {
	Link      string    `json:"link,omitempty"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// link carries its token in the fragment, which browsers send to nobody.
func (s *Server) link(path, token string) string {
	base := ""
	if s.URL != nil {
		base = s.URL.String()
	}
	return base + path + "#" + token
}

const (
	invitationPath = "/werkplek/uitnodiging"
	passwordPath   = "/werkplek/wachtwoord"
)

func (s *Server) inviteAccount(c *call) error {
	input, err := decode[struct {
		Email, Name string
		Admin       bool
	}](c)
	if err != nil {
		return err
	}
	sent, err := s.Study.Invite(c.context(), c.by(), c.id("organisation"), input.Email, input.Name, input.Admin)
	if err != nil {
		return err
	}
	answer := invitationJSON{ExpiresAt: sent.ExpiresAt}
	link := s.link(invitationPath, sent.Token)
	if s.Mail == nil {
		answer.Link = link
		return c.send(http.StatusCreated, answer)
	}
	err = s.Mail.Send(c.context(), mail.Message{
		To: input.Email, Subject: "Uitnodiging voor Wijkstem",
		Text: fmt.Sprintf("Beste %s,\n\nU bent uitgenodigd voor Wijkstem. Open deze link en kies een wachtwoord:\n\n%s\n\n"+
			"De link werkt drie dagen en één keer.\n", input.Name, link),
	})
	if err != nil {
		return err
	}
	return c.send(http.StatusCreated, answer)
}

func (s *Server) acceptInvitation(c *call) error {
	input, err := decode[struct{ Token, Name, Password string }](c)
	if err != nil {
		return err
	}
	in, err := s.Auth.AcceptInvitation(c.context(), input.Token, input.Name, input.Password, s.browser(c))
	if err != nil {
		return err
	}
	return s.welcome(c, in)
}
