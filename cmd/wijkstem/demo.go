package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/demo"
	"github.com/wijkstem/wijkstem/internal/installation"
	"github.com/wijkstem/wijkstem/internal/log"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// serveDemo plays the invented studies in an empty installation and serves
// them with doors that everybody may enter.
func serveDemo(ctx context.Context, args []string, env environment) (err error) {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	flags.SetOutput(env.err)
	names := flags.String("studies", "wijk,lea", "which studies to play: "+strings.Join(demo.Studies(), ","))
	if err := flags.Parse(args); err != nil {
		return err
	}
	c, err := config.Load(env.lookup)
	if err != nil {
		return err
	}
	clock := &demo.Clock{}
	i, err := installation.Open(ctx, c, installation.Options{Log: logger(c, env), Input: env.in, Create: true, Clock: clock.Now})
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, i.Close()) }()
	doors, err := openDoors(ctx, i, clock, strings.Split(*names, ","), env)
	if err != nil {
		return err
	}
	return serveBeside(ctx, i, doors, func() { fmt.Fprintln(env.err, "Wijkstem, met verzonnen gegevens:", c.URL) })
}

// openDoors plays the studies, or finds the doors of those that were played before.
func openDoors(ctx context.Context, i *installation.Installation, clock *demo.Clock, names []string, env environment) (*demo.Doors, error) {
	place := filepath.Join(i.Config.Data, "doors.json")
	doors := &demo.Doors{}
	if text, err := os.ReadFile(place); err == nil {
		if err := json.Unmarshal(text, doors); err != nil {
			return nil, err
		}
	} else if doors, err = play(ctx, i, clock, names, env); err != nil {
		return nil, err
	} else if err := keepDoors(place, doors); err != nil {
		return nil, err
	}
	doors.Invite = func(ctx context.Context, project research.ID) (study.PairingCode, error) {
		return i.Study.InviteDevice(ctx, study.By{Scope: auth.System()}, project, study.NewPhone{Label: "Samira"})
	}
	return doors, nil
}

func keepDoors(place string, doors *demo.Doors) error {
	text, err := json.Marshal(doors)
	if err != nil {
		return err
	}
	return os.WriteFile(place, text, 0o600)
}

func play(ctx context.Context, i *installation.Installation, clock *demo.Clock, names []string, env environment) (*demo.Doors, error) {
	if _, err := i.Study.Installation(ctx); err == nil {
		return nil, errors.New("there is an installation in this folder that is no demonstration: choose another folder")
	}
	quiet := *i
	quiet.Log = log.New(io.Discard, clock.Now)
	server, err := quiet.Server(version(), nil)
	if err != nil {
		return nil, err
	}
	loader := demo.Loader{
		Study: i.Study, Clock: clock, Phones: &inside{server: server.Handler()}, Base: "http://wijkstem.invalid/v1",
		Scope: func(ctx context.Context, actor string, project research.ID) (research.Scope, error) {
			return scopeOf(ctx, i, actor, project)
		},
		RunJobs: func(ctx context.Context) error { _, err := i.Jobs.RunDue(ctx); return err },
		Tell:    func(line string) { fmt.Fprintln(env.err, "  "+line) },
	}
	return loader.Load(ctx, time.Now(), names...)
}

// scopeOf is what an account or a phone reaches, as if it had signed in.
func scopeOf(ctx context.Context, i *installation.Installation, actor string, project research.ID) (research.Scope, error) {
	kind, id, _ := strings.Cut(actor, "/")
	caller := auth.Caller{Actor: actor, ID: research.ID(id)}
	if kind == "device" {
		device, err := i.Study.Device(ctx, caller.ID)
		if err != nil {
			return research.Scope{}, err
		}
		caller.Device = &device
		return i.Auth.Scope(ctx, caller, project)
	}
	account, err := i.Study.Account(ctx, caller.ID)
	if err != nil {
		return research.Scope{}, err
	}
	caller.Account = &account
	return i.Auth.Scope(ctx, caller, project)
}

// inside lets the phones of the studies speak to a server that does not listen
// yet, each time from another address: they are many, and guessing is throttled
// by address.
type inside struct {
	server http.Handler
	calls  int
}

func (c *inside) Do(r *http.Request) (*http.Response, error) {
	c.calls++
	answer := httptest.NewRecorder()
	r.RequestURI, r.RemoteAddr = r.URL.RequestURI(), fmt.Sprintf("127.%d.%d.%d:1", c.calls>>16&255, c.calls>>8&255, c.calls&255)
	c.server.ServeHTTP(answer, r)
	return answer.Result(), nil
}
