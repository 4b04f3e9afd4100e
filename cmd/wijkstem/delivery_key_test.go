package main

import (
	"strings"
	"testing"
)

// TestKeysAreRenewedBesideARunningServer renews the keys of a project twice while a
// phone delivers: nothing is refused, and every pair opens what was sealed for it.
func TestKeysAreRenewedBesideARunningServer(t *testing.T) {
	h, d := delivering(t)
	for range 2 {
		<-d.more
		h.must(h.run("keys", "renew", string(d.project)))
	}
	<-d.more
	h.must(d.end())
	h.must(h.run("keys", "check"))
	if said := h.out.String(); !strings.Contains(said, "6 pairs open what is sealed for them") {
		t.Errorf("check says %q", said)
	}
	h.must(h.run("keys", "list", string(d.project)))
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
	d.server.kill()
	h.must(h.run("keys", "list")) // without a server too
	h.must(h.run("verify"))
	holds(h, d.project, d.held.now())
}
