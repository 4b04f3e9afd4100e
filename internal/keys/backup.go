package keys

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// Backup writes a copy of the keys and a copy of the ledger, each replacing
// the one before at once: of keys only the latest copy may exist, and it never
// stands with the backups of the data.
func (s *Store) Backup(ctx context.Context, keysCopy, ledgerCopy string) error {
	return s.submitAlone(ctx, func() error {
		if err := s.follow(); err != nil {
			return err
		}
		if err := s.ledger.copyTo(ledgerCopy); err != nil {
			return fmt.Errorf("copy the erasure ledger: %w", err)
		}
		s.mu.RLock()
		defer s.mu.RUnlock()
		if err := s.file.copyTo(keysCopy); err != nil {
			return fmt.Errorf("copy the key store: %w", err)
		}
		return nil
	})
}

// ChangeMaster wraps all keys anew, in a new file that takes the place of the
// old at once; from then on only the new master key opens the store. The
// store must be held alone.
func (s *Store) ChangeMaster(ctx context.Context, master Master) error {
	if s.options.Shared {
		return errors.New("stop the other servers first: the master key is changed by one process alone")
	}
	wrap, err := newWrapper(master)
	if err != nil {
		return err
	}
	return s.submitAlone(ctx, func() error {
		s.mu.Lock()
		defer s.mu.Unlock()
		file, err := s.file.rewrap(wrap)
		if err != nil {
			s.broken = fmt.Errorf("change the master key: %w", err)
			return s.broken
		}
		old := s.file
		s.file, s.options.Master = file, master
		return old.shred()
	})
}

// Copies are the two files that Backup wrote.
type Copies struct{ Keys, Ledger string }

// Restored says what a restore did.
type Restored struct {
	Keys  int // keys that the store did not have
	Lines int // ledger lines that the ledger did not have
}

// ErrOtherKeys refuses a copy that has other keys under the same names: one of
// both is not what the data were sealed under, and only people can tell which.
var ErrOtherKeys = errors.New("the copy and the key store hold different keys under the same names")

// Restore brings copies back. What still stands at the places of options
// stays: keys are added to the store, lines to the ledger, none is lost, and
// whatever the ledger names is destroyed, also when a copy still holds it.
// Without any ledger it refuses, and before it changes anything when a key that
// stands there is another than that of the copy (ErrOtherKeys). Repeating is
// harmless.
func Restore(options Options, from Copies) (Restored, error) {
	options.Create, options.Shared = false, false
	done, copied, err := restoreFiles(options, from)
	if err != nil {
		return done, err
	}
	defer copied.close()
	s, err := Open(options)
	if err != nil {
		return done, err
	}
	added, err := s.addFrom(copied)
	done.Keys += added
	return done, errors.Join(err, s.Close())
}

// restoreFiles merges the ledger first and then puts the keys in place, so
// that no key ever stands without the lines that erase it.
func restoreFiles(options Options, from Copies) (done Restored, copied *slotFile, err error) {
	lock, err := lockFile(options.File+".lock", true)
	if err != nil {
		return done, nil, err
	}
	defer lock.Close()
	if copied, err = openCopy(options, from); err != nil {
		return done, nil, err
	}
	if done.Lines, err = restoreLedger(options, from, copied.root); err == nil {
		done.Keys, err = placeKeys(options, copied)
	}
	if err != nil {
		_ = copied.close()
	}
	return done, copied, err
}

// placeKeys puts the copy where no key store stands.
func placeKeys(options Options, copied *slotFile) (int, error) {
	have, err := exists(options.File)
	if err != nil || have {
		return 0, err
	}
	if err := copied.copyTo(options.File); err != nil {
		return 0, fmt.Errorf("restore the key store: %w", err)
	}
	return len(copied.live), nil
}

// openCopy opens the copy of the keys and checks that it belongs to the store
// that it goes to, if there is one.
func openCopy(options Options, from Copies) (*slotFile, error) {
	wrap, err := newWrapper(options.Master)
	if err != nil {
		return nil, err
	}
	copied, err := openSlotFile(from.Keys, wrap)
	if err != nil {
		return nil, fmt.Errorf("restore: %w", err)
	}
	if have, err := exists(options.File); err != nil || !have {
		return copied, err
	}
	present, err := openSlotFile(options.File, wrap)
	if err != nil {
		_ = copied.close()
		return nil, fmt.Errorf("restore: %w", err)
	}
	defer present.close()
	if err := agree(present, copied); err != nil {
		_ = copied.close()
		return nil, fmt.Errorf("restore: %w", err)
	}
	return copied, nil
}

// agree tells whether two files are of one store, and hold the same key under
// every name that both have.
func agree(present, copied *slotFile) error {
	if !bytes.Equal(present.root, copied.root) {
		return errors.New("this copy is of another key store")
	}
	others := 0
	for of := range copied.live {
		if _, both := present.live[of]; !both {
			continue
		}
		theirs, err := copied.find(of)
		if err != nil {
			return err
		}
		if ours, err := present.find(of); err != nil || !bytes.Equal(ours, theirs) {
			others++
		}
	}
	if others > 0 {
		return fmt.Errorf("%w (%d of them); move away the one that is wrong, %s or %s, and try again",
			ErrOtherKeys, others, present.path, copied.path)
	}
	return nil
}

// restoreLedger adds the lines of the copy that are not there yet.
func restoreLedger(options Options, from Copies, rootKey []byte) (int, error) {
	r, err := newRoot(rootKey)
	if err != nil {
		return 0, err
	}
	haveCopy, err := exists(from.Ledger)
	if err != nil {
		return 0, err
	}
	have, err := exists(options.Ledger)
	if err != nil {
		return 0, err
	}
	switch {
	case !have && !haveCopy:
		return 0, fmt.Errorf("restore: no erasure ledger at %s or %s; without it erased interviews would come back", options.Ledger, from.Ledger)
	case !haveCopy:
		return 0, nil
	}
	copied, err := openLedger(from.Ledger, r.ledger)
	if err != nil {
		return 0, fmt.Errorf("restore: %w", err)
	}
	defer copied.close()
	if !have {
		return len(copied.lines), copied.copyTo(options.Ledger)
	}
	return mergeLedger(options.Ledger, r.ledger, copied)
}

func mergeLedger(path string, key []byte, copied *ledger) (int, error) {
	l, err := openLedger(path, key)
	if err != nil {
		return 0, fmt.Errorf("restore: %w", err)
	}
	defer l.close()
	before := len(l.lines)
	for _, line := range copied.lines {
		if err := l.add(line); err != nil {
			return len(l.lines) - before, fmt.Errorf("restore: %w", err)
		}
	}
	return len(l.lines) - before, nil
}

// erasedNames are the names of all that the ledger erased, as far as a copy may
// hold them.
func (s *Store) erasedNames(copied *slotFile) map[name]bool {
	erased := map[name]bool{}
	for _, ref := range s.ledger.refs() {
		erased[s.root.name(ref)] = true
		if _, n := ref.Generation(); n > 0 || ref.Interview() == "" {
			continue
		}
		for n, there := 2, true; there; n++ {
			of := s.root.name(ref.At(n))
			_, there = copied.live[of]
			erased[of] = true
		}
	}
	return erased
}

// addFrom adds the keys of a copy that are not there and not erased.
func (s *Store) addFrom(copied *slotFile) (int, error) {
	erased := s.erasedNames(copied)
	added := 0
	err := s.submit(context.Background(), func(w *writing) error {
		for of := range copied.live {
			if _, have := s.file.live[of]; have || erased[of] {
				continue
			}
			key, err := copied.find(of)
			if err != nil {
				return err
			}
			if err := w.putNamed(of, key); err != nil {
				return err
			}
			added++
		}
		return nil
	})
	return added, err
}
