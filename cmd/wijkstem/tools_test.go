package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestGuidesAreChecked(t *testing.T) {
	h := &house{t: t, dir: t.TempDir()}
	paths, err := filepath.Glob("../../interview-guides/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%v %v", paths, err)
	}
	h.must(h.run(append([]string{"guide", "check"}, paths...)...))
	source, err := os.ReadFile("../../interview-guides/oefenen@1.0.0.yaml")
	h.must(err)
	h.write("wrong.yaml", bytes.Replace(source, []byte("\nslug:"), []byte("\nsluk:"), 1))
	err = h.run("guide", "check", filepath.Join(h.dir, "wrong.yaml"))
	if err == nil || !strings.Contains(h.out.String(), "wrong.yaml: regel ") || !strings.Contains(h.out.String(), "sluk") {
		t.Errorf("%v: %s", err, h.out.String())
	}
	if err := h.run("guide", "check"); err == nil {
		t.Error("no file is no fault")
	}
}

// TestTheMasterKeyIsReplaced rotates, also after a crash at each step.
func TestTheMasterKeyIsReplaced(t *testing.T) {
	h := &house{t: t, dir: t.TempDir()}
	h.sign("2026-11-23", true)
	before := h.read("master.key")
	h.must(h.run("keys", "rotate"))
	after := h.read("master.key")
	if bytes.Equal(before, after) {
		t.Fatal("the master key is the same")
	}
	h.must(h.run("verify"))

	h.write("master.key", before) // stopped before the new key took its place
	h.write("master.key.new", after)
	h.must(h.run("keys", "rotate"))
	h.must(h.run("verify"))

	h.write("master.key.new", before) // stopped before the keys were wrapped anew
	h.must(h.run("keys", "rotate"))
	if !bytes.Equal(h.read("master.key"), before) {
		t.Error("the key that was made already is not used")
	}
	h.must(h.run("verify"))
	h.write("master.key", after)
	if err := h.run("verify"); err == nil {
		t.Error("the old master key still opens the keys")
	}
}
