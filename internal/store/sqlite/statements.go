package sqlite

import (
	"context"
	"database/sql"
	"sync"
)

// preparer is a pool of connections or one of them.
type preparer interface {
	PrepareContext(ctx context.Context, text string) (*sql.Stmt, error)
}

// statements prepares each text once.
type statements struct {
	db interface {
		preparer
		Close() error
	}
	mu       sync.Mutex
	prepared map[string]*sql.Stmt
}

func newStatements(db interface {
	preparer
	Close() error
}) *statements {
	return &statements{db: db, prepared: map[string]*sql.Stmt{}}
}

func (s *statements) prepare(text string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if statement, ok := s.prepared[text]; ok {
		return statement, nil
	}
	statement, err := s.db.PrepareContext(context.Background(), text)
	if err == nil {
		s.prepared[text] = statement
	}
	return statement, err
}

func (s *statements) exec(ctx context.Context, text string, args ...any) error {
	statement, err := s.prepare(text)
	if err != nil {
		return err
	}
	_, err = statement.ExecContext(ctx, args...)
	return err
}
