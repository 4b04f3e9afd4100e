package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
	"github.com/wijkstem/wijkstem/internal/study"
)

// chain signs the events of one stream, each over the one before, with keys
// derived from the stream's data key: whoever changes, drops or inserts an
// event in the database cannot make the chain fit again.
type chain struct{ events, requests []byte }

// chainFor makes the stream's key with its first event. A stream that has events
// and no key is an alarm: a new key would hide that the old one was lost.
func (s *Store) chainFor(ctx context.Context, scope research.Scope, stream research.Stream) (chain, error) {
	ref := research.StreamKey(stream)
	key, err := s.keys.Key(ref)
	if research.FaultOf(err) == research.NotFound {
		key, err = s.firstKey(ctx, scope, stream)
	}
	if err != nil {
		return chain{}, err
	}
	return chainOf(key), nil
}

// firstKey makes the key of a stream without events. Another may do so at the
// same time: whoever then sees that one's event finds its key, which was there
// before it.
func (s *Store) firstKey(ctx context.Context, scope research.Scope, stream research.Stream) ([]byte, error) {
	head, err := s.Head(ctx, scope, stream)
	if err != nil {
		return nil, err
	}
	if head == 0 {
		return s.keys.Ensure(ctx, research.StreamKey(stream))
	}
	key, err := s.keys.Key(research.StreamKey(stream))
	if research.FaultOf(err) == research.NotFound {
		return nil, fmt.Errorf("the key of %s is gone, and its events are not: restore the key store", stream)
	}
	return key, err
}

func chainOf(key []byte) chain {
	return chain{events: derive(key, "wijkstem/chain/v1"), requests: derive(key, "wijkstem/request/v1")}
}

// request is the keyed hash by which a repeated act is known.
func (c chain) request(act study.Act) []byte {
	return sum(c.requests, pack([]byte(act.Verb), act.Request))
}

// mac is the signature of an event after the one before.
func (c chain) mac(before []byte, e engine.Event) []byte {
	texts := [][]byte{
		before, []byte(e.Stream), revisionBytes(e.Revision), []byte(e.Act), e.Request,
		[]byte(e.Verb), []byte(e.Actor), binary.BigEndian.AppendUint64(nil, uint64(e.At.UnixMilli())),
		packStrings(e.Put), packStrings(e.Deleted),
	}
	for _, name := range slices.Sorted(maps.Keys(e.Facts)) {
		texts = append(texts, []byte(name), []byte(e.Facts[name]))
	}
	return sum(c.events, pack(texts...))
}

func packStrings(texts []string) []byte {
	all := make([][]byte, len(texts))
	for i, text := range texts {
		all[i] = []byte(text)
	}
	return pack(all...)
}

func sum(key, message []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(message)
	return h.Sum(nil)
}
