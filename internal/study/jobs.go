package study

import (
	"context"
	"time"

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

// The sorts of jobs.
const (
	JobContact = "contact" // bring a contact part to the vault
	JobSound   = "sound"   // erase sound that may not be kept
	JobUpload  = "upload"  // take in a part that has arrived
	JobAlert   = "alert"   // tell of an alert, and tell again
	JobErase   = "erase"   // finish a withdrawal
	JobPeaks   = "peaks"   // note how loud recordings are
	JobCut     = "cut"     // destroy what a cut took out
	JobText    = "text"    // erase text that may not be kept
	JobAccount = "account" // end what an ended account could do
	JobAccess  = "access"  // take out whom an access code belongs to
	JobKeys    = "keys"    // destroy pairs that no phone needs any more
	JobEnd     = "end"     // look at a whole project again, whose end has moved
)

func interviewJob(sort string, project, interview research.ID) research.Job {
	return research.Job{
		Name:  sort + "/" + string(project) + "/" + string(interview),
		Facts: map[string]string{"project": string(project), "interview": string(interview)},
	}
}

// patience is how long a job waits for the act that it follows.
const patience = time.Minute

// planNow has jobs done as soon as may be.
func (s *Study) planNow(ctx context.Context, jobs ...research.Job) error {
	return s.planIn(ctx, 0, jobs)
}

func (s *Study) planIn(ctx context.Context, wait time.Duration, jobs []research.Job) error {
	for _, job := range jobs {
		job.Due = s.Now().UTC().Add(wait)
		if err := s.Jobs.Plan(ctx, job); err != nil {
			return err
		}
	}
	return nil
}

// followed does an act after which jobs must be done. They are planned for
// later first, so that a crash after the act cannot lose them, and for now once
// the act is done.
func (s *Study) followed(ctx context.Context, jobs []research.Job, act func() error) error {
	if err := s.planIn(ctx, patience, jobs); err != nil {
		return err
	}
	if err := act(); err != nil {
		return err
	}
	return s.planNow(ctx, jobs...)
}
