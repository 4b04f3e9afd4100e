package sqlite

import (
	"context"

	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// Empty tells whether there are no events and no cells.
func (e *Engine) Empty(ctx context.Context) (bool, error) {
	var found []string
	err := e.snapshot(ctx, func(query queryFunc) error {
		var err error
		found, err = collect(query, scanText,
			"SELECT * FROM (SELECT act FROM events LIMIT 1) UNION ALL SELECT * FROM (SELECT name FROM cells LIMIT 1)")
		return err
	})
	return len(found) == 0, err
}

// Load writes a piece of a dump.
func (e *Engine) Load(ctx context.Context, piece engine.Piece) error {
	return e.writer.do(ctx, func(s *session) error {
		return s.load(piece)
	})
}

func (s *session) load(piece engine.Piece) error {
	s.written.everything = true
	for _, event := range piece.Events {
		if err := s.insertEvent(event); err != nil {
			return err
		}
	}
	for _, record := range piece.Records {
		if err := s.putRecord(piece.Stream, record); err != nil {
			return err
		}
	}
	for _, cell := range piece.Cells {
		if _, err := s.swap(0, cell); err != nil {
			return err
		}
	}
	return nil
}

// Renew gives the data another epoch.
func (e *Engine) Renew(ctx context.Context, epoch string) error {
	err := e.writer.do(ctx, func(s *session) error {
		_, err := s.change("UPDATE meta SET value = ? WHERE name = 'epoch'", epoch)
		return err
	})
	if err == nil {
		e.epoch = epoch
	}
	return err
}
