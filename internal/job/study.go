package job

import (
	"context"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// sweepAgain is when a withdrawal looks for bytes once more: those of requests
// that were under way when the interview was erased.
const sweepAgain = 10 * time.Minute

// About is the interview that a job is about.
func (r *Run) About() (project, interview research.ID) {
	return research.ID(r.Job.Facts["project"]), research.ID(r.Job.Facts["interview"])
}

// ForStudy has the runner do every sort of job that the acts of a study plan.
func (r *Runner) ForStudy(s *study.Study) {
	r.Handle(study.JobContact, func(ctx context.Context, run *Run) error {
		project, interview := run.About()
		return s.TendContact(ctx, project, interview)
	})
	r.Handle(study.JobSound, func(ctx context.Context, run *Run) error {
		project, interview := run.About()
		again, err := s.TendSound(ctx, project, interview)
		return againAt(again, err)
	})
	r.Handle(study.JobPeaks, func(ctx context.Context, run *Run) error {
		project, interview := run.About()
		return s.TendPeaks(ctx, project, interview)
	})
	r.Handle(study.JobCut, func(ctx context.Context, run *Run) error {
		project, interview := run.About()
		return s.FinishCut(ctx, project, interview)
	})
	r.Handle(study.JobText, func(ctx context.Context, run *Run) error {
		project, interview := run.About()
		again, err := s.TendText(ctx, project, interview)
		return againAt(again, err)
	})
	r.Handle(study.JobEnd, func(ctx context.Context, run *Run) error {
		project, _ := run.About()
		again, err := s.TendEnd(ctx, project)
		return againAt(again, err)
	})
	r.Handle(study.JobKeys, func(ctx context.Context, run *Run) error {
		project, _ := run.About()
		again, err := s.TendDeliveryKeys(ctx, project)
		return againAt(again, err)
	})
	r.Handle(study.JobAccount, func(ctx context.Context, run *Run) error {
		return s.FinishAccount(ctx, research.ID(run.Job.Facts["account"]))
	})
	r.Handle(study.JobAccess, func(ctx context.Context, run *Run) error {
		return s.HonourCode(ctx, run.Job.Facts["access"])
	})
	r.Handle(study.JobUpload, func(ctx context.Context, run *Run) error {
		return s.TakeUpload(ctx, research.ID(run.Job.Facts["upload"]))
	})
	r.Handle(study.JobAlert, func(ctx context.Context, run *Run) error {
		again, err := s.TendAlert(ctx, research.ID(run.Job.Facts["project"]), research.ID(run.Job.Facts["alert"]))
		return againAt(again, err)
	})
	r.Handle(study.JobErase, func(ctx context.Context, run *Run) error {
		project, interview := run.About()
		if err := s.EraseRest(ctx, project, interview); err != nil || run.Job.Done > 0 {
			return err
		}
		if err := run.Progress(ctx, 1, 2); err != nil {
			return err
		}
		return Again{At: run.Now().Add(sweepAgain)}
	})
}

func againAt(at time.Time, err error) error {
	if err != nil || at.IsZero() {
		return err
	}
	return Again{At: at}
}
