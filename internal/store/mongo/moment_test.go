package mongo

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
	"github.com/wijkstem/wijkstem/internal/store/mongo/mongotest"
)

// forOneTest is the address of an empty database.
func forOneTest(t *testing.T) string {
	t.Helper()
	server := mongotest.Server()
	if server == "" {
		t.Skip("NOT TESTED: the MongoDB engine. Run `go run ./cmd/dev mongodb` and set MONGODB_URI to the address that it prints.")
	}
	name := "test_" + string(research.NewID())
	t.Cleanup(func() {
		if err := mongotest.Drop(context.WithoutCancel(t.Context()), server, name); err != nil {
			t.Error(err)
		}
	})
	return mongotest.URL(server, name)
}

func openOne(t *testing.T, url string) (*Engine, error) {
	t.Helper()
	return Open(t.Context(), url, engine.Options{Epoch: "first", Notify: func(research.Event) {}})
}

func TestRefusesNewerData(t *testing.T) {
	url := forOneTest(t)
	e, err := openOne(t, url)
	if err != nil {
		t.Fatal(err)
	}
	newer := bson.D{{Key: "$set", Value: bson.D{{Key: "count", Value: 1000}}}}
	if err := errors.Join(e.setMeta(t.Context(), "version", newer), e.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := openOne(t, url); !errors.Is(err, engine.ErrNewer) {
		t.Errorf("opened newer data: %v", err)
	}
}

// TestASnapshotHasTheJobsOfItsActs ends a job and plans another while the streams
// are read: the acts before or after them may be in the copy, so both jobs are.
func TestASnapshotHasTheJobsOfItsActs(t *testing.T) {
	e, err := openOne(t, forOneTest(t))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = e.Close() }()
	put := func(name string, at research.Revision, body []byte) {
		t.Helper()
		if err := e.Swap(t.Context(), at, research.Cell{Kind: "job", Name: name, Revision: at + 1, Body: body}); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err = e.Append(t.Context(), engine.Act{Stream: "s", ID: "act"}, func(engine.Reader) (engine.Change, error) {
		return engine.Change{Event: engine.Event{Request: []byte{}, Event: research.Event{Stream: "s", Revision: 1, Act: "act", MAC: []byte{}}}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	put("ended", 0, []byte("{}"))
	put("moved", 0, []byte("{}"))
	meanwhile := func(research.Stream, engine.Reader) error {
		put("ended", 1, nil)
		put("moved", 1, []byte(`{"again":true}`))
		put("planned", 0, []byte("{}"))
		return nil
	}
	cells := map[string]string{}
	err = e.Snapshot(t.Context(), meanwhile, func(found []research.Cell) error {
		for _, cell := range found {
			if _, twice := cells[cell.Name]; twice {
				t.Errorf("%s comes twice", cell.Name)
			}
			cells[cell.Name] = string(cell.Body)
		}
		return nil
	})
	if want := map[string]string{"ended": "{}", "moved": `{"again":true}`, "planned": "{}"}; err != nil || fmt.Sprint(cells) != fmt.Sprint(want) {
		t.Errorf("the cells are %v: %v", cells, err)
	}
}
