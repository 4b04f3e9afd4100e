package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// batch is how many records or events are read at once when all are.
const batch = 500

// Report is what Verify found.
type Report struct {
	Streams, Events, Documents int
	// Erased counts documents whose key the erasure ledger names, and
	// Unchained the events of streams whose own key it names.
	Erased, Unchained int
	// Faults say what does not fit; none means that all is well.
	Faults []string
}

// Verify reads everything: revisions follow each other, every event is signed
// over the one before, documents are those that the events say, of their
// revisions, and every body opens or was erased by the ledger.
func (s *Store) Verify(ctx context.Context) (Report, error) {
	streams := map[research.Stream]*verification{}
	err := s.engine.Snapshot(ctx, func(stream research.Stream, r engine.Reader) error {
		v := &verification{stream: stream, reader: r, seals: newSeals(s.keys, stream), touched: map[string]touch{}}
		streams[stream] = v // the last run holds
		return v.run()
	}, nil)
	var total Report
	for _, v := range streams {
		total.Streams++
		total.Events += v.report.Events
		total.Documents += v.report.Documents
		total.Erased += v.report.Erased
		total.Unchained += v.report.Unchained
		total.Faults = append(total.Faults, v.report.Faults...)
	}
	return total, err
}

// touch is the last event that put or deleted a document.
type touch struct {
	revision research.Revision
	deleted  bool
}

// verification is that of one stream.
type verification struct {
	stream  research.Stream
	reader  engine.Reader
	seals   *seals
	touched map[string]touch
	report  Report
}

func (v *verification) fault(format string, args ...any) {
	v.report.Faults = append(v.report.Faults, string(v.stream)+": "+fmt.Sprintf(format, args...))
}

func (v *verification) run() error {
	if err := v.events(); err != nil {
		return err
	}
	if err := v.documents(); err != nil {
		return err
	}
	for id, t := range v.touched {
		v.fault("%s of event %d is not there", id, t.revision)
	}
	return nil
}

func (v *verification) events() error {
	chain, chained, err := v.chain()
	if err != nil {
		return err
	}
	var before engine.Event
	for {
		events, err := v.reader.Events(before.Revision, batch)
		if err != nil {
			return err
		}
		for _, e := range events {
			v.event(before, e)
			if chained && !bytes.Equal(e.MAC, chain.mac(before.MAC, e)) {
				v.fault("event %d is not signed over the one before", e.Revision)
			}
			before = e
		}
		if len(events) < batch {
			break
		}
	}
	if !chained {
		v.report.Unchained += v.report.Events
	}
	return nil
}

// chain has false when the stream's key was erased, or is lost.
func (v *verification) chain() (chain, bool, error) {
	key, err := v.seals.keys.Key(research.StreamKey(v.stream))
	switch {
	case research.FaultOf(err) == research.Erased:
		return chain{}, false, nil
	case err != nil:
		v.fault("its key is lost: %v", err)
		return chain{}, false, nil
	default:
		return chainOf(key), true, nil
	}
}

func (v *verification) event(before, e engine.Event) {
	v.report.Events++
	if e.Revision != before.Revision+1 {
		v.fault("event %d follows %d", e.Revision, before.Revision)
	}
	if e.At.Before(before.At.Truncate(time.Millisecond)) {
		v.fault("event %d is earlier than the one before", e.Revision)
	}
	for _, id := range e.Put {
		v.touched[id] = touch{e.Revision, false}
	}
	for _, id := range e.Deleted {
		v.touched[id] = touch{e.Revision, true}
	}
}

func (v *verification) documents() error {
	after := ""
	for {
		records, err := v.reader.Records(after, batch)
		if err != nil {
			return err
		}
		for _, r := range records {
			v.document(r)
			after = r.ID
		}
		if len(records) < batch {
			return nil
		}
	}
}

func (v *verification) document(r engine.Record) {
	should, known := v.touched[r.ID]
	delete(v.touched, r.ID)
	if !known || should != (touch{r.Revision, r.Tombstone()}) {
		v.fault("%s is at %d (deleted: %v), the events say %d (deleted: %v)",
			r.ID, r.Revision, r.Tombstone(), should.revision, should.deleted)
	}
	if r.Tombstone() {
		return
	}
	v.report.Documents++
	_, err := v.seals.open(r)
	switch {
	case err == nil:
	case research.FaultOf(err) == research.Erased:
		v.report.Erased++
	case errors.Is(err, ErrUnreadable):
		v.fault("%s does not open", r.ID)
	default:
		v.fault("%s: %v", r.ID, err)
	}
}
