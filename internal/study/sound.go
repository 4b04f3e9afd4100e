package study

import (
	"context"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// soundDays is how long sound waits for the tick "checked" when the
// participant did not want it kept (rules §3). Every published guide promises
// it in words: it may not become more without new versions of those.
const soundDays = 28

// soundJob looks at the rules for sound again: whether the participant still
// allows it and, if it need not be kept, whether it may go.
func soundJob(project, interview research.ID) research.Job {
	return interviewJob(JobSound, project, interview)
}

// soundDue is when the sound must be gone, the zero time while it may stay. A
// summary holds no participant's voice, so opname = nee leaves it.
func soundDue(i research.Interview, project research.Project) time.Time {
	end, dated := sourceEnd(project)
	known := i.Consent.Known() // else a lead decides first
	asked := known && !i.Open  // the time for keeping begins when the talk has arrived
	switch {
	case known && !i.Consent.Allows(research.ChoiceRecording) && i.Capture != research.CaptureSummary:
		return i.ArrivedAt
	case asked && !i.Consent.Allows(research.ChoiceKeep) && i.Checked:
		return i.CheckedAt
	case asked && !i.Consent.Allows(research.ChoiceKeep):
		return i.ArrivedAt.AddDate(0, 0, soundDays)
	case dated:
		return end
	default:
		return time.Time{}
	}
}

// TendSound erases the sound of an interview when it is due, else returns when
// to look again (the zero time for never). It is repeatable: the ledger first,
// then the key, then what the project says of it, then the bytes.
func (s *Study) TendSound(ctx context.Context, project, id research.ID) (again time.Time, err error) {
	stream := research.ProjectStream(project)
	var interview research.Interview
	var settings research.Project
	err = s.view(ctx, s.System, stream, func(v View) (err error) {
		if interview, err = s.interviewIn(v, id); err != nil {
			return err
		}
		settings, err = load[research.Project](v, research.ProjectDocument)
		return err
	})
	if missing(err) {
		return time.Time{}, nil // withdrawn: another job's work
	}
	if err != nil || interview.Sound == research.SoundNone {
		return time.Time{}, err
	}
	if interview.Sound == research.SoundErased {
		return time.Time{}, s.dropSound(ctx, project, id)
	}
	if s.gone(research.SoundKey(id)) { // begun before, or by a ledger newer than the data
		return time.Time{}, s.eraseSound(ctx, project, id)
	}
	due := soundDue(interview, settings)
	if due.IsZero() || due.After(s.Now()) {
		return due, nil
	}
	return time.Time{}, s.eraseSound(ctx, project, id)
}

func (s *Study) eraseSound(ctx context.Context, project, id research.ID) error {
	line := LedgerLine{At: s.Now().UTC(), Project: project, Keys: []research.KeyRef{research.SoundKey(id)}, Reason: reasonNoSound}
	if err := s.destroy(ctx, line); err != nil {
		return err
	}
	err := s.ensure(ctx, By{Scope: s.System}, research.ProjectStream(project), "interview.sound-erased", func(tx Tx) error {
		interview, err := s.interviewIn(tx, id)
		if err != nil {
			return err
		}
		parcel, err := load[research.Parcel](tx, research.ParcelDocument(id))
		if err != nil {
			return err
		}
		if interview.Sound == research.SoundErased {
			return errDone
		}
		parcel.Erase(research.PartSound)
		for _, number := range parcel.Numbers(research.PartSound) {
			tx.Delete(research.RecordingDocument(id, number))
			tx.Delete(research.PeaksDocument(id, number))
		}
		interview.Sound, interview.Delivered = research.SoundErased, parcel.Complete()
		tx.Put(interviewDocument(interview))
		tx.Put(parcelDocument(project, parcel))
		tx.Fact("interview", string(id))
		return nil
	})
	if missing(err) {
		return nil // withdrawn meanwhile: another job's work
	}
	if err != nil {
		return err
	}
	return s.dropSound(ctx, project, id)
}

// dropSound deletes the bytes of erased sound, also those that the server made
// of it and the project never came to know.
func (s *Study) dropSound(ctx context.Context, project, id research.ID) error {
	parcel, err := s.parcel(ctx, project, id)
	if err != nil {
		return err
	}
	numbers := parcel.Numbers(research.PartSound)
	there, err := s.Blobs.Parts(ctx, project, id)
	if err != nil {
		return err
	}
	for _, number := range there {
		if number >= firstFreshNumber {
			numbers = append(numbers, number)
		}
	}
	for _, number := range numbers {
		if err := s.endUpload(ctx, stored(project, id, number), research.UploadErased); err != nil {
			return err
		}
	}
	return nil
}
