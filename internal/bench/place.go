package bench

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/installation"
	"github.com/wijkstem/wijkstem/internal/log"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// place is a fresh installation that answers on the loopback, with a project
// and somebody who is everything in it.
type place struct {
	*installation.Installation
	dir     string
	url     string
	client  *http.Client
	wires   []*wire
	project research.ID
	token   string // of who leads and codes
	reader  string // of who reads releases
	stop    context.CancelFunc
	served  chan error
}

func open(ctx context.Context, dir string) (p *place, err error) {
	p = &place{served: make(chan error, 1), stop: func() {}}
	if p.dir, err = os.MkdirTemp(dir, "wijkstem-bench-"); err != nil {
		return nil, err
	}
	c, err := config.Load(func(name string) string {
		return map[string]string{"WIJKSTEM_DATA": p.dir, "WIJKSTEM_LISTEN": "127.0.0.1:0"}[name]
	})
	if err == nil {
		p.Installation, err = installation.Open(ctx, c, installation.Options{Create: true, Log: log.New(io.Discard, time.Now)})
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(p.dir))
	}
	if err := errors.Join(p.serve(ctx), p.people(ctx)); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *place) serve(ctx context.Context) error {
	server, err := p.Server("bench", nil)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	p.url = "http://" + listener.Addr().String() + "/v1"
	p.client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	serving, stop := context.WithCancel(ctx)
	p.stop = stop
	go func() { p.served <- server.Serve(serving, listener) }()
	return nil
}

// close stops the server and removes everything.
func (p *place) close() error {
	for _, w := range p.wires {
		_ = w.conn.Close()
	}
	p.stop()
	var err error
	if p.url != "" {
		p.client.CloseIdleConnections()
		if err = <-p.served; errors.Is(err, http.ErrServerClosed) || errors.Is(err, context.Canceled) {
			err = nil
		}
	}
	return errors.Join(err, p.Installation.Close(), os.RemoveAll(p.dir))
}

func (p *place) people(ctx context.Context) error {
	by := study.By{Scope: auth.System()}
	own, err := p.Study.Install(ctx, by, "De Oever")
	if err != nil {
		return err
	}
	var lead, reader research.ID
	if lead, p.token, err = p.person(ctx, own.ID, "lead"); err != nil {
		return err
	}
	if reader, p.reader, err = p.person(ctx, own.ID, "reader"); err != nil {
		return err
	}
	var made struct{ ID research.ID }
	if err := p.call(ctx, "POST", "/organisations/"+string(own.ID)+"/projects", object{"name": "Merelveld", "lead": lead}, &made); err != nil {
		return err
	}
	p.project = made.ID
	for account, roles := range map[research.ID][]research.Role{
		lead: {research.Lead, research.Researcher}, reader: {research.SecondReader},
	} {
		if err := p.call(ctx, "PUT", p.path("/members/"+string(account)), object{"roles": roles}, nil); err != nil {
			return err
		}
	}
	return nil
}

func (p *place) person(ctx context.Context, organisation research.ID, name string) (research.ID, string, error) {
	account, err := p.Study.AddAccount(ctx, study.By{Scope: auth.System()}, study.NewAccount{
		Organisation: organisation, Email: name + "@example.org", Name: name, Admin: true,
	})
	if err != nil {
		return "", "", err
	}
	session, err := p.Auth.Begin(ctx, account, "bench")
	return account.ID, session.Token, err
}

type object = map[string]any

// path is below the project.
func (p *place) path(rest string) string { return "/projects/" + string(p.project) + rest }

// call sends JSON as the lead and reads the answer into into, which may be nil.
// A status of 300 or more is an error.
func (p *place) call(ctx context.Context, method, path string, body, into any) error {
	return p.callAs(ctx, p.token, method, path, body, into)
}

func (p *place) callAs(ctx context.Context, token, method, path string, body, into any) error {
	var text io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return err
		}
		text = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, method, p.url+path, text)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := p.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %d %s", method, path, response.StatusCode, answer)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer, into)
}

// idOf is the n-th id of a kind: the same in every run.
func idOf(kind string, n int) research.ID {
	var b [16]byte
	copy(b[:8], kind)
	binary.BigEndian.PutUint64(b[8:], uint64(n))
	return research.IDFrom(b)
}
