package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

const (
	cellColumns = "kind, name, due, revision, body"

	oneCell  = "SELECT " + cellColumns + " FROM cells WHERE kind = ? AND name = ?"
	dueCells = "SELECT " + cellColumns + ` FROM cells
		WHERE kind = ? AND due <> '' AND due < ? ORDER BY due, name LIMIT ?`
	allCells = "SELECT " + cellColumns + ` FROM cells
		WHERE (kind, name) > (?, ?) ORDER BY kind, name LIMIT ?`
)

// Cell finds a cell; one that does not exist has revision 0.
func (e *Engine) Cell(ctx context.Context, kind research.CellKind, name string) (research.Cell, error) {
	var cell research.Cell
	err := e.snapshot(ctx, func(query queryFunc) error {
		var err error
		cell, err = one(collect(query, scanCell, oneCell, string(kind), name))
		return err
	})
	if errors.Is(err, engine.ErrNone) {
		return research.Cell{Kind: kind, Name: name}, nil
	}
	return cell, err
}

// Swap replaces a cell that still has the revision. Fault: engine.ErrStale.
func (e *Engine) Swap(ctx context.Context, at research.Revision, cell research.Cell) error {
	return e.writer.do(ctx, func(s *session) error {
		if at == 0 && cell.Body == nil {
			return s.mustBeAbsent(cell)
		}
		changed, err := s.swap(at, cell)
		if err == nil && changed == 0 {
			err = engine.ErrStale
		}
		return err
	})
}

func (s *session) swap(at research.Revision, c research.Cell) (int64, error) {
	kind, name, revision := string(c.Kind), c.Name, int64(c.Revision)
	switch {
	case at == 0:
		return s.change("INSERT INTO cells ("+cellColumns+") VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
			kind, name, c.Due, revision, c.Body)
	case c.Body == nil:
		return s.change("DELETE FROM cells WHERE kind = ? AND name = ? AND revision = ?", kind, name, int64(at))
	default:
		return s.change("UPDATE cells SET due = ?, revision = ?, body = ? WHERE kind = ? AND name = ? AND revision = ?",
			c.Due, revision, c.Body, kind, name, int64(at))
	}
}

func (s *session) mustBeAbsent(c research.Cell) error {
	found, err := collect(s.w.query, scanText,
		"SELECT name FROM cells WHERE kind = ? AND name = ?", string(c.Kind), c.Name)
	if err == nil && len(found) > 0 {
		err = engine.ErrStale
	}
	return err
}

// Cells lists cells with a Due before the text.
func (e *Engine) Cells(
	ctx context.Context, kind research.CellKind, dueBefore string, limit int,
) ([]research.Cell, error) {
	return e.listCells(ctx, dueCells, string(kind), dueBefore, limit)
}

func (e *Engine) listCells(ctx context.Context, text string, args ...any) ([]research.Cell, error) {
	var cells []research.Cell
	err := e.snapshot(ctx, func(query queryFunc) error {
		var err error
		cells, err = collect(query, scanCell, text, args...)
		return err
	})
	return cells, err
}

func scanCell(rows *sql.Rows) (research.Cell, error) {
	var c research.Cell
	return c, rows.Scan(&c.Kind, &c.Name, &c.Due, &c.Revision, &c.Body)
}
