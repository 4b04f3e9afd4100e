package study

import (
	"context"
	"errors"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Every participant hears that all source material goes on the end date that a
// project names before it can start, and who did not want it kept that the text
// goes sooner when the lead closes the project sooner (rules §3). What stays of
// them is what counts: who they are as the background questions have it, which
// topics came up, and the codes with their kinds, without words; and what was
// released before.

// textJob looks at whether the text of an interview may still be kept.
func textJob(project, interview research.ID) research.Job {
	return interviewJob(JobText, project, interview)
}

// endJob looks at all interviews of a project, on its end and after that has moved.
func endJob(project research.ID) research.Job {
	return research.Job{Name: JobEnd + "/" + string(project), Facts: map[string]string{"project": string(project)}}
}

// sourceEnd is the first moment after the end date for source material, false
// when the project has none.
func sourceEnd(project research.Project) (time.Time, bool) {
	end, err := time.Parse(time.DateOnly, project.Settings.SourceEndDate)
	return end.AddDate(0, 0, 1), err == nil
}

// textDue is when the text must be gone, the zero time while it may stay.
func textDue(i research.Interview, project research.Project) time.Time {
	end, dated := sourceEnd(project)
	switch {
	case i.TextErased || i.Open: // there is no text yet
		return time.Time{}
	case i.Consent.Refuses(research.ChoiceKeep) && project.State == research.ProjectClosed:
		return i.ArrivedAt
	case dated:
		return end
	default:
		return time.Time{}
	}
}

// TendText erases the text of an interview when it is due, else returns when to
// look again (the zero time for never). It is repeatable.
func (s *Study) TendText(ctx context.Context, project, id research.ID) (again time.Time, err error) {
	var interview research.Interview
	var settings research.Project
	err = s.view(ctx, s.System, research.ProjectStream(project), func(v View) (err error) {
		if interview, err = s.interviewIn(v, id); err != nil {
			return err
		}
		settings, err = load[research.Project](v, research.ProjectDocument)
		return err
	})
	if missing(err) {
		return time.Time{}, nil // withdrawn: another job's work
	}
	if err != nil {
		return time.Time{}, err
	}
	if interview.TextErased {
		return time.Time{}, s.FinishCut(ctx, project, id)
	}
	due := textDue(interview, settings)
	if due.IsZero() || due.After(s.Now()) {
		return due, nil
	}
	return time.Time{}, s.eraseText(ctx, project, id)
}

func (s *Study) eraseText(ctx context.Context, project, id research.ID) error {
	unlock := s.parts.lock(stored(project, id, 0))
	defer unlock()
	next, err := s.renewRest(ctx, id)
	if err != nil {
		return quietWhenErased(err)
	}
	stream := research.ProjectStream(project)
	err = s.ensure(ctx, By{Scope: s.System}, stream, "interview.text-erased", func(tx Tx) error {
		return s.leaveCounts(track(tx), stream, id, next)
	})
	if missing(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.FinishCut(ctx, project, id)
}

// leaveCounts takes all words out of an interview and leaves what counts.
func (s *Study) leaveCounts(tx *tracked, stream research.Stream, id research.ID, next nextKeys) error {
	interview, err := s.interviewIn(tx, id)
	if err != nil {
		return err
	}
	if interview.TextErased {
		return errDone
	}
	parcel, err := load[research.Parcel](tx, research.ParcelDocument(id))
	if err != nil {
		return err
	}
	releases, err := loadAll[research.Release](tx, "release")
	if err != nil {
		return err
	}
	for _, kind := range []research.Kind{"passage", "quote", "debrief", "moments"} {
		if err := deleteAll(tx, kind, id); err != nil {
			return err
		}
	}
	err = errors.Join(forgetWords(tx, id), endDrafts(tx, stream, releases, id), s.cutOriginal(tx, &parcel, next))
	if err != nil {
		return err
	}
	interview.TextErased, interview.Observation = true, nil
	for n := range interview.Settled { // in a lead's own words
		interview.Settled[n].Decision = ""
	}
	interview.Words, interview.Utterances = 0, 0
	tx.Put(interviewDocument(interview))
	tx.Put(parcelDocument(stream.Name(), parcel))
	tx.Fact("interview", string(id))
	return resealAll(tx, id, releases)
}

// forgetWords leaves of the codings who coded what as which kind.
func forgetWords(tx Tx, id research.ID) error {
	documents, err := belonging(tx, "coding", id)
	if err != nil {
		return err
	}
	for _, document := range documents {
		coding, err := decode[research.Coding](document)
		if err != nil {
			return err
		}
		coding.Note, coding.Lost = "", true
		coding.Anchor.Forget()
		tx.Put(said(id, document.ID, document.By, coding))
	}
	return nil
}

// endDrafts ends the drafts that hold texts of a person; what was released stays.
func endDrafts(tx Tx, stream research.Stream, releases []research.Release, id research.ID) error {
	for _, release := range releases {
		if release.State != research.ReleaseDraft || len(release.Owned[id]) == 0 {
			continue
		}
		if err := withdrawFromRelease(tx, stream, release, id); err != nil {
			return err
		}
	}
	return nil
}

// TendEnd looks at a whole project after its end has moved, on the end date, and
// every day from then on: a phone may still have been out. again is when to look
// next, the zero time for never.
func (s *Study) TendEnd(ctx context.Context, id research.ID) (again time.Time, err error) {
	var interviews []research.Interview
	var project research.Project
	err = s.view(ctx, s.System, research.ProjectStream(id), func(v View) (err error) {
		if project, err = load[research.Project](v, research.ProjectDocument); err != nil {
			return err
		}
		interviews, err = loadAll[research.Interview](v, "interview")
		return err
	})
	if err != nil {
		return time.Time{}, err
	}
	now := s.Now()
	for _, i := range interviews {
		if err := s.planNow(ctx, endingJobs(project, i, now)...); err != nil {
			return time.Time{}, err
		}
	}
	end, dated := sourceEnd(project)
	switch {
	case !dated:
		return time.Time{}, nil
	case end.After(now):
		return end, nil
	default:
		return now.AddDate(0, 0, 1), nil
	}
}

func endingJobs(project research.Project, i research.Interview, now time.Time) (jobs []research.Job) {
	if i.Sound == research.SoundPresent || i.Sound == research.SoundInvalid {
		jobs = append(jobs, soundJob(project.ID, i.ID))
	}
	if due := textDue(i, project); !due.IsZero() && !due.After(now) {
		jobs = append(jobs, textJob(project.ID, i.ID))
	}
	return jobs
}
