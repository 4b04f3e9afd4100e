package storetest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// childVariable holds, in a process that is to be killed, what it has to do.
const childVariable = "WIJKSTEM_FAULTS_CHILD"

// Kill kills processes while they write and looks at what is left.
type Kill struct {
	// URL is that of an empty database.
	URL string
	// Shared tells that this process can have the database open beside the
	// others: then it goes on writing while they are stopped and killed.
	Shared bool
	// Rounds is how many processes are killed, Seed what chance is made from.
	Rounds int
	Seed   uint64
	// Command starts this program again so that it calls Child.
	Command func() *exec.Cmd
}

// Killed is what was left.
type Killed struct {
	Rounds, Acknowledged, Unanswered, Swaps int
	// AtSteps counts the processes that died at a step of an act.
	AtSteps int
	// Lost and Half are 0, or 1 when the run ended for it.
	Lost, Half int
}

func (k Killed) String() string {
	return fmt.Sprintf("%d processes killed, %d of them at a step of an act; %d acts and %d swaps acknowledged; "+
		"%d acts without an answer; %d acknowledged acts lost, %d half acts",
		k.Rounds, k.AtSteps, k.Acknowledged, k.Swaps, k.Unanswered, k.Lost, k.Half)
}

// job is what a child does.
type job struct {
	URL, Stream, Name, Seed string
	Step                    string // dies at this step, when it is not ""
	Nth                     int    // of the passings of the step
}

// Run kills and checks round after round. The error names what was lost or broken.
func (k Kill) Run(ctx context.Context) (Killed, error) {
	r := &killing{
		Kill: k, random: rand.New(rand.NewPCG(k.Seed, 0)), stream: research.ProjectStream(research.NewID()),
		acts: map[string]string{}, swaps: map[string]int{},
	}
	if k.Shared {
		if err := r.open(ctx); err != nil {
			return r.result, err
		}
		defer func() { _ = r.store.Close() }()
	}
	for n := range k.Rounds {
		if err := r.round(ctx, n); err != nil {
			return r.result, fmt.Errorf("round %d: %w", n+1, err)
		}
	}
	return r.result, nil
}

// killing is one run.
type killing struct {
	Kill
	random *rand.Rand
	stream research.Stream
	store  *store.Store
	acts   map[string]string // acts tried → revision acknowledged, "" for none
	swaps  map[string]int    // cells → highest value acknowledged
	result Killed
}

const sharedSeed = "seed of the keys of all processes"

func openChild(ctx context.Context, url string) (*store.Store, error) {
	return store.Open(ctx, url, NewSharedKeys(sharedSeed), store.Options{Kinds: Kinds})
}

func (r *killing) open(ctx context.Context) (err error) {
	r.store, err = openChild(ctx, r.URL)
	return err
}

func (r *killing) transfers() Transfers {
	return Transfers{Store: r.store, Stream: r.stream, Scope: systemScope()}
}

func systemScope() research.Scope {
	return research.NewScope(research.Grant{Actor: "system", Everything: true})
}

func (r *killing) round(ctx context.Context, n int) error {
	j := job{URL: r.URL, Stream: string(r.stream), Name: fmt.Sprint("round-", n), Seed: fmt.Sprint(r.random.Uint64())}
	if n%2 == 0 {
		j.Step, j.Nth = r.step(), 1+r.random.IntN(8)
		r.result.AtSteps++
	}
	if err := r.runChild(ctx, j); err != nil {
		return err
	}
	r.result.Rounds++
	if r.Shared {
		return r.check(ctx)
	}
	if err := r.open(ctx); err != nil {
		return err
	}
	return errors.Join(r.check(ctx), r.store.Close())
}

func (r *killing) step() string {
	names := []string{"inserted", "put", "before-commit", "committed"}
	if r.Shared {
		names = []string{"decided", "inserted", "put", "applied", "stripped"}
	}
	return names[r.random.IntN(len(names))]
}

// runChild starts a process, reads what it says and kills it after a while,
// unless it dies at its step.
func (r *killing) runChild(ctx context.Context, j job) error {
	text, err := json.Marshal(j)
	if err != nil {
		return err
	}
	child := r.Command()
	child.Env = append(os.Environ(), childVariable+"="+string(text))
	var complaints strings.Builder
	child.Stderr = &complaints
	out, err := child.StdoutPipe()
	if err != nil {
		return err
	}
	if err := child.Start(); err != nil {
		return err
	}
	heard := r.listen(ctx, child, j, out)
	_ = child.Process.Kill() // may be dead already
	_ = child.Wait()         // it was killed: the state says no more
	if status, ok := child.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		return fmt.Errorf("the process ended by itself: %v %s", child.ProcessState, complaints.String())
	}
	return heard
}

// listen notes everything that the process says until it is dead. Beside a
// process of a shared database it writes too, and sometimes stops it for a while.
func (r *killing) listen(ctx context.Context, child *exec.Cmd, j job, out io.Reader) error {
	enough := 3 + r.random.IntN(30)
	stopAt := r.random.IntN(2 * enough)
	lines := bufio.NewScanner(out)
	for heard := 0; lines.Scan(); {
		if !r.note(lines.Text()) {
			continue
		}
		heard++
		if r.Shared && heard == stopAt {
			if err := r.whileStopped(ctx, child, j); err != nil {
				return err
			}
		}
		if j.Step == "" && heard == enough {
			if err := child.Process.Kill(); err != nil {
				return err
			}
		}
	}
	return lines.Err()
}

// whileStopped writes while the other process stands still in whatever it did.
func (r *killing) whileStopped(ctx context.Context, child *exec.Cmd, j job) error {
	if err := child.Process.Signal(syscall.SIGSTOP); err != nil {
		return nil // dead already
	}
	for i := range 5 {
		id := fmt.Sprint(j.Name, "-meanwhile-", i)
		event, err := r.transfers().Do(ctx, id, r.random)
		if err != nil {
			return err
		}
		r.acts[id] = strconv.Itoa(int(event.Revision))
		r.result.Acknowledged++
	}
	_ = child.Process.Signal(syscall.SIGCONT) // may be dead already
	return nil
}

// note takes in a line: "try ID", "act ID REVISION" or "swap NAME VALUE". It
// tells whether the line acknowledges something.
func (r *killing) note(line string) bool {
	words := strings.Fields(line)
	switch {
	case len(words) == 2 && words[0] == "try":
		r.acts[words[1]] = ""
	case len(words) == 3 && words[0] == "act":
		r.acts[words[1]] = words[2]
		r.result.Acknowledged++
		return true
	case len(words) == 3 && words[0] == "swap":
		r.swaps[words[1]] = number([]byte(words[2]))
		r.result.Swaps++
		return true
	}
	return false
}

// check looks for every act and swap that was acknowledged, replays all
// events, repeats what got no answer, and verifies the whole store.
func (r *killing) check(ctx context.Context) error {
	w := r.transfers()
	there, err := w.Replay(ctx)
	if err != nil {
		r.result.Half++
		return err
	}
	for id, revision := range r.acts {
		found := strconv.Itoa(int(there["system/"+id]))
		if revision != "" && found != revision {
			r.result.Lost++
			return fmt.Errorf("act %s was acknowledged at %s and is at %s", id, revision, found)
		}
		if revision != "" {
			continue
		}
		r.result.Unanswered++
		event, err := w.Do(ctx, id, r.random)
		if err != nil {
			return err
		}
		if now := strconv.Itoa(int(event.Revision)); found != "0" && now != found {
			return fmt.Errorf("act %s was there at %s and its repeat at %s", id, found, now)
		}
		r.acts[id] = strconv.Itoa(int(event.Revision))
	}
	return errors.Join(r.checkSwaps(ctx), r.verify(ctx))
}

func (r *killing) checkSwaps(ctx context.Context) error {
	for name, value := range r.swaps {
		cell, err := r.store.Cell(ctx, "counter", name)
		if err != nil {
			return err
		}
		if found := number(cell.Body); found != value && found != value+1 {
			r.result.Lost++
			return fmt.Errorf("cell %s was acknowledged at %d and is at %d", name, value, found)
		}
	}
	return nil
}

func (r *killing) verify(ctx context.Context) error {
	if _, err := r.transfers().Replay(ctx); err != nil {
		return err
	}
	report, err := r.store.Verify(ctx)
	if err == nil && len(report.Faults) > 0 {
		err = fmt.Errorf("verify finds %q", report.Faults)
	}
	return err
}

// Child writes until it is killed, when this process was started for that;
// else it returns at once.
func Child(ctx context.Context) {
	text := os.Getenv(childVariable)
	if text == "" {
		return
	}
	var j job
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		fail(err)
	}
	if j.Step != "" {
		engine.FailPoint = dieAt(j.Step, j.Nth)
	}
	s, err := openChild(ctx, j.URL)
	if err != nil {
		fail(err)
	}
	const writers = 4
	for _, err := range together(writers, func(i int) error { return j.write(ctx, s, i) }) {
		if err != nil {
			fail(err)
		}
	}
	fail(errors.New("nobody killed this process"))
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// dieAt kills the process at the nth passing of a step, as a cut of power would.
func dieAt(step string, nth int) func(string) {
	var mu sync.Mutex
	return func(name string) {
		mu.Lock()
		defer mu.Unlock()
		if name != step {
			return
		}
		if nth--; nth == 0 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			<-time.After(time.Minute) // the signal comes first
		}
	}
}

// write does acts and swaps, each said before and after.
func (j job) write(ctx context.Context, s *store.Store, writer int) error {
	w := Transfers{Store: s, Stream: research.Stream(j.Stream), Scope: systemScope()}
	random := rand.New(rand.NewPCG(uint64(len(j.Seed)), uint64(number([]byte(j.Seed))+writer)))
	const many = 10_000
	for n := range many {
		if n%4 == 3 {
			if err := swapUp(ctx, s, fmt.Sprint(j.Name, "-", writer)); err != nil {
				return err
			}
			continue
		}
		id := fmt.Sprint(j.Name, "-", writer, "-", n)
		fmt.Println("try", id)
		event, err := w.Do(ctx, id, random)
		if err != nil {
			return err
		}
		fmt.Println("act", id, event.Revision)
	}
	return nil
}

func swapUp(ctx context.Context, s *store.Store, name string) error {
	cell, err := s.Cell(ctx, "counter", name)
	if err != nil {
		return err
	}
	value := number(cell.Body) + 1
	cell.Body = fmt.Append(nil, value)
	if _, err := s.Swap(ctx, cell); err != nil {
		return err
	}
	fmt.Println("swap", name, value)
	return nil
}
