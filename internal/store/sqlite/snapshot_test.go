package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// As many readers as there are connections, all in the middle of a view, of
// which one asks what was never asked before: nobody waits for another.
func TestReadersDoNotWaitForEachOther(t *testing.T) {
	e := mustOpen(t, filepath.Join(t.TempDir(), "test.db"))
	var begun, ended sync.WaitGroup
	begun.Add(mostReaders)
	for range mostReaders {
		ended.Go(func() {
			err := e.View(t.Context(), "s", func(r engine.Reader) error {
				begun.Done()
				begun.Wait()
				_, err := r.Record("unknown")
				return err
			})
			if !errors.Is(err, engine.ErrNone) {
				t.Error(err)
			}
		})
	}
	ended.Wait()
}

// Who gives up while all connections are in use gets an answer, and takes no
// place from those who come later.
func TestAReaderThatGivesUpTakesNoPlace(t *testing.T) {
	e := mustOpen(t, filepath.Join(t.TempDir(), "test.db"))
	ends := make([]func(), mostReaders)
	for i := range ends {
		var err error
		if _, ends[i], err = e.begin(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := e.begin(gone); !errors.Is(err, context.Canceled) {
		t.Errorf("waited for a place: %v", err)
	}
	for _, end := range ends {
		end()
	}
	for range 2 * mostReaders {
		if _, err := e.Empty(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
