// Package keys is the key store: data keys and private keys, each wrapped by
// the master key in a slot of one file, apart from the database and its
// backups; and the erasure ledger, a file of its own that says which keys were
// destroyed on purpose.
package keys

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// ErrLost is the alarm that a data key is gone without a line in the erasure
// ledger: nobody decided to erase it.
var ErrLost = errors.New("a key is gone and the erasure ledger does not say so")

// ErrNotCondemned refuses to destroy a key that no ledger line names.
var ErrNotCondemned = errors.New("a key is destroyed only when the erasure ledger names it")

var errClosed = errors.New("the key store is closed")

// Options say where a key store is.
type Options struct {
	// File holds the wrapped keys; beside it stands File + ".lock".
	File string
	// Ledger is the erasure ledger, best on another disk.
	Ledger string
	Master Master
	// Create makes both files when neither is there. Without it a store that
	// has disappeared is an error, never silently a new one.
	Create bool
	// Shared lets several server processes of one host use the store together.
	// Else it is held alone. Files on a network disk are not for sharing.
	Shared bool
}

// Store implements study.Keys and study.Pairs.
type Store struct {
	options Options
	lock    *os.File
	turn    *os.File // held while writing, when several processes write
	ledger  *ledger
	root    root
	work    chan *request
	closing chan struct{}
	stopped chan struct{}

	broken error // belongs to the writing goroutine: nothing is written any more

	// mu guards the file's index: a slot leaves it before its bytes change. What is
	// free belongs to the writing goroutine.
	mu   sync.RWMutex
	file *slotFile

	cacheMu sync.RWMutex
	cache   map[research.KeyRef][]byte
	current map[research.KeyRef]int              // the newest generation, for processes alone
	drops   int                                  // how often something was forgotten
	pairs   map[research.KeyRef]*ecdh.PrivateKey // made of what the cache holds
}

var (
	_ study.Keys  = (*Store)(nil)
	_ study.Pairs = (*Store)(nil)
)

// Open opens a key store, checks the ledger's chain and destroys what the
// ledger names and still is there.
func Open(options Options) (*Store, error) {
	lock, err := lockFile(options.File+".lock", !options.Shared)
	if err != nil {
		return nil, err
	}
	s := &Store{options: options, lock: lock, cache: map[research.KeyRef][]byte{}, current: map[research.KeyRef]int{},
		pairs: map[research.KeyRef]*ecdh.PrivateKey{},
		work:  make(chan *request), closing: make(chan struct{}), stopped: make(chan struct{})}
	if err := s.openShared(); err != nil {
		_ = s.closeFiles()
		return nil, err
	}
	go s.write()
	if err := s.finishErasures(); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// openShared opens while no other process writes.
func (s *Store) openShared() error {
	if !s.options.Shared {
		return s.open()
	}
	var err error
	if s.turn, err = os.OpenFile(s.options.File+".turn", os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return fmt.Errorf("key store: %w", err)
	}
	if err := exclude(s.turn); err != nil {
		return fmt.Errorf("key store: %w", err)
	}
	defer release(s.turn)
	return s.open()
}

func (s *Store) open() error {
	wrap, err := newWrapper(s.options.Master)
	if err != nil {
		return err
	}
	if s.options.Create {
		if err := create(s.options, wrap); err != nil {
			return err
		}
	}
	if s.file, err = openSlotFile(s.options.File, wrap); err != nil {
		return err
	}
	if s.root, err = newRoot(s.file.root); err != nil {
		return err
	}
	s.ledger, err = openLedger(s.options.Ledger, s.root.ledger)
	return err
}

// create makes the ledger first, so that a key store never stands without one.
func create(options Options, wrap wrapper) error {
	haveKeys, err := exists(options.File)
	if err != nil || haveKeys {
		return err
	}
	rootKey := make([]byte, research.DataKeySize)
	_, _ = rand.Read(rootKey)
	r, err := newRoot(rootKey)
	if err != nil {
		return err
	}
	empty, err := holdsOnlyHeader(options.Ledger)
	if err != nil {
		return err
	}
	if !empty {
		return fmt.Errorf("the erasure ledger %s is there, but the key store %s is not: restore the key store", options.Ledger, options.File)
	}
	if err := createLedger(options.Ledger, r.ledger); err != nil {
		return fmt.Errorf("make the erasure ledger: %w", err)
	}
	return createSlotFile(options.File, wrap, rootKey)
}

// holdsOnlyHeader tells whether a ledger is not there, or was made by a first
// start that did not get further.
func holdsOnlyHeader(path string) (bool, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return true, nil
	}
	return strings.Count(string(text), "\n") <= 1, err
}

func exists(path string) (bool, error) {
	_, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// finishErasures destroys what the ledger names: the step after a crash
// between Condemn and Destroy, and after a restore.
func (s *Store) finishErasures() error {
	if err := s.Destroy(context.Background(), s.ledger.refs()...); err != nil {
		return fmt.Errorf("finish erasures: %w", err)
	}
	return nil
}

// Close waits for what is being written and gives the files free.
func (s *Store) Close() error {
	close(s.closing)
	<-s.stopped
	return s.closeFiles()
}

func (s *Store) closeFiles() error {
	var errs []error
	if s.ledger != nil {
		errs = append(errs, s.ledger.close())
	}
	if s.file != nil {
		errs = append(errs, s.file.close())
	}
	if s.turn != nil {
		errs = append(errs, s.turn.Close())
	}
	s.forgetAll()
	return errors.Join(append(errs, s.lock.Close())...)
}

// Add stores data keys as first generations; see study.Keys.
func (s *Store) Add(ctx context.Context, keys map[research.KeyRef][]byte) error {
	for ref, key := range keys {
		if len(key) != research.DataKeySize || isPair(ref) {
			return fmt.Errorf("%s: no data key of 32 bytes", ref)
		}
	}
	refs := slices.Sorted(maps.Keys(keys))
	err := s.submit(ctx, func(w *writing) error {
		for _, ref := range refs {
			if err := w.fits(ref.Sealing(), keys[ref]); err != nil {
				return err
			}
		}
		for _, ref := range refs {
			if err := w.put(ref.Sealing(), keys[ref]); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		for ref, key := range keys { // they are asked for at once
			s.remember(ref.Sealing(), key)
		}
	}
	return err
}

// Key is the data key; see study.Keys.
func (s *Store) Key(ref research.KeyRef) ([]byte, error) {
	if isPair(ref) {
		return nil, fmt.Errorf("%s is no data key: %w", ref, research.NotFound)
	}
	return s.secret(ref)
}

// Ensure is Key, making the key when it was never there; see study.Keys.
func (s *Store) Ensure(ctx context.Context, ref research.KeyRef) ([]byte, error) {
	key, err := s.Key(ref)
	if isPair(ref) || research.FaultOf(err) != research.NotFound {
		return key, err
	}
	return s.ensure(ctx, ref, func() []byte {
		fresh := make([]byte, research.DataKeySize)
		_, _ = rand.Read(fresh)
		return fresh
	})
}

func (s *Store) ensure(ctx context.Context, ref research.KeyRef, fresh func() []byte) ([]byte, error) {
	var key []byte
	err := s.submit(ctx, func(w *writing) error {
		var err error
		if key, err = w.find(ref); research.FaultOf(err) != research.NotFound {
			return err
		}
		key = fresh()
		return w.put(ref, key)
	})
	if err != nil {
		return nil, err
	}
	return slices.Clone(key), nil
}

// Condemn writes a line in the erasure ledger; see study.Keys. A line that
// already stands there is not written twice.
func (s *Store) Condemn(ctx context.Context, line study.LedgerLine) error {
	if len(line.Keys) == 0 && line.Pending == "" || line.Reason == "" || slices.Contains(line.Keys, "") {
		return errors.New("a ledger line names keys or a pending reference, and a reason")
	}
	if len(line.Keys) == 0 {
		line.Keys = nil
	}
	line.At = line.At.UTC()
	return s.submit(ctx, func(w *writing) error {
		if err := w.supersedes(line); err != nil {
			return err
		}
		if err := s.ledger.add(line); err != nil {
			return err
		}
		s.dropErased()
		return nil
	})
}

// Destroy makes the keys unreadable for good; see study.Keys. Keys that no
// ledger line names are refused, all of them.
func (s *Store) Destroy(ctx context.Context, refs ...research.KeyRef) error {
	return s.submit(ctx, func(w *writing) error {
		for _, ref := range refs {
			if !s.ledger.erased(ref) {
				return fmt.Errorf("%s: %w", ref, ErrNotCondemned)
			}
		}
		for _, ref := range refs {
			for _, generation := range w.generations(ref) {
				if err := w.wipe(generation); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Ledger is every line of the erasure ledger, oldest first.
func (s *Store) Ledger(context.Context) ([]study.LedgerLine, error) {
	if err := s.follow(); err != nil {
		return nil, err
	}
	return s.ledger.all(), nil
}

// secret finds what is stored under a ref: the ledger speaks first.
func (s *Store) secret(ref research.KeyRef) ([]byte, error) {
	if err := s.follow(); err != nil {
		return nil, err
	}
	if s.ledger.erased(ref) {
		return nil, fmt.Errorf("%s: %w", ref, research.Erased)
	}
	ref, err := s.exact(ref)
	if err != nil {
		return nil, err
	}
	s.cacheMu.RLock()
	key := slices.Clone(s.cache[ref])
	s.cacheMu.RUnlock()
	if key != nil {
		return key, nil
	}
	key, err = s.read(ref)
	if s.options.Shared && err != nil {
		key, err = s.readAgain(ref)
	}
	if err != nil {
		return nil, err
	}
	s.remember(ref, key)
	return key, nil
}

// exact is the newest generation of a key that names none.
func (s *Store) exact(ref research.KeyRef) (research.KeyRef, error) {
	if _, n := ref.Generation(); n > 0 || ref.Interview() == "" {
		return ref, nil
	}
	n, err := s.newest(ref)
	return ref.At(n), err
}

func (s *Store) read(ref research.KeyRef) ([]byte, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	key, err := s.file.find(s.root.name(ref))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ref, err)
	}
	return key, nil
}

// readAgain looks in the file for what another process has written since.
func (s *Store) readAgain(ref research.KeyRef) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.file.reload(); err != nil {
		return nil, err
	}
	key, err := s.file.find(s.root.name(ref))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ref, err)
	}
	return key, nil
}

// remember caches a key, unless a ledger line has named it meanwhile.
func (s *Store) remember(ref research.KeyRef, key []byte) {
	s.cacheMu.Lock()
	defer s.cacheMu.Unlock()
	if !s.ledger.erased(ref) {
		s.cache[ref] = slices.Clone(key)
	}
}

// follow takes in ledger lines of other processes.
func (s *Store) follow() error {
	if !s.options.Shared {
		return nil
	}
	if err := s.ledger.refresh(); err != nil {
		return err
	}
	s.dropErased()
	return nil
}

// dropErased forgets cached keys that ledger lines have named.
func (s *Store) dropErased() {
	fresh := s.ledger.takeFresh()
	if len(fresh) == 0 {
		return
	}
	s.cacheMu.Lock()
	defer s.cacheMu.Unlock()
	for _, ref := range fresh {
		s.drop(ref)
	}
}

func (s *Store) forgetAll() {
	s.cacheMu.Lock()
	defer s.cacheMu.Unlock()
	for ref, key := range s.cache {
		clear(key)
		delete(s.cache, ref)
	}
	clear(s.pairs)
}

// Damaged is the number of slots that held a key and can no longer be read.
func (s *Store) Damaged() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.file.damaged)
}
