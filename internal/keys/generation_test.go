package keys

import (
	"bytes"
	"context"
	"path/filepath"
	"sync"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

// renewed has the next generation made and gives its name and key.
func renewed(t *testing.T, s *Store, ref research.KeyRef) (research.KeyRef, []byte) {
	t.Helper()
	next, err := s.Renew(context.Background(), ref)
	must(t, err)
	key, err := s.Key(next)
	must(t, err)
	return next, key
}

func expectCurrent(t *testing.T, s *Store, ref, want research.KeyRef) {
	t.Helper()
	if got, err := s.Current(ref); err != nil || got != want {
		t.Fatalf("current of %s is %s, %v, want %s", ref, got, err, want)
	}
}

func retire(t *testing.T, s *Store, refs ...research.KeyRef) {
	t.Helper()
	must(t, s.Condemn(context.Background(), condemnation(refs...)))
	must(t, s.Destroy(context.Background(), refs...))
}

func TestGenerationsOfAKey(t *testing.T) {
	ctx, options, ref := context.Background(), testOptions(t.TempDir()), testRef(1)
	s := mustOpen(t, options)
	must(t, s.Add(ctx, one(ref, testKey(1))))
	expectCurrent(t, s, ref, ref)
	expectCurrent(t, s, "directory", "directory")
	second, key := renewed(t, s, ref)
	if second != ref.At(2) || bytes.Equal(key, testKey(1)) {
		t.Fatalf("the second generation is %s with key %x", second, key)
	}
	check := func() {
		t.Helper()
		expectCurrent(t, s, ref, second)
		expectCurrent(t, s, ref.At(1), second)
		expectKey(t, s, ref, key)
		expectKey(t, s, second, key)
	}
	check()
	expectKey(t, s, ref.At(1), testKey(1))
	must(t, s.Add(ctx, one(ref, testKey(1)))) // the phone once more
	if err := s.Condemn(ctx, condemnation(second)); err == nil {
		t.Error("the newest generation was erased alone")
	}
	retire(t, s, ref.At(1))
	for range 2 {
		check()
		_, err := s.Key(ref.At(1))
		expectFault(t, err, research.Erased)
		expectFault(t, s.Add(ctx, one(ref, testKey(1))), research.Erased)
		mustClose(t, s)
		s = mustOpen(t, options)
	}
	third, _ := renewed(t, s, ref)
	if third != ref.At(3) {
		t.Errorf("the third generation is %s", third)
	}
	retire(t, s, ref)
	for _, name := range []research.KeyRef{ref, ref.At(1), second, third} {
		_, err := s.Key(name)
		expectFault(t, err, research.Erased)
	}
	_, err := s.Renew(ctx, ref)
	expectFault(t, err, research.Erased)
	s.mu.RLock()
	if live := len(s.file.live); live != 0 {
		t.Errorf("%d keys are left in the file", live)
	}
	s.mu.RUnlock()
	mustClose(t, s)
}

func TestAnOlderCopyBringsNoGenerationBack(t *testing.T) {
	ctx, directory, ref, other := context.Background(), t.TempDir(), testRef(1), testRef(2)
	options, copies := testOptions(directory), copiesIn(directory)
	s := mustOpen(t, options)
	must(t, s.Add(ctx, map[research.KeyRef][]byte{ref: testKey(1), other: testKey(2)}))
	second, key := renewed(t, s, ref)
	renewed(t, s, other)
	must(t, s.Backup(ctx, copies.Keys, copies.Ledger))
	retire(t, s, ref.At(1))
	retire(t, s, other)
	mustClose(t, s)
	_, err := Restore(options, copies)
	must(t, err)
	s = mustOpen(t, options)
	defer mustClose(t, s)
	expectKey(t, s, second, key)
	for _, gone := range []research.KeyRef{ref.At(1), other, other.At(1), other.At(2)} {
		_, err := s.Key(gone)
		expectFault(t, err, research.Erased)
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	if live := len(s.file.live); live != 1 {
		t.Errorf("%d keys in the file", live)
	}
}

// What one process renews the others seal under from then on.
func TestProcessesShareGenerations(t *testing.T) {
	options := testOptions(t.TempDir())
	options.Shared = true
	a := mustOpen(t, options)
	defer mustClose(t, a)
	b := mustOpen(t, options)
	defer mustClose(t, b)
	ref := testRef(1)
	must(t, a.Add(context.Background(), one(ref, testKey(1))))
	expectKey(t, b, ref, testKey(1))
	expectCurrent(t, b, ref, ref)
	second, key := renewed(t, a, ref)
	expectCurrent(t, b, ref, second)
	expectKey(t, b, ref, key)
	retire(t, a, ref.At(1))
	_, err := b.Key(ref.At(1))
	expectFault(t, err, research.Erased)
	third, _ := renewed(t, b, ref)
	expectCurrent(t, a, ref, third)
}

// However many ask at once, whoever asks after a renewal is never told of the
// generation before it: what is sealed then would be lost with that one.
func TestNobodyIsToldOfAnOldGeneration(t *testing.T) {
	options := testOptions(t.TempDir())
	options.File = filepath.Join(t.TempDir(), "keys")
	s := mustOpen(t, options)
	defer mustClose(t, s)
	ref := testRef(1)
	must(t, s.Add(context.Background(), one(ref, testKey(1))))
	stop := make(chan struct{})
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					if _, err := s.Current(ref); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	for n := 2; n <= 40; n++ {
		next, _ := renewed(t, s, ref)
		expectCurrent(t, s, ref, next)
	}
	close(stop)
	wait.Wait()
}
