//go:build unix

package keys

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

const killedDirectory = "WIJKSTEM_KEYS_KILLED"

// In a process of its own TestMain writes until it is killed.
func TestMain(m *testing.M) {
	if directory := os.Getenv(killedDirectory); directory != "" {
		if err := writeUntilKilled(directory, os.Getenv("WIJKSTEM_KEYS_ROUND")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// writeUntilKilled says what it is about to do and what is done, a line each.
func writeUntilKilled(directory, round string) error {
	s, err := Open(testOptions(directory))
	if err != nil {
		return err
	}
	var say sync.Mutex
	var wait sync.WaitGroup
	failed := make(chan error, 4)
	for client := range 4 {
		wait.Go(func() { failed <- liveAndDie(s, fmt.Sprint(round, ".", client), &say) })
	}
	wait.Wait()
	return <-failed
}

func liveAndDie(s *Store, client string, say *sync.Mutex) error {
	ctx := context.Background()
	for n := 0; ; n++ {
		ref := research.KeyRef(fmt.Sprintf("interview/%s.%d/rest", client, n))
		steps := []struct {
			name string
			do   func() error
		}{
			{"added", func() error { return s.Add(ctx, one(ref, killedKey(ref))) }},
			{"condemned", func() error { return s.Condemn(ctx, condemnation(ref)) }},
			{"destroyed", func() error { return s.Destroy(ctx, ref) }},
		}
		for _, step := range steps[:1+2*(n%2)] {
			if err := step.do(); err != nil {
				return err
			}
			say.Lock()
			fmt.Println(step.name, ref)
			say.Unlock()
		}
	}
}

func killedKey(ref research.KeyRef) []byte {
	key := make([]byte, research.DataKeySize)
	copy(key, ref[len("interview/"):])
	return key
}

// What was acknowledged survives kill -9; what was condemned never returns.
func TestKilledProcesses(t *testing.T) {
	directory, random := t.TempDir(), rand.New(rand.NewPCG(1, 2))
	rounds := 12
	if testing.Short() {
		rounds = 3
	}
	last := map[research.KeyRef]string{}
	for round := range rounds {
		runAndKill(t, directory, round, 1+random.IntN(200), last)
		checkAfterKill(t, directory, last)
	}
	if len(last) < rounds {
		t.Fatalf("only %d keys in %d rounds", len(last), rounds)
	}
}

// runAndKill kills the process after a number of acknowledgements, and notes
// all that it acknowledged.
func runAndKill(t *testing.T, directory string, round, after int, last map[research.KeyRef]string) {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), killedDirectory+"="+directory, fmt.Sprint("WIJKSTEM_KEYS_ROUND=", round))
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	must(t, err)
	must(t, command.Start())
	lines := bufio.NewReader(output)
	for n := 0; ; n++ {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			break // half a line was not acknowledged
		}
		must(t, err)
		step, ref, _ := strings.Cut(strings.TrimSpace(line), " ")
		last[research.KeyRef(ref)] = step
		if n == after {
			must(t, command.Process.Kill())
		}
	}
	if err := command.Wait(); err == nil || command.ProcessState.Exited() {
		t.Fatalf("the process was not killed: %v", err)
	}
}

func checkAfterKill(t *testing.T, directory string, last map[research.KeyRef]string) {
	t.Helper()
	s := mustOpen(t, testOptions(directory))
	defer mustClose(t, s)
	for ref, step := range last {
		key, err := s.Key(ref)
		switch {
		case step == "added" && err == nil && string(key) == string(killedKey(ref)):
		case step == "added" && s.ledger.erased(ref): // the answer to Condemn was cut off
		case step != "added" && research.FaultOf(err) == research.Erased:
		default:
			t.Fatalf("%s was %s: %x, %v", ref, step, key, err)
		}
	}
	for _, ref := range s.ledger.refs() {
		if _, still := s.file.live[s.root.name(ref)]; still {
			t.Fatalf("%s still has its slot", ref)
		}
	}
	if s.Damaged() > 0 {
		t.Fatalf("%d damaged slots", s.Damaged())
	}
}
