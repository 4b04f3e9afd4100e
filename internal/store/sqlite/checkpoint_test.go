package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// TestCheckpointsBesideTheWriter: what was committed is in the file itself,
// although the writing goroutine had too little in its log to bring it there.
func TestCheckpointsBesideTheWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	e := mustOpen(t, path)
	const size = 8 << 10
	for i := range research.Revision(2 * commitsBetween) {
		act := engine.Act{Stream: "s", ID: fmt.Sprint(i), Fresh: true}
		_, _, err := e.Append(t.Context(), act, func(engine.Reader) (engine.Change, error) {
			event := engine.Event{Request: []byte{}, Event: research.Event{Stream: "s", Revision: i + 1, Act: act.ID, MAC: []byte{}}}
			record := engine.Record{ID: fmt.Sprint("k/", i), Kind: "k", Revision: i + 1, Body: make([]byte, size)}
			return engine.Change{Event: event, Records: []engine.Record{record}}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(e.writer.stop(), e.checkpointer.close()); err != nil {
		t.Fatal(err)
	}
	file, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if file.Size() < 2*commitsBetween*size {
		t.Errorf("the file has %d bytes", file.Size())
	}
}
