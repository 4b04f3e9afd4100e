// Package engine is what the store asks of a database: streams of events with
// raw records, all content sealed, and cells changed by compare-and-set.
package engine

import (
	"context"
	"errors"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Faults of an engine that the store turns into words.
var (
	// ErrNone: there is no such record.
	ErrNone = errors.New("no such record")
	// ErrStale: the cell has another revision.
	ErrStale = errors.New("the cell has another revision")
	// ErrNewer: the data were written by a newer release.
	ErrNewer = errors.New("the data were written by a newer release of the program")
	// ErrInUse: another process has the data open.
	ErrInUse = errors.New("another process has the data open")
	// ErrNotEmpty: data can be loaded into an empty database only.
	ErrNotEmpty = errors.New("the database is not empty")
)

// Record is a document as a database keeps it. A tombstone has an ID and a
// revision and nothing else.
type Record struct {
	ID       string
	Kind     research.Kind
	Key      research.KeyRef
	By       string
	Ref      string
	Revision research.Revision
	Body     []byte // sealed
}

// Tombstone tells whether the record says that a document was deleted.
func (r Record) Tombstone() bool { return r.Kind == "" }

// Event is an event as a database keeps it.
type Event struct {
	research.Event
	// Request is the keyed hash of what was asked.
	Request []byte
}

// Head is the end of a stream: the zero Head is the empty stream.
type Head struct {
	Revision research.Revision
	At       time.Time
	MAC      []byte
}

// Place is where a record stands in a list.
type Place struct{ By, ID string }

// Query asks for records of one kind in the order of By and ID.
type Query struct {
	Kind       research.Kind
	Ref        string // "" asks for the whole kind
	After      *Place // nil starts at the beginning (or the end, when Descending)
	Limit      int
	Descending bool
}

// Reader reads one stream at one revision.
type Reader interface {
	Head() Head
	// Record is a document or tombstone, else ErrNone.
	Record(id string) (Record, error)
	Page(query Query) ([]Record, error)
	// Records are all records including tombstones, by ID, those after the id.
	Records(after string, limit int) ([]Record, error)
	// Events are the events after a revision, oldest first.
	Events(after research.Revision, limit int) ([]Event, error)
}

// Change is what an act writes: its event, and the records that the event puts
// or deletes, each with the event's revision.
type Change struct {
	Event   Event
	Records []Record
}

// Act is which act is done on which stream.
type Act struct {
	Stream research.Stream
	ID     string
	// Fresh tells that the ID was made just now, so that nobody did it before.
	Fresh bool
}

// Engine is a database.
type Engine interface {
	// View runs read on the stream at one revision, perhaps more than once;
	// the last run holds.
	View(ctx context.Context, stream research.Stream, read func(Reader) error) error
	// Append writes what decide makes of the stream's head as the next event.
	// When the stream has an event of the act already, that event comes back
	// with repeated true and decide's outcome is not used. An error of decide
	// comes back as it is, and then nothing was written.
	Append(ctx context.Context, act Act, decide func(Reader) (Change, error)) (event Event, repeated bool, err error)
	// Snapshot runs visit for every stream that has events, in the order of
	// their names; it may run more than once for a stream, the last run holds.
	// Then, unless it is nil, it tells cells every cell, some at a time: those of
	// the same moment, or where an engine has none also those that were gone when
	// the streams had been read, so that no act is seen without its job.
	Snapshot(ctx context.Context, visit func(research.Stream, Reader) error, cells func([]research.Cell) error) error

	// Cell finds a cell; one that does not exist has revision 0.
	Cell(ctx context.Context, kind research.CellKind, name string) (research.Cell, error)
	// Swap replaces the cell at revision by the cell given, which has its new
	// revision; revision 0 means that there must be none, a nil body removes
	// it. Fault: ErrStale.
	Swap(ctx context.Context, at research.Revision, cell research.Cell) error
	// Cells lists cells of a kind with a Due before the text, by Due and name.
	Cells(ctx context.Context, kind research.CellKind, dueBefore string, limit int) ([]research.Cell, error)

	// Epoch is the epoch of the data.
	Epoch() string
	// Load writes a piece of a dump into a database that was empty.
	Load(ctx context.Context, piece Piece) error
	// Renew gives the data another epoch.
	Renew(ctx context.Context, epoch string) error
	// Empty tells whether there are no events and no cells.
	Empty(ctx context.Context) (bool, error)

	Close() error
}

// Piece is a part of a dump.
type Piece struct {
	Stream  research.Stream
	Events  []Event
	Records []Record
	Cells   []research.Cell
}

// Options are what the store gives an engine.
type Options struct {
	// Epoch is taken by a new database.
	Epoch string
	// Notify is told of every event after it was written by this process, in
	// the order of the stream; it must not block.
	Notify func(research.Event)
}

// FailPoint, when set, is called at each step of an act, so that tests can stop
// or kill the process there. Engines go step by step when it is set.
var FailPoint func(step string)

// Step calls FailPoint.
func Step(step string) {
	if FailPoint != nil {
		FailPoint(step)
	}
}
