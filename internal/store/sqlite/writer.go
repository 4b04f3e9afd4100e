package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	driver "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// A batch ends when nobody waits and the disk has the one before, or at these bounds.
const (
	largestBatch = 256
	longestBatch = 20 * time.Millisecond
)

var errClosed = errors.New("the database is closed")

// writer is the one goroutine that writes. Each job sees what the jobs before
// it wrote, and is answered when the batch is on disk.
type writer struct {
	jobs    chan *job
	stopped chan struct{}
	once    sync.Once
	done    chan struct{}

	conn       *sql.Conn
	on         *statements
	log        *log
	notify     func(research.Event)
	recent     *recent
	logged     int      // bytes of documents since the last checkpoint was asked for
	checkpoint func()   // asks for one
	batch      *written // what the batch under way has changed so far
}

// job is one piece of writing. run first reads and decides, then writes; it may
// run twice.
type job struct {
	ctx      context.Context
	run      func(*session) error
	event    *research.Event // what to tell when the batch is on disk
	err      error
	panicked *panicked
	done     chan struct{}
}

type panicked struct {
	value any
	stack []byte
}

func startWriter(
	ctx context.Context, db *sql.DB, path string, notify func(research.Event), remembered *recent, checkpoint func(),
) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	// NORMAL: a commit writes to the log in order, and the log waits for the disk.
	if _, err := conn.ExecContext(ctx, "PRAGMA synchronous = NORMAL"); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	w := &writer{
		jobs: make(chan *job), stopped: make(chan struct{}), done: make(chan struct{}),
		conn: conn, on: newStatements(conn), notify: notify, recent: remembered, batch: newWritten(), checkpoint: checkpoint,
	}
	if w.log, err = openLog(path, w.answer); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	go w.loop()
	return w, nil
}

func (w *writer) stop() (err error) {
	w.once.Do(func() {
		close(w.stopped)
		<-w.done
		err = errors.Join(w.log.close(), w.on.close(), w.conn.Close())
	})
	return err
}

// do has run done in a batch and returns when it is on disk.
func (w *writer) do(ctx context.Context, run func(*session) error) error {
	j := &job{ctx: ctx, run: run, done: make(chan struct{})}
	select {
	case w.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.stopped:
		return errClosed
	}
	<-j.done
	if j.panicked != nil {
		panic(fmt.Sprintf("%v\n%s", j.panicked.value, j.panicked.stack))
	}
	return explain(j.err)
}

// explain gives an error the fault Unavailable when the disk is full or fails.
func explain(err error) error {
	var fault *driver.Error
	if !errors.As(err, &fault) {
		return err
	}
	switch fault.Code() & 0xff { // the rest of the code is detail
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("%w: %w", research.Unavailable, err)
	default:
		return err
	}
}

func (w *writer) loop() {
	defer close(w.done)
	rest := time.NewTimer(quiet)
	for {
		select {
		case first := <-w.jobs:
			w.commit(first, true)
			rest.Reset(quiet)
		case <-rest.C:
			w.bringOver(1)
		case <-w.stopped:
			return
		}
	}
}

// bringOver asks for a checkpoint when at least so many bytes wait for one.
func (w *writer) bringOver(least int) {
	if w.logged >= least {
		w.logged = 0
		w.checkpoint()
	}
}

// errSpoilt: a job failed after it had written.
var errSpoilt = errors.New("a job of the batch failed halfway")

// commit runs the first job, and when it may all that wait, in one transaction.
// When one fails after it wrote, which is rare, everything is taken back and
// each job runs in a transaction of its own. Refusals are answered after the
// commit too: they were decided on what it holds.
func (w *writer) commit(first *job, together bool) {
	jobs, err := w.runAll(first, together)
	if err != nil {
		_ = w.exec("ROLLBACK") // SQLite may have done it already
	}
	if errors.Is(err, errSpoilt) && len(jobs) > 1 {
		for _, j := range jobs {
			w.commit(j, false)
		}
		return
	}
	if err != nil {
		for _, j := range jobs {
			w.answer(j, err)
		}
		return
	}
	w.log.hand(jobs)
}

// answer tells the one who waits for a job what became of it, and the listeners
// what happened.
func (w *writer) answer(j *job, lost error) {
	if lost != nil && !errors.Is(lost, errSpoilt) {
		j.err = fmt.Errorf("write: %w", lost)
	}
	if lost == nil && j.err == nil && j.event != nil {
		w.notify(*j.event)
	}
	close(j.done)
}

func (w *writer) runAll(first *job, together bool) ([]*job, error) {
	jobs := []*job{first}
	w.batch = newWritten()
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		return jobs, err
	}
	deadline := time.Now().Add(longestBatch)
	for j := first; j != nil; j = w.waiting(len(jobs), deadline) {
		if j != first {
			jobs = append(jobs, j)
		}
		if err := w.runOne(j); err != nil {
			return jobs, err
		}
		if !together {
			break
		}
	}
	engine.Step("before-commit")
	w.log.announce()
	if err := w.exec("COMMIT"); err != nil {
		w.log.hand(nil)
		return jobs, err
	}
	w.recent.committed(w.batch)
	w.logged += max(1, w.batch.size())
	w.bringOver(bytesBetween)
	engine.Step("committed")
	return jobs, nil
}

// waiting is the next job, nil when the batch should end.
func (w *writer) waiting(size int, deadline time.Time) *job {
	if size >= largestBatch || time.Now().After(deadline) {
		return nil
	}
	select {
	case j := <-w.jobs:
		return j
	case <-w.log.idle():
	}
	select { // some may have waited as well
	case j := <-w.jobs:
		return j
	default:
		return nil
	}
}

// runOne returns errSpoilt when the job failed and left something behind.
func (w *writer) runOne(j *job) error {
	j.event, j.panicked = nil, nil
	if j.err = j.ctx.Err(); j.err != nil {
		return nil
	}
	s := &session{w: w, job: j, written: newWritten()}
	func() {
		defer func() {
			if value := recover(); value != nil {
				j.panicked = &panicked{value, debug.Stack()}
			}
		}()
		j.err = j.run(s)
	}()
	failed := j.err != nil || j.panicked != nil
	switch {
	case failed && s.wrote:
		return errSpoilt
	case !failed:
		w.batch.add(s.written)
	}
	return nil
}

func (w *writer) exec(text string, args ...any) error {
	return w.on.exec(context.Background(), text, args...)
}

// session is what a job may do.
type session struct {
	w       *writer
	job     *job
	wrote   bool // something that must be taken back when the job fails
	written *written
}

// change runs one statement and returns how many rows it changed.
func (s *session) change(text string, args ...any) (int64, error) {
	statement, err := s.w.on.prepare(text)
	if err != nil {
		return 0, err
	}
	result, err := statement.ExecContext(context.Background(), args...)
	if err != nil {
		s.wrote = true // perhaps in part
		return 0, err
	}
	changed, err := result.RowsAffected()
	s.wrote = s.wrote || err != nil || changed > 0
	return changed, err
}

// tell has the event told when the batch is on disk.
func (s *session) tell(event research.Event) { s.job.event = &event }
