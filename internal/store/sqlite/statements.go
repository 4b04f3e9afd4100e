package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// preparer is a pool of connections or one of them.
type preparer interface {
	PrepareContext(ctx context.Context, text string) (*sql.Stmt, error)
}

// statements prepares each text once.
type statements struct {
	on       preparer
	mu       sync.Mutex
	prepared map[string]*sql.Stmt
}

func newStatements(on preparer) *statements {
	return &statements{on: on, prepared: map[string]*sql.Stmt{}}
}

// close lets go of the statements: SQLite keeps a connection open as long as
// it has any.
func (s *statements) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var faults []error
	for _, statement := range s.prepared {
		faults = append(faults, statement.Close())
	}
	clear(s.prepared)
	return errors.Join(faults...)
}

func (s *statements) prepare(text string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if statement, ok := s.prepared[text]; ok {
		return statement, nil
	}
	statement, err := s.on.PrepareContext(context.Background(), text)
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
