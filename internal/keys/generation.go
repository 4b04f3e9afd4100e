package keys

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// The keys of interviews have generations (research.KeyRef). Which is the
// newest is found by looking: generation n+1 is there, or was, when its slot is
// or when the ledger names generation n, which only happens after it was made.

// Current is the newest generation; see study.Keys.
func (s *Store) Current(ref research.KeyRef) (research.KeyRef, error) {
	if ref.Interview() == "" {
		return ref, nil
	}
	base, _ := ref.Generation()
	n, err := s.newest(base)
	if err != nil || n == 1 {
		return base, err
	}
	return base.At(n), nil
}

// Renew makes the next generation; see study.Keys.
func (s *Store) Renew(ctx context.Context, ref research.KeyRef) (research.KeyRef, error) {
	base, _ := ref.Generation()
	if base.Interview() == "" {
		return "", fmt.Errorf("%s has no generations: %w", ref, research.Invalid)
	}
	var next research.KeyRef
	err := s.submit(ctx, func(w *writing) error {
		if _, err := w.find(base); err != nil {
			return err
		}
		next = base.At(w.newest(base) + 1)
		key := make([]byte, research.DataKeySize)
		_, _ = rand.Read(key)
		return w.putNamed(s.root.name(next), key)
	})
	s.forget(base)
	return next, err
}

// newest is the number of the newest generation of a key.
func (s *Store) newest(base research.KeyRef) (int, error) {
	if s.options.Shared {
		if err := s.reload(); err != nil {
			return 0, err
		}
	}
	s.cacheMu.RLock()
	n, drops := s.current[base], s.drops
	s.cacheMu.RUnlock()
	if n > 0 && !s.options.Shared {
		return n, nil
	}
	s.mu.RLock()
	n = s.count(base, func(name) bool { return false })
	_, live := s.file.live[s.root.name(base)]
	s.mu.RUnlock()
	if live || n > 1 {
		s.counted(base, n, drops)
	}
	return n, nil
}

// counted remembers a count, unless something was forgotten since it began:
// Renew may have made it stale.
func (s *Store) counted(base research.KeyRef, n, drops int) {
	s.cacheMu.Lock()
	defer s.cacheMu.Unlock()
	if s.drops == drops {
		s.current[base] = n
	}
}

// reload takes in what other processes have written.
func (s *Store) reload() error {
	if err := s.follow(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.file.reload()
}

// newest is that of a batch that is being written.
func (w *writing) newest(base research.KeyRef) int {
	w.store.mu.RLock()
	defer w.store.mu.RUnlock()
	return w.store.count(base, func(of name) bool { _, added := w.added[of]; return added })
}

// count looks for generations; also tells of those that are not in the file yet.
func (s *Store) count(base research.KeyRef, also func(name) bool) int {
	for n := 1; ; n++ {
		of := s.root.name(base.At(n + 1))
		_, live := s.file.live[of]
		_, damaged := s.file.damaged[of]
		if !live && !damaged && !also(of) && !s.ledger.names(base.At(n)) {
			return n
		}
	}
}

// names tells whether a line names this very generation.
func (l *ledger) names(ref research.KeyRef) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.named[ref]
}

// exact is the newest generation of a key that names none.
func (w *writing) exact(ref research.KeyRef) research.KeyRef {
	if _, n := ref.Generation(); n > 0 || ref.Interview() == "" {
		return ref
	}
	return ref.At(w.newest(ref))
}

// generations are all that a key names: itself, or each of its generations.
func (w *writing) generations(ref research.KeyRef) []research.KeyRef {
	if _, n := ref.Generation(); n > 0 || ref.Interview() == "" {
		return []research.KeyRef{ref}
	}
	var all []research.KeyRef
	for n := range w.newest(ref) {
		all = append(all, ref.At(n+1))
	}
	return all
}

// supersedes refuses a line about the newest generation alone: nothing would be
// left to open what was sealed anew.
func (w *writing) supersedes(line study.LedgerLine) error {
	for _, ref := range line.Keys {
		if base, n := ref.Generation(); n > 0 && n >= w.newest(base) {
			return fmt.Errorf("%s is the newest generation: name the key to erase it", ref)
		}
	}
	return nil
}

// forget drops what is cached of a key and its generations.
func (s *Store) forget(ref research.KeyRef) {
	s.cacheMu.Lock()
	defer s.cacheMu.Unlock()
	s.drop(ref)
}

// drop is forget for who holds the cache.
func (s *Store) drop(ref research.KeyRef) {
	s.drops++
	base, n := ref.Generation()
	for last := max(n, s.current[base], 1); last > 0; last-- {
		clear(s.cache[base.At(last)])
		delete(s.cache, base.At(last))
	}
	clear(s.cache[base])
	delete(s.cache, base)
	delete(s.current, base)
	delete(s.pairs, base)
}
