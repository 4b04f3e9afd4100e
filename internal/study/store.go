// Package study holds what people do: the acts, each with its permission and
// consent checks, and the interfaces of what the acts need from outside.
//
// Its files follow an interview on its way. A project is set up in
// organisation, account, member, project and code; phones come in by device and
// find what they need in field. An interview arrives through manifest, upload
// and part, and becomes one in arrival. It is read in interview, recording and
// text, and worked on in check, coding and cut. From finding and quote a
// release is composed, checked and approved (release, release_...); version is
// what guests read and answer is what they say to it. What ends is in sound,
// ending and withdrawal; reconcile and verify hold the rest to it. Study, store,
// keys, blobs and jobs are what all of them stand on.
package study

import (
	"context"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Store is memory: streams of events with documents (internal/store).
type Store interface {
	// View reads one stream at one revision. read may run more than once, and
	// what it returned last holds.
	View(ctx context.Context, scope research.Scope, stream research.Stream, read func(View) error) error

	// Act decides and appends one event. decide may run more than once; it
	// must have no effects but those on its Tx. Doing the same act again
	// returns the first event and does not run decide; the same ID with
	// another Request is a Conflict. When decide returns an error nothing has
	// happened. Faults: NotFound when the scope does not reach the stream.
	Act(ctx context.Context, scope research.Scope, act Act, decide func(Tx) error) (research.Event, error)

	// Events are the events after a revision, oldest first, at most limit.
	Events(ctx context.Context, scope research.Scope, stream research.Stream, after research.Revision, limit int) ([]research.Event, error)

	// Head is the stream's last revision, 0 when it has none.
	Head(ctx context.Context, scope research.Scope, stream research.Stream) (research.Revision, error)

	// Cell is technical state outside streams: counters, leases, offsets. A
	// cell that does not exist has revision 0 and an empty body.
	Cell(ctx context.Context, kind research.CellKind, name string) (research.Cell, error)

	// Swap writes a cell if it still has the revision that it was read at,
	// else the fault is Stale; nobody is told, there is no event. A nil body
	// removes it for good.
	Swap(ctx context.Context, cell research.Cell) (research.Cell, error)

	// Cells lists the cells of a kind by Due and name: those due before the text.
	Cells(ctx context.Context, kind research.CellKind, dueBefore string, limit int) ([]research.Cell, error)

	// Epoch is random and changed by every restore; it is part of every ETag,
	// cursor and receipt.
	Epoch() string
}

// View is a stream at one revision.
type View interface {
	Revision() research.Revision
	// Document finds one document. Faults: NotFound, Erased (its key was destroyed).
	Document(id string) (research.Document, error)
	// Page lists documents, leaving out erased ones, with the cursor of the
	// next page, "" when there is none.
	Page(page research.Page) ([]research.Document, string, error)
	// Events are the events after a revision up to the view's, oldest first, at
	// most limit.
	Events(after research.Revision, limit int) ([]research.Event, error)
}

// Tx is a view with what the act will change. It does not see its own puts.
type Tx interface {
	View
	// Put writes a document; ID, Key, By, Ref and Body are taken. An id may be
	// put or deleted once in an act.
	Put(document research.Document)
	// Delete leaves a tombstone that never goes away.
	Delete(id string)
	// Fact notes an id, number or fixed word in the event.
	Fact(name, value string)
}

// Act says which act is done on which stream.
type Act struct {
	Stream research.Stream
	// ID is the client's own id of the act (the Idempotency-Key); the scope's
	// actor is put before it. Empty makes a new one, for acts that need no repeat.
	ID string
	// Verb says what is done, e.g. "coding.add".
	Verb string
	// Request is what was asked; a keyed hash of it guards the ID.
	Request []byte
}
