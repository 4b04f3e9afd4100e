package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// queryFunc runs a query on the connection of a snapshot.
type queryFunc func(text string, args ...any) (*sql.Rows, error)

func (w *writer) query(text string, args ...any) (*sql.Rows, error) {
	return w.on.query(context.Background(), text, args...)
}

// View runs read once, on a snapshot.
func (e *Engine) View(ctx context.Context, stream research.Stream, read func(engine.Reader) error) error {
	return e.snapshot(ctx, func(query queryFunc) error {
		r := &reader{stream: stream, query: query}
		if err := r.readHead(); err != nil {
			return err
		}
		return read(r)
	})
}

const nextStream = "SELECT stream FROM events WHERE stream > ? ORDER BY stream LIMIT 1"

// Snapshot visits every stream on one snapshot of the whole file.
func (e *Engine) Snapshot(ctx context.Context, visit func(research.Stream, engine.Reader) error) error {
	return e.snapshot(ctx, func(query queryFunc) error {
		last := ""
		for {
			names, err := collect(query, scanText, nextStream, last)
			if err != nil || len(names) == 0 {
				return err
			}
			last = names[0]
			r := &reader{stream: research.Stream(last), query: query}
			if err := r.readHead(); err != nil {
				return err
			}
			if err := visit(r.stream, r); err != nil {
				return err
			}
		}
	})
}

// reader reads one stream on one snapshot.
type reader struct {
	stream research.Stream
	query  queryFunc
	head   engine.Head
}

func (r *reader) Head() engine.Head { return r.head }

func (r *reader) readHead() error {
	heads, err := collect(r.query, scanHead,
		"SELECT revision, at, mac FROM events WHERE stream = ? ORDER BY revision DESC LIMIT 1", string(r.stream))
	if err == nil && len(heads) > 0 {
		r.head = heads[0]
	}
	return err
}

func (r *reader) eventOfAct(act string) (engine.Event, error) {
	return one(collect(r.query, scanEvent,
		"SELECT "+eventColumns+" FROM events WHERE stream = ? AND act = ?", string(r.stream), act))
}

const recordColumns = "id, revision, kind, key, place, ref, body"

func (r *reader) Record(id string) (engine.Record, error) {
	return one(collect(r.query, scanRecord,
		"SELECT "+recordColumns+" FROM documents WHERE stream = ? AND id = ?", string(r.stream), id))
}

func (r *reader) Records(after string, limit int) ([]engine.Record, error) {
	return collect(r.query, scanRecord,
		"SELECT "+recordColumns+" FROM documents WHERE stream = ? AND id > ? ORDER BY id LIMIT ?",
		string(r.stream), after, limit)
}

func (r *reader) Events(after research.Revision, limit int) ([]engine.Event, error) {
	return collect(r.query, scanEvent,
		"SELECT "+eventColumns+" FROM events WHERE stream = ? AND revision > ? ORDER BY revision LIMIT ?",
		string(r.stream), int64(after), limit)
}

func (r *reader) Page(q engine.Query) ([]engine.Record, error) {
	text, args := pageQuery(r.stream, q)
	return collect(r.query, scanRecord, text, args...)
}

func pageQuery(stream research.Stream, q engine.Query) (string, []any) {
	order, beyond := "place, id", ">"
	if q.Descending {
		order, beyond = "place DESC, id DESC", "<"
	}
	text := "SELECT " + recordColumns + " FROM documents WHERE stream = ? AND kind = ?"
	args := []any{string(stream), string(q.Kind)}
	if q.Ref != "" {
		text += " AND ref = ?"
		args = append(args, q.Ref)
	}
	if q.After != nil {
		text += " AND (place, id) " + beyond + " (?, ?)"
		args = append(args, q.After.By, q.After.ID)
	}
	return text + " ORDER BY " + order + " LIMIT ?", append(args, q.Limit)
}

func one[T any](found []T, err error) (T, error) {
	if err == nil && len(found) > 0 {
		return found[0], nil
	}
	var none T
	if err == nil {
		err = engine.ErrNone
	}
	return none, err
}

// collect runs a query and scans every row.
func collect[T any](query queryFunc, scan func(*sql.Rows) (T, error), text string, args ...any) ([]T, error) {
	rows, err := query(text, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err tells what went wrong
	var found []T
	for rows.Next() {
		item, err := scan(rows)
		if err != nil {
			return nil, err
		}
		found = append(found, item)
	}
	return found, rows.Err()
}

func scanText(rows *sql.Rows) (text string, err error) { return text, rows.Scan(&text) }

func scanHead(rows *sql.Rows) (engine.Head, error) {
	var revision, at int64
	var h engine.Head
	err := rows.Scan(&revision, &at, &h.MAC)
	h.Revision, h.At = research.Revision(revision), time.UnixMilli(at).UTC()
	return h, err
}

func scanEvent(rows *sql.Rows) (engine.Event, error) {
	var e engine.Event
	var at int64
	var text []byte
	err := rows.Scan(&e.Stream, &e.Revision, &e.Act, &e.Request, &e.Verb, &e.Actor, &at, &text, &e.MAC)
	if err != nil {
		return e, err
	}
	var t touched
	if err := json.Unmarshal(text, &t); err != nil {
		return e, err
	}
	e.At, e.Put, e.Deleted, e.Facts = time.UnixMilli(at).UTC(), t.Put, t.Deleted, t.Facts
	return e, nil
}

func scanRecord(rows *sql.Rows) (engine.Record, error) {
	var r engine.Record
	var kind, key, place, ref sql.NullString
	err := rows.Scan(&r.ID, &r.Revision, &kind, &key, &place, &ref, &r.Body)
	r.Kind, r.Key, r.By, r.Ref = research.Kind(kind.String), research.KeyRef(key.String), place.String, ref.String
	return r, err
}
