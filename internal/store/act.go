package store

import (
	"context"
	"crypto/hmac"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
	"github.com/wijkstem/wijkstem/internal/study"
)

// heaviestAct is how much an act may put, in bytes of sealed documents.
const heaviestAct = 8 << 20

// Act decides and appends one event. decide may run more than once. Doing the
// same act again returns the first event; the same ID with another verb or
// Request is a Conflict.
func (s *Store) Act(
	ctx context.Context, scope research.Scope, act study.Act, decide func(study.Tx) error,
) (research.Event, error) {
	if err := reach(scope, act.Stream); err != nil {
		return research.Event{}, err
	}
	draft, err := s.draft(scope, act)
	if err != nil {
		return research.Event{}, err
	}
	chain, err := s.chainFor(ctx, scope, act.Stream)
	if err != nil {
		return research.Event{}, err
	}
	draft.Request = chain.request(act)
	event, repeated, err := s.engine.Append(ctx, engine.Act{Stream: act.Stream, ID: draft.Act, Fresh: act.ID == ""}, func(r engine.Reader) (engine.Change, error) {
		tx := s.newTx(act.Stream, r)
		if err := decide(tx); err != nil {
			return engine.Change{}, err
		}
		return tx.change(draft, chain, s.options.Clock())
	})
	if err != nil {
		return research.Event{}, err
	}
	if repeated && !hmac.Equal(event.Request, draft.Request) {
		return research.Event{}, research.Errorf(research.Conflict,
			"Met dit kenmerk is al iets anders gedaan. Probeer het opnieuw met een nieuw kenmerk.")
	}
	return event.Event, nil
}

var (
	actPattern  = regexp.MustCompile(`^[!-~]{1,200}$`)
	verbPattern = regexp.MustCompile(`^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)+$`)
)

// draft is what is known of the event before it is decided.
func (s *Store) draft(scope research.Scope, act study.Act) (engine.Event, error) {
	if scope.Actor() == "" || !verbPattern.MatchString(act.Verb) {
		return engine.Event{}, fmt.Errorf("act %q has no actor or no proper verb", act.Verb)
	}
	id := act.ID
	if id == "" {
		id = string(s.options.NewID())
	}
	var checks research.Checks
	checks.That(actPattern.MatchString(id), "/Idempotency-Key",
		"Gebruik 1 tot 200 tekens: letters, cijfers en leestekens, zonder spaties.")
	return engine.Event{Event: research.Event{
		Stream: act.Stream, Act: scope.Actor() + "/" + id, Verb: act.Verb, Actor: scope.Actor(),
	}}, checks.Err()
}

// tx gathers what an act will change.
type tx struct {
	view
	stream  research.Stream
	kinds   map[research.Kind][]research.KeySort
	puts    []research.Document
	deleted []string
	facts   map[string]string
	faults  []error
}

func (s *Store) newTx(stream research.Stream, r engine.Reader) *tx {
	return &tx{view: s.newView(stream, r), stream: stream, kinds: s.options.Kinds, facts: map[string]string{}}
}

func (t *tx) Put(document research.Document) {
	if err := checkDocument(t.kinds, t.stream, document); err != nil {
		t.faults = append(t.faults, err)
	}
	document.Body = slices.Clone(document.Body)
	t.puts = append(t.puts, document)
}

func (t *tx) Delete(id string) {
	if err := checkID(id); err != nil {
		t.faults = append(t.faults, err)
	}
	t.deleted = append(t.deleted, id)
}

func (t *tx) Fact(name, value string) { t.facts[name] = value }

// change is what the act writes, sealed and signed.
func (t *tx) change(draft engine.Event, chain chain, now time.Time) (engine.Change, error) {
	if err := errors.Join(t.faults...); err != nil {
		return engine.Change{}, err
	}
	head := t.reader.Head()
	event := draft
	event.Revision = head.Revision + 1
	event.At = later(now.UTC().Truncate(time.Millisecond), head.At)
	event.Facts = t.facts
	records, err := t.records(event.Revision)
	if err != nil {
		return engine.Change{}, err
	}
	for _, r := range records {
		if r.Tombstone() {
			event.Deleted = append(event.Deleted, r.ID)
		} else {
			event.Put = append(event.Put, r.ID)
		}
	}
	event.MAC = chain.mac(head.MAC, event)
	return engine.Change{Event: event, Records: records}, nil
}

// records are the puts and tombstones by ID, each once.
func (t *tx) records(revision research.Revision) ([]engine.Record, error) {
	var records []engine.Record
	size := 0
	for _, document := range t.puts {
		record, err := t.seals.seal(document, revision)
		if err != nil {
			return nil, err
		}
		size += len(record.Body)
		records = append(records, record)
	}
	if size > heaviestAct {
		return nil, research.Errorf(research.TooLarge, "Dit is te veel in één keer. Doe het in delen.")
	}
	for _, id := range t.deleted {
		records = append(records, engine.Record{ID: id, Revision: revision})
	}
	slices.SortFunc(records, func(a, b engine.Record) int { return strings.Compare(a.ID, b.ID) })
	for i := 1; i < len(records); i++ {
		if records[i].ID == records[i-1].ID {
			return nil, fmt.Errorf("an act touches a document of kind %s twice", records[i].Kind)
		}
	}
	return records, nil
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
