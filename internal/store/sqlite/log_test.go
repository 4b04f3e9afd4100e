package sqlite

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

// slowDisk has the log wait for the test instead of the disk: each wait takes
// one error.
func slowDisk(e *Engine) chan<- error {
	answers := make(chan error)
	e.writer.log.wait = func(*os.File) error { return <-answers }
	return answers
}

func put(e *Engine, t *testing.T, name string) <-chan error {
	done := make(chan error, 1)
	go func() {
		done <- e.Swap(t.Context(), 0, research.Cell{Kind: "k", Name: name, Revision: 1, Body: []byte("x")})
	}()
	return done
}

func look(e *Engine, t *testing.T, name string) <-chan error {
	done := make(chan error, 1)
	go func() {
		_, err := e.Cell(t.Context(), "k", name)
		done <- err
	}()
	return done
}

// TestNobodyIsAnsweredBeforeTheDisk checks that neither the one who writes nor
// one who reads what was written hears of it before the disk has it.
func TestNobodyIsAnsweredBeforeTheDisk(t *testing.T) {
	e := mustOpen(t, filepath.Join(t.TempDir(), "test.db"))
	disk := slowDisk(e)
	first := put(e, t, "first")
	for e.writer.log.mark() == 0 { // until it is committed
	}
	read, second := look(e, t, "first"), put(e, t, "second")
	select {
	case <-first:
		t.Fatal("the writer was answered before the disk had it")
	case <-read:
		t.Fatal("a reader was answered before the disk had it")
	case disk <- nil:
	}
	disk <- nil // the second is a batch of its own
	for what, done := range map[string]<-chan error{"first": first, "read": read, "second": second} {
		if err := <-done; err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestADiskThatFails checks that nothing is confirmed any more once the disk has
// failed, even when it seems to work again: what it holds is not known.
func TestADiskThatFails(t *testing.T) {
	e := mustOpen(t, filepath.Join(t.TempDir(), "test.db"))
	disk := slowDisk(e)
	for _, answer := range []error{syscall.EIO, nil} {
		done := put(e, t, "cell")
		disk <- answer
		if err := <-done; research.FaultOf(err) != research.Unavailable {
			t.Errorf("writing gave %v", err)
		}
	}
	if err := <-look(e, t, "cell"); research.FaultOf(err) != research.Unavailable {
		t.Errorf("reading gave %v", err)
	}
}
