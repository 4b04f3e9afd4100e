package job_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/wijkstem/wijkstem/internal/job"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store"
	"github.com/wijkstem/wijkstem/internal/store/storetest"
)

// clock stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 9, 14, 10, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now }

func (c *clock) move(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.now = c.now.Add(d) }

func newCells(t *testing.T) job.Cells {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "test.db"), storetest.NewKeys(), store.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close()) })
	return s
}

func must(t interface {
	Helper()
	Fatal(...any)
}, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func runDue(t *testing.T, r *job.Runner, want int) {
	t.Helper()
	if got, err := r.RunDue(context.Background()); err != nil || got != want {
		t.Fatalf("%d runs of %d, %v", got, want, err)
	}
}

func planned(t *testing.T, r *job.Runner) []research.Job {
	t.Helper()
	jobs, err := r.Planned(context.Background(), 100)
	must(t, err)
	return jobs
}

func TestAJobIsDoneOnceItIsDue(t *testing.T) {
	ctx, c := t.Context(), newClock()
	r := job.NewRunner(newCells(t), job.Options{Clock: c.Now})
	var facts []string
	r.Handle("greet", func(_ context.Context, run *job.Run) error {
		facts = append(facts, run.Job.Facts["who"])
		if run.Scope().Actor() != "job/greet" || !run.Scope().Everything() {
			t.Errorf("scope of %s", run.Scope().Actor())
		}
		return nil
	})
	due := c.Now().Add(time.Minute)
	must(t, r.Plan(ctx, research.Job{Name: "greet/1", Due: due.Add(time.Hour), Facts: map[string]string{"who": "a"}}))
	must(t, r.Plan(ctx, research.Job{Name: "greet/1", Due: due, Facts: map[string]string{"who": "b"}}))
	if err := r.Plan(ctx, research.Job{Name: "unknown/1", Due: due}); err == nil {
		t.Fatal("planned what nobody does")
	}
	runDue(t, r, 0)
	c.move(time.Minute)
	runDue(t, r, 1)
	c.move(24 * time.Hour)
	runDue(t, r, 0)
	if !slices.Equal(facts, []string{"a"}) || len(planned(t, r)) != 0 {
		t.Fatalf("done %v, planned %v", facts, planned(t, r))
	}
}

func TestAFailingJobWaitsLongerEachTime(t *testing.T) {
	ctx, c := t.Context(), newClock()
	var told []error
	options := job.Options{Clock: c.Now, FirstWait: time.Second, LastWait: 5 * time.Second, Failed: func(_ research.Job, err error) { told = append(told, err) }}
	r := job.NewRunner(newCells(t), options)
	tries, broken := 0, errors.New("broken")
	r.Handle("try", func(context.Context, *job.Run) error {
		if tries++; tries == 3 {
			panic("oops")
		}
		if tries < 6 {
			return broken
		}
		return nil
	})
	must(t, r.Plan(ctx, research.Job{Name: "try/1", Due: c.Now()}))
	for _, wait := range []time.Duration{1, 2, 4, 5, 5} {
		runDue(t, r, 1)
		if got := planned(t, r)[0].Due.Sub(c.Now()); got != wait*time.Second {
			t.Fatalf("waits %v, want %d seconds", got, wait)
		}
		c.move(wait*time.Second - time.Microsecond)
		runDue(t, r, 0)
		c.move(time.Microsecond)
	}
	runDue(t, r, 1)
	if tries != 6 || len(told) != 5 || len(planned(t, r)) != 0 {
		t.Fatalf("%d tries, told %v", tries, told)
	}
}

// The first process takes the job and is never heard of again.
func TestAnotherTakesTheJobWhenTheLeaseEnds(t *testing.T) {
	ctx, c, cells := t.Context(), newClock(), newCells(t)
	first := job.NewRunner(cells, job.Options{Clock: c.Now, Lease: time.Minute})
	second := job.NewRunner(cells, job.Options{Clock: c.Now, Lease: time.Minute})
	taken, stop := make(chan struct{}), make(chan struct{})
	var late error
	first.Handle("count", func(ctx context.Context, run *job.Run) error {
		must(t, run.Progress(ctx, 1, 3))
		close(taken)
		<-stop
		late = run.Progress(ctx, 2, 3)
		return late
	})
	var seen research.Job
	second.Handle("count", func(_ context.Context, run *job.Run) error { seen = run.Job; return nil })
	must(t, first.Plan(ctx, research.Job{Name: "count/1", Due: c.Now()}))
	var wait sync.WaitGroup
	wait.Go(func() { _, _ = first.RunDue(context.Background()) })
	<-taken
	runDue(t, second, 0)
	c.move(time.Minute)
	runDue(t, second, 1)
	close(stop)
	wait.Wait()
	if seen.Done != 1 || seen.Total != 3 || !errors.Is(late, job.ErrLost) || len(planned(t, second)) != 0 {
		t.Fatalf("seen %+v, late %v, planned %v", seen, late, planned(t, second))
	}
}

func TestAJobPlannedWhileItRunsIsRunOnceMore(t *testing.T) {
	ctx, c := t.Context(), newClock()
	r := job.NewRunner(newCells(t), job.Options{Clock: c.Now})
	runs := 0
	r.Handle("sweep", func(ctx context.Context, run *job.Run) error {
		if runs++; runs == 1 {
			must(t, r.Plan(ctx, research.Job{Name: "sweep/1", Due: run.Now()}))
			must(t, r.Plan(ctx, research.Job{Name: "sweep/1", Due: run.Now()}))
		}
		return nil
	})
	must(t, r.Plan(ctx, research.Job{Name: "sweep/1", Due: c.Now()}))
	runDue(t, r, 2)
}

func TestAJobThatComesAgain(t *testing.T) {
	ctx, c := t.Context(), newClock()
	r := job.NewRunner(newCells(t), job.Options{Clock: c.Now})
	r.Handle("look", func(_ context.Context, run *job.Run) error { return job.Again{At: run.Now().Add(time.Minute)} })
	must(t, r.Plan(ctx, research.Job{Name: "look/round", Due: c.Now()}))
	for range 3 {
		runDue(t, r, 1)
		runDue(t, r, 0)
		c.move(time.Minute)
	}
	if p := planned(t, r); len(p) != 1 || p[0].Attempts != 0 {
		t.Fatalf("planned %v", p)
	}
}

func TestServeStopsAndTheNextGoesOn(t *testing.T) {
	c, cells := newClock(), newCells(t)
	ctx, cancel := context.WithCancel(t.Context())
	r := job.NewRunner(cells, job.Options{Clock: c.Now})
	r.Handle("long", func(ctx context.Context, _ *job.Run) error { cancel(); <-ctx.Done(); return ctx.Err() })
	must(t, r.Plan(ctx, research.Job{Name: "long/1", Due: c.Now()}))
	r.Serve(ctx, nil)
	next := job.NewRunner(cells, job.Options{Clock: c.Now})
	next.Handle("long", func(context.Context, *job.Run) error { return nil })
	runDue(t, next, 1)
}

func TestServersShareJobsWithoutDoingOneTwiceAtOnce(t *testing.T) {
	ctx, c, cells := t.Context(), newClock(), newCells(t)
	var running, runs [40]atomic.Int32
	work := func(_ context.Context, run *job.Run) error {
		var n int
		_, err := fmt.Sscanf(run.Job.Name, "work/%d", &n)
		if running[n].Add(1) != 1 {
			t.Errorf("%s is done twice at once", run.Job.Name)
		}
		runs[n].Add(1)
		running[n].Add(-1)
		return err
	}
	var runners []*job.Runner
	for range 3 {
		r := job.NewRunner(cells, job.Options{Clock: c.Now, Workers: 4})
		r.Handle("work", work)
		runners = append(runners, r)
	}
	for n := range runs {
		must(t, runners[0].Plan(ctx, research.Job{Name: fmt.Sprint("work/", n), Due: c.Now()}))
	}
	var wait sync.WaitGroup
	for _, r := range runners {
		wait.Go(func() {
			if _, err := r.RunDue(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for n := range runs {
		if runs[n].Load() != 1 {
			t.Errorf("work/%d was done %d times", n, runs[n].Load())
		}
	}
}

// Whatever fails and however often, every planned job succeeds in the end.
func TestEveryPlannedJobSucceeds(t *testing.T) {
	cells := newCells(t)
	rapid.Check(t, func(rt *rapid.T) {
		ctx, c := context.Background(), newClock()
		r := job.NewRunner(cells, job.Options{Clock: c.Now, FirstWait: time.Second, LastWait: 8 * time.Second})
		failures := rapid.SliceOfN(rapid.IntRange(0, 4), 1, 8).Draw(rt, "failures of each")
		left := slices.Clone(failures)
		r.Handle("work", func(_ context.Context, run *job.Run) error {
			var n int
			_, err := fmt.Sscanf(run.Job.Name, "work/%d", &n)
			must(rt, err)
			if left[n]--; left[n] >= 0 {
				return errors.New("not yet")
			}
			return nil
		})
		for n := range failures {
			must(rt, r.Plan(ctx, research.Job{Name: fmt.Sprint("work/", n), Due: c.Now().Add(time.Duration(n) * time.Second)}))
		}
		for range 40 {
			_, err := r.RunDue(ctx)
			must(rt, err)
			c.move(time.Second)
		}
		for n, l := range left {
			if l != -1 {
				rt.Fatalf("job %d: %d failures left", n, l)
			}
		}
		if p, err := r.Planned(ctx, 10); err != nil || len(p) > 0 {
			rt.Fatalf("left %v, %v", p, err)
		}
	})
}
