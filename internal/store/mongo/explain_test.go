package mongo

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	driverevent "go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// TestQueriesUseAnIndex listens to every find that the engine sends, and has
// the server explain each: none may scan a collection, or sort on MongoDB.
func TestQueriesUseAnIndex(t *testing.T) {
	uri := os.Getenv("MONGODB_URI")
	if uri == "" {
		t.Skip("NOT TESTED: the MongoDB engine's indexes; set MONGODB_URI.")
	}
	name := "test_" + string(research.NewID())
	e, err := Open(t.Context(), uri+"/"+name, engine.Options{Epoch: "first", Notify: func(research.Event) {}})
	if err != nil {
		t.Fatal(err)
	}
	database := e.client.Database(name)
	t.Cleanup(func() {
		if err := errors.Join(database.Drop(context.Background()), e.Close()); err != nil {
			t.Error(err)
		}
	})
	fillMany(t, e)
	finds := findsOf(t, uri, name)
	for _, find := range finds {
		checkPlan(t, database, find)
	}
	if len(finds) < 16 {
		t.Errorf("only %d queries were looked at", len(finds))
	}
}

// fillMany gives the planner a reason to use an index.
func fillMany(t *testing.T, e *Engine) {
	t.Helper()
	for s := range 4 {
		piece := engine.Piece{Stream: research.Stream(fmt.Sprint("s", s))}
		for i := range 500 {
			revision := research.Revision(i + 1)
			piece.Records = append(piece.Records, engine.Record{
				ID: fmt.Sprint("k/", i), Kind: research.Kind(fmt.Sprint("k", i%5)), By: fmt.Sprint(i), Ref: fmt.Sprint(i % 7), Revision: revision,
			})
			piece.Events = append(piece.Events, engine.Event{Event: research.Event{
				Stream: piece.Stream, Revision: revision, Act: fmt.Sprint("a", i),
			}})
			piece.Cells = append(piece.Cells, research.Cell{
				Kind: "k", Name: fmt.Sprint(s, "-", i), Due: fmt.Sprint(i), Revision: 1, Body: []byte("x"),
			})
		}
		if err := e.Load(t.Context(), piece); err != nil {
			t.Fatal(err)
		}
	}
}

// findsOf reads in every way that the engine can, and returns the finds sent.
func findsOf(t *testing.T, uri, name string) (finds []bson.Raw) {
	t.Helper()
	monitor := &driverevent.CommandMonitor{Started: func(_ context.Context, started *driverevent.CommandStartedEvent) {
		if started.CommandName == "find" {
			finds = append(finds, started.Command)
		}
	}}
	client, err := mongo.Connect(options.Client().ApplyURI(uri).SetMonitor(monitor))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Disconnect(context.Background()) })
	database := client.Database(name)
	e := &Engine{
		client: client, notify: func(research.Event) {}, events: database.Collection("events"),
		documents: database.Collection("documents"), cells: database.Collection("cells"),
	}
	if err := errors.Join(readStream(t.Context(), e), readCells(t.Context(), e)); err != nil {
		t.Fatal(err)
	}
	return finds
}

func readStream(ctx context.Context, e *Engine) error {
	a := &appending{e: e, stream: "s1", act: "a3"}
	_, err1 := a.earlier(ctx)
	_, err2 := e.missing(ctx, 1, []record{{ID: "s1/k/1"}, {ID: "s1/k/2"}})
	err3 := e.View(ctx, "s1", func(r engine.Reader) error {
		_, err1 := r.Record("k/1")
		_, err2 := r.Records("k/1", 10)
		_, err3 := r.Events(3, 10)
		errs := []error{err1, err2, err3}
		for _, q := range []engine.Query{{Kind: "k1"}, {Kind: "k1", Ref: "3"}} {
			for _, after := range []*engine.Place{nil, {By: "2", ID: "k/2"}} {
				for _, descending := range []bool{false, true} {
					q.After, q.Descending, q.Limit = after, descending, 10
					_, err := r.Page(q)
					errs = append(errs, err)
				}
			}
		}
		return errors.Join(errs...)
	})
	return errors.Join(err1, err2, err3)
}

func readCells(ctx context.Context, e *Engine) error {
	_, err1 := e.Cell(ctx, "k", "1-1")
	_, err2 := e.Cells(ctx, "k", "3", 10)
	_, err3 := e.cellsAfter(ctx, research.Cell{Kind: "k", Name: "1-1"}, 10)
	return errors.Join(err1, err2, err3)
}

func checkPlan(t *testing.T, database *mongo.Database, find bson.Raw) {
	t.Helper()
	var command bson.D
	if err := bson.Unmarshal(find, &command); err != nil {
		t.Fatal(err)
	}
	kept := bson.D{}
	for _, field := range command {
		if field.Key != "lsid" && !strings.HasPrefix(field.Key, "$") {
			kept = append(kept, field)
		}
	}
	explain := bson.D{{Key: "explain", Value: kept}, {Key: "verbosity", Value: "queryPlanner"}}
	plan, err := database.RunCommand(t.Context(), explain).Raw()
	if err != nil {
		t.Fatal(err)
	}
	text := plan.Lookup("queryPlanner").String()
	if !usesIndex.MatchString(text) || scans.MatchString(text) {
		t.Errorf("%v\n\tis answered by %s", kept, text)
	}
}

// MongoDB names stages, DocumentDB nodes of PostgreSQL's plan. DocumentDB 1.0
// sorts what it finds by an index even when the index has the order.
var (
	usesIndex = regexp.MustCompile(`"(IXSCAN|IDHACK|EXPRESS_\w+|CLUSTERED_IXSCAN|Index Scan|Bitmap Index Scan)"`)
	scans     = regexp.MustCompile(`"(COLLSCAN|SORT|Seq Scan)"`)
)
