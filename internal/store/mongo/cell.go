package mongo

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// cell is a cell as it is kept.
type cell struct {
	ID       string `bson:"_id"` // kind/name
	Kind     string `bson:"kind"`
	Name     string `bson:"name"`
	Due      string `bson:"due,omitempty"`
	Revision int64  `bson:"revision"`
	Body     []byte `bson:"body"`
}

func cellID(kind research.CellKind, name string) string { return string(kind) + "/" + name }

func cellOf(c research.Cell) cell {
	return cell{
		ID: cellID(c.Kind, c.Name), Kind: string(c.Kind), Name: c.Name, Due: c.Due,
		Revision: int64(c.Revision), Body: c.Body,
	}
}

func (c cell) cell() research.Cell {
	return research.Cell{
		Kind: research.CellKind(c.Kind), Name: c.Name, Due: c.Due,
		Revision: research.Revision(c.Revision), Body: c.Body,
	}
}

// Cell finds a cell; one that does not exist has revision 0.
func (e *Engine) Cell(ctx context.Context, kind research.CellKind, name string) (research.Cell, error) {
	var found cell
	err := e.cells.FindOne(ctx, byID(cellID(kind, name))).Decode(&found)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return research.Cell{Kind: kind, Name: name}, nil
	}
	return found.cell(), explain(err)
}

// Swap replaces a cell that still has the revision. Fault: engine.ErrStale.
func (e *Engine) Swap(ctx context.Context, at research.Revision, c research.Cell) error {
	changed, err := e.swap(ctx, at, c)
	if err == nil && changed == 0 {
		err = engine.ErrStale
	}
	return explain(err)
}

func (e *Engine) swap(ctx context.Context, at research.Revision, c research.Cell) (int64, error) {
	guard := append(byID(cellID(c.Kind, c.Name)), bson.E{Key: "revision", Value: int64(at)})
	switch {
	case at == 0 && c.Body == nil:
		there, err := e.cells.CountDocuments(ctx, byID(cellID(c.Kind, c.Name)))
		return 1 - there, err
	case at == 0:
		_, err := e.cells.InsertOne(ctx, cellOf(c))
		if lostRace(err) {
			return 0, nil
		}
		return 1, err
	case c.Body == nil:
		gone, err := e.cells.DeleteOne(ctx, guard)
		if err != nil {
			return 0, err
		}
		return gone.DeletedCount, nil
	default:
		changed, err := e.cells.ReplaceOne(ctx, guard, cellOf(c))
		if err != nil {
			return 0, err
		}
		return changed.MatchedCount, nil
	}
}

// Cells lists cells with a Due before the text.
func (e *Engine) Cells(
	ctx context.Context, kind research.CellKind, dueBefore string, limit int,
) ([]research.Cell, error) {
	if dueBefore == "" {
		return nil, nil
	}
	return e.listCells(ctx, dueFilter(kind, dueBefore), keys("due", "name"), limit)
}

// dueFilter compares with texts only, so that cells without Due stay out.
func dueFilter(kind research.CellKind, dueBefore string) bson.D {
	return bson.D{
		{Key: "kind", Value: string(kind)},
		{Key: "due", Value: bson.D{{Key: "$gt", Value: ""}, {Key: "$lt", Value: dueBefore}}},
	}
}

// cellsAtOnce are read when all are.
const cellsAtOnce = 500

// eachCell tells of every cell, in the order of their ids.
func (e *Engine) eachCell(ctx context.Context, tell func([]research.Cell) error) error {
	for last := (research.Cell{}); ; {
		found, err := e.cellsAfter(ctx, last, cellsAtOnce)
		if err != nil || len(found) == 0 {
			return err
		}
		if err := tell(found); err != nil {
			return err
		}
		last = found[len(found)-1]
	}
}

func (e *Engine) cellsAfter(ctx context.Context, after research.Cell, limit int) ([]research.Cell, error) {
	beyond := bson.D{{Key: "$gt", Value: ""}}
	if after.Kind != "" {
		beyond[0].Value = cellID(after.Kind, after.Name)
	}
	return e.listCells(ctx, bson.D{{Key: "_id", Value: beyond}}, keys("_id"), limit)
}

func (e *Engine) listCells(ctx context.Context, filter, sort bson.D, limit int) ([]research.Cell, error) {
	found, err := collect[cell](ctx, e.cells, filter, sort, limit)
	if err != nil {
		return nil, explain(err)
	}
	cells := make([]research.Cell, len(found))
	for i, c := range found {
		cells[i] = c.cell()
	}
	return cells, nil
}

// Empty tells whether there are no events and no cells.
func (e *Engine) Empty(ctx context.Context) (bool, error) {
	for _, collection := range []*mongo.Collection{e.events, e.cells} {
		n, err := collection.CountDocuments(ctx, bson.D{}, options.Count().SetLimit(1))
		if err != nil || n > 0 {
			return false, explain(err)
		}
	}
	return true, nil
}

// Load writes a piece of a dump.
func (e *Engine) Load(ctx context.Context, piece engine.Piece) error {
	var events, documents, cells []any
	for _, ev := range piece.Events {
		events = append(events, eventOf(ev))
	}
	for _, r := range piece.Records {
		documents = append(documents, recordOf(piece.Stream, r))
	}
	for _, c := range piece.Cells {
		cells = append(cells, cellOf(c))
	}
	return explain(errors.Join(
		insertMany(ctx, e.documents, documents), insertMany(ctx, e.events, events), insertMany(ctx, e.cells, cells)))
}

func insertMany(ctx context.Context, in *mongo.Collection, documents []any) error {
	if len(documents) == 0 {
		return nil
	}
	_, err := in.InsertMany(ctx, documents)
	return err
}
