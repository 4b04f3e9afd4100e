package sqlite_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/wijkstem/wijkstem/internal/store/storetest"
)

func TestMain(m *testing.M) {
	storetest.Child(context.Background())
	os.Exit(m.Run())
}

// TestKill is a small sample of `go run ./cmd/dev faults`.
func TestKill(t *testing.T) {
	killed, err := storetest.Kill{
		URL: "sqlite:" + filepath.Join(t.TempDir(), "test.db"), Rounds: 8, Seed: 1,
		Command: func() *exec.Cmd { return exec.Command(os.Args[0], "-test.run=^$") },
	}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Log(killed)
}
