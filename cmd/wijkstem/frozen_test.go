package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/installation"
	"github.com/wijkstem/wijkstem/internal/log"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// The archives in testdata are whole data folders, one of every release. At a
// release freeze_test.go makes the next one; those that are there never change.

// frozenFacts stand in frozen.json in each archive.
type frozenFacts struct {
	At        time.Time
	Project   research.ID
	Words     []string              // two words of an interview that is there
	Documents map[research.Kind]int // by kind
}

// nouns are what documents of a kind hold, by the sort of their stream. The
// others are of internal/study alone.
func nouns() map[string]func() any {
	return map[string]func() any{
		"project/project": of[research.Project], "organisation/project": of[study.ProjectName],
		"account/account": of[research.Account], "organisation/account": of[research.AccountLine],
		"project/device": of[research.Device], "directory/device": of[research.DevicePlace],
		"project/member": of[research.Member], "project/invitation": of[research.DeviceInvitation],
		"project/reference": of[research.Reference], "project/interview": of[research.Interview],
		"project/parcel": of[research.Parcel], "project/tally": of[research.Tally], "project/original": of[research.Original],
		"project/debrief": of[research.Debrief], "project/recording": of[research.Recording], "project/passage": of[research.Passage],
		"project/code": of[research.Code], "project/coding": of[research.Coding], "project/alert": of[research.Alert],
		"project/finding": of[research.Finding], "project/quote": of[research.Quote], "project/release": of[research.Release],
		"project/item": of[research.Item], "project/answer": of[research.Answer], "project/removal": of[research.Removal],
		"organisation/organisation": of[research.Organisation], "account/membership": of[research.Membership],
		"directory/pairing": of[research.Pairing], "directory/install": of[research.Installation],
	}
}

func of[T any]() any { return new(T) }

// TestDataOfEveryRelease opens the data of each release: it verifies, every kind
// of document is read as its noun with no field left over, and work goes on in it.
func TestDataOfEveryRelease(t *testing.T) {
	archives, err := filepath.Glob("testdata/data-*.tar.gz")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, archive := range archives {
		t.Run(filepath.Base(archive), func(t *testing.T) {
			h := &house{t: t, dir: t.TempDir()}
			h.must(unpack(archive, h.dir))
			var facts frozenFacts
			h.must(json.Unmarshal(h.read("frozen.json"), &facts))
			h.must(h.run("verify"))
			h.readsEverything(facts)
			h.goesOn(facts)
			h.must(h.run("verify"))
		})
	}
}

// openAt opens the installation at a time.
func (h *house) openAt(at time.Time) *installation.Installation {
	h.t.Helper()
	c, err := config.Load(h.env().lookup)
	h.must(err)
	now := func() time.Time { return at }
	i, err := installation.Open(h.t.Context(), c, installation.Options{Log: log.New(io.Discard, now), Clock: now})
	h.must(err)
	return i
}

func (h *house) readsEverything(facts frozenFacts) {
	h.t.Helper()
	i := h.openAt(facts.At)
	defer func() { h.must(i.Close()) }()
	read := map[research.Kind]int{}
	h.must(eachDocument(h.t.Context(), i, func(stream research.Stream, d research.Document) error {
		read[d.Kind()]++
		noun, known := nouns()[stream.Sort()+"/"+string(d.Kind())]
		if !known {
			noun = of[map[string]any]
		}
		decoder := json.NewDecoder(bytes.NewReader(d.Body))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(noun()); err != nil {
			h.t.Errorf("%s in a %s: %v", d.Kind(), stream.Sort(), err)
		}
		return nil
	}))
	for kind, count := range facts.Documents {
		if read[kind] != count {
			h.t.Errorf("%d documents of kind %s, %d were frozen", read[kind], kind, count)
		}
	}
}

// eachDocument visits all documents that can be read.
func eachDocument(ctx context.Context, i *installation.Installation, visit func(research.Stream, research.Document) error) error {
	heads, err := i.Store.Heads(ctx)
	for _, head := range heads {
		if err != nil {
			return err
		}
		err = i.Store.View(ctx, auth.System(), head.Stream, func(v study.View) error {
			for kind := range research.DocumentKinds {
				documents, next, err := v.Page(research.Page{Kind: kind, Limit: 1000})
				if err == nil && next != "" {
					err = errors.New("more than a page")
				}
				if err != nil {
					return err
				}
				for _, document := range documents {
					if err := visit(head.Stream, document); err != nil {
						return err
					}
				}
			}
			return nil
		})
	}
	return err
}

// goesOn pairs a phone, delivers an interview, withdraws an old one and reads the
// version that was released.
func (h *house) goesOn(facts frozenFacts) {
	h.t.Helper()
	ctx := h.t.Context()
	i := h.openAt(facts.At.Add(time.Hour))
	defer func() { h.must(i.Close()) }()
	p := pairWith(h, i, facts.Project)
	words, err := p.References(ctx, 1)
	h.must(err)
	id := deliver(ctx, h, p, words[0])
	view, err := i.Study.Interview(ctx, auth.System(), facts.Project, id)
	if err != nil || !view.Interview.Delivered {
		h.t.Errorf("a new interview: %v", err)
	}
	h.must(withdraw(ctx, i, about{Project: facts.Project, Words: facts.Words[0]}))
	text, _, err := i.Study.Version(ctx, auth.System(), facts.Project, "latest")
	if err != nil || !json.Valid(text) {
		h.t.Errorf("the released version: %v", err)
	}
}

// pairWith pairs a phone with a server on the installation.
func pairWith(h *house, i *installation.Installation, project research.ID) *phone.Phone {
	h.t.Helper()
	invited, err := i.Study.InviteDevice(h.t.Context(), study.By{Scope: auth.System()}, project, study.NewPhone{Label: "Samira"})
	h.must(err)
	server, err := i.Server("test", nil)
	h.must(err)
	p, err := phone.Pair(h.t.Context(), direct{server.Handler()}, "http://wijkstem.test/v1", invited.Code, "Samira")
	h.must(err)
	return p
}

func unpack(archive, dir string) error {
	file, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	plain, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	for files := tar.NewReader(plain); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		text, err := io.ReadAll(files)
		if err != nil {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(header.Name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, text, 0o600)); err != nil {
			return err
		}
	}
}
