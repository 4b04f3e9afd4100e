package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store"
	"github.com/wijkstem/wijkstem/internal/study"
)

// testVerifying checks that what is right is called right; what each engine's
// damage is called is tested with the engines.
func testVerifying(t *testing.T, b *bench) {
	kept, gone := b.interview(), b.interview()
	for i, interview := range []research.ID{kept, gone} {
		b.act("", func(tx study.Tx) {
			tx.Put(research.Document{ID: fmt.Sprint("saying/", i), Key: research.RestKey(interview), Body: []byte("1")})
			tx.Put(b.document("note/a", "", "", "text"))
			tx.Delete("note/never")
		})
	}
	line := study.LedgerLine{At: b.now, Keys: []research.KeyRef{research.RestKey(gone)}, Reason: "withdrawal"}
	must(t, b.keys.Condemn(t.Context(), line))
	report := b.verify()
	equal(t, "streams", report.Streams, 1)
	equal(t, "events", report.Events, 2)
	equal(t, "documents", report.Documents, 3)
	equal(t, "erased", report.Erased, 1)

	b.keys.Lose(research.RestKey(kept))
	b.lost = true
	report, err := b.Verify(t.Context())
	must(t, err)
	equal(t, "faults after a key was lost", len(report.Faults), 1)
}

// fill puts something of everything into three streams and two cells.
func (b *bench) fill() {
	b.t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	for _, stream := range []research.Stream{b.stream, research.Directory, research.AccountStream(research.NewID())} {
		w := Transfers{Store: b.Store, Stream: stream, Scope: b.scope}
		for i := range 30 {
			_, err := w.Do(b.t.Context(), fmt.Sprint("fill-", i), random)
			must(b.t, err)
		}
	}
	for _, name := range []string{"a", "b"} {
		_, err := b.Swap(b.t.Context(), research.Cell{Kind: "lease", Name: name, Due: "1", Body: []byte(name)})
		must(b.t, err)
	}
}

// testBackup restores a backup that was made while acts went on.
func testBackup(t *testing.T, b *bench, other string) {
	b.fill()
	dir := t.TempDir()
	w := Transfers{Store: b.Store, Stream: b.stream, Scope: b.scope}
	errs := together(2, func(i int) error {
		if i == 0 {
			return b.Backup(t.Context(), dir)
		}
		random := rand.New(rand.NewPCG(3, 4))
		for n := range 20 {
			if _, err := w.Do(t.Context(), fmt.Sprint("meanwhile-", n), random); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, errors.Join(errs...))
	must(t, store.Restore(t.Context(), other, dir, b.keys, store.Options{Kinds: Kinds}))
	restored := &bench{t: t, url: other, keys: b.keys, now: b.now, stream: b.stream, scope: b.scope}
	restored.open()
	defer func() { must(t, restored.Close()) }()
	if restored.Epoch() == b.Epoch() {
		t.Error("the epoch is still the old one")
	}
	equal(t, "streams", restored.verify().Streams, 3)
	copied := Transfers{Store: restored.Store, Stream: b.stream, Scope: b.scope}
	_, err := copied.Replay(t.Context())
	must(t, err)
	_, err = copied.Do(t.Context(), "afterwards", rand.New(rand.NewPCG(5, 6)))
	must(t, err)
	restored.verify()
	cell, err := restored.Cell(t.Context(), "lease", "b")
	must(t, err)
	equal(t, "cell", string(cell.Body), "b")
	must(t, restored.Close())
	err = store.Restore(t.Context(), other, dir, b.keys, store.Options{Kinds: Kinds})
	if !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("restored over data: %v", err)
	}
	restored.open()
}

// testDamagedBackups checks that a backup is used whole or not at all.
func testDamagedBackups(t *testing.T, b *bench, other string) {
	b.fill()
	dir := t.TempDir()
	must(t, b.Backup(t.Context(), dir))
	path := filepath.Join(dir, store.BackupFile)
	whole, err := os.ReadFile(path)
	must(t, err)
	lines := bytes.SplitAfter(whole, []byte("\n"))
	changed := bytes.Replace(whole, []byte(`"Revision":7`), []byte(`"Revision":8`), 1)
	for name, damaged := range map[string][]byte{
		"empty":                 {},
		"cut short":             whole[:len(whole)/2],
		"without its last line": bytes.Join(lines[:len(lines)-2], nil),
		"without a line":        bytes.Join(append(lines[:2:2], lines[3:]...), nil),
		"changed":               changed,
		"with more":             append(whole[:len(whole):len(whole)], lines[1]...),
	} {
		must(t, os.WriteFile(path, damaged, 0o600))
		err := store.Restore(t.Context(), other, dir, b.keys, store.Options{Kinds: Kinds})
		if !errors.Is(err, store.ErrDamaged) {
			t.Errorf("a backup that is %s: %v", name, err)
		}
	}
	for name, newer := range map[string]string{
		"of a newer format":      `"Version":1000`,
		"with what nobody knows": `"Version":1000,"Compressed":true`,
	} {
		text := bytes.Replace(whole, []byte(`"Version":1`), []byte(newer), 1)
		must(t, os.WriteFile(path, text, 0o600))
		if err := store.Restore(t.Context(), other, dir, b.keys, store.Options{Kinds: Kinds}); !errors.Is(err, store.ErrNewer) {
			t.Errorf("a backup %s: %v", name, err)
		}
	}
	must(t, os.WriteFile(path, whole, 0o600))
	must(t, store.Restore(t.Context(), other, dir, b.keys, store.Options{Kinds: Kinds}))
}
