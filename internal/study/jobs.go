package study

import (
	"context"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Jobs plans work that must be done even when the server stops (internal/job).
// An act that needs a job plans it first: a job that finds nothing to do is
// harmless, an act without its job is not.
type Jobs interface {
	// Plan makes the job durable before it returns. A job of that name that is
	// planned already keeps its facts and the earlier of both times; one that is
	// running is run once more afterwards.
	Plan(ctx context.Context, job research.Job) error
	// Planned lists jobs that are due or running, the earliest first.
	Planned(ctx context.Context, limit int) ([]research.Job, error)
}
