package trial

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"testing"
)

func TestMain(m *testing.M) {
	Child(context.Background())
	os.Exit(m.Run())
}

// TestTrouble is a small sample of go run ./cmd/dev faults.
func TestTrouble(t *testing.T) {
	for _, trouble := range Troubles() {
		t.Run(string(trouble), func(t *testing.T) {
			outcome, err := Trial{
				Trouble: trouble, Dir: t.TempDir(), Rounds: 2, Seed: 3,
				Command: func() *exec.Cmd { return exec.Command(os.Args[0], "-test.run=^$") },
			}.Run(t.Context())
			if errors.Is(err, ErrNeedsRoot) {
				t.Skipf("NOT TESTED: %v", err)
			}
			if err != nil {
				t.Fatal(err)
			}
			if outcome.Refused+outcome.Unanswered == 0 {
				t.Errorf("there was no trouble: %s", outcome)
			}
			t.Log(outcome)
		})
	}
}
