package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

// programVariable has the test's own program be wijkstem.
const programVariable = "WIJKSTEM_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programVariable) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// process is a server of the house in a process of its own.
type process struct {
	*exec.Cmd
	address string
}

// serve starts a server and waits until it is ready.
func (h *house) serve() *process {
	h.t.Helper()
	p := &process{exec.Command(os.Args[0], "serve"), freeAddress(h.t)}
	settings := map[string]string{
		"WIJKSTEM_DATA": h.dir, "WIJKSTEM_LISTEN": p.address, "WIJKSTEM_URL": "http://" + p.address, "WIJKSTEM_RESERVE": "0",
	}
	p.Env = append(os.Environ(), programVariable+"=1")
	for name, value := range settings {
		p.Env = append(p.Env, name+"="+value)
	}
	h.must(p.Start())
	h.t.Cleanup(p.kill)
	wait := time.NewTicker(20 * time.Millisecond)
	defer wait.Stop()
	for n := 0; run(h.t.Context(), []string{"health"}, settingsOf(settings)) != nil; n++ {
		if n == 1500 {
			h.t.Fatal("the server never becomes ready")
		}
		<-wait.C
	}
	return p
}

// kill ends the process as a cut of power would.
func (p *process) kill() {
	_ = p.Process.Kill() // may be dead already
	_ = p.Wait()
}

// talks are interviews of which the server said that they are safe.
type talks struct {
	mu   sync.Mutex
	safe []research.ID
}

func (k *talks) add(id research.ID) { k.mu.Lock(); defer k.mu.Unlock(); k.safe = append(k.safe, id) }
func (k *talks) now() []research.ID {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.safe)
}

// holdAll delivers one interview after the other until the context ends; more is
// told of each.
func (k *talks) holdAll(ctx context.Context, p *phone.Phone, words []string, more chan<- struct{}) error {
	for _, w := range words {
		id, err := hold(ctx, p, w)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		k.add(id)
		select {
		case more <- struct{}{}:
		default:
		}
	}
	return nil
}

// delivery is a phone that delivers one interview after the other to a server.
type delivery struct {
	project research.ID
	server  *process
	held    *talks
	more    chan struct{} // is told of each
	end     func() error
}

// delivering founds an installation, serves it, and lets a phone deliver until end.
func delivering(t *testing.T) (*house, delivery) {
	t.Helper()
	h := &house{t: t, dir: t.TempDir()}
	i := h.open(true)
	project, code := begin(h, i)
	h.must(i.Close())
	server := h.serve()
	p, err := phone.Pair(t.Context(), http.DefaultClient, "http://"+server.address+"/v1", code, "Samira")
	h.must(err)
	words, err := p.References(t.Context(), 50)
	h.must(err)
	ctx, stop := context.WithCancel(t.Context())
	d := delivery{project: project, server: server, held: &talks{}, more: make(chan struct{})}
	ended := make(chan error, 1)
	go func() { ended <- d.held.holdAll(ctx, p, words, d.more) }()
	d.end = func() error { stop(); return <-ended }
	return h, d
}

// TestBackupBesideARunningServer copies an installation while a phone delivers to
// its server, adds an administrator, and kills the server: the copy verifies clean
// and holds every interview that was safe before the copying began.
func TestBackupBesideARunningServer(t *testing.T) {
	h, d := delivering(t)
	data, keys := t.TempDir(), t.TempDir()
	var before []research.ID
	for range 3 {
		<-d.more
		before = d.held.now()
		h.must(h.run("backup", data, "--keys", keys))
		if !strings.Contains(h.out.String(), "copied keys and erasure ledger to "+keys) {
			t.Errorf("backup says %q", h.out.String())
		}
	}
	<-d.more // the server goes on
	h.must(d.end())
	if err := h.run("backup", data, "--keys", filepath.Join(data, "keys")); err == nil {
		t.Error("keys may stand with the data")
	}
	addBeside(h, d.server)
	if err := h.run("verify"); err == nil || !strings.Contains(err.Error(), "stop the server") && !strings.Contains(err.Error(), "another process") {
		t.Errorf("verify beside the server: %v", err)
	}
	d.server.kill()
	h.must(h.run("verify"))
	h.must(h.run("backup", t.TempDir())) // the socket of the server that was killed is still there

	again := &house{t: t, dir: t.TempDir()}
	again.write("master.key", h.read("master.key"))
	again.must(again.run("restore", data, "--keys", keys))
	again.must(again.run("verify"))
	holds(again, d.project, before)
}

// addBeside adds an administrator and signs in.
func addBeside(h *house, server *process) {
	h.t.Helper()
	env := h.env()
	env.in = io.MultiReader(strings.NewReader("vier losse woorden samen\n"), strings.NewReader("and no more"))
	h.must(run(h.t.Context(), []string{"user", "add", "--email", "Ilse2@example.org", "--name", "Ilse", "--password-stdin"}, env))
	response, err := http.Post("http://"+server.address+"/v1/sessions", "application/json",
		strings.NewReader(`{"email":"ilse2@example.org","password":"vier losse woorden samen"}`))
	h.must(err)
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusCreated {
		h.t.Errorf("signing in: %s", response.Status)
	}
	if err := run(h.t.Context(), []string{"user", "add", "--email", "ilse2@example.org", "--name", "Ilse"}, h.env()); err == nil || !strings.Contains(err.Error(), "al een account") {
		h.t.Errorf("an address twice: %v", err)
	}
}

func holds(h *house, project research.ID, interviews []research.ID) {
	h.t.Helper()
	i := h.open(false)
	defer func() { h.must(i.Close()) }()
	for _, id := range interviews {
		view, err := i.Study.Interview(h.t.Context(), auth.System(), project, id)
		if err != nil || !view.Interview.Delivered {
			h.t.Errorf("interview %s is not in the copy: %v", id, err)
		}
	}
	if len(interviews) < 3 {
		h.t.Errorf("only %d interviews were safe before the copy", len(interviews))
	}
}
