package study

import (
	"context"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// silentDays is how long nothing may be heard of a phone before what arrived of
// a talk that it holds is taken for all there is.
const silentDays = 7

// bitsPerMillisecond is what phones record: 24 kbit/s. It tells about how long
// sound is of which no manifest says so any more.
const bitsPerMillisecond = 24

// Salvage takes in what had arrived of a talk whose phone was lost before its
// end: the whole frames of its sound, without answers or notes. Somebody must
// look at it. Should the phone come back, all of the interview is still welcome
// and takes the place of this. Faults: Conflict when the talk has ended, or its
// phone may still bring all of it; NotFound, Erased.
func (s *Study) Salvage(ctx context.Context, by By, project, id research.ID) (InterviewView, error) {
	if err := require(by.Scope, research.Lead); err != nil {
		return InterviewView{}, err
	}
	view, err := s.Interview(ctx, by.Scope, project, id)
	if err != nil {
		return view, err
	}
	if view.Parcel.Salvaged && !view.Interview.Open {
		return view, nil
	}
	if err := s.lost(ctx, project, view.Interview); err != nil {
		return InterviewView{}, err
	}
	whole := map[int]takenPart{}
	for _, part := range view.Parcel.Parts {
		if part.Kind != research.PartSound || part.State != research.PartWaiting {
			continue // what was received stays as it came
		}
		if whole[part.Number], err = s.wholeFrames(ctx, stored(project, id, part.Number)); err != nil {
			return InterviewView{}, err
		}
	}
	jobs := []research.Job{soundJob(project, id), textJob(project, id)}
	err = s.followed(ctx, jobs, func() error {
		return s.ensure(ctx, by, research.ProjectStream(project), "interview.salvage", func(tx Tx) error {
			return s.takeSalvaged(tx, project, id, whole)
		})
	})
	if err != nil {
		return InterviewView{}, err
	}
	return s.Interview(ctx, by.Scope, project, id)
}

// lost is a Conflict while the phone of the talk may still bring all of it.
func (s *Study) lost(ctx context.Context, project research.ID, i research.Interview) error {
	if !i.Open {
		return endedTalk()
	}
	device, err := s.DeviceIn(ctx, project, i.Device)
	if err != nil {
		return err
	}
	report, _, err := s.phoneReport(ctx, i.Device)
	if err != nil {
		return err
	}
	seen := report.SeenAt
	if seen.Before(i.ArrivedAt) {
		seen = i.ArrivedAt
	}
	if device.State != research.DeviceRevoked && s.Now().Before(seen.AddDate(0, 0, silentDays)) {
		return research.Errorf(research.Conflict, "Deze telefoon was er nog in de laatste %d dagen en kan alles nog sturen. Is hij kwijt? Trek hem dan eerst in.", silentDays)
	}
	return nil
}

func endedTalk() error {
	return research.Errorf(research.Conflict, "Dit gesprek is al afgerond. Er valt niets te redden.")
}

// wholeFrames cuts an unfinished part to its whole frames and reads it. The phone
// is told the new offset first, so that it can go on from there. A part of which
// nothing arrived has no bytes.
func (s *Study) wholeFrames(ctx context.Context, name research.StoredPart) (takenPart, error) {
	unlock := s.parts.lock(name)
	defer unlock()
	blob, err := s.Blobs.Open(ctx, name)
	if research.FaultOf(err) == research.NotFound {
		return takenPart{}, nil
	}
	if err != nil {
		return takenPart{}, err
	}
	frames, err := research.ReadFrames(blob, blob.Size())
	size := blob.Size() - frames.Rest
	_ = blob.Close()
	if err != nil && research.FaultOf(err) != research.Invalid {
		return takenPart{}, err
	}
	if err := s.cutUpload(ctx, name, size); err != nil || size == 0 {
		return takenPart{}, err
	}
	taken, err := s.readSummed(ctx, name, func(taken *takenPart, blob Blob) error { return s.readSound(taken, name, blob) })
	taken.frames = len(frames.Frames)
	return taken, err
}

func (s *Study) cutUpload(ctx context.Context, name research.StoredPart, size int64) error {
	id, err := s.uploadID(ctx, name)
	if err != nil {
		return err
	}
	_, err = s.changeUpload(ctx, id, func(u *research.Upload) error {
		u.Offset = min(u.Offset, size)
		return nil
	})
	if err != nil {
		return err
	}
	return s.Blobs.Cut(ctx, name, size)
}

// takeSalvaged notes that what arrived is all there is.
func (s *Study) takeSalvaged(tx Tx, project, id research.ID, whole map[int]takenPart) error {
	interview, err := s.interviewIn(tx, id)
	if err != nil {
		return err
	}
	parcel, err := load[research.Parcel](tx, research.ParcelDocument(id))
	if err != nil {
		return err
	}
	if !interview.Open || parcel.Final {
		return endedTalk()
	}
	a, err := s.arrivalOf(tx, project, parcel)
	if err != nil {
		return err
	}
	interview.Open, interview.ArrivedAt, interview.Milliseconds = false, s.Now().UTC().Truncate(time.Millisecond), 0
	if interview.Flag(research.ReviewSalvaged); interview.Review == "" { // a lead decided before
		if err := flagHidden(tx, &interview); err != nil {
			return err
		}
	}
	for n := range parcel.Parts {
		part := &parcel.Parts[n]
		taken := whole[part.Number]
		if part.State != research.PartWaiting || part.Kind != research.PartSound {
			continue
		}
		if taken.bytes == 0 { // named, but nothing of it arrived
			part.State = research.PartErased
			continue
		}
		part.State, part.Bytes, part.SHA256, part.Frames = research.PartStored, taken.bytes, taken.sum, taken.frames
		if !taken.opens {
			part.State = research.PartInvalid
		}
		taken.milliseconds = taken.plain * 8 / bitsPerMillisecond
		interview.Milliseconds += taken.milliseconds
		a.takeSound(tx, &interview, *part, taken)
	}
	parcel.Final, parcel.Salvaged = true, true
	interview.Delivered = parcel.Complete()
	tx.Put(interviewDocument(interview))
	tx.Put(parcelDocument(project, parcel))
	tx.Fact("interview", string(id))
	return nil
}
