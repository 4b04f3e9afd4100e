package mongo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// openTries is how often a view is tried before it keeps this process's
// writers out of its stream.
const openTries = 3

// errMoved ends a read that met a document of after its revision.
var errMoved = errors.New("the stream moved on during the read")

// line is where the acts of one stream wait for each other in this process.
type line struct {
	turn  chan struct{}
	known atomic.Int64 // a revision that the stream has reached
}

func (e *Engine) line(stream research.Stream) *line {
	found, ok := e.lines.Load(stream)
	if !ok {
		found, _ = e.lines.LoadOrStore(stream, &line{turn: make(chan struct{}, 1)})
	}
	return found.(*line)
}

func (l *line) enter(ctx context.Context) error {
	select {
	case l.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *line) leave() { <-l.turn }

func (l *line) reached(revision int64) {
	for {
		known := l.known.Load()
		if known >= revision || l.known.CompareAndSwap(known, revision) {
			return
		}
	}
}

// View runs read until the stream did not move under it.
func (e *Engine) View(ctx context.Context, stream research.Stream, read func(engine.Reader) error) error {
	return explain(e.view(ctx, stream, read))
}

func (e *Engine) view(ctx context.Context, stream research.Stream, read func(engine.Reader) error) error {
	l := e.line(stream)
	for try := 0; ; try++ {
		if try == openTries {
			if err := l.enter(ctx); err != nil {
				return err
			}
			defer l.leave()
		}
		settled, err := e.viewOnce(ctx, stream, read)
		if settled || err != nil && !errors.Is(err, errMoved) {
			return err
		}
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
}

// viewOnce returns true with what read returned when that holds.
func (e *Engine) viewOnce(ctx context.Context, stream research.Stream, read func(engine.Reader) error) (bool, error) {
	r, err := e.newReader(ctx, stream)
	if err != nil {
		return false, err
	}
	outcome := read(r)
	if r.moved {
		return false, errMoved
	}
	holds, err := r.holds()
	if err != nil || !holds {
		return false, err
	}
	return true, outcome
}

// pause waits longer after each try, never the same for two that collide.
func pause(ctx context.Context, try int) error {
	wait := time.Duration(1+rand.IntN(1<<min(try+1, 6))) * time.Millisecond
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Snapshot visits every stream at a revision of its own, and the cells that were
// there before or after.
func (e *Engine) Snapshot(ctx context.Context, visit func(research.Stream, engine.Reader) error, cells func([]research.Cell) error) error {
	if cells == nil {
		return e.eachStream(ctx, visit)
	}
	before := map[string]research.Cell{}
	err := e.eachCell(ctx, func(found []research.Cell) error {
		for _, cell := range found {
			before[cellID(cell.Kind, cell.Name)] = cell
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := e.eachStream(ctx, visit); err != nil {
		return err
	}
	err = e.eachCell(ctx, func(found []research.Cell) error {
		for _, cell := range found {
			delete(before, cellID(cell.Kind, cell.Name))
		}
		return cells(found)
	})
	if err != nil || len(before) == 0 {
		return err
	}
	return cells(slices.Collect(maps.Values(before)))
}

func (e *Engine) eachStream(ctx context.Context, visit func(research.Stream, engine.Reader) error) error {
	last := ""
	for {
		var next event
		err := e.events.FindOne(ctx, bson.D{{Key: "_id", Value: bson.D{{Key: "$gt", Value: last}}}},
			options.FindOne().SetSort(keys("_id"))).Decode(&next)
		if errors.Is(err, mongo.ErrNoDocuments) {
			return nil
		}
		if err != nil {
			return explain(err)
		}
		stream := research.Stream(next.Stream)
		if err := e.View(ctx, stream, func(r engine.Reader) error { return visit(stream, r) }); err != nil {
			return err
		}
		last = lastID(stream)
	}
}

// reader reads one stream. A document that it finds at or before the head's
// revision is right, and so is one that it does not find; a list is right when
// no later event touched its kind.
type reader struct {
	ctx    context.Context
	e      *Engine
	stream research.Stream
	head   engine.Head
	moved  bool
	listed []research.Kind // kinds of which a list was read
	all    bool            // everything was read
}

// newReader reads the head, after finishing what is pending.
func (e *Engine) newReader(ctx context.Context, stream research.Stream) (*reader, error) {
	r := &reader{ctx: ctx, e: e, stream: stream}
	last, err := e.lastEvent(ctx, stream)
	if err != nil {
		return nil, err
	}
	if last.Revision > 0 {
		r.head = last.head()
	}
	return r, e.finish(ctx, last)
}

// lastEvent is the zero event when the stream is empty.
func (e *Engine) lastEvent(ctx context.Context, stream research.Stream) (last event, err error) {
	l := e.line(stream)
	between := bson.D{{Key: "$gte", Value: eventID(stream, research.Revision(l.known.Load()))}, {Key: "$lt", Value: lastID(stream)}}
	err = e.events.FindOne(ctx, bson.D{{Key: "_id", Value: between}},
		options.FindOne().SetSort(bson.D{{Key: "_id", Value: -1}})).Decode(&last)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return event{}, nil
	}
	if err == nil {
		l.reached(last.Revision)
	}
	return last, err
}

// holds tells whether no event after the head touched what was listed.
func (r *reader) holds() (bool, error) {
	if !r.all && len(r.listed) == 0 {
		return true, nil
	}
	later, err := r.events(r.head.Revision, 100)
	if err != nil || len(later) == 100 {
		return false, err
	}
	return !slices.ContainsFunc(later, func(e event) bool {
		return r.all || slices.ContainsFunc(append(e.Put, e.Deleted...), r.lists)
	}), nil
}

func (r *reader) lists(id string) bool {
	kind, _, _ := strings.Cut(id, "/")
	return slices.Contains(r.listed, research.Kind(kind))
}

func (r *reader) Head() engine.Head { return r.head }

func (r *reader) Record(id string) (engine.Record, error) {
	var found record
	err := r.e.documents.FindOne(r.ctx, byID(recordID(r.stream, id))).Decode(&found)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return engine.Record{}, engine.ErrNone
	}
	if err != nil {
		return engine.Record{}, err
	}
	return found.record(), r.check(found)
}

// check notes a document of after the head.
func (r *reader) check(found ...record) error {
	for _, f := range found {
		if f.Revision > int64(r.head.Revision) {
			r.moved = true
			return errMoved
		}
	}
	return nil
}

func (r *reader) Page(q engine.Query) ([]engine.Record, error) {
	r.listed = append(r.listed, q.Kind)
	filter, sort := pageFilter(r.stream, q)
	return r.find(filter, sort, q.Limit)
}

func pageFilter(stream research.Stream, q engine.Query) (filter, sort bson.D) {
	direction, beyond := 1, "$gt"
	if q.Descending {
		direction, beyond = -1, "$lt"
	}
	filter = bson.D{{Key: "stream", Value: string(stream)}, {Key: "kind", Value: string(q.Kind)}}
	if q.Ref != "" {
		filter = append(filter, bson.E{Key: "ref", Value: q.Ref})
	}
	if q.After != nil {
		filter = append(filter, bson.E{Key: "place", Value: bson.D{{Key: beyond, Value: place(q.After.By, q.After.ID)}}})
	}
	return filter, bson.D{{Key: "place", Value: direction}}
}

func (r *reader) Records(after string, limit int) ([]engine.Record, error) {
	r.all = true
	between := bson.D{{Key: "$gt", Value: recordID(r.stream, after)}, {Key: "$lt", Value: lastID(r.stream)}}
	return r.find(bson.D{{Key: "_id", Value: between}}, keys("_id"), limit)
}

func (r *reader) find(filter, sort bson.D, limit int) ([]engine.Record, error) {
	found, err := collect[record](r.ctx, r.e.documents, filter, sort, limit)
	if err != nil {
		return nil, err
	}
	records := make([]engine.Record, len(found))
	for i, f := range found {
		records[i] = f.record()
	}
	return records, r.check(found...)
}

func (r *reader) Events(after research.Revision, limit int) ([]engine.Event, error) {
	found, err := r.events(after, limit)
	if err != nil {
		return nil, err
	}
	var events []engine.Event
	for _, f := range found {
		if f.Revision > int64(r.head.Revision) {
			break
		}
		if len(f.Pending) > 0 && f.Revision < int64(r.head.Revision) {
			return nil, fmt.Errorf("event %d of %s was never finished but has a successor", f.Revision, r.stream)
		}
		events = append(events, f.event())
	}
	return events, nil
}

func (r *reader) events(after research.Revision, limit int) ([]event, error) {
	between := bson.D{{Key: "$gt", Value: eventID(r.stream, after)}, {Key: "$lt", Value: lastID(r.stream)}}
	return collect[event](r.ctx, r.e.events, bson.D{{Key: "_id", Value: between}}, keys("_id"), limit)
}

// collect runs a query and decodes all that it finds.
func collect[T any](ctx context.Context, in *mongo.Collection, filter, sort bson.D, limit int) ([]T, error) {
	cursor, err := in.Find(ctx, filter, options.Find().SetSort(sort).SetLimit(int64(limit)))
	if err != nil {
		return nil, err
	}
	var found []T
	err = cursor.All(ctx, &found)
	return found, err
}
