package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/keys"
)

// TestAnOlderKeyStoreIsNoNewOne puts back the key store of before the first act:
// nothing opens, and nothing is made that would hide what is missing.
func TestAnOlderKeyStoreIsNoNewOne(t *testing.T) {
	h := &house{t: t, dir: t.TempDir()}
	master, err := keys.CreateMaster(filepath.Join(h.dir, "master.key"))
	h.must(err)
	store, err := keys.Open(keys.Options{File: filepath.Join(h.dir, "keys"), Ledger: filepath.Join(h.dir, "erased.jsonl"), Master: master, Create: true})
	h.must(err)
	h.must(store.Close())
	empty := h.read("keys")
	holdTwo(h)
	full := h.read("keys")
	h.write("keys", empty)
	for _, args := range [][]string{{"verify"}, {"user", "add", "--email", "ben@example.org", "--name", "Ben"}} {
		if err := h.run(args...); err == nil || !strings.Contains(err.Error(), "restore the key store") {
			t.Errorf("%v: %v", args, err)
		}
	}
	if !bytes.Equal(h.read("keys"), empty) {
		t.Error("keys were made in the place of those that are gone")
	}
	h.write("keys", full)
	h.must(h.run("verify"))
}
