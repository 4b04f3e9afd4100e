package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
	"github.com/wijkstem/wijkstem/internal/study"
)

const (
	defaultPage = 100
	longestPage = 1000
)

// View reads one stream at one revision. read may run more than once.
func (s *Store) View(
	ctx context.Context, scope research.Scope, stream research.Stream, read func(study.View) error,
) error {
	return s.read(ctx, scope, stream, func(r engine.Reader) error {
		return read(s.newView(stream, r))
	})
}

// view is a reader that opens what it reads.
type view struct {
	reader engine.Reader
	seals  *seals
}

func (s *Store) newView(stream research.Stream, r engine.Reader) view {
	return view{reader: r, seals: newSeals(s.keys, stream)}
}

func (v view) Revision() research.Revision { return v.reader.Head().Revision }

func (v view) Document(id string) (research.Document, error) {
	record, err := v.reader.Record(id)
	if errors.Is(err, engine.ErrNone) || err == nil && record.Tombstone() {
		return research.Document{}, research.Errorf(research.NotFound, "Dit is er niet (meer).")
	}
	if err != nil {
		return research.Document{}, err
	}
	return v.seals.open(record)
}

func (v view) Events(after research.Revision, limit int) ([]research.Event, error) {
	limit, err := pageLimit(limit)
	if err != nil {
		return nil, err
	}
	found, err := v.reader.Events(after, limit)
	return plainEvents(found), err
}

func plainEvents(found []engine.Event) []research.Event {
	events := make([]research.Event, len(found))
	for i, e := range found {
		events[i] = e.Event
	}
	return events
}

// Page asks the engine until the page is full, since erased documents take no
// place in it. It looks one document further to know whether a page follows.
func (v view) Page(page research.Page) ([]research.Document, string, error) {
	limit, err := pageLimit(page.Limit)
	if err != nil {
		return nil, "", err
	}
	query := engine.Query{Kind: page.Kind, Ref: page.Ref, Limit: limit + 1, Descending: page.Descending}
	if query.After, err = parseCursor(page.After); err != nil {
		return nil, "", err
	}
	var found []research.Document
	for {
		records, err := v.reader.Page(query)
		if err != nil {
			return nil, "", err
		}
		if found, err = v.openInto(found, records, page.Erased); err != nil {
			return nil, "", err
		}
		if len(found) > limit {
			return found[:limit], cursorAfter(found[limit-1]), nil
		}
		if len(records) < query.Limit {
			return found, "", nil
		}
		last := records[len(records)-1]
		query.After = &engine.Place{By: last.By, ID: last.ID}
	}
}

// openInto adds the records to the documents; erased ones only when asked for,
// without their body.
func (v view) openInto(found []research.Document, records []engine.Record, erased bool) ([]research.Document, error) {
	for _, record := range records {
		document, err := v.seals.open(record)
		if research.FaultOf(err) == research.Erased {
			if erased {
				found = append(found, facts(record))
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		found = append(found, document)
	}
	return found, nil
}

func pageLimit(limit int) (int, error) {
	switch {
	case limit == 0:
		return defaultPage, nil
	case limit < 0 || limit > longestPage:
		var checks research.Checks
		checks.That(false, "/limit", "Vraag er 1 tot 1000 tegelijk.")
		return 0, checks.Err()
	default:
		return limit, nil
	}
}

// cursorAfter is where the next page begins: the place of the last document.
// It names no revision, so it stays right while documents come and go.
func cursorAfter(last research.Document) string {
	text, _ := json.Marshal([2]string{last.By, last.ID}) // two strings always marshal
	return base64.RawURLEncoding.EncodeToString(text)
}

func parseCursor(cursor string) (*engine.Place, error) {
	if cursor == "" {
		return nil, nil
	}
	var place []string
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(text, &place)
	}
	var checks research.Checks
	checks.That(err == nil && len(place) == 2, "/after", "Dit is geen plaats in deze lijst. Begin opnieuw bij het begin.")
	if err := checks.Err(); err != nil {
		return nil, err
	}
	return &engine.Place{By: place[0], ID: place[1]}, nil
}
