package sqlite

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// A checkpoint keeps the disk from those who wait for it. So it comes when nobody
// has written for a moment, or after so many bytes of documents.
const (
	bytesBetween = 16 << 20
	quiet        = 300 * time.Millisecond
)

// checkpointer brings what commits left in the log to the file, beside the
// writing goroutine, which then finds little left of it to do and keeps nobody
// waiting.
type checkpointer struct {
	db      *sql.DB
	wanted  chan struct{}
	stopped chan struct{}
	once    sync.Once
}

func startCheckpointer(path string) (*checkpointer, error) {
	db, err := sql.Open("sqlite", source(path, "rw"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	c := &checkpointer{db: db, wanted: make(chan struct{}, 1), stopped: make(chan struct{})}
	go c.loop()
	return c, nil
}

func (c *checkpointer) loop() {
	defer close(c.stopped)
	for range c.wanted {
		// What fails here fails again for the writing goroutine, which tells. A
		// passive checkpoint waits for nobody and stops nobody.
		_, _ = c.db.ExecContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)")
	}
}

// want asks for a checkpoint; one that is asked for already is enough.
func (c *checkpointer) want() {
	select {
	case c.wanted <- struct{}{}:
	default:
	}
}

// close must come after the last want; closing again is harmless.
func (c *checkpointer) close() error {
	c.once.Do(func() { close(c.wanted) })
	<-c.stopped
	return c.db.Close()
}
