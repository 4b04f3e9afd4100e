package study

import (
	"context"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Keys is where data keys live, apart from the data (internal/keys).
type Keys interface {
	// Add stores 32-byte data keys durably (fsync) before it returns. Adding
	// the same key again is harmless; another key under the name is a Conflict,
	// an erased name is Erased.
	Add(ctx context.Context, keys map[research.KeyRef][]byte) error
	// Key is the data key. Faults: Erased when the ledger says so, NotFound when
	// it was never there. A key that is gone without a ledger line is neither:
	// it is an alarm and comes back as an error without fault.
	Key(ref research.KeyRef) ([]byte, error)
	// Current is the name of the newest generation of a key, which what is sealed
	// now is sealed under: the name itself while there is but one, and for keys
	// that have no generations.
	Current(ref research.KeyRef) (research.KeyRef, error)
	// Renew makes the next generation of an interview's key, durably, and returns
	// its name. From then on it is the current one; those before still open what
	// they sealed, until a ledger line names them. Faults: Erased, NotFound.
	Renew(ctx context.Context, ref research.KeyRef) (research.KeyRef, error)
	// Ensure is Key, making the key when it is not there. It is for the birth of
	// what the key is of: later a missing key is a lost one.
	Ensure(ctx context.Context, ref research.KeyRef) ([]byte, error)
	// Condemn writes a line in the erasure ledger, outside the database, and
	// returns when it is on disk. From then on the keys count as erased.
	Condemn(ctx context.Context, line LedgerLine) error
	// Destroy makes the keys of a ledger line unreadable for good. Repeating is
	// harmless; keys that no line names are refused.
	Destroy(ctx context.Context, refs ...research.KeyRef) error
	// Ledger is every line of the erasure ledger, oldest first.
	Ledger(ctx context.Context) ([]LedgerLine, error)
}

// Pairs are the P-256 pairs for which phones wrap the data keys of interviews;
// the private halves never leave the key store (internal/keys).
type Pairs interface {
	// MakePair makes the pair (research.DeliveryKey) durably, or finds it when
	// it is there, and returns the 65-byte public key. An erased name is Erased.
	MakePair(ctx context.Context, ref research.KeyRef) ([]byte, error)
	// PublicHalf is the public key of a pair. Faults: NotFound, Erased.
	PublicHalf(ref research.KeyRef) ([]byte, error)
	// Unwrap opens a wrapped data key. Faults: Invalid when it does not fit,
	// NotFound when there is no such pair, Erased when the pair was destroyed.
	Unwrap(wrapped research.Wrapped, bound research.Wrapping) ([]byte, error)
}

// LedgerLine is one decision to erase. It holds ids and keyed hashes, never content.
type LedgerLine struct {
	At time.Time `json:"at"`
	// Project is where the interview is, or is expected.
	Project research.ID `json:"project"`
	// Keys are the data keys to destroy; one without a generation is all of them.
	Keys []research.KeyRef `json:"keys,omitempty"`
	// Pending is the keyed hash of a reference whose interview has not arrived
	// yet: it is erased on arrival. Of reason "code" it is that of an access code,
	// whether or not anybody has it; then the line names no project.
	Pending string `json:"pending,omitempty"`
	// Reason is a fixed word: "withdrawal", "no-sound",
	// "no-contact", "cut", "code", "rotated".
	Reason string `json:"reason"`
}

// destroy writes a ledger line and then makes its keys unreadable.
func (s *Study) destroy(ctx context.Context, line LedgerLine) error {
	if err := s.Keys.Condemn(ctx, line); err != nil {
		return err
	}
	return s.Keys.Destroy(ctx, line.Keys...)
}
