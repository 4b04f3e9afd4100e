package main

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/phone"
)

// TestKeysAreRenewedBesideARunningServer renews the keys of a project twice while a
// phone delivers: nothing is refused, and every pair opens what was sealed for it.
func TestKeysAreRenewedBesideARunningServer(t *testing.T) {
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
	held, more, ended := &talks{}, make(chan struct{}), make(chan error, 1)
	go func() { ended <- held.holdAll(ctx, p, words, more) }()
	for range 2 {
		<-more
		h.must(h.run("keys", "renew", string(project)))
	}
	<-more
	stop()
	h.must(<-ended)
	h.must(h.run("keys", "check"))
	if said := h.out.String(); !strings.Contains(said, "6 pairs open what is sealed for them") {
		t.Errorf("check says %q", said)
	}
	h.must(h.run("keys", "list", string(project)))
	for _, want := range []string{"pair 1: kept for Samira", "pair 2: kept for Samira", "pair 3: current"} {
		if said := h.out.String(); !strings.Contains(said, want) {
			t.Errorf("list does not say %q: %s", want, said)
		}
	}
	if err := h.run("keys", "renew", "aaaaaaaaaaaaaaaaaaaaaaaaaa"); err == nil || !strings.Contains(err.Error(), "no project") {
		t.Errorf("a project that is not there: %v", err)
	}
	if err := h.run("keys"); err == nil {
		t.Error("no word of what to do is taken")
	}
	server.kill()
	h.must(h.run("keys", "list")) // without a server too
	h.must(h.run("verify"))
	holds(h, project, held.now())
}
