// Package mongo keeps the store in a database that speaks MongoDB's protocol.
// It needs no transactions: an act is inserted as one event that holds its
// documents, which are then put in their places and stripped from the event.
// Whoever comes next finishes what is pending, so several processes can share
// a database and any of them can stop at any moment.
package mongo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/connstring"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

const (
	defaultDatabase = "wijkstem"
	patience        = 30 * time.Second
)

// Engine is an engine.Engine on one database.
type Engine struct {
	client    *mongo.Client
	events    *mongo.Collection
	documents *mongo.Collection
	cells     *mongo.Collection
	meta      *mongo.Collection
	notify    func(research.Event)
	epoch     string
	lines     sync.Map // research.Stream → *line
}

var _ engine.Engine = (*Engine)(nil)

// Open opens the database that the URI names, "wijkstem" when it names none.
// Fault: engine.ErrNewer.
func Open(ctx context.Context, uri string, o engine.Options) (*Engine, error) {
	name, err := databaseName(uri)
	if err != nil {
		return nil, err
	}
	// A write that a failover can take back is no write: majority, journalled.
	journal := true
	settings := options.Client().ApplyURI(uri).SetTimeout(patience).SetServerSelectionTimeout(10 * time.Second).
		SetWriteConcern(&writeconcern.WriteConcern{W: "majority", Journal: &journal})
	client, err := mongo.Connect(settings)
	if err != nil {
		return nil, err
	}
	database := client.Database(name)
	e := &Engine{
		client: client, notify: o.Notify,
		events: database.Collection("events"), documents: database.Collection("documents"),
		cells: database.Collection("cells"), meta: database.Collection("meta"),
	}
	if err := e.prepare(ctx, o.Epoch); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

func databaseName(uri string) (string, error) {
	parsed, err := connstring.Parse(uri)
	if err != nil {
		return "", errors.New("the URI of the database is malformed") // it may hold a password
	}
	return cmp.Or(parsed.Database, defaultDatabase), nil
}

// Epoch is the epoch of the data.
func (e *Engine) Epoch() string { return e.epoch }

// Close lets go of the connections.
func (e *Engine) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return e.client.Disconnect(ctx)
}

// migrations bring a database from one version to the next, in order. Only add
// at the end. Each must be harmless to repeat, since servers may start together.
var migrations = []func(context.Context, *Engine) error{makeIndexes}

// makeIndexes: besides the ids only (stream, act) is unique. Documents are
// listed by kind, or by kind and ref, in the order of their place. Tombstones
// have no kind and so are in no list.
func makeIndexes(ctx context.Context, e *Engine) error {
	for collection, indexes := range map[*mongo.Collection][]mongo.IndexModel{
		e.events: {{Keys: keys("stream", "act"), Options: options.Index().SetUnique(true)}},
		e.documents: {
			{Keys: keys("stream", "kind", "place")},
			{Keys: keys("stream", "kind", "ref", "place")},
		},
		e.cells: {{Keys: keys("kind", "due", "name")}},
	} {
		if _, err := collection.Indexes().CreateMany(ctx, indexes); err != nil {
			return err
		}
	}
	return nil
}

func keys(names ...string) bson.D {
	var d bson.D
	for _, name := range names {
		d = append(d, bson.E{Key: name, Value: 1})
	}
	return d
}

type metaDocument struct {
	ID    string `bson:"_id"`
	Value string `bson:"value,omitempty"`
	Count int    `bson:"count,omitempty"`
}

func (e *Engine) prepare(ctx context.Context, epoch string) error {
	version, err := e.metaDocument(ctx, "version")
	if err != nil {
		return err
	}
	if version.Count > len(migrations) {
		return engine.ErrNewer
	}
	for n := version.Count; n < len(migrations); n++ {
		if err := migrations[n](ctx, e); err != nil {
			return fmt.Errorf("migration %d: %w", n+1, err)
		}
		if err := e.setMeta(ctx, "version", bson.D{{Key: "$max", Value: bson.D{{Key: "count", Value: n + 1}}}}); err != nil {
			return err
		}
	}
	if err := e.setMeta(ctx, "epoch", bson.D{{Key: "$setOnInsert", Value: bson.D{{Key: "value", Value: epoch}}}}); err != nil {
		return err
	}
	found, err := e.metaDocument(ctx, "epoch")
	e.epoch = found.Value
	return err
}

func (e *Engine) metaDocument(ctx context.Context, id string) (found metaDocument, err error) {
	err = e.meta.FindOne(ctx, byID(id)).Decode(&found)
	if errors.Is(err, mongo.ErrNoDocuments) {
		err = nil
	}
	return found, err
}

// setMeta updates or inserts; when two do so at once, one tries again.
func (e *Engine) setMeta(ctx context.Context, id string, update bson.D) error {
	_, err := e.meta.UpdateOne(ctx, byID(id), update, options.UpdateOne().SetUpsert(true))
	if lostRace(err) {
		_, err = e.meta.UpdateOne(ctx, byID(id), update, options.UpdateOne().SetUpsert(true))
	}
	return err
}

// Renew gives the data another epoch.
func (e *Engine) Renew(ctx context.Context, epoch string) error {
	err := e.setMeta(ctx, "epoch", bson.D{{Key: "$set", Value: bson.D{{Key: "value", Value: epoch}}}})
	if err == nil {
		e.epoch = epoch
	}
	return err
}

func byID(id string) bson.D { return bson.D{{Key: "_id", Value: id}} }

// lostRace tells whether another writer was first. DocumentDB also ends one of
// two writers that wait for each other, which is as good as having lost.
func lostRace(err error) bool {
	return err != nil && (mongo.IsDuplicateKeyError(err) || strings.Contains(strings.ToLower(err.Error()), "deadlock"))
}

// outOfReach tells whether it is unknown what the server did.
func outOfReach(err error) bool { return mongo.IsNetworkError(err) || mongo.IsTimeout(err) }

// explain gives an error the fault Unavailable when the server was out of reach.
func explain(err error) error {
	if err != nil && research.FaultOf(err) == "" && outOfReach(err) && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("%w: %w", research.Unavailable, err)
	}
	return err
}
