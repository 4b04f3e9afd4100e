package keys

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	"github.com/wijkstem/wijkstem/internal/research"
)

// A slot holds one wrapped key. Slots have 256 bytes, so none crosses a sector
// of a disk or a page of memory:
//
//	0–3     "WKS1"
//	4–35    name: keyed hash of the key's KeyRef
//	36–47   nonce
//	48–95   key (32) and tag (16), AES-256-GCM, bound to the name
//	96–223  zero
//	224–255 SHA-256 of the bytes before
//
// A free slot is zero. Slots are written only over zeros that are on disk, so
// one whose last 32 bytes are zero was never finished, and never acknowledged.
// One without the first four bytes was being destroyed.
const (
	slotSize   = 256
	slotMagic  = "WKS1"
	nameAt     = 4
	nonceAt    = 36
	sealedAt   = 48
	sealedEnd  = 96
	checksumAt = 224
)

// name is the keyed hash of a KeyRef, so that the file alone names no interview.
type name [sha256.Size]byte

type slotState int

const (
	slotFree    slotState = iota // zero
	slotLive                     // holds a key
	slotWiped                    // unfinished or half destroyed: holds nothing that counts
	slotDamaged                  // held a key that can no longer be read
)

// stateOf reads a slot's state, and its name when it is live or damaged.
func stateOf(slot []byte) (slotState, name) {
	if isZero(slot) {
		return slotFree, name{}
	}
	if string(slot[:nameAt]) != slotMagic || isZero(slot[checksumAt:]) {
		return slotWiped, name{}
	}
	sum := sha256.Sum256(slot[:checksumAt])
	if !bytes.Equal(sum[:], slot[checksumAt:]) {
		return slotDamaged, name(slot[nameAt:nonceAt])
	}
	return slotLive, name(slot[nameAt:nonceAt])
}

func isZero(b []byte) bool {
	for _, v := range b {
		if v != 0 {
			return false
		}
	}
	return true
}

// wrapper wraps keys under the master key.
type wrapper struct{ aead cipher.AEAD }

func newWrapper(master Master) (wrapper, error) {
	key, err := hkdf.Key(sha256.New, master[:], nil, "wijkstem/keys/wrap/v1", 32)
	if err != nil {
		return wrapper{}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return wrapper{}, err
	}
	aead, err := cipher.NewGCM(block)
	return wrapper{aead}, err
}

func (w wrapper) seal(n name, key []byte) []byte {
	slot := make([]byte, slotSize)
	copy(slot, slotMagic)
	copy(slot[nameAt:], n[:])
	_, _ = rand.Read(slot[nonceAt:sealedAt])
	w.aead.Seal(slot[sealedAt:sealedAt], slot[nonceAt:sealedAt], key, n[:])
	sum := sha256.Sum256(slot[:checksumAt])
	copy(slot[checksumAt:], sum[:])
	return slot
}

func (w wrapper) open(slot []byte) ([]byte, error) {
	key, err := w.aead.Open(nil, slot[nonceAt:sealedAt], slot[sealedAt:sealedEnd], slot[nameAt:nonceAt])
	if err != nil {
		return nil, fmt.Errorf("slot does not open under this master key")
	}
	return key, nil
}

// rootName is the name in slot 0, which holds the root key of the installation.
// Names and the ledger's chain are made with keys derived from it, so that a
// change of the master key re-wraps and renames nothing.
var rootName = name(sha256.Sum256([]byte("wijkstem/keys/root/v1")))

type root struct{ names, ledger []byte }

func newRoot(key []byte) (root, error) {
	names, err := hkdf.Key(sha256.New, key, nil, "wijkstem/keys/name/v1", 32)
	if err != nil {
		return root{}, err
	}
	ledger, err := hkdf.Key(sha256.New, key, nil, "wijkstem/keys/ledger/v1", 32)
	return root{names: names, ledger: ledger}, err
}

// name of the first generation of a key is that of the key.
func (r root) name(ref research.KeyRef) name {
	if base, n := ref.Generation(); n == 1 {
		ref = base
	}
	mac := hmac.New(sha256.New, r.names)
	mac.Write([]byte(ref))
	return name(mac.Sum(nil))
}
