package keys

import (
	"context"
	"crypto/ecdh"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
)

// MakePair makes a pair or finds it; see study.Pairs.
func (s *Store) MakePair(ctx context.Context, ref research.KeyRef) ([]byte, error) {
	if !isPair(ref) {
		return nil, fmt.Errorf("%s names no pair: %w", ref, research.Invalid)
	}
	scalar, err := s.ensure(ctx, ref, func() []byte {
		private, err := research.NewPrivateKey(rand.Reader)
		if err != nil {
			panic(err) // the system's random source stops the program by itself
		}
		return private.Bytes()
	})
	if err != nil {
		return nil, err
	}
	private, err := ecdh.P256().NewPrivateKey(scalar)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ref, err)
	}
	return private.PublicKey().Bytes(), nil
}

// PublicHalf is the public key of a pair; see study.Pairs.
func (s *Store) PublicHalf(ref research.KeyRef) ([]byte, error) {
	if !isPair(ref) {
		return nil, fmt.Errorf("%s names no pair: %w", ref, research.Invalid)
	}
	private, err := s.pair(ref)
	if err != nil {
		return nil, err
	}
	return private.PublicKey().Bytes(), nil
}

// Unwrap opens a wrapped data key with the pair that it names; see study.Pairs.
// Contact keys open only with a vault's pair, other keys only with a project's.
func (s *Store) Unwrap(wrapped research.Wrapped, bound research.Wrapping) ([]byte, error) {
	sort, _, _ := strings.Cut(string(wrapped.Key), "/")
	if !isPair(wrapped.Key) || (bound.Purpose == research.Contact) != (sort == "vault") {
		detail := "Deze sleutel past niet bij dit deel van het gesprek."
		return nil, research.Checks{{Field: "/key", Detail: detail}}.Err()
	}
	private, err := s.pair(wrapped.Key)
	if err != nil {
		return nil, err
	}
	return research.Unwrap(private, wrapped, bound)
}

// pair is the private half of a pair. It is kept beside the cache, since making
// it of its 32 bytes takes a quarter of the time of unwrapping.
func (s *Store) pair(ref research.KeyRef) (*ecdh.PrivateKey, error) {
	scalar, err := s.secret(ref)
	if err != nil {
		return nil, err
	}
	s.cacheMu.RLock()
	private := s.pairs[ref]
	s.cacheMu.RUnlock()
	if private != nil {
		return private, nil
	}
	if private, err = ecdh.P256().NewPrivateKey(scalar); err != nil {
		return nil, fmt.Errorf("%s: %w", ref, err)
	}
	s.cacheMu.Lock()
	defer s.cacheMu.Unlock()
	if s.cache[ref] != nil { // else it was erased meanwhile
		s.pairs[ref] = private
	}
	return private, nil
}

// isPair tells pairs, "project/<id>/delivery/<n>", from data keys.
func isPair(ref research.KeyRef) bool {
	parts := strings.Split(string(ref), "/")
	return len(parts) == 4 && parts[2] == "delivery"
}
