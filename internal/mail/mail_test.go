package mail

import (
	"io"
	"net"
	"strings"
	"testing"

	"github.com/emersion/go-smtp"
)

// box is a mail server that keeps what it gets.
type box struct{ got chan string }

func (b *box) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{b, ""}, nil }

type session struct {
	box *box
	to  string
}

func (s *session) Mail(string, *smtp.MailOptions) error      { return nil }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error { s.to = to; return nil }
func (s *session) Reset()                                    {}
func (s *session) Logout() error                             { return nil }
func (s *session) Data(r io.Reader) error {
	text, err := io.ReadAll(r)
	s.box.got <- s.to + "\n" + string(text)
	return err
}

func TestSend(t *testing.T) {
	b := &box{make(chan string, 1)}
	server := smtp.NewServer(b)
	server.Domain = "localhost"
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	sender, err := New("smtp://"+listener.Addr().String(), "wijkstem@example.org")
	if err != nil {
		t.Fatal(err)
	}
	if err := sender.Send(t.Context(), Message{"marit@example.org", "Uitnodiging", "Open deze link."}); err != nil {
		t.Fatal(err)
	}
	got := <-b.got
	for _, part := range []string{"marit@example.org\n", "Subject: Uitnodiging", "Open deze link."} {
		if !strings.Contains(got, part) {
			t.Errorf("%q is not in %s", part, got)
		}
	}
}

func TestServersThatAreNone(t *testing.T) {
	for _, server := range []string{"", "host:25", "http://host", "smtp://", "smtp://host:abc"} {
		if _, err := New(server, "a@example.org"); err == nil {
			t.Errorf("%q is taken", server)
		}
	}
}
