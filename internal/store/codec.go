package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
	"github.com/wijkstem/wijkstem/internal/study"
)

const nonceLength = 12

// ErrUnreadable: a document does not open under its key. It was damaged or
// changed outside the program.
var ErrUnreadable = errors.New("a document does not open under its key")

// seals opens and closes the documents of one stream during one view or act.
// Ciphers are not kept longer than that, so that an erased key is gone from
// the next view on.
type seals struct {
	keys    study.Keys
	stream  research.Stream
	ciphers map[sealName]cipher.AEAD
	erased  map[research.KeyRef]error
}

type sealName struct {
	key  research.KeyRef
	kind research.Kind
}

func newSeals(keys study.Keys, stream research.Stream) *seals {
	return &seals{
		keys: keys, stream: stream,
		ciphers: map[sealName]cipher.AEAD{}, erased: map[research.KeyRef]error{},
	}
}

// open is the document of a record that is no tombstone. Faults: Erased,
// ErrUnreadable.
func (s *seals) open(r engine.Record) (research.Document, error) {
	aead, err := s.cipher(r.Key, r.Kind)
	if err != nil {
		return research.Document{}, err
	}
	if len(r.Body) < nonceLength {
		return research.Document{}, fmt.Errorf("%w: %s", ErrUnreadable, r.Kind)
	}
	body, err := aead.Open(nil, r.Body[:nonceLength], r.Body[nonceLength:], s.bound(r))
	if err != nil {
		return research.Document{}, fmt.Errorf("%w: %s", ErrUnreadable, r.Kind)
	}
	document := facts(r)
	document.Body = body
	return document, nil
}

// seal is the record of a document at a revision. Fault: Erased.
func (s *seals) seal(d research.Document, revision research.Revision) (engine.Record, error) {
	key, err := s.keys.Current(d.Key)
	if err != nil {
		return engine.Record{}, err
	}
	record := engine.Record{ID: d.ID, Kind: d.Kind(), Key: key, By: d.By, Ref: d.Ref, Revision: revision}
	aead, err := s.cipher(key, record.Kind)
	if err != nil {
		return engine.Record{}, err
	}
	sealed := make([]byte, nonceLength, nonceLength+len(d.Body)+aead.Overhead())
	_, _ = rand.Read(sealed) // never fails: it stops the program instead
	record.Body = aead.Seal(sealed, sealed, d.Body, s.bound(record))
	return record, nil
}

// bound is what a body is bound to: its place and all that stands in the clear
// beside it, so that none of it can be changed or exchanged in the database.
func (s *seals) bound(r engine.Record) []byte {
	return pack([]byte(s.stream), []byte(r.ID), revisionBytes(r.Revision), []byte(r.Key), []byte(r.By), []byte(r.Ref))
}

func (s *seals) cipher(ref research.KeyRef, kind research.Kind) (cipher.AEAD, error) {
	name := sealName{ref, kind}
	if aead, ok := s.ciphers[name]; ok {
		return aead, nil
	}
	if err, ok := s.erased[ref]; ok {
		return nil, err
	}
	key, err := dataKey(s.keys, ref.Sealing())
	if research.FaultOf(err) == research.Erased {
		s.erased[ref] = err
	}
	if err != nil {
		return nil, err
	}
	aead, err := newCipher(derive(key, "wijkstem/document/v1/"+string(kind)))
	if err == nil {
		s.ciphers[name] = aead
	}
	return aead, err
}

// dataKey is a key that documents were sealed under. One that never was there
// is as alarming as one that is gone: the error has no fault.
func dataKey(keys study.Keys, ref research.KeyRef) ([]byte, error) {
	key, err := keys.Key(ref)
	if research.FaultOf(err) == research.NotFound {
		return nil, fmt.Errorf("the key store has no key %s", ref)
	}
	return key, err
}

func newCipher(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// derive makes a 32-byte key for one purpose (HKDF-SHA-256, RFC 5869, no salt).
func derive(key []byte, purpose string) []byte {
	derived, err := hkdf.Key(sha256.New, key, nil, purpose, 32)
	if err != nil {
		panic(err) // only for lengths over 8,160 bytes
	}
	return derived
}

// pack writes texts one after the other, each after its length, so that no two
// lists have the same bytes.
func pack(texts ...[]byte) []byte {
	var packed []byte
	for _, text := range texts {
		packed = binary.BigEndian.AppendUint32(packed, uint32(len(text)))
		packed = append(packed, text...)
	}
	return packed
}

func revisionBytes(r research.Revision) []byte { return binary.BigEndian.AppendUint64(nil, uint64(r)) }

// facts is the document of a record without its body.
func facts(r engine.Record) research.Document {
	return research.Document{ID: r.ID, Key: r.Key, By: r.By, Ref: r.Ref, Revision: r.Revision}
}
