package sqlite

import (
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// putAll is an act that gives every record the text of its revision, or deletes it.
func putAll(e *Engine, t *testing.T, stream research.Stream, deleted bool, ids ...string) {
	t.Helper()
	act := engine.Act{Stream: stream, ID: string(research.NewID()), Fresh: true}
	_, _, err := e.Append(t.Context(), act, func(r engine.Reader) (engine.Change, error) {
		next := r.Head().Revision + 1
		change := engine.Change{Event: engine.Event{Request: []byte{}, Event: research.Event{
			Stream: stream, Revision: next, Act: act.ID, MAC: []byte{byte(next)},
		}}}
		for _, id := range ids {
			record := engine.Record{ID: id, Revision: next}
			if !deleted {
				record.Kind, record.Body = "k", fmt.Append(nil, next)
			}
			change.Records = append(change.Records, record)
		}
		return change, nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestReadsFromMemory reads twice and counts what went to the file.
func TestReadsFromMemory(t *testing.T) {
	e := mustOpen(t, filepath.Join(t.TempDir(), "test.db"))
	putAll(e, t, "s", false, "k/1", "k/2")
	look := func(id string) (fromFile bool, body string) {
		err := e.View(t.Context(), "s", func(r engine.Reader) error {
			record, err := r.Record(id)
			fromFile, body = r.(*viewer).done != nil, string(record.Body)
			return err
		})
		if err != nil && !errors.Is(err, engine.ErrNone) {
			t.Fatal(err)
		}
		return fromFile, body
	}
	for i, want := range []bool{true, false, false} {
		if fromFile, body := look("k/1"); fromFile != want || body != "1" {
			t.Errorf("reading %d: from the file %v, %q", i, fromFile, body)
		}
	}
	putAll(e, t, "s", false, "k/1")
	if fromFile, body := look("k/1"); fromFile || body != "2" {
		t.Errorf("after a change: from the file %v, %q", fromFile, body)
	}
	putAll(e, t, "s", true, "k/1")
	if fromFile, body := look("k/1"); !fromFile || body != "" {
		t.Errorf("after it was deleted: from the file %v, %q", fromFile, body)
	}
}

// TestMemoryIsOneRevision has readers look at records that every act changes
// together, while acts go on: what they see is of one revision, never of an
// earlier one than they saw before.
func TestMemoryIsOneRevision(t *testing.T) {
	e := mustOpen(t, filepath.Join(t.TempDir(), "test.db"))
	putAll(e, t, "s", false, "k/1", "k/2", "k/3")
	const acts = 100
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for last := research.Revision(0); last <= acts; {
				seen := map[string]bool{}
				var head research.Revision
				err := e.View(t.Context(), "s", func(r engine.Reader) error {
					clear(seen)
					head = r.Head().Revision
					for _, id := range []string{"k/1", "k/2", "k/3"} {
						record, err := r.Record(id)
						if err != nil {
							return err
						}
						seen[string(record.Body)] = true
					}
					return nil
				})
				if err != nil || len(seen) != 1 || !seen[fmt.Sprint(head)] || head < last {
					t.Errorf("at %d after %d: %v (%v)", head, last, seen, err)
					return
				}
				last = head
			}
		})
	}
	for range acts {
		putAll(e, t, "s", false, "k/1", "k/2", "k/3")
	}
	all.Wait()
}

// TestMemoryIsBounded reads more than is remembered.
func TestMemoryIsBounded(t *testing.T) {
	r := newRecent()
	w := newWritten()
	w.note("s", engine.Change{Event: engine.Event{Event: research.Event{Revision: 1}}})
	r.committed(w)
	body := make([]byte, largestRecord)
	for i := range 4*mostRemembered/largestRecord + 7 {
		r.learn("s", 1, engine.Record{ID: fmt.Sprint("k/", i), Kind: "k", Body: body})
		if r.size > mostRemembered {
			t.Fatalf("%d bytes are remembered", r.size)
		}
		if _, found := r.head("s"); !found { // it began anew
			r.committed(w)
		}
	}
	held := 0
	for _, record := range r.streams["s"].records {
		held += sizeOf(record)
	}
	if held+costOfOneRecord != r.size || held == 0 {
		t.Errorf("holds %d bytes and counts %d", held, r.size)
	}
}

// TestLateReadersTeachNothing: a record read before a commit that is told now
// must not be remembered as what is there after it.
func TestLateReadersTeachNothing(t *testing.T) {
	r := newRecent()
	for revision := research.Revision(1); revision <= 2; revision++ {
		w := newWritten()
		w.note("s", engine.Change{Event: engine.Event{Event: research.Event{Revision: revision}}})
		r.committed(w)
	}
	r.learn("s", 1, engine.Record{ID: "k/1", Kind: "k", Revision: 1})
	if _, found := r.record("s", "k/1"); found {
		t.Error("what an earlier snapshot held is remembered")
	}
	r.seen("s", 3) // a commit that was not told yet
	if _, found := r.head("s"); found {
		t.Error("a stream that has gone on is read from memory")
	}
}
