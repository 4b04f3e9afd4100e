package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// Cell finds technical state; a cell that does not exist has revision 0.
func (s *Store) Cell(ctx context.Context, kind research.CellKind, name string) (research.Cell, error) {
	return s.engine.Cell(ctx, kind, name)
}

// Swap writes a cell if it still has the revision that it was read at. The
// revisions of a new cell begin at the time in microseconds, so that a cell
// made again after it was removed is never taken for the old one.
func (s *Store) Swap(ctx context.Context, cell research.Cell) (research.Cell, error) {
	if err := checkCell(cell); err != nil {
		return research.Cell{}, err
	}
	at := cell.Revision
	switch {
	case cell.Body == nil:
		cell.Revision = 0
	case at == 0:
		cell.Revision = research.Revision(max(1, s.options.Clock().UnixMicro()))
	default:
		cell.Revision = at + 1
	}
	err := s.engine.Swap(ctx, at, cell)
	if errors.Is(err, engine.ErrStale) {
		return research.Cell{}, research.Errorf(research.Stale, "Dit is intussen veranderd. Probeer het opnieuw.")
	}
	if err != nil {
		return research.Cell{}, err
	}
	return cell, nil
}

func checkCell(c research.Cell) error {
	if !kindPattern.MatchString(string(c.Kind)) || c.Name == "" || len(c.Name) > longestID ||
		!plain(c.Name) || !plain(c.Due) || c.Revision < 0 || len(c.Body) > heaviestAct {
		return fmt.Errorf("a cell of kind %.40q is improper", string(c.Kind))
	}
	return nil
}

// Cells lists the cells of a kind that are due before the text, by Due and
// name, at most limit (1 to 1,000; 0 means 100).
func (s *Store) Cells(
	ctx context.Context, kind research.CellKind, dueBefore string, limit int,
) ([]research.Cell, error) {
	limit, err := pageLimit(limit)
	if err != nil {
		return nil, err
	}
	return s.engine.Cells(ctx, kind, dueBefore, limit)
}
