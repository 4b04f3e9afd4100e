package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/installation"
	"github.com/wijkstem/wijkstem/internal/log"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// house is an installation in a folder with the programs that run on it.
type house struct {
	t   *testing.T
	dir string
	out bytes.Buffer
}

func (h *house) env() environment {
	return environment{func(name string) string {
		return map[string]string{"WIJKSTEM_DATA": h.dir, "WIJKSTEM_LOG": "text"}[name]
	}, strings.NewReader(""), &h.out, io.Discard}
}

func (h *house) run(args ...string) error {
	h.t.Helper()
	h.out.Reset()
	return run(h.t.Context(), args, h.env())
}

func (h *house) open(create bool) *installation.Installation {
	h.t.Helper()
	c, err := config.Load(h.env().lookup)
	if err != nil {
		h.t.Fatal(err)
	}
	i, err := installation.Open(h.t.Context(), c, installation.Options{Log: log.New(io.Discard, time.Now), Create: create})
	if err != nil {
		h.t.Fatal(err)
	}
	return i
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatalf("%v\n%s", err, h.out.String())
	}
}

// TestBackupAndRestore holds two interviews with sound, copies everything,
// erases one, and puts the older copy back: the other one is there, whole, and
// the erased one is not.
func TestBackupAndRestore(t *testing.T) {
	h := &house{t: t, dir: t.TempDir()}
	data, keys := t.TempDir(), t.TempDir()
	kept, erased := holdTwo(h)
	if err := h.run("backup", data, "--keys", filepath.Join(data, "keys")); err == nil {
		t.Error("keys may stand with the data")
	}
	h.must(h.run("backup", data, "--keys", keys))
	h.must(h.run("verify"))
	if !strings.Contains(h.out.String(), "2 parts") {
		t.Errorf("verify: %s", h.out.String())
	}
	stranger := filepath.Join(data, "blobs", string(kept.Project), string(research.NewID()))
	h.must(os.MkdirAll(stranger, 0o700)) // bytes that came while the copy was made
	h.must(os.WriteFile(filepath.Join(stranger, "2"), []byte("too late"), 0o600))
	i := h.open(false)
	h.must(withdraw(t.Context(), i, erased))
	h.must(i.Close())
	ledger, err := os.ReadFile(filepath.Join(h.dir, "erased.jsonl"))
	h.must(err)

	again := &house{t: t, dir: t.TempDir()}
	master, err := os.ReadFile(filepath.Join(h.dir, "master.key"))
	h.must(err)
	h.must(os.WriteFile(filepath.Join(again.dir, "master.key"), master, 0o600))
	if err := again.run("restore", data); err == nil {
		t.Error("restored without keys and ledger")
	}
	h.must(os.WriteFile(filepath.Join(again.dir, "erased.jsonl"), ledger, 0o600)) // newer than the copy
	again.must(again.run("restore", data, "--keys", keys))
	again.must(again.run("verify"))
	if !strings.Contains(again.out.String(), "1 parts") {
		t.Errorf("verify: %s", again.out.String())
	}
	if err := again.run("restore", data, "--keys", keys); err == nil {
		t.Error("restored over what is there")
	}
	restored := again.open(false)
	defer func() { again.must(restored.Close()) }()
	if !restored.Study.Gone(erased.Interview) || restored.Study.Gone(kept.Interview) {
		t.Error("the ledger was not followed")
	}
}

// TestVerifyFindsDamage changes one byte of a recording.
func TestVerifyFindsDamage(t *testing.T) {
	h := &house{t: t, dir: t.TempDir()}
	kept, _ := holdTwo(h)
	h.must(damage(h.dir, kept))
	if err := h.run("verify"); err == nil || !strings.Contains(h.out.String(), "other bytes") {
		t.Errorf("%v: %s", err, h.out.String())
	}
}

func damage(dir string, a about) error {
	path := filepath.Join(dir, "blobs", string(a.Project), string(a.Interview), "2")
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text[len(text)/2] ^= 1
	return os.WriteFile(path, text, 0o600)
}

// about is where an interview is.
type about struct {
	Project, Interview research.ID
	Words              string
}

func withdraw(ctx context.Context, i *installation.Installation, a about) error {
	if _, err := i.Study.Withdraw(ctx, study.By{Scope: auth.System()}, a.Project, study.Withdrawal{Reference: a.Words}); err != nil {
		return err
	}
	_, err := i.Jobs.RunDue(ctx)
	return err
}

// holdTwo makes an installation with a project, a phone, and two interviews.
func holdTwo(h *house) (kept, erased about) {
	h.t.Helper()
	ctx := h.t.Context()
	i := h.open(true)
	defer func() { h.must(i.Close()) }()
	project, code := begin(h, i)
	server, err := i.Server("test", nil)
	h.must(err)
	p, err := phone.Pair(ctx, direct{server.Handler()}, "http://wijkstem.test/v1", code, "Samira")
	h.must(err)
	words, err := p.References(ctx, 2)
	h.must(err)
	ids := []about{}
	for _, w := range words {
		ids = append(ids, about{Project: project, Interview: deliver(ctx, h, p, w), Words: w})
	}
	return ids[0], ids[1]
}

// begin makes an organisation, a project, and the code of its phone.
func begin(h *house, i *installation.Installation) (project research.ID, code string) {
	h.t.Helper()
	ctx, system := h.t.Context(), study.By{Scope: auth.System()}
	own, err := i.Study.Install(ctx, system, "De Oever")
	h.must(err)
	lead, err := i.Study.AddAccount(ctx, system, study.NewAccount{Organisation: own.ID, Email: "ilse@example.org", Name: "Ilse", Admin: true})
	h.must(err)
	scope, err := i.Auth.Scope(ctx, auth.Caller{Actor: "account/" + string(lead.ID), ID: lead.ID, Account: &lead}, "")
	h.must(err)
	added, err := i.Study.AddProject(ctx, study.By{Scope: scope}, own.ID, "Merelveld", lead.ID)
	h.must(err)
	settings := apitest.Settings()
	settings.Guides = []string{"opvoeden-in-de-wijk@1.0.0"}
	_, err = i.Study.ChangeSettings(ctx, system, added.Project.ID, settings, 0)
	h.must(err)
	_, err = i.Study.ChangeState(ctx, system, added.Project.ID, research.ProjectRunning)
	h.must(err)
	invited, err := i.Study.InviteDevice(ctx, system, added.Project.ID, study.NewPhone{Label: "Samira"})
	h.must(err)
	return added.Project.ID, invited.Code
}

func deliver(ctx context.Context, h *house, p *phone.Phone, words string) research.ID {
	h.t.Helper()
	id, err := hold(ctx, p, words)
	h.must(err)
	return id
}

// hold holds an interview with sound, looks back on it and delivers it.
func hold(ctx context.Context, p *phone.Phone, words string) (research.ID, error) {
	consent := research.Consent{}
	for _, choice := range research.ChoiceNames() {
		consent[choice] = research.Yes
	}
	now := time.Now().UTC()
	sealed, err := p.Seal(ctx, phone.Talk{
		Manifest: research.Manifest{
			Interview: research.NewID(), Reference: words, StartedAt: now, EndedAt: now, Language: "nl", People: 1,
			Capture: research.CaptureAudio, Group: research.Parent, Consent: consent, ConsentLog: []research.ConsentChange{},
		},
		Answers: research.Answers{Debrief: map[string]json.RawMessage{"surprise": json.RawMessage(`"Dat ze lachte."`)}},
		Sound:   []phone.Segment{{MIME: "audio/webm", Milliseconds: 1000, Chunks: [][]byte{[]byte("een"), []byte("twee")}}},
	})
	if err != nil {
		return "", err
	}
	_, err = p.Deliver(ctx, sealed)
	return sealed.Delivery.Interview, err
}

// direct sends requests to a handler without a network.
type direct struct{ handler http.Handler }

func (d direct) Do(request *http.Request) (*http.Response, error) {
	request.RemoteAddr = "192.0.2.2:1234"
	recorder := httptest.NewRecorder()
	d.handler.ServeHTTP(recorder, request)
	return recorder.Result(), nil
}
