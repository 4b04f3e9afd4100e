package analysis

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// view is a stream of codings that counts how often it is read.
type view struct {
	study.View
	revision research.Revision
	codings  int
	reads    *int
}

func (v view) Revision() research.Revision { return v.revision }

func (v view) Page(page research.Page) ([]research.Document, string, error) {
	*v.reads++
	if page.Kind != "coding" {
		return nil, "", nil
	}
	first := 0
	if page.After != "" {
		_, _ = fmt.Sscan(page.After, &first)
	}
	var documents []research.Document
	for i := first; i < min(v.codings, first+2); i++ {
		body, _ := json.Marshal(research.Coding{ID: research.ID(fmt.Sprint(i))})
		documents = append(documents, research.Document{Body: body})
	}
	if first+2 >= v.codings {
		return documents, "", nil
	}
	return documents, fmt.Sprint(first + 2), nil
}

func TestCacheReadsEveryPageOncePerRevision(t *testing.T) {
	reads := 0
	cache := NewCache(1 << 20)
	for _, step := range []struct {
		revision  research.Revision
		codings   int
		wantReads int
	}{{1, 5, 5}, {1, 5, 5}, {2, 6, 10}, {2, 6, 10}} {
		m, err := cache.Material("project/x", view{revision: step.revision, codings: step.codings, reads: &reads})
		if err != nil || len(m.Codings) != step.codings || m.Revision != step.revision {
			t.Fatalf("got %d codings at %d (%v), want %d at %d", len(m.Codings), m.Revision, err, step.codings, step.revision)
		}
		if reads != step.wantReads {
			t.Errorf("revision %d: %d pages read so far, want %d", step.revision, reads, step.wantReads)
		}
	}
}

func TestCacheLetsGoOfWhatDoesNotFit(t *testing.T) {
	reads := 0
	one := NewCache(1 << 20)
	if _, err := one.Material("project/a", view{revision: 1, codings: 4, reads: &reads}); err != nil {
		t.Fatal(err)
	}
	cache := NewCache(2*one.size + one.size/2)
	for _, stream := range []research.Stream{"project/a", "project/b", "project/a", "project/c"} {
		if _, err := cache.Material(stream, view{revision: 1, codings: 4, reads: &reads}); err != nil {
			t.Fatal(err)
		}
	}
	for stream, want := range map[research.Stream]bool{"project/a": true, "project/b": false, "project/c": true} {
		if _, got := cache.find(stream, 1); got != want {
			t.Errorf("%s held: %t, want %t", stream, got, want)
		}
	}
	if cache.size > cache.limit {
		t.Errorf("holds %d bytes, limit %d", cache.size, cache.limit)
	}
}

func TestCacheKeepsTheNewerRevision(t *testing.T) {
	reads := 0
	cache := NewCache(1 << 20)
	for _, revision := range []research.Revision{7, 6} {
		if _, err := cache.Material("project/a", view{revision: revision, codings: 1, reads: &reads}); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := cache.find("project/a", 7); !ok {
		t.Error("an older view pushed out the newer revision")
	}
}
