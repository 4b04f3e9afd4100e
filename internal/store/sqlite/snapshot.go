package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// readers are the connections that read. Each has statements of its own: who
// prepares on another connection than the one it holds can wait for ever for
// others that do the same.
type readers struct {
	db     *sql.DB
	places chan struct{}
	mu     sync.Mutex
	idle   []*readConn
	closed bool
}

type readConn struct {
	conn *sql.Conn
	on   *statements
}

func newReaders(db *sql.DB, most int) *readers {
	return &readers{db: db, places: make(chan struct{}, most)}
}

// take waits for a place and gives a connection; give must follow.
func (p *readers) take(ctx context.Context) (*readConn, error) {
	select {
	case p.places <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	c, err := p.connection(ctx)
	if err != nil {
		<-p.places
	}
	return c, err
}

func (p *readers) connection(ctx context.Context) (*readConn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errClosed
	}
	if last := len(p.idle) - 1; last >= 0 {
		c := p.idle[last]
		p.idle = p.idle[:last]
		return c, nil
	}
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &readConn{conn, newStatements(conn)}, nil
}

func (p *readers) give(c *readConn, usable bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if usable && !p.closed {
		p.idle = append(p.idle, c)
	} else {
		_ = c.close() // nothing was written
	}
	<-p.places
}

// close lets go of the connections; those in use follow when they are given back.
func (p *readers) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	var faults []error
	for _, c := range p.idle {
		faults = append(faults, c.close())
	}
	p.idle = nil
	return errors.Join(append(faults, p.db.Close())...)
}

func (c *readConn) close() error { return errors.Join(c.on.close(), c.conn.Close()) }

// begin begins a read transaction; end must be called. ctx counts until it has
// begun: a query is short, and watching over each costs more than it does.
func (e *Engine) begin(ctx context.Context) (query queryFunc, end func(), err error) {
	c, err := e.read.take(ctx)
	if err != nil {
		return nil, nil, err
	}
	ctx = context.WithoutCancel(ctx)
	if err := c.on.exec(ctx, "BEGIN"); err != nil {
		e.read.give(c, false)
		return nil, nil, err
	}
	query = func(text string, args ...any) (*sql.Rows, error) {
		return c.on.query(ctx, text, args...)
	}
	return query, func() { e.read.give(c, c.on.exec(ctx, "ROLLBACK") == nil) }, nil
}

// snapshot runs read in one read transaction.
func (e *Engine) snapshot(ctx context.Context, read func(queryFunc) error) error {
	query, end, err := e.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	return e.settled(read(query))
}

// settled returns err when the disk has all that was read.
func (e *Engine) settled(err error) error {
	if lost := e.writer.log.await(e.writer.log.mark()); lost != nil {
		return lost
	}
	return err
}
