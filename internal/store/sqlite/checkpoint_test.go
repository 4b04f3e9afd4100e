package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// TestCheckpointsBesideTheWriter: after so many bytes what was committed is in the
// file itself, although the writing goroutine had too little in its log to bring
// it there.
func TestCheckpointsBesideTheWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	e := mustOpen(t, path)
	const size = 1 << 20
	for i := range research.Revision(bytesBetween/size + 1) {
		appendBytes(t, e, i, size)
	}
	if err := errors.Join(e.writer.stop(), e.checkpointer.close()); err != nil {
		t.Fatal(err)
	}
	if found := sizeOfFile(t, path); found < bytesBetween {
		t.Errorf("the file has %d bytes", found)
	}
}

// TestCheckpointsInQuiet: a little is in the file as soon as nobody writes.
func TestCheckpointsInQuiet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	e := mustOpen(t, path)
	const size = 1 << 20
	appendBytes(t, e, 0, size)
	for sizeOfFile(t, path) < size && t.Context().Err() == nil {
		runtime.Gosched()
	}
}

func appendBytes(t *testing.T, e *Engine, i research.Revision, size int) {
	t.Helper()
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

func sizeOfFile(t *testing.T, path string) int64 {
	t.Helper()
	file, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return file.Size()
}
