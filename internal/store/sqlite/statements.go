package sqlite

import (
	"context"
	"database/sql"
	"errors"
)

// statements prepares each text once on a connection, for one at a time.
type statements struct {
	on       *sql.Conn
	prepared map[string]*sql.Stmt
}

func newStatements(on *sql.Conn) *statements {
	return &statements{on: on, prepared: map[string]*sql.Stmt{}}
}

// close lets go of the statements: SQLite keeps a connection open as long as
// it has any.
func (s *statements) close() error {
	var faults []error
	for _, statement := range s.prepared {
		faults = append(faults, statement.Close())
	}
	clear(s.prepared)
	return errors.Join(faults...)
}

func (s *statements) prepare(text string) (*sql.Stmt, error) {
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

func (s *statements) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	statement, err := s.prepare(text)
	if err != nil {
		return nil, err
	}
	return statement.QueryContext(ctx, args...)
}
