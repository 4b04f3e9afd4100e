package apitest

import (
	"context"
	"os"
	"path/filepath"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/mongo/mongotest"
)

// EngineVariable chooses the engine of every world: "mongodb" is a database of
// its own on the server of MONGODB_URI, anything else SQLite in the folder.
const EngineVariable = "WIJKSTEM_TEST_ENGINE"

// database is where a world's documents are.
type database struct{ url, server, name string }

func newDatabase(dir string) database {
	if os.Getenv(EngineVariable) != "mongodb" {
		return database{url: "sqlite:" + filepath.Join(dir, "wijkstem.db")}
	}
	server, name := mongotest.Server(), "test_"+string(research.NewID())
	return database{mongotest.URL(server, name), server, name}
}

// drop removes it, unless it goes with the folder.
func (d database) drop() error {
	if d.name == "" {
		return nil
	}
	return mongotest.Drop(context.Background(), d.server, d.name)
}
