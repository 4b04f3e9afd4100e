package mongo_test

import (
	"context"
	"os"
	"testing"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/storetest"
)

// database makes an empty database of its own for a test.
func database(t *testing.T) string {
	t.Helper()
	uri := os.Getenv("MONGODB_URI")
	if uri == "" {
		t.Skip("NOT TESTED: the MongoDB engine. Run `go run ./cmd/dev mongodb` and set MONGODB_URI to the address that it prints.")
	}
	name := "test_" + string(research.NewID())
	t.Cleanup(func() {
		client, err := mongo.Connect(options.Client().ApplyURI(uri))
		if err == nil {
			err = client.Database(name).Drop(context.Background())
		}
		if err != nil {
			t.Error(err)
		}
		_ = client.Disconnect(context.Background())
	})
	return uri + "/" + name
}

func TestSuite(t *testing.T) { storetest.Run(t, database) }
