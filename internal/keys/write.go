package keys

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/wijkstem/wijkstem/internal/disk"
	"github.com/wijkstem/wijkstem/internal/research"
)

// maxBatch is how many requests share one fsync at most.
const maxBatch = 256

// request is something to write; it is answered when it is on disk.
type request struct {
	stage func(*writing) error // writes slots, or
	alone func() error         // works on the files by itself
	done  chan error
}

// writing is a batch of requests that is being written.
type writing struct {
	store *Store
	added map[name]addition
	wiped []int64
}

type addition struct {
	key  []byte
	slot int64
}

func (s *Store) submit(ctx context.Context, stage func(*writing) error) error {
	return s.send(ctx, &request{stage: stage, done: make(chan error, 1)})
}

func (s *Store) submitAlone(ctx context.Context, work func() error) error {
	return s.send(ctx, &request{alone: work, done: make(chan error, 1)})
}

// send waits for the answer even when the caller no longer does, so that it
// knows what is true.
func (s *Store) send(ctx context.Context, r *request) error {
	select {
	case s.work <- r:
		return <-r.done
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closing:
		return errClosed
	}
}

// write is the one goroutine that changes the file: it takes all requests that
// wait and writes them together.
func (s *Store) write() {
	defer close(s.stopped)
	for {
		select {
		case r := <-s.work:
			s.serve(r)
		case <-s.closing:
			return
		}
	}
}

func (s *Store) serve(first *request) {
	batch, alone := s.gather(first)
	if len(batch) > 0 {
		s.commit(batch)
	}
	if alone != nil {
		alone.done <- s.excluding(alone.alone)
	}
}

// gather takes requests until none waits, or one comes that works alone.
func (s *Store) gather(first *request) (batch []*request, alone *request) {
	for r := first; ; {
		if r.alone != nil {
			return batch, r
		}
		batch = append(batch, r)
		if len(batch) == maxBatch {
			return batch, nil
		}
		select {
		case r = <-s.work:
		default:
			return batch, nil
		}
	}
}

func (s *Store) commit(batch []*request) {
	errs := make([]error, len(batch))
	failed := s.excluding(func() error {
		w := &writing{store: s, added: map[name]addition{}}
		if err := w.begin(); err != nil {
			return err
		}
		for i, r := range batch {
			errs[i] = r.stage(w)
		}
		return w.finish()
	})
	for i, r := range batch {
		if failed != nil && errs[i] == nil {
			errs[i] = failed
		}
		r.done <- errs[i]
	}
}

// excluding works while no other process writes.
func (s *Store) excluding(work func() error) error {
	if s.broken != nil {
		return s.broken
	}
	if !s.options.Shared {
		return work()
	}
	if err := exclude(s.turn); err != nil {
		return fmt.Errorf("key store: %w", err)
	}
	defer release(s.turn)
	return work()
}

// begin takes in what other processes wrote and frees what they left half done.
func (w *writing) begin() error {
	s := w.store
	if s.options.Shared {
		if err := s.follow(); err != nil {
			return err
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.file.reload()
	}
	return nil
}

// find is what is stored, or will be by this batch.
func (w *writing) find(ref research.KeyRef) ([]byte, error) {
	if ref = w.exact(ref); w.store.ledger.erased(ref) {
		return nil, fmt.Errorf("%s: %w", ref, research.Erased)
	}
	if added, ok := w.added[w.store.root.name(ref)]; ok {
		return added.key, nil
	}
	return w.store.read(ref)
}

// fits tells whether the key may be put: it is not there yet, or the same.
// One that was lost may come again.
func (w *writing) fits(ref research.KeyRef, key []byte) error {
	old, err := w.find(ref)
	switch {
	case err == nil && !bytes.Equal(old, key):
		return fmt.Errorf("%s has another key: %w", ref, research.Conflict)
	case err == nil, research.FaultOf(err) == research.NotFound, isAny(err, ErrLost):
		return nil
	default:
		return err
	}
}

// put writes a key that fits into a free slot, unless it is there.
func (w *writing) put(ref research.KeyRef, key []byte) error {
	if _, err := w.find(ref); err == nil {
		return nil
	}
	return w.putNamed(w.store.root.name(ref), key)
}

// putNamed keeps nobody who reads waiting for the disk: the slot is in no index yet.
func (w *writing) putNamed(of name, key []byte) error {
	s := w.store
	n, err := s.file.take()
	if err != nil {
		return err
	}
	if err := s.file.writeSlot(n, s.file.wrap.seal(of, key)); err != nil {
		w.wiped = append(w.wiped, n)
		return err
	}
	w.added[of] = addition{slices.Clone(key), n}
	return nil
}

// wipe overwrites the slot of a key with noise; it leaves the index first.
func (w *writing) wipe(ref research.KeyRef) error {
	s := w.store
	of := s.root.name(ref)
	s.mu.Lock()
	defer s.mu.Unlock()
	var slots []int64
	if n, ok := s.file.live[of]; ok {
		slots = append(slots, n)
	}
	if n, ok := s.file.damaged[of]; ok {
		slots = append(slots, n)
	}
	if added, ok := w.added[of]; ok {
		slots = append(slots, added.slot)
	}
	delete(s.file.live, of)
	delete(s.file.damaged, of)
	delete(w.added, of)
	for _, n := range slots {
		w.wiped = append(w.wiped, n)
		if err := s.file.overwrite(n); err != nil {
			return err
		}
	}
	return nil
}

// finish brings the batch to disk; only then its keys are seen.
func (w *writing) finish() error {
	if len(w.added) == 0 && len(w.wiped) == 0 {
		return nil
	}
	s := w.store
	if err := s.sync(); err != nil {
		return err
	}
	s.mu.Lock()
	for of, added := range w.added {
		s.file.live[of] = added.slot
		delete(s.file.damaged, of)
	}
	wiped := append(s.file.wiped, w.wiped...)
	s.file.wiped = nil
	s.mu.Unlock()
	return errors.Join(s.free(wiped), s.announce())
}

// free makes slots of noise zero; they are used again only when the zeros are
// on disk.
func (s *Store) free(wiped []int64) error {
	if len(wiped) == 0 {
		return nil
	}
	for _, n := range wiped {
		if err := s.file.zero(n); err != nil {
			return err
		}
	}
	if err := s.sync(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.file.free = append(s.file.free, wiped...)
	return nil
}

// announce tells other processes that the file has changed.
func (s *Store) announce() error {
	if !s.options.Shared {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.file.announce()
}

// sync waits for the disk. When that fails nobody knows what the disk holds,
// and nothing is written any more until the store is opened again.
func (s *Store) sync() error {
	if err := disk.Sync(s.file.file); err != nil {
		s.broken = fmt.Errorf("key store: %w", err)
		return s.broken
	}
	return nil
}
