package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

func open(t *testing.T, path string) (*Engine, error) {
	t.Helper()
	e, err := Open(t.Context(), path, engine.Options{Epoch: "first", Notify: func(research.Event) {}})
	if err == nil {
		t.Cleanup(func() { _ = e.Close() })
	}
	return e, err
}

func mustOpen(t *testing.T, path string) *Engine {
	t.Helper()
	e, err := open(t, path)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestOneProcessOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	first := mustOpen(t, path)
	if _, err := open(t, path); !errors.Is(err, engine.ErrInUse) {
		t.Fatalf("opened twice: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + "-wal"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("closing left work for the next time: %v", err)
	}
	mustOpen(t, path)
}

func TestRefusesNewerData(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	e := mustOpen(t, path)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 1000"); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, path); !errors.Is(err, engine.ErrNewer) {
		t.Fatalf("newer data opened: %v", err)
	}
}

// TestSettings holds what erasing relies on. The writing goroutine waits for the
// disk in the log, and not in SQLite.
func TestSettings(t *testing.T) {
	e := mustOpen(t, filepath.Join(t.TempDir(), "test.db"))
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "1", "secure_delete": "1"} {
		found, err := collect(e.writer.query, scanText, "PRAGMA "+pragma)
		if err != nil || found[0] != want {
			t.Errorf("%s is %v (%v), want %s", pragma, found, err, want)
		}
	}
}

// TestQueriesUseAnIndex runs every kind of read and asks SQLite how it would
// look each one up: no scan of a table, no sorting.
func TestQueriesUseAnIndex(t *testing.T) {
	e := mustOpen(t, filepath.Join(t.TempDir(), "test.db"))
	asked := map[string][]any{}
	err := e.snapshot(t.Context(), func(query queryFunc) error {
		r := &reader{stream: "s", query: func(text string, args ...any) (*sql.Rows, error) {
			asked[text] = args
			return query(text, args...)
		}}
		return readEverything(r)
	})
	if err != nil {
		t.Fatal(err)
	}
	for text, args := range cellQueries {
		asked[text] = args
	}
	for text, args := range asked {
		checkPlan(t, e, text, args)
	}
	if len(asked) < 14 {
		t.Errorf("only %d queries were looked at", len(asked))
	}
}

var cellQueries = map[string][]any{
	oneCell: {"k", "n"}, dueCells: {"k", "d", 1}, allCells: {"k", "n", 1}, nextStream: {"s"},
}

func readEverything(r *reader) error {
	_, noEvent := r.eventOf(engine.Act{ID: "a"})
	_, noRecord := r.Record("i")
	_, err1 := r.Records("i", 1)
	_, err2 := r.Events(1, 1)
	errs := []error{r.readHead(), err1, err2}
	for _, q := range []engine.Query{{Kind: "k"}, {Kind: "k", Ref: "r"}} {
		for _, after := range []*engine.Place{nil, {By: "b", ID: "i"}} {
			for _, descending := range []bool{false, true} {
				q.After, q.Descending, q.Limit = after, descending, 1
				_, err := r.Page(q)
				errs = append(errs, err)
			}
		}
	}
	if !errors.Is(noEvent, engine.ErrNone) || !errors.Is(noRecord, engine.ErrNone) {
		return errors.Join(noEvent, noRecord)
	}
	return errors.Join(errs...)
}

func checkPlan(t *testing.T, e *Engine, text string, args []any) {
	t.Helper()
	rows, err := e.read.db.QueryContext(context.Background(), "EXPLAIN QUERY PLAN "+text, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(detail, "SEARCH") || strings.Contains(detail, "SCAN") || strings.Contains(detail, "TEMP B-TREE") {
			t.Errorf("%s\n\tis answered by %s", text, detail)
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// TestPanicInADecider checks that a panic comes out where the act was asked
// for, and that the writer goes on.
func TestPanicInADecider(t *testing.T) {
	e := mustOpen(t, filepath.Join(t.TempDir(), "test.db"))
	func() {
		defer func() {
			if value, _ := recover().(string); !strings.Contains(value, "boom") {
				t.Errorf("recovered %q", value)
			}
		}()
		_, _, _ = e.Append(t.Context(), engine.Act{Stream: "s", ID: "a"}, func(engine.Reader) (engine.Change, error) { panic("boom") })
	}()
	if err := e.Renew(t.Context(), "second"); err != nil {
		t.Fatal(err)
	}
}

// TestJobsFailAlone checks that a job that fails halfway its writing takes
// nothing of the others in its batch along.
func TestJobsFailAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	e := mustOpen(t, path)
	failed := errors.New("failed")
	cell := research.Cell{Kind: "k", Revision: 1, Body: []byte("x")}
	write := func(name string, err error) *job {
		return &job{ctx: t.Context(), done: make(chan struct{}), run: func(s *session) error {
			cell.Name = name
			if _, err := s.swap(0, cell); err != nil {
				return err
			}
			return err
		}}
	}
	good, bad, last := write("good", nil), write("bad", failed), write("last", nil)
	if err := e.writer.stop(); err != nil { // the test is the writing goroutine now
		t.Fatal(err)
	}
	conn, err := e.write.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	w := &writer{jobs: make(chan *job, 2), conn: conn, on: newStatements(conn), notify: func(research.Event) {}, recent: newRecent()}
	if w.log, err = openLog(path, w.answer); err != nil {
		t.Fatal(err)
	}
	w.jobs <- bad
	w.jobs <- last
	w.commit(good, true)
	w.commit(<-w.jobs, true) // what came after the one that failed
	if err := w.log.close(); err != nil {
		t.Fatal(err)
	}
	for _, j := range []*job{good, bad, last} {
		<-j.done
	}
	if good.err != nil || !errors.Is(bad.err, failed) || last.err != nil {
		t.Fatalf("errors are %v, %v, %v", good.err, bad.err, last.err)
	}
	cells, err := cellsOf(t, e, func() {})
	if err != nil || len(cells) != 2 || cells[0].Name != "good" || cells[1].Name != "last" {
		t.Fatalf("cells are %v (%v)", cells, err)
	}
}

// cellsOf are the cells of a snapshot during which something happens.
func cellsOf(t *testing.T, e *Engine, meanwhile func()) (cells []research.Cell, err error) {
	t.Helper()
	visit := func(research.Stream, engine.Reader) error { meanwhile(); return nil }
	err = e.Snapshot(t.Context(), visit, func(found []research.Cell) error {
		cells = append(cells, found...)
		return nil
	})
	return cells, err
}

// TestASnapshotIsOfOneMoment ends a job after the streams were read: what it did
// is not in them, so it must be among the cells.
func TestASnapshotIsOfOneMoment(t *testing.T) {
	e := mustOpen(t, filepath.Join(t.TempDir(), "test.db"))
	_, _, err := e.Append(t.Context(), engine.Act{Stream: "s", ID: "act"}, func(engine.Reader) (engine.Change, error) {
		return engine.Change{Event: engine.Event{Request: []byte{}, Event: research.Event{Stream: "s", Revision: 1, Act: "act", MAC: []byte{}}}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := range snapshotCells + 2 {
		if err := e.Swap(t.Context(), 0, research.Cell{Kind: "job", Name: fmt.Sprint(n), Revision: 1, Body: []byte("{}")}); err != nil {
			t.Fatal(err)
		}
	}
	cells, err := cellsOf(t, e, func() {
		if err := e.Swap(t.Context(), 1, research.Cell{Kind: "job", Name: "1"}); err != nil {
			t.Error(err)
		}
	})
	if err != nil || len(cells) != snapshotCells+2 {
		t.Errorf("%d cells: %v", len(cells), err)
	}
}

// TestFullDisk lets the file not grow any further: what does not fit is refused
// whole, what was there stays, and with room again writing goes on.
func TestFullDisk(t *testing.T) {
	e := mustOpen(t, filepath.Join(t.TempDir(), "test.db"))
	put := func(revision research.Revision, size int) error {
		_, _, err := e.Append(t.Context(), engine.Act{Stream: "s", ID: fmt.Sprint("act-", revision)}, func(engine.Reader) (engine.Change, error) {
			event := engine.Event{Request: []byte{}, Event: research.Event{
				Stream: "s", Revision: revision, Act: fmt.Sprint("act-", revision), MAC: []byte{},
			}}
			record := engine.Record{ID: fmt.Sprint("k/", revision), Kind: "k", Revision: revision, Body: make([]byte, size)}
			return engine.Change{Event: event, Records: []engine.Record{record}}, nil
		})
		return err
	}
	limit := func(pages int) {
		if _, err := collect(e.writer.query, scanText, fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Fatal(err)
		}
	}
	if err := put(1, 1000); err != nil {
		t.Fatal(err)
	}
	limit(1) // SQLite takes the present size for the least
	if err := put(2, 1<<20); research.FaultOf(err) != research.Unavailable {
		t.Fatalf("on a full disk: %v", err)
	}
	limit(1 << 30)
	if err := put(2, 1<<20); err != nil {
		t.Fatalf("with room again: %v", err)
	}
	err := e.View(t.Context(), "s", func(r engine.Reader) error {
		if r.Head().Revision != 2 {
			t.Errorf("revision %d", r.Head().Revision)
		}
		records, err := r.Records("", 10)
		if len(records) != 2 {
			t.Errorf("%d documents", len(records))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
