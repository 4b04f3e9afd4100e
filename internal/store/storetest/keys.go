package storetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"maps"
	"slices"
	"sync"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// Keys is study.Keys in memory, for tests of what stands on it.
type Keys struct {
	mu     sync.Mutex
	seed   []byte // when there is one, keys are made from it
	keys   map[research.KeyRef][]byte
	newest map[research.KeyRef]int // of keys with several generations
	ledger []study.LedgerLine
}

var _ study.Keys = (*Keys)(nil)

// NewKeys has no keys yet.
func NewKeys() *Keys {
	return &Keys{keys: map[research.KeyRef][]byte{}, newest: map[research.KeyRef]int{}}
}

// NewSharedKeys has every key, made from the seed: several processes with the
// same seed have the same keys.
func NewSharedKeys(seed string) *Keys {
	k := NewKeys()
	k.seed = []byte(seed)
	return k
}

// Add stores keys.
func (k *Keys) Add(_ context.Context, keys map[research.KeyRef][]byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for ref, key := range keys {
		ref = ref.Sealing()
		if k.erased(ref) {
			return research.Errorf(research.Erased, "Dit is gewist.")
		}
		if old, ok := k.keys[ref]; ok && !bytes.Equal(old, key) {
			return research.Errorf(research.Conflict, "Er is al een andere sleutel.")
		}
		k.keys[ref] = slices.Clone(key)
	}
	return nil
}

// Key finds a key.
func (k *Keys) Key(ref research.KeyRef) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.key(ref)
}

func (k *Keys) key(ref research.KeyRef) ([]byte, error) {
	if ref = k.exact(ref); k.erased(ref) {
		return nil, research.Errorf(research.Erased, "Dit is gewist.")
	}
	if key, ok := k.keys[ref]; ok {
		return key, nil
	}
	if k.seed != nil {
		key := sha256.Sum256(append(slices.Clone(k.seed), ref...))
		return key[:], nil
	}
	return nil, research.Errorf(research.NotFound, "Deze sleutel is er niet.")
}

// Ensure finds a key or makes it.
func (k *Keys) Ensure(_ context.Context, ref research.KeyRef) ([]byte, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	key, err := k.key(ref)
	if research.FaultOf(err) != research.NotFound {
		return key, err
	}
	key = make([]byte, 32)
	_, _ = rand.Read(key) // never fails: it stops the program instead
	k.keys[k.exact(ref)] = key
	return key, nil
}

// exact is the newest generation of a key that names none.
func (k *Keys) exact(ref research.KeyRef) research.KeyRef {
	if _, n := ref.Generation(); n > 0 || ref.Interview() == "" {
		return ref
	}
	return ref.At(max(1, k.newest[ref]))
}

// Current is the name of the newest generation.
func (k *Keys) Current(ref research.KeyRef) (research.KeyRef, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	base, _ := ref.Generation()
	if k.newest[base] == 0 {
		return base, nil
	}
	return base.At(k.newest[base]), nil
}

// Renew makes the next generation.
func (k *Keys) Renew(_ context.Context, ref research.KeyRef) (research.KeyRef, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	base, _ := ref.Generation()
	if _, err := k.key(base); err != nil {
		return "", err
	}
	k.newest[base] = max(1, k.newest[base]) + 1
	next := base.At(k.newest[base])
	k.keys[next] = make([]byte, 32)
	_, _ = rand.Read(k.keys[next])
	return next, nil
}

// Condemn writes a ledger line.
func (k *Keys) Condemn(_ context.Context, line study.LedgerLine) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ledger = append(k.ledger, line)
	return nil
}

// Destroy removes keys.
func (k *Keys) Destroy(_ context.Context, refs ...research.KeyRef) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, ref := range refs {
		maps.DeleteFunc(k.keys, func(key research.KeyRef, _ []byte) bool {
			base, _ := key.Generation()
			return key == ref || base == ref
		})
	}
	return nil
}

// Ledger is every line.
func (k *Keys) Ledger(context.Context) ([]study.LedgerLine, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.ledger), nil
}

// Lose removes a key without a ledger line, as a damaged key store would.
func (k *Keys) Lose(ref research.KeyRef) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.keys, k.exact(ref))
}

func (k *Keys) erased(ref research.KeyRef) bool {
	base, _ := ref.Generation()
	return slices.ContainsFunc(k.ledger, func(l study.LedgerLine) bool {
		return slices.Contains(l.Keys, ref) || slices.Contains(l.Keys, base)
	})
}
