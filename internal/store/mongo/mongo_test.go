package mongo_test

import (
	"context"
	"os"
	"os/exec"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/mongo/mongotest"
	"github.com/wijkstem/wijkstem/internal/store/storetest"
)

// database makes an empty database of its own for a test.
func database(t testing.TB) string {
	t.Helper()
	server := mongotest.Server()
	if server == "" {
		t.Skip("NOT TESTED: the MongoDB engine. Run `go run ./cmd/dev mongodb` and set MONGODB_URI to the address that it prints.")
	}
	name := "test_" + string(research.NewID())
	t.Cleanup(func() {
		if err := mongotest.Drop(context.Background(), server, name); err != nil {
			t.Error(err)
		}
	})
	return mongotest.URL(server, name)
}

func forTest(t *testing.T) string { return database(t) }

func TestMain(m *testing.M) {
	storetest.Child(context.Background())
	os.Exit(m.Run())
}

func TestSuite(t *testing.T) { storetest.Run(t, forTest) }

func TestShared(t *testing.T) { storetest.RunShared(t, forTest) }

// TestKill is a small sample of `go run ./cmd/dev faults`.
func TestKill(t *testing.T) {
	killed, err := storetest.Kill{
		URL: database(t), Shared: true, Rounds: 8, Seed: 1,
		Command: func() *exec.Cmd { return exec.Command(os.Args[0], "-test.run=^$") },
	}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Log(killed)
}

func BenchmarkStore(b *testing.B) { storetest.Benchmark(b, database(b)) }
