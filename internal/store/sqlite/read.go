package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// queryFunc runs a query on the connection of a snapshot.
type queryFunc func(text string, args ...any) (*sql.Rows, error)

func (w *writer) query(text string, args ...any) (*sql.Rows, error) {
	return w.on.query(context.Background(), text, args...)
}

// View runs read at the end of the stream that is remembered, from memory as far
// as that goes. Where it does not, it opens a snapshot of the file, and starts
// again when the stream has gone on meanwhile.
func (e *Engine) View(ctx context.Context, stream research.Stream, read func(engine.Reader) error) error {
	v := &viewer{reader: reader{stream: stream}, engine: e, ctx: ctx}
	defer v.close()
	var known bool
	if v.head, known = e.recent.head(stream); !known {
		if err := v.openFile(); err != nil {
			return err
		}
	}
	err := read(v)
	if v.moved {
		v.moved, v.head = false, v.end
		err = read(v)
	}
	return e.settled(err)
}

const nextStream = "SELECT stream FROM events WHERE stream > ? ORDER BY stream LIMIT 1"

// snapshotCells are read at once when all are.
const snapshotCells = 500

// Snapshot visits every stream and every cell on one snapshot of the whole file.
func (e *Engine) Snapshot(ctx context.Context, visit func(research.Stream, engine.Reader) error, cells func([]research.Cell) error) error {
	return e.snapshot(ctx, func(query queryFunc) error {
		if err := eachStream(ctx, query, visit); err != nil || cells == nil {
			return err
		}
		for last := (research.Cell{}); ; {
			found, err := collect(query, scanCell, allCells, string(last.Kind), last.Name, snapshotCells)
			if err != nil || len(found) == 0 {
				return err
			}
			if err := cells(found); err != nil {
				return err
			}
			last = found[len(found)-1]
		}
	})
}

func eachStream(ctx context.Context, query queryFunc, visit func(research.Stream, engine.Reader) error) error {
	last := ""
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
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
}

var errMoved = errors.New("the stream has gone on")

// viewer reads one stream at one revision, from memory and from a snapshot.
type viewer struct {
	reader
	engine *Engine
	ctx    context.Context // of the view, which ends before it
	done   func()          // ends the snapshot, nil while there is none
	moved  bool            // the snapshot is of a later revision, of
	end    engine.Head
}

func (v *viewer) close() {
	if v.done != nil {
		v.done()
	}
}

// openFile opens a snapshot, unless there is one.
func (v *viewer) openFile() error {
	switch {
	case v.moved:
		return errMoved
	case v.done != nil:
		return nil
	}
	known := v.head
	var err error
	if v.query, v.done, err = v.engine.begin(v.ctx); err != nil {
		return err
	}
	if err := v.readHead(); err != nil {
		return err
	}
	v.engine.recent.seen(v.stream, v.head.Revision)
	if known.Revision != 0 && known.Revision != v.head.Revision {
		v.moved, v.end, v.head = true, v.head, known
		return errMoved
	}
	return nil
}

func (v *viewer) Record(id string) (engine.Record, error) {
	if record, found := v.engine.recent.record(v.stream, id); found && record.Revision <= v.head.Revision {
		return record, nil
	}
	if err := v.openFile(); err != nil {
		return engine.Record{}, err
	}
	record, err := v.reader.Record(id)
	if err == nil {
		v.engine.recent.learn(v.stream, v.head.Revision, record)
	}
	return record, err
}

func (v *viewer) Page(query engine.Query) ([]engine.Record, error) {
	if err := v.openFile(); err != nil {
		return nil, err
	}
	return v.reader.Page(query)
}

func (v *viewer) Records(after string, limit int) ([]engine.Record, error) {
	if err := v.openFile(); err != nil {
		return nil, err
	}
	return v.reader.Records(after, limit)
}

func (v *viewer) Events(after research.Revision, limit int) ([]engine.Event, error) {
	if err := v.openFile(); err != nil {
		return nil, err
	}
	return v.reader.Events(after, limit)
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

func (r *reader) eventOf(act engine.Act) (engine.Event, error) {
	if act.Fresh {
		return engine.Event{}, engine.ErrNone
	}
	return one(collect(r.query, scanEvent,
		"SELECT "+eventColumns+" FROM events WHERE stream = ? AND act = ?", string(r.stream), act.ID))
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
		text += " AND ref = ? AND ref <> ''"
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
