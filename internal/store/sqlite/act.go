package sqlite

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// Append decides in the writing goroutine, on all that was written before.
func (e *Engine) Append(
	ctx context.Context, act engine.Act, decide func(engine.Reader) (engine.Change, error),
) (engine.Event, bool, error) {
	var event engine.Event
	var repeated bool
	err := e.writer.do(ctx, func(s *session) error {
		r := &decider{reader: reader{stream: act.Stream, query: s.w.query}, w: s.w}
		earlier, err := r.eventOf(act)
		if err == nil {
			event, repeated = earlier, true
			return nil
		}
		if !errors.Is(err, engine.ErrNone) {
			return err
		}
		if err := r.readHead(); err != nil {
			return err
		}
		change, err := decide(r)
		if err != nil {
			return err
		}
		event = change.Event
		s.tell(event.Event)
		return s.append(act.Stream, change)
	})
	return event, repeated, err
}

// decider reads a stream as the acts before left it, those of the batch that
// is not on disk yet too.
type decider struct {
	reader
	w *writer
}

func (d *decider) readHead() error {
	if k := d.w.batch.streams[d.stream]; k != nil {
		d.head = k.head
		return nil
	}
	if head, found := d.w.recent.head(d.stream); found {
		d.head = head
		return nil
	}
	return d.reader.readHead()
}

func (d *decider) Record(id string) (engine.Record, error) {
	if k := d.w.batch.streams[d.stream]; k != nil {
		if record, found := k.records[id]; found {
			return record, nil
		}
	}
	if record, found := d.w.recent.record(d.stream, id); found {
		return record, nil
	}
	return d.reader.Record(id)
}

func (s *session) append(stream research.Stream, change engine.Change) error {
	if err := s.insertEvent(change.Event); err != nil {
		return err
	}
	engine.Step("inserted")
	for _, record := range change.Records {
		if err := s.putRecord(stream, record); err != nil {
			return err
		}
		engine.Step("put")
	}
	s.written.note(stream, change)
	return nil
}

// touched is the part of an event that is kept as JSON.
type touched struct {
	Put     []string          `json:"put,omitempty"`
	Deleted []string          `json:"deleted,omitempty"`
	Facts   map[string]string `json:"facts,omitempty"`
}

const eventColumns = "stream, revision, act, request, verb, actor, at, touched, mac"

func (s *session) insertEvent(e engine.Event) error {
	text, err := json.Marshal(touched{e.Put, e.Deleted, e.Facts})
	if err != nil {
		return err
	}
	_, err = s.change("INSERT INTO events ("+eventColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		string(e.Stream), int64(e.Revision), e.Act, e.Request, e.Verb, e.Actor, e.At.UnixMilli(), string(text), e.MAC)
	return err
}

func (s *session) putRecord(stream research.Stream, r engine.Record) error {
	if r.Tombstone() {
		_, err := s.change(`INSERT INTO documents (stream, id, revision) VALUES (?, ?, ?)
			ON CONFLICT (stream, id) DO UPDATE SET revision = excluded.revision,
			kind = NULL, key = NULL, place = NULL, ref = NULL, body = NULL`,
			string(stream), r.ID, int64(r.Revision))
		return err
	}
	_, err := s.change(`INSERT INTO documents (stream, id, revision, kind, key, place, ref, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (stream, id) DO UPDATE SET revision = excluded.revision, kind = excluded.kind,
		key = excluded.key, place = excluded.place, ref = excluded.ref, body = excluded.body`,
		string(stream), r.ID, int64(r.Revision), string(r.Kind), string(r.Key), r.By, r.Ref, r.Body)
	return err
}
