package research

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"strconv"
)

// The sizes of wire format v1 (decision 0003), in bytes.
const (
	DataKeySize   = 32
	PublicKeySize = 65 // an uncompressed P-256 point
	nonceSize     = 12
	tagSize       = 16
)

// Purpose says what a data key of an interview seals; it is the last part of
// the key's KeyRef.
type Purpose string

// The data keys of an interview. Contact is there only when there is a contact
// part, and is wrapped for the vault; the others are wrapped for the project.
const (
	Rest    Purpose = "rest"
	Sound   Purpose = "sound"
	Contact Purpose = "contact"
)

// Purposes lists every purpose.
func Purposes() []Purpose { return []Purpose{Rest, Sound, Contact} }

// InterviewKey is the data key of an interview for the purpose.
func InterviewKey(interview ID, purpose Purpose) KeyRef {
	return KeyRef("interview/" + string(interview) + "/" + string(purpose))
}

// DeliveryKey is the n-th pair (from 1) for which phones wrap the data keys of
// interviews in a project stream, or of contact parts in a vault stream.
func DeliveryKey(stream Stream, n int) KeyRef {
	return KeyRef(string(stream) + "/delivery/" + strconv.Itoa(n))
}

// Base64 is bytes that are written as base64url without padding.
type Base64 []byte

// MarshalText writes base64url without padding.
func (b Base64) MarshalText() ([]byte, error) {
	return []byte(base64.RawURLEncoding.EncodeToString(b)), nil
}

// UnmarshalText reads base64url without padding.
func (b *Base64) UnmarshalText(text []byte) error {
	bytes, err := base64.RawURLEncoding.Strict().DecodeString(string(text))
	if err != nil {
		return fmt.Errorf("base64url: %w", err)
	}
	*b = bytes
	return nil
}

// Wrapped is a data key that only the owner of a pair can unwrap.
type Wrapped struct {
	// Key names the pair, see DeliveryKey.
	Key KeyRef `json:"key"`
	// Ephemeral is the sender's one-time public key, 65 bytes.
	Ephemeral Base64 `json:"ephemeral"`
	// Sealed is nonce (12), data key (32) and tag (16).
	Sealed Base64 `json:"sealed"`
}

// Wrapping is what a wrapped data key is bound to.
type Wrapping struct {
	Interview ID
	Purpose   Purpose
}

func (w Wrapping) additional() []byte {
	return []byte("wijkstem/wrap/v1/" + string(w.Interview) + "/" + string(w.Purpose))
}

func (w Wrapping) aead(shared []byte, pair KeyRef) (cipher.AEAD, error) {
	info := "wijkstem/wrap/v1/" + string(w.Purpose) + "/" + string(pair)
	key, err := hkdf.Key(sha256.New, shared, []byte(w.Interview), info, DataKeySize)
	if err != nil {
		return nil, err
	}
	return gcm(key)
}

// Wrap wraps a data key for the owner of the pair with the 65-byte public key.
// random must be a cryptographic source: 32 bytes make the one-time key, 12 the
// nonce.
func Wrap(random io.Reader, pair KeyRef, public []byte, bound Wrapping, dataKey []byte) (Wrapped, error) {
	to, err := ecdh.P256().NewPublicKey(public)
	if err != nil {
		return Wrapped{}, fmt.Errorf("public key: %w", err)
	}
	if len(dataKey) != DataKeySize {
		return Wrapped{}, fmt.Errorf("data key of %d bytes", len(dataKey))
	}
	once, err := NewPrivateKey(random)
	if err != nil {
		return Wrapped{}, err
	}
	shared, err := once.ECDH(to)
	if err != nil {
		return Wrapped{}, fmt.Errorf("public key: %w", err)
	}
	aead, err := bound.aead(shared, pair)
	if err != nil {
		return Wrapped{}, err
	}
	nonce := make([]byte, nonceSize, nonceSize+DataKeySize+tagSize)
	if _, err := io.ReadFull(random, nonce); err != nil {
		return Wrapped{}, err
	}
	sealed := aead.Seal(nonce, nonce, dataKey, bound.additional())
	return Wrapped{Key: pair, Ephemeral: once.PublicKey().Bytes(), Sealed: sealed}, nil
}

// NewPrivateKey makes a P-256 key from 32 bytes of the source, trying again
// for the one in 2³² that is no scalar.
func NewPrivateKey(random io.Reader) (*ecdh.PrivateKey, error) {
	for {
		var scalar [32]byte
		if _, err := io.ReadFull(random, scalar[:]); err != nil {
			return nil, err
		}
		if key, err := ecdh.P256().NewPrivateKey(scalar[:]); err == nil {
			return key, nil
		}
	}
}

// Unwrap gives the data key back. Everything that does not fit is Invalid.
func Unwrap(private *ecdh.PrivateKey, wrapped Wrapped, bound Wrapping) ([]byte, error) {
	once, err := ecdh.P256().NewPublicKey(wrapped.Ephemeral)
	if err != nil || len(wrapped.Ephemeral) != PublicKeySize {
		return nil, invalidField("/ephemeral", "Dit is geen openbare sleutel van 65 bytes.")
	}
	if len(wrapped.Sealed) != nonceSize+DataKeySize+tagSize {
		return nil, invalidField("/sealed", "Een verpakte sleutel heeft 60 bytes.")
	}
	shared, err := private.ECDH(once)
	if err != nil {
		return nil, invalidField("/ephemeral", "Deze openbare sleutel past niet.")
	}
	aead, err := bound.aead(shared, wrapped.Key)
	if err != nil {
		return nil, err
	}
	key, err := aead.Open(nil, wrapped.Sealed[:nonceSize], wrapped.Sealed[nonceSize:], bound.additional())
	if err != nil {
		return nil, invalidField("/sealed", "Deze sleutel is niet voor dit gesprek of is beschadigd.")
	}
	return key, nil
}

func invalidField(field, detail string) error {
	return Checks{{Field: field, Detail: detail}}.Err()
}

func gcm(key []byte) (cipher.AEAD, error) {
	if len(key) != DataKeySize {
		return nil, fmt.Errorf("key of %d bytes", len(key))
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
