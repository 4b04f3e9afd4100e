// Package job runs durable jobs. A job is a cell of the store: whoever takes it
// moves its due time to the end of a lease by compare-and-set, so that one
// process does it, and another does it again when that process is gone.
package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

const (
	kind = research.CellKind("job")
	// dueFormat has one width, so that times sort as text.
	dueFormat = "2006-01-02T15:04:05.000000Z"
	farAway   = "9999"
)

// Cells is the part of the store that jobs stand on.
type Cells interface {
	Cell(ctx context.Context, kind research.CellKind, name string) (research.Cell, error)
	Swap(ctx context.Context, cell research.Cell) (research.Cell, error)
	Cells(ctx context.Context, kind research.CellKind, dueBefore string, limit int) ([]research.Cell, error)
}

// Options of a Runner; what is left zero has a default.
type Options struct {
	Clock func() time.Time
	// Lease is how long a job is left to whoever took it; Progress begins it
	// anew. Default 5 minutes.
	Lease time.Duration
	// FirstWait is the wait after the first failure; every failure doubles it,
	// up to LastWait. Defaults 5 seconds and 1 hour.
	FirstWait, LastWait time.Duration
	// Workers is how many jobs are done at once. Default 2.
	Workers int
	// Failed is told of every failure.
	Failed func(research.Job, error)
}

func (o Options) withDefaults() Options {
	set := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	set(&o.Lease, 5*time.Minute)
	set(&o.FirstWait, 5*time.Second)
	set(&o.LastWait, time.Hour)
	if o.Workers == 0 {
		o.Workers = 2
	}
	if o.Failed == nil {
		o.Failed = func(research.Job, error) {}
	}
	return o
}

// Handler does a job. An error has it done again after a wait; Again has it
// done again at a time.
type Handler func(ctx context.Context, run *Run) error

// Again is what a handler returns when the job is not finished but went well,
// such as one that looks round each minute.
type Again struct{ At time.Time }

// Error says when.
func (a Again) Error() string { return "again at " + a.At.UTC().Format(time.RFC3339) }

// Runner plans jobs and does them. It implements study.Jobs.
type Runner struct {
	cells    Cells
	options  Options
	handlers map[string]Handler
	wake     chan struct{}
}

var _ study.Jobs = (*Runner)(nil)

// NewRunner needs a clock in its options.
func NewRunner(cells Cells, options Options) *Runner {
	return &Runner{cells: cells, options: options.withDefaults(), handlers: map[string]Handler{}, wake: make(chan struct{}, 1)}
}

// Handle says who does jobs of a sort. It is for before Serve.
func (r *Runner) Handle(sort string, handler Handler) { r.handlers[sort] = handler }

// state is the body of a job's cell.
type state struct {
	research.Job
	// Holder is the lease of who does the job now, "" when nobody does.
	Holder research.ID `json:"holder,omitempty"`
	// Once is when it is due again after the run that is under way.
	Once string `json:"once,omitempty"`
}

func read(cell research.Cell) (state, error) {
	var s state
	if err := json.Unmarshal(cell.Body, &s); err != nil {
		return s, fmt.Errorf("job %s: %w", cell.Name, err)
	}
	due, err := time.Parse(dueFormat, cell.Due)
	if err != nil {
		return s, fmt.Errorf("job %s: %w", cell.Name, err)
	}
	s.Name, s.Due = cell.Name, due
	return s, nil
}

// change reads the cell of a job, changes it and writes it back, again and
// again until no one else wrote in between. decide gets nil for a job that is
// not there; returning nil removes it.
func (r *Runner) change(ctx context.Context, name string, decide func(*state) (*state, error)) (*state, error) {
	for {
		cell, err := r.cells.Cell(ctx, kind, name)
		if err != nil {
			return nil, err
		}
		var before *state
		if cell.Revision > 0 {
			s, err := read(cell)
			if err != nil {
				return nil, err
			}
			before = &s
		}
		after, err := decide(before)
		if err != nil || before == nil && after == nil {
			return after, err
		}
		err = r.swap(ctx, research.Cell{Kind: kind, Name: name, Revision: cell.Revision}, after)
		if research.FaultOf(err) != research.Stale {
			return after, err
		}
	}
}

func (r *Runner) swap(ctx context.Context, cell research.Cell, after *state) error {
	if after != nil {
		body, err := json.Marshal(after)
		if err != nil {
			return fmt.Errorf("job %s: %w", cell.Name, err)
		}
		cell.Body, cell.Due = body, after.Due.UTC().Format(dueFormat)
	}
	_, err := r.cells.Swap(ctx, cell)
	return err
}

// Plan makes a job durable; see study.Jobs.
func (r *Runner) Plan(ctx context.Context, job research.Job) error {
	if _, known := r.handlers[job.Sort()]; !known {
		return fmt.Errorf("nobody does jobs of the sort %q", job.Sort())
	}
	_, err := r.change(ctx, job.Name, func(now *state) (*state, error) {
		switch {
		case now == nil:
			return &state{Job: research.Job{Name: job.Name, Due: job.Due, Facts: job.Facts}}, nil
		case now.Holder != "":
			now.Once = earlier(now.Once, job.Due)
		case job.Due.Before(now.Due):
			now.Due = job.Due
		}
		return now, nil
	})
	if err == nil {
		r.rouse()
	}
	return err
}

func earlier(text string, at time.Time) string {
	if planned := at.UTC().Format(dueFormat); text == "" || planned < text {
		return planned
	}
	return text
}

// Planned lists jobs; see study.Jobs.
func (r *Runner) Planned(ctx context.Context, limit int) ([]research.Job, error) {
	cells, err := r.cells.Cells(ctx, kind, farAway, limit)
	if err != nil {
		return nil, err
	}
	jobs := make([]research.Job, len(cells))
	for i, cell := range cells {
		s, err := read(cell)
		if err != nil {
			return nil, err
		}
		jobs[i] = s.Job
	}
	return jobs, nil
}

// RunDue does all jobs that are due, also those that become due by it, and
// returns how many runs that took.
func (r *Runner) RunDue(ctx context.Context) (int, error) {
	for runs := 0; ; {
		due, err := r.due(ctx)
		if err != nil {
			return runs, err
		}
		done, err := r.runAll(ctx, due)
		runs += done
		if err != nil || done == 0 {
			return runs, err
		}
	}
}

func (r *Runner) due(ctx context.Context) ([]research.Cell, error) {
	after := r.options.Clock().UTC().Add(time.Microsecond).Format(dueFormat)
	return r.cells.Cells(ctx, kind, after, 100)
}

func (r *Runner) runAll(ctx context.Context, cells []research.Cell) (int, error) {
	var mu sync.Mutex
	var errs []error
	done := 0
	var wait sync.WaitGroup
	places := make(chan struct{}, r.options.Workers)
	for _, cell := range cells {
		places <- struct{}{}
		wait.Go(func() {
			defer func() { <-places }()
			ran, err := r.run(ctx, cell.Name)
			mu.Lock()
			defer mu.Unlock()
			if ran {
				done++
			}
			errs = append(errs, err)
		})
	}
	wait.Wait()
	return done, errors.Join(errs...)
}

func (r *Runner) rouse() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Serve does jobs until the context ends: at once, at every tick, and when a
// job is planned here. Ticks bring jobs that other processes planned or left,
// and those whose time has come.
func (r *Runner) Serve(ctx context.Context, ticks <-chan time.Time) {
	for {
		if _, err := r.RunDue(ctx); err != nil && ctx.Err() == nil {
			r.options.Failed(research.Job{Name: "runner"}, err)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		case <-r.wake:
		}
	}
}
