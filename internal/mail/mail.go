// Package mail sends messages. Without a mail server nothing is sent: the one
// who must hand a link over sees it instead.
package mail

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Message is a plain message to one person.
type Message struct {
	To      string
	Subject string
	Text    string
}

// Sender sends through one SMTP server.
type Sender struct {
	client *gomail.Client
	from   string
}

// New reads "smtps://user:password@host:465" or "smtp://host:587" (STARTTLS
// when the server has it; required unless the host is this machine).
func New(server, from string) (*Sender, error) {
	u, err := url.Parse(server)
	if err != nil || u.Hostname() == "" || (u.Scheme != "smtp" && u.Scheme != "smtps") {
		return nil, fmt.Errorf("mail server must look like smtps://user:password@host:465")
	}
	options := []gomail.Option{gomail.WithTimeout(20 * time.Second)}
	if port := u.Port(); port != "" {
		number, err := strconv.Atoi(port)
		if err != nil {
			return nil, fmt.Errorf("mail server: port: %w", err)
		}
		options = append(options, gomail.WithPort(number))
	}
	options = append(options, security(u)...)
	client, err := gomail.NewClient(u.Hostname(), options...)
	if err != nil {
		return nil, fmt.Errorf("mail server: %w", err)
	}
	return &Sender{client, from}, nil
}

func security(u *url.URL) []gomail.Option {
	var options []gomail.Option
	switch {
	case u.Scheme == "smtps":
		options = append(options, gomail.WithSSL())
	case u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1":
		options = append(options, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if password, ok := u.User.Password(); ok {
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthPlain),
			gomail.WithUsername(u.User.Username()), gomail.WithPassword(password))
	}
	return options
}

// Send hands the message to the server and returns when it has accepted it.
func (s *Sender) Send(ctx context.Context, m Message) error {
	message := gomail.NewMsg()
	if err := message.From(s.from); err != nil {
		return fmt.Errorf("mail: sender: %w", err)
	}
	if err := message.To(m.To); err != nil {
		return fmt.Errorf("mail: receiver: %w", err)
	}
	message.Subject(m.Subject)
	message.SetBodyString(gomail.TypeTextPlain, m.Text)
	if err := s.client.DialAndSendWithContext(ctx, message); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}
