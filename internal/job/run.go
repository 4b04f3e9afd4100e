package job

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// ErrLost says that somebody else has the job now: the lease ran out.
var ErrLost = errors.New("the lease of this job has ended")

// errNotFree says that a job is not there to be taken.
var errNotFree = errors.New("not free")

// Run is a job that is being done.
type Run struct {
	// Job is as it was when it was taken.
	Job    research.Job
	holder research.ID
	runner *Runner
}

// Scope reaches everything, as a job does.
func (r *Run) Scope() research.Scope {
	return research.NewScope(research.Grant{Actor: "job/" + r.Job.Sort(), Everything: true})
}

// Now is the time by the runner's clock.
func (r *Run) Now() time.Time { return r.runner.options.Clock() }

// Progress notes how far the job is and begins its lease anew. ErrLost means
// stop: somebody else does it.
func (r *Run) Progress(ctx context.Context, done, total int) error {
	return r.mine(ctx, func(s *state) *state {
		s.Done, s.Total = done, total
		s.Due = r.Now().Add(r.runner.options.Lease)
		return s
	})
}

// mine changes the job as long as this run holds it.
func (r *Run) mine(ctx context.Context, change func(*state) *state) error {
	_, err := r.runner.change(ctx, r.Job.Name, func(now *state) (*state, error) {
		if now == nil || now.Holder != r.holder {
			return nil, fmt.Errorf("%s: %w", r.Job.Name, ErrLost)
		}
		return change(now), nil
	})
	return err
}

// run takes a job and does it; false when somebody else was first.
func (r *Runner) run(ctx context.Context, name string) (bool, error) {
	run, handler, err := r.take(ctx, name)
	if errors.Is(err, errNotFree) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	err = safely(ctx, handler, run)
	if err != nil && ctx.Err() != nil {
		err = Again{At: run.Now()} // the server stops: whoever comes next goes on
	}
	return true, r.settle(context.WithoutCancel(ctx), run, err)
}

func (r *Runner) take(ctx context.Context, name string) (*Run, Handler, error) {
	run := &Run{holder: research.NewID(), runner: r}
	var handler Handler
	taken, err := r.change(ctx, name, func(now *state) (*state, error) {
		if now == nil || now.Due.After(r.options.Clock()) {
			return nil, errNotFree
		}
		if handler = r.handlers[now.Sort()]; handler == nil {
			return nil, errNotFree // a newer server planned it
		}
		now.Holder, now.Due = run.holder, r.options.Clock().Add(r.options.Lease)
		return now, nil
	})
	if err != nil {
		return nil, nil, err
	}
	run.Job = taken.Job
	return run, handler, nil
}

// safely turns a panic into a failure of this job alone.
func safely(ctx context.Context, handler Handler, run *Run) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in job %s: %v\n%s", run.Job.Name, p, debug.Stack())
		}
	}()
	return handler(ctx, run)
}

// settle removes a job that is done, and plans again one that is not.
func (r *Runner) settle(ctx context.Context, run *Run, failure error) error {
	var again Again
	failed := failure != nil && !errors.As(failure, &again)
	if failed {
		r.options.Failed(run.Job, failure)
	}
	err := run.mine(ctx, func(s *state) *state {
		s.Attempts++
		if !failed {
			s.Attempts = 0
		} else {
			again.At = run.Now().Add(r.wait(s.Attempts))
		}
		return s.next(again.At)
	})
	if errors.Is(err, ErrLost) {
		return nil // whoever has the job now settles it
	}
	return err
}

// next is the job after a run: due at the time, or when it was planned for
// meanwhile, or nil when neither.
func (s *state) next(at time.Time) *state {
	if s.Once != "" {
		if once, err := time.Parse(dueFormat, s.Once); err == nil && (at.IsZero() || once.Before(at)) {
			at = once
		}
	}
	if at.IsZero() {
		return nil
	}
	s.Holder, s.Once, s.Due = "", "", at
	return s
}

// wait doubles with every failure.
func (r *Runner) wait(attempts int) time.Duration {
	wait := r.options.FirstWait
	for n := 1; n < attempts && wait < r.options.LastWait; n++ {
		wait *= 2
	}
	return min(wait, r.options.LastWait)
}
