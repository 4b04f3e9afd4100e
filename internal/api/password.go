package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/wijkstem/wijkstem/internal/log"
	"github.com/wijkstem/wijkstem/internal/mail"
	"github.com/wijkstem/wijkstem/internal/study"
)

// requestPasswordReset answers the same whether or not somebody here has the
// address, and does not wait for the mail server, whose time would tell.
func (s *Server) requestPasswordReset(c *call) error {
	input, err := decode[struct{ Email string }](c)
	if err != nil {
		return err
	}
	link, found, err := s.Auth.AskPassword(c.context(), c.by(), input.Email, s.browser(c))
	if err != nil {
		return err
	}
	if found && s.Mail != nil {
		go s.mailPassword(context.WithoutCancel(c.context()), link)
	}
	return c.NoContent(http.StatusAccepted)
}

func (s *Server) mailPassword(ctx context.Context, link study.SentLink) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	err := s.Mail.Send(ctx, mail.Message{
		To: link.Account.Email, Subject: "Nieuw wachtwoord voor Wijkstem",
		Text: fmt.Sprintf("Beste %s,\n\nKies hier een nieuw wachtwoord:\n\n%s\n\n"+
			"De link werkt twee uur en één keer. Hebt u er niet om gevraagd? Dan hoeft u niets te doen.\n",
			link.Account.Name, s.link(passwordPath, link.Token)),
	})
	if err != nil {
		s.log.Error("a message was not sent", log.Cause(err))
	}
}

// handPassword makes a link for somebody who forgot their password: mailed to
// them when there is a mail server, else shown once to the admin who asked.
func (s *Server) handPassword(c *call) error {
	sent, err := s.Study.HandPassword(c.context(), c.by(), c.id("organisation"), c.id("account"))
	if err != nil {
		return err
	}
	answer := invitationJSON{ExpiresAt: sent.ExpiresAt}
	if s.Mail == nil {
		answer.Link = s.link(passwordPath, sent.Token)
	} else {
		go s.mailPassword(context.WithoutCancel(c.context()), sent)
	}
	return c.send(http.StatusCreated, answer)
}

func (s *Server) changePassword(c *call) error {
	input, err := decode[struct{ Token, Password string }](c)
	if err != nil {
		return err
	}
	known, err := s.Auth.ChangePassword(c.context(), input.Token, input.Password, s.browser(c))
	if err != nil {
		return err
	}
	s.setCookie(c, knownCookie, known, knownLife)
	return c.nothing()
}
