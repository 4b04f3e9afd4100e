package study

import (
	"bytes"
	"context"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/wijkstem/wijkstem/internal/research"
)

// peaksJob measures how loud the recordings of an interview are.
func peaksJob(project, interview research.ID) research.Job {
	return interviewJob(JobPeaks, project, interview)
}

// Peaks is how loud a recording is. Faults: as of MayListen; NotFound when
// nobody measured it.
func (s *Study) Peaks(ctx context.Context, scope research.Scope, project, id research.ID, part int) (peaks research.Peaks, err error) {
	if _, _, err := s.recording(ctx, scope, project, id, part); err != nil {
		return peaks, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		peaks, err = load[research.Peaks](v, research.PeaksDocument(id, part))
		return err
	})
	return peaks, err
}

// TendPeaks notes how loud the recordings of an interview are that nobody
// measured yet: as the phone heard it while it recorded, else as a decoder does.
// It is repeatable.
func (s *Study) TendPeaks(ctx context.Context, project, id research.ID) error {
	unmeasured, err := s.unmeasured(ctx, project, id)
	if err != nil || len(unmeasured) == 0 {
		return quietWhenErased(err)
	}
	answers, err := s.answersOf(ctx, project, id)
	if err != nil {
		return quietWhenErased(err)
	}
	for _, part := range unmeasured {
		peaks, heard := answers.KeptPeaks(id, part)
		if !heard {
			if peaks, heard, err = s.measure(ctx, project, id, part); err != nil {
				return quietWhenErased(err)
			}
		}
		if !heard {
			continue
		}
		if err := s.putPeaks(ctx, project, peaks); err != nil {
			return quietWhenErased(err)
		}
	}
	return nil
}

// unmeasured are the numbers of recordings without peaks.
func (s *Study) unmeasured(ctx context.Context, project, id research.ID) (numbers []int, err error) {
	err = s.view(ctx, s.System, research.ProjectStream(project), func(v View) error {
		parcel, found, err := find[research.Parcel](v, research.ParcelDocument(id))
		if err != nil || !found {
			return err
		}
		for _, part := range parcel.Parts {
			if part.Kind != research.PartSound || part.State != research.PartStored {
				continue
			}
			_, measured, err := find[research.Peaks](v, research.PeaksDocument(id, part.Number))
			if err != nil {
				return err
			}
			if !measured {
				numbers = append(numbers, part.Number)
			}
		}
		return nil
	})
	return numbers, err
}

// answersOf reads the answers of an interview as they came; none when they are
// not there, or not any more.
func (s *Study) answersOf(ctx context.Context, project, id research.ID) (answers research.Answers, err error) {
	var original research.Original
	var parcel research.Parcel
	err = s.view(ctx, s.System, research.ProjectStream(project), func(v View) error {
		if original, _, err = find[research.Original](v, research.OriginalDocument(id)); err != nil {
			return err
		}
		parcel, err = load[research.Parcel](v, research.ParcelDocument(id))
		return err
	})
	if err != nil {
		return answers, err
	}
	for _, part := range parcel.Parts {
		if part.Kind != research.PartAnswers || part.State != research.PartStored {
			continue
		}
		plain, err := s.plainPart(ctx, stored(project, id, part.Number), original)
		if err != nil || plain == nil {
			return answers, err
		}
		_ = jsonv2.Unmarshal(plain, &answers) // answers that cannot be read say nothing of sound
	}
	return answers, nil
}

// plainPart is what a part says that came inline or as a blob; nil when it is gone.
func (s *Study) plainPart(ctx context.Context, name research.StoredPart, original research.Original) ([]byte, error) {
	if sealed, inline := original.Parts[name.Part.Number]; inline {
		return s.openSealed(name.Part, research.Rest, bytes.NewReader(sealed), int64(len(sealed)))
	}
	blob, err := s.Blobs.Open(ctx, name)
	if research.FaultOf(err) == research.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = blob.Close() }()
	return s.openSealed(name.Part, research.Rest, blob, blob.Size())
}

// measure has a decoder listen; false when there is none. Sound that it does not
// understand has no peaks, and is not tried again.
func (s *Study) measure(ctx context.Context, project, id research.ID, part int) (peaks research.Peaks, heard bool, err error) {
	sound, err := s.Sound(ctx, s.System, project, id, part)
	if err != nil {
		return peaks, false, err
	}
	defer func() { _ = sound.Close() }()
	mime, content, err := sound.Seekable()
	if err != nil {
		return peaks, false, err
	}
	every, values, err := s.Sounds.Peaks(ctx, mime, content)
	if research.FaultOf(err) == research.NotFound {
		return peaks, false, nil
	}
	if err != nil && research.FaultOf(err) != research.Invalid {
		return peaks, false, err
	}
	return research.Peaks{Interview: id, Part: part, EveryMS: every, Values: values}, true, nil
}

// putPeaks keeps the peaks of a recording that is still there.
func (s *Study) putPeaks(ctx context.Context, project research.ID, peaks research.Peaks) error {
	return s.ensure(ctx, By{Scope: s.System}, research.ProjectStream(project), "recording.measure", func(tx Tx) error {
		parcel, found, err := find[research.Parcel](tx, research.ParcelDocument(peaks.Interview))
		if err != nil {
			return err
		}
		part := parcel.Part(peaks.Part)
		if !found || part == nil || part.State != research.PartStored {
			return errDone
		}
		if err := fillLength(tx, peaks); err != nil {
			return err
		}
		tx.Put(peaksDocument(peaks))
		tx.Fact("interview", string(peaks.Interview))
		return nil
	})
}

// fillLength notes how long a recording is of which the phone did not know that.
func fillLength(tx Tx, peaks research.Peaks) error {
	recording, found, err := find[research.Recording](tx, research.RecordingDocument(peaks.Interview, peaks.Part))
	if err != nil || !found || recording.Milliseconds > 0 || len(peaks.Values) == 0 {
		return err
	}
	interview, err := load[research.Interview](tx, research.InterviewDocument(peaks.Interview))
	if err != nil {
		return err
	}
	recording.Milliseconds = peaks.EveryMS * int64(len(peaks.Values))
	interview.Milliseconds += recording.Milliseconds
	tx.Put(recordingDocument(recording))
	tx.Put(interviewDocument(interview))
	return nil
}

// peaksDocument goes when the sound of the interview goes.
func peaksDocument(p research.Peaks) research.Document {
	document := owned("", research.PeaksDocument(p.Interview, p.Part), number(p.Part), p)
	document.Key, document.Ref = research.SoundKey(p.Interview), string(p.Interview)
	return document
}
