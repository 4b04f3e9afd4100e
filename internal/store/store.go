// Package store keeps streams of events with sealed documents, and technical
// state beside them, in SQLite or in a database that speaks MongoDB's protocol.
// The rules of acts, views and sealing are here; how each database does its
// part is in store/sqlite and store/mongo.
package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
	"github.com/wijkstem/wijkstem/internal/store/mongo"
	"github.com/wijkstem/wijkstem/internal/store/sqlite"
	"github.com/wijkstem/wijkstem/internal/study"
)

// Faults of opening and loading that programs can act on.
var (
	ErrInUse    = engine.ErrInUse
	ErrNewer    = engine.ErrNewer
	ErrNotEmpty = engine.ErrNotEmpty
	// ErrHalfRestored: a restore was cut short. Empty the database and restore again.
	ErrHalfRestored = errors.New("the database was restored in part only; empty it and restore again")
)

// Options are what a store needs beside its database and keys; every field may
// be left out.
type Options struct {
	// Clock tells the time; the system's by default.
	Clock func() time.Time
	// NewID makes ids of acts without one and epochs; random by default.
	NewID func() research.ID
	// Kinds are the documents that the store takes; research.DocumentKinds by default.
	Kinds map[research.Kind][]research.KeySort
}

func (o Options) withDefaults() Options {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	if o.NewID == nil {
		o.NewID = research.NewID
	}
	if o.Kinds == nil {
		o.Kinds = research.DocumentKinds
	}
	return o
}

// Store is study.Store on one of the engines. It is safe for use by many
// goroutines.
type Store struct {
	engine    engine.Engine
	keys      study.Keys
	options   Options
	listeners listeners
}

var _ study.Store = (*Store)(nil)

// Open opens the database of the URL, making it when it is not there:
// "sqlite:/path/to/file.db" or "mongodb://host:port/name". Faults: ErrInUse,
// ErrNewer, ErrHalfRestored.
func Open(ctx context.Context, url string, keys study.Keys, options Options) (*Store, error) {
	s, err := open(ctx, url, keys, options)
	if err == nil && s.Epoch() == loading {
		return nil, errors.Join(ErrHalfRestored, s.Close())
	}
	return s, err
}

// open opens a database in whatever state.
func open(ctx context.Context, url string, keys study.Keys, options Options) (*Store, error) {
	s := &Store{keys: keys, options: options.withDefaults()}
	var err error
	s.engine, err = openEngine(ctx, url, engine.Options{
		Epoch:  string(s.options.NewID()),
		Notify: s.listeners.tell,
	})
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return s, nil
}

func openEngine(ctx context.Context, url string, o engine.Options) (engine.Engine, error) {
	scheme, rest, _ := strings.Cut(url, ":")
	switch {
	case scheme == "sqlite" && rest != "":
		return sqlite.Open(ctx, strings.TrimPrefix(rest, "//"), o)
	case scheme == "mongodb" || scheme == "mongodb+srv":
		return mongo.Open(ctx, url, o)
	default:
		return nil, errors.New(`the URL must begin with "sqlite:" or "mongodb://"`)
	}
}

// Close waits for acts under way and lets go of the database.
func (s *Store) Close() error { return s.engine.Close() }

// Epoch is random and changed by every restore.
func (s *Store) Epoch() string { return s.engine.Epoch() }

// OnEvent has listen called with every event after this process wrote it, in
// the order of its stream. listen must return at once and must not call the
// store. Events written by other processes are not told: whoever must see all
// of them asks Head and Events too. The function returned ends it.
func (s *Store) OnEvent(listen func(research.Event)) (stop func()) { return s.listeners.add(listen) }

// listeners are who is told of new events.
type listeners struct {
	mu   sync.RWMutex
	next int
	all  map[int]func(research.Event)
}

func (l *listeners) add(listen func(research.Event)) func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all == nil {
		l.all = map[int]func(research.Event){}
	}
	number := l.next
	l.next++
	l.all[number] = listen
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.all, number)
	}
}

func (l *listeners) tell(event research.Event) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	for _, listen := range l.all {
		listen(event)
	}
}

// reach is nil when the scope may touch the stream. A stream out of reach is
// not told apart from one that is not there.
func reach(scope research.Scope, stream research.Stream) error {
	if !stream.Valid() || !scope.Reaches(stream) {
		return research.Errorf(research.NotFound, "Dit is er niet, of u mag het niet zien.")
	}
	return nil
}

// Head is the stream's last revision, 0 when it has none.
func (s *Store) Head(ctx context.Context, scope research.Scope, stream research.Stream) (research.Revision, error) {
	var head research.Revision
	err := s.read(ctx, scope, stream, func(r engine.Reader) error {
		head = r.Head().Revision
		return nil
	})
	return head, err
}

// Events are the events after a revision, oldest first, at most limit (1 to
// 1,000; 0 means 100).
func (s *Store) Events(
	ctx context.Context, scope research.Scope, stream research.Stream, after research.Revision, limit int,
) ([]research.Event, error) {
	limit, err := pageLimit(limit)
	if err != nil {
		return nil, err
	}
	var events []research.Event
	err = s.read(ctx, scope, stream, func(r engine.Reader) error {
		found, err := r.Events(after, limit)
		events = plainEvents(found)
		return err
	})
	return events, err
}

// read runs a read of the stream after checking the scope.
func (s *Store) read(
	ctx context.Context, scope research.Scope, stream research.Stream, read func(engine.Reader) error,
) error {
	if err := reach(scope, stream); err != nil {
		return err
	}
	return s.engine.View(ctx, stream, read)
}
