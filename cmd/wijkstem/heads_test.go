package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/study"
)

// sign opens the house, does something when asked, and signs the heads as of a day.
func (h *house) sign(day string, act bool) {
	h.t.Helper()
	i := h.open(true)
	defer func() { h.must(i.Close()) }()
	if act {
		_, err := i.Study.Install(h.t.Context(), study.By{Scope: auth.System()}, "De Oever")
		h.must(err)
		own, err := i.Study.Installation(h.t.Context())
		h.must(err)
		_, err = i.Study.AddAccount(h.t.Context(), study.By{Scope: auth.System()}, study.NewAccount{Organisation: own.ID, Email: day + "@example.org", Name: "Ilse"})
		h.must(err)
	}
	at, err := time.Parse(time.DateOnly, day)
	h.must(err)
	h.must(i.SignHeads(context.WithoutCancel(h.t.Context()), at))
	h.must(i.SignHeads(context.WithoutCancel(h.t.Context()), at.Add(time.Hour))) // once a day
}

func (h *house) read(name string) []byte {
	h.t.Helper()
	text, err := os.ReadFile(filepath.Join(h.dir, name))
	h.must(err)
	return text
}

func (h *house) write(name string, text []byte) {
	h.t.Helper()
	h.must(os.WriteFile(filepath.Join(h.dir, name), text, 0o600))
}

func (h *house) wantFault(what string) {
	h.t.Helper()
	if err := h.run("verify"); err == nil || !strings.Contains(h.out.String(), what) {
		h.t.Errorf("verify does not say %q: %v\n%s", what, err, h.out.String())
	}
}

// TestADatabaseSetBackIsSeen puts an older database, whose chain fits, in the
// place of the present one.
func TestADatabaseSetBackIsSeen(t *testing.T) {
	h := &house{t: t, dir: t.TempDir()}
	h.sign("2026-11-23", true)
	older := h.read("wijkstem.db")
	h.sign("2026-11-24", true)
	h.sign("2026-11-25", false)
	newer, heads := h.read("wijkstem.db"), h.read("heads.jsonl")
	if lines := bytes.Count(heads, []byte("\n")); lines != 3 {
		t.Fatalf("%d lines in three days", lines)
	}
	h.must(h.run("verify"))
	h.write("wijkstem.db", older)
	h.wantFault("was there")
	h.write("wijkstem.db", newer)
	h.must(h.run("verify"))

	h.write("heads.jsonl", bytes.Replace(heads, []byte(`"revision":1`), []byte(`"revision":9`), 1))
	h.wantFault("is not signed by this server")
	_, rest, _ := bytes.Cut(heads, []byte("\n"))
	h.write("heads.jsonl", rest)
	h.wantFault("does not follow the line before")
	h.write("heads.jsonl", append(bytes.Clone(heads), `{"line":{"day"`...)) // cut off by a crash
	h.must(h.run("verify"))
	h.sign("2026-11-26", false)
	h.must(h.run("verify"))
}

// TestARestoreIsSigned has a restored database fit the heads that were signed,
// and any other one not.
func TestARestoreIsSigned(t *testing.T) {
	h := &house{t: t, dir: t.TempDir()}
	data, keys := t.TempDir(), t.TempDir()
	h.sign("2026-11-23", true)
	h.must(h.run("backup", data, "--keys", keys))
	h.sign("2026-11-24", true)
	later := h.read("wijkstem.db")
	h.must(os.Remove(filepath.Join(h.dir, "wijkstem.db")))
	h.must(h.run("restore", data, "--keys", keys))
	h.must(h.run("verify"))
	h.write("wijkstem.db", later)
	h.wantFault("is not the one of the last line")

	again := &house{t: t, dir: t.TempDir()}
	again.write("master.key", h.read("master.key"))
	again.must(again.run("restore", data, "--keys", keys))
	again.must(again.run("verify"))
	if lines := bytes.Count(again.read("heads.jsonl"), []byte("\n")); lines != 2 {
		t.Errorf("%d lines: one that was copied, one of the restore", lines)
	}
}
