package mongo

import (
	"context"
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// mostTries is how often an act or an application of one is tried again.
const mostTries = 100

// Append decides, inserts the event with its documents, which is the commit,
// and puts the documents in their places.
func (e *Engine) Append(
	ctx context.Context, act engine.Act, decide func(engine.Reader) (engine.Change, error),
) (engine.Event, bool, error) {
	l := e.line(act.Stream)
	if err := l.enter(ctx); err != nil {
		return engine.Event{}, false, err
	}
	defer l.leave()
	a := &appending{e: e, stream: act.Stream, act: act.ID, fresh: act.Fresh, decide: decide}
	event, err := a.run(ctx)
	return event, a.repeated, explain(err)
}

// appending is one act on its way into the stream.
type appending struct {
	e        *Engine
	stream   research.Stream
	act      string
	fresh    bool // nobody can have done the act before this call
	decide   func(engine.Reader) (engine.Change, error)
	repeated bool // the act was there already
	unsure   bool // an insert may have happened without an answer
}

// errAgain asks for another try.
var errAgain = errors.New("decide again")

func (a *appending) run(ctx context.Context) (engine.Event, error) {
	if !a.fresh {
		if found, err := a.earlier(ctx); !errors.Is(err, mongo.ErrNoDocuments) {
			return found, err
		}
	}
	for try := 0; try < mostTries; try++ {
		event, err := a.try(ctx)
		if !errors.Is(err, errAgain) {
			return event, err
		}
		if err := pause(ctx, try); err != nil {
			return event, err
		}
	}
	return engine.Event{}, fmt.Errorf("%w: the act lost the race %d times", research.Unavailable, mostTries)
}

// earlier is the event of the act when it was done before. When that was by
// this call, whose insert got no answer, it counts as new.
func (a *appending) earlier(ctx context.Context) (engine.Event, error) {
	var found event
	filter := bson.D{{Key: "stream", Value: string(a.stream)}, {Key: "act", Value: a.act}}
	if err := a.e.events.FindOne(ctx, filter).Decode(&found); err != nil {
		return engine.Event{}, err
	}
	if a.unsure {
		a.e.notify(found.event().Event)
	}
	a.repeated = true
	return found.event(), nil
}

func (a *appending) try(ctx context.Context) (engine.Event, error) {
	r, err := a.e.newReader(ctx, a.stream)
	if err != nil {
		return engine.Event{}, err
	}
	change, refusal := a.decide(r)
	if r.moved {
		return engine.Event{}, errAgain
	}
	if refusal != nil {
		return a.refuse(ctx, r, refusal)
	}
	engine.Step("decided")
	if err := a.insert(ctx, change); err != nil {
		return a.afterInsert(ctx, err)
	}
	return change.Event, nil
}

// refuse answers a refusal only when the stream has not moved since it was
// decided, and when no earlier insert of the act is there after all.
func (a *appending) refuse(ctx context.Context, r *reader, refusal error) (engine.Event, error) {
	last, err := a.e.lastEvent(ctx, a.stream)
	if err != nil {
		return engine.Event{}, err
	}
	if last.Revision != int64(r.head.Revision) {
		return a.afterInsert(ctx, errMoved)
	}
	return engine.Event{}, refusal
}

// insert commits the act. From there on a request that was cancelled does not
// stop it; what it cannot finish, the next one does.
func (a *appending) insert(ctx context.Context, change engine.Change) error {
	kept := eventOf(change.Event)
	for _, r := range change.Records {
		kept.Pending = append(kept.Pending, recordOf(a.stream, r))
	}
	if _, err := a.e.events.InsertOne(ctx, kept); err != nil {
		return err
	}
	a.e.line(a.stream).reached(kept.Revision)
	engine.Step("inserted")
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	_ = a.e.finish(after, kept) // committed: whoever reads next finishes
	a.e.notify(change.Event.Event)
	return nil
}

// afterInsert finds out what became of an insert that failed. Duplicate keys
// do not say which one: the act's own, or the revision's.
func (a *appending) afterInsert(ctx context.Context, failed error) (engine.Event, error) {
	switch {
	case outOfReach(failed) && ctx.Err() == nil:
		a.unsure = true
	case !lostRace(failed) && !errors.Is(failed, errMoved):
		return engine.Event{}, failed
	}
	found, err := a.earlier(ctx)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return engine.Event{}, errAgain
	}
	return found, err
}

// finish puts an event's pending documents in their places and strips them.
func (e *Engine) finish(ctx context.Context, ev event) error {
	if len(ev.Pending) == 0 {
		return nil
	}
	if err := e.apply(ctx, ev.Revision, ev.Pending); err != nil {
		return err
	}
	engine.Step("applied")
	_, err := e.events.UpdateOne(ctx, byID(ev.ID),
		bson.D{{Key: "$unset", Value: bson.D{{Key: "pending", Value: ""}}}})
	engine.Step("stripped")
	return err
}

// apply puts the documents, in the order of their ids, each where an older one
// or none is, until it is known that every one is there or was followed by a
// later one.
func (e *Engine) apply(ctx context.Context, revision int64, documents []record) error {
	for try := range mostTries {
		err := e.putAll(ctx, documents)
		if err == nil {
			return nil
		}
		if !lostRace(err) {
			return err
		}
		if documents, err = e.missing(ctx, revision, documents); err != nil || len(documents) == 0 {
			return err
		}
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: documents could not be put", research.Unavailable)
}

// putAll puts all in one go; one by one when tests want to stop in between.
func (e *Engine) putAll(ctx context.Context, documents []record) error {
	if engine.FailPoint == nil {
		return e.putMany(ctx, documents)
	}
	var lost error
	for i := range documents {
		if err := e.putMany(ctx, documents[i:i+1]); err != nil && !lostRace(err) {
			return err
		} else if err != nil {
			lost = err
		}
		engine.Step("put")
	}
	return lost
}

// putMany returns an error that is a lost race only when every error is.
func (e *Engine) putMany(ctx context.Context, documents []record) error {
	models := make([]mongo.WriteModel, len(documents))
	for i, d := range documents {
		older := bson.D{
			{Key: "_id", Value: d.ID}, {Key: "stream", Value: d.Stream},
			{Key: "revision", Value: bson.D{{Key: "$lt", Value: d.Revision}}},
		}
		models[i] = mongo.NewReplaceOneModel().SetFilter(older).SetReplacement(d).SetUpsert(true)
	}
	_, err := e.documents.BulkWrite(ctx, models, options.BulkWrite().SetOrdered(false))
	var bulk mongo.BulkWriteException
	if !errors.As(err, &bulk) {
		return err
	}
	if bulk.WriteConcernError != nil {
		return fmt.Errorf("write concern: %s", bulk.WriteConcernError.Message)
	}
	for _, one := range bulk.WriteErrors {
		if !lostRace(one) {
			return one
		}
	}
	return err
}

// missing are the documents that are not there at the revision or a later one.
func (e *Engine) missing(ctx context.Context, revision int64, documents []record) ([]record, error) {
	ids := make([]string, len(documents))
	for i, d := range documents {
		ids[i] = d.ID
	}
	there, err := collect[record](ctx, e.documents, bson.D{
		{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}},
		{Key: "revision", Value: bson.D{{Key: "$gte", Value: revision}}},
	}, keys("_id"), len(ids))
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, d := range there {
		found[d.ID] = true
	}
	var missing []record
	for _, d := range documents {
		if !found[d.ID] {
			missing = append(missing, d)
		}
	}
	return missing, nil
}
