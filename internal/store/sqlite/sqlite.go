// Package sqlite keeps the store in one SQLite file, in the process. One
// goroutine writes; it commits the acts that wait together at once, so that
// they share the wait for the disk, and decides the next while the disk is busy.
// Reads go beside it, each on a snapshot.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"syscall"

	"github.com/wijkstem/wijkstem/internal/store/engine"
)

const mostReaders = 8

// Engine is an engine.Engine on one file.
type Engine struct {
	lock         *os.File
	write        *sql.DB
	read         *readers
	writer       *writer
	recent       *recent
	checkpointer *checkpointer
	epoch        string
}

var _ engine.Engine = (*Engine)(nil)

// Open opens the file, making it when it is not there. Only one process can
// have it open: fault engine.ErrInUse. Fault engine.ErrNewer.
func Open(ctx context.Context, path string, o engine.Options) (*Engine, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	lock, err := lockFile(path + ".lock")
	if err != nil {
		return nil, err
	}
	e := &Engine{lock: lock, recent: newRecent()}
	if err := e.open(ctx, path, o); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

func (e *Engine) open(ctx context.Context, path string, o engine.Options) error {
	var err error
	if e.write, err = sql.Open("sqlite", source(path, "rwc")); err != nil {
		return err
	}
	e.write.SetMaxOpenConns(1)
	if err := migrate(ctx, e.write); err != nil {
		return err
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return err
	}
	if e.epoch, err = firstEpoch(ctx, e.write, o.Epoch); err != nil {
		return err
	}
	read, err := sql.Open("sqlite", source(path, "ro"))
	if err != nil {
		return err
	}
	e.read = newReaders(read, mostReaders)
	if e.checkpointer, err = startCheckpointer(path); err != nil {
		return err
	}
	e.writer, err = startWriter(ctx, e.write, path, o.Notify, e.recent, e.checkpointer.want)
	return err
}

// source is the address of the file with the settings of every connection.
// secure_delete overwrites what is removed. FULL waits for the disk at every
// commit; the writing goroutine leaves that wait to the log.
func source(path, mode string) string {
	query := url.Values{"mode": {mode}, "_pragma": {
		"journal_mode(WAL)", "synchronous(FULL)", "secure_delete(ON)", "foreign_keys(ON)",
		"busy_timeout(5000)", "cache_size(-16000)", "temp_store(MEMORY)",
		// The writing goroutine does what the checkpointer did not come to: 64 MiB.
		"wal_autocheckpoint(16384)",
	}}
	if mode != "rwc" { // there are some: what they read again is in the system's memory
		query["_pragma"] = []string{"synchronous(FULL)", "busy_timeout(5000)", "cache_size(-2000)", "temp_store(MEMORY)"}
	}
	return (&url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: query.Encode()}).String()
}

// lockFile holds the file for this process until it is closed; the system lets
// go of it when the process ends in whatever way.
func lockFile(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = fmt.Errorf("%w: %s", engine.ErrInUse, path)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// Epoch is the epoch of the data.
func (e *Engine) Epoch() string { return e.epoch }

// Close waits for acts under way and leaves everything in the one file.
func (e *Engine) Close() error {
	var faults []error
	if e.writer != nil {
		faults = append(faults, e.writer.stop())
	}
	if e.checkpointer != nil {
		faults = append(faults, e.checkpointer.close())
	}
	if e.read != nil {
		faults = append(faults, e.read.close())
	}
	if e.write != nil {
		faults = append(faults, e.write.Close())
	}
	return errors.Join(append(faults, e.lock.Close())...)
}
