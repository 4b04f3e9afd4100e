package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/demo"
	"github.com/wijkstem/wijkstem/internal/installation"
	"github.com/wijkstem/wijkstem/internal/log"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

var freeze = flag.String("freeze", "", "name of a release whose data folder to freeze, e.g. 1.0.0")

// unused kinds are declared and nothing puts them yet.
var unused = map[research.Kind]bool{"guide": true, "job": true}

// TestFreeze makes testdata/data-<release>.tar.gz of data in today's format:
//
//	go test ./cmd/wijkstem -run TestFreeze -freeze 1.0.0
func TestFreeze(t *testing.T) {
	if *freeze == "" {
		t.Skip("makes an archive, at a release only")
	}
	archive := filepath.Join("testdata", "data-"+*freeze+".tar.gz")
	if _, err := os.Stat(archive); err == nil {
		t.Fatalf("%s is there: what was frozen never changes", archive)
	}
	h := &house{t: t, dir: t.TempDir()}
	facts := h.played()
	for kind := range research.DocumentKinds {
		if facts.Documents[kind] == 0 && !unused[kind] {
			t.Errorf("no document of kind %s: add an act that puts one", kind)
		}
	}
	if t.Failed() {
		return
	}
	text, err := json.Marshal(facts)
	h.must(err)
	h.write("frozen.json", text)
	h.must(pack(h.dir, archive))
	info, err := os.Stat(archive)
	h.must(err)
	t.Logf("%s: %d bytes", archive, info.Size())
}

// played is the invented study of five parents with something of every kind.
func (h *house) played() frozenFacts {
	h.t.Helper()
	ctx, clock := h.t.Context(), &demo.Clock{}
	c, err := config.Load(h.env().lookup)
	h.must(err)
	i, err := installation.Open(ctx, c, installation.Options{Log: log.New(io.Discard, clock.Now), Create: true, Clock: clock.Now})
	h.must(err)
	defer func() { h.must(i.Close()) }()
	doors, err := openDoors(ctx, i, clock, []string{"lea"}, environment{err: io.Discard})
	h.must(err)
	facts := frozenFacts{Project: doors.Projects["lea"]}
	h.must(eachDocument(ctx, i, func(_ research.Stream, d research.Document) error {
		var reference research.Reference
		if d.Kind() != "reference" {
			return nil
		}
		err := json.Unmarshal(d.Body, &reference)
		if reference.Interview != "" {
			facts.Words = append(facts.Words, reference.Words)
		}
		return err
	}))
	for _, words := range facts.Words[:2] {
		h.must(withdraw(ctx, i, about{Project: facts.Project, Words: words}))
	}
	facts.Words = facts.Words[2:]
	h.more(ctx, i, facts.Project)
	_, err = i.Jobs.RunDue(ctx)
	h.must(err)
	facts.At, facts.Documents = time.Now().UTC(), map[research.Kind]int{}
	h.must(i.SignHeads(ctx, facts.At))
	h.must(eachDocument(ctx, i, func(_ research.Stream, d research.Document) error {
		facts.Documents[d.Kind()]++
		return nil
	}))
	return facts
}

// more does what the study does not: sound, a worry, an invitation that is open.
func (h *house) more(ctx context.Context, i *installation.Installation, project research.ID) {
	h.t.Helper()
	p := pairWith(h, i, project)
	words, err := p.References(ctx, 2)
	h.must(err)
	id := deliver(ctx, h, p, words[0])
	h.must(p.Do(ctx, "POST", "/alerts", map[string]any{"id": research.NewID(), "interview": id, "at": time.Now().UTC()}, nil))
	own, err := i.Study.Installation(ctx)
	h.must(err)
	_, err = i.Study.Invite(ctx, study.By{Scope: auth.System()}, own.ID, "noor@example.org", "Noor", false)
	h.must(err)
}

// pack writes a folder, without locks and sockets, into an archive.
func pack(dir, archive string) (err error) {
	file, err := os.Create(archive)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	dense, err := gzip.NewWriterLevel(file, gzip.BestCompression)
	if err != nil {
		return err
	}
	files := tar.NewWriter(dense)
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || strings.HasSuffix(path, ".lock") || filepath.Base(path) == "doors.json" {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if err := files.WriteHeader(&tar.Header{Name: filepath.ToSlash(name), Mode: 0o600, Size: int64(len(text))}); err != nil {
			return err
		}
		_, err = files.Write(text)
		return err
	})
	return errors.Join(err, files.Close(), dense.Close())
}
