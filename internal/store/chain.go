package store

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
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

// newChain makes the stream's key when it has none yet.
func newChain(ctx context.Context, keys study.Keys, stream research.Stream) (chain, error) {
	key, err := keys.Ensure(ctx, research.StreamKey(stream))
	if err != nil {
		return chain{}, err
	}
	return chainOf(key), nil
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
