package study

import (
	"context"
	"io"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Sounds knows how recordings are written (internal/sound).
type Sounds interface {
	// Kind is the sort of sound that begins with these bytes, by its content;
	// false when it is no sound.
	Kind(head []byte) (mime string, sound bool)
	// Seekable is a recording in a form in which players can go to any place at
	// once, with the sort of sound that it then is, and as it is when that cannot be made. name is a sum that names it.
	Seekable(name, mime string, recorded io.ReaderAt, size int64) (sort string, content io.ReadSeeker, err error)
	// Patches are what to write over a recording so that stretches of it are
	// silent and all else stays in its place; in order and apart. spans are in
	// milliseconds. The fault is Invalid when this sort of sound cannot be
	// silenced in part.
	Patches(mime string, sound io.ReaderAt, size int64, spans [][2]int64) ([]research.Patch, error)
	// Peaks is how loud sound is, one byte for each stretch of every
	// milliseconds. Faults: NotFound when there is no decoder, Invalid when it
	// does not understand the sound.
	Peaks(ctx context.Context, mime string, sound io.Reader) (every int64, values []byte, err error)
}

// kindHead is how many bytes at most tell what sort of sound it is.
const kindHead = 64 << 10

// RecordingView is a recording as it is shown: also one that is still on its
// way, that was erased, or that cannot be opened.
type RecordingView struct {
	Recording research.Recording
	// State is "present", "arriving", "erased" or "invalid".
	State string
}

var recordingStates = map[research.PartState]string{
	research.PartWaiting: "arriving", research.PartStored: "present",
	research.PartInvalid: "invalid", research.PartErased: "erased",
}

// Recordings lists the recordings of an interview in order. Sound says who
// somebody is: only researchers hear it.
func (s *Study) Recordings(ctx context.Context, scope research.Scope, project, interview research.ID) (views []RecordingView, err error) {
	if err := require(scope, research.Researcher); err != nil {
		return nil, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		views = []RecordingView{}
		if _, err := s.endedIn(v, scope, interview); err != nil {
			return err
		}
		parcel, err := load[research.Parcel](v, research.ParcelDocument(interview))
		if err != nil {
			return err
		}
		for _, part := range parcel.Parts {
			if part.Kind != research.PartSound {
				continue
			}
			recording, found, err := find[research.Recording](v, research.RecordingDocument(interview, part.Number))
			if err != nil {
				return err
			}
			if !found {
				recording = research.Recording{Interview: interview, Part: part.Number, MIME: research.SoundMIME(""), Bytes: part.Bytes}
			}
			views = append(views, RecordingView{recording, recordingStates[part.State]})
		}
		return nil
	})
	return views, err
}

// endedIn is an interview whose talk has ended. Nobody hears one that goes on.
func (s *Study) endedIn(v View, scope research.Scope, id research.ID) (research.Interview, error) {
	interview, err := s.interviewIn(v, id)
	if err == nil && interview.Open && !scope.Everything() {
		err = absent()
	}
	return interview, err
}

// OpenSound is a recording opened for listening, as it was recorded; nothing of
// it is written down anywhere in the clear. Close it afterwards.
type OpenSound struct {
	*research.PartReader
	Recording research.Recording
	// SHA256 is the sum of the sealed part, and so names this sound for ever.
	SHA256 string
	blob   Blob
	sounds Sounds
}

// Seekable is the recording in the form that players can go to any place of at
// once. The original stays what it is.
func (o *OpenSound) Seekable() (mime string, content io.ReadSeeker, err error) {
	return o.sounds.Seekable(o.SHA256, o.Recording.MIME, o.PartReader, o.Size())
}

// Close lets go of the sealed part.
func (o *OpenSound) Close() error { return o.blob.Close() }

// MayListen is nil when the one who asks may hear the recording. Faults:
// NotFound, Erased, Conflict while it is still on its way.
func (s *Study) MayListen(ctx context.Context, scope research.Scope, project, interview research.ID, part int) error {
	_, _, err := s.recording(ctx, scope, project, interview, part)
	return err
}

func (s *Study) recording(ctx context.Context, scope research.Scope, project, id research.ID, number int) (recording research.Recording, part research.ParcelPart, err error) {
	if err := require(scope, research.Researcher); err != nil {
		return recording, part, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		interview, err := s.endedIn(v, scope, id)
		if err == nil && !scope.Everything() {
			err = heldBack(interview)
		}
		if err != nil {
			return err
		}
		parcel, err := load[research.Parcel](v, research.ParcelDocument(id))
		if err != nil {
			return err
		}
		known := parcel.Part(number)
		if known == nil || known.Kind != research.PartSound {
			return absent()
		}
		part = *known
		switch part.State {
		case research.PartErased:
			return research.Errorf(research.Erased, "Dit geluid is gewist.")
		case research.PartWaiting:
			return research.Errorf(research.Conflict, "Dit geluid is nog niet binnen.")
		case research.PartInvalid:
			return research.Errorf(research.Conflict, "Dit geluid kan niet worden geopend.")
		}
		recording, err = load[research.Recording](v, research.RecordingDocument(id, number))
		return err
	})
	return recording, part, err
}

// Sound opens a recording for who may listen.
func (s *Study) Sound(ctx context.Context, scope research.Scope, project, id research.ID, number int) (*OpenSound, error) {
	recording, part, err := s.recording(ctx, scope, project, id, number)
	if err != nil {
		return nil, err
	}
	name := stored(project, id, number)
	blob, err := s.Blobs.Open(ctx, name)
	if err != nil {
		return nil, err
	}
	reader, err := s.partReader(name.Part, research.Sound, blob, blob.Size())
	if err != nil {
		_ = blob.Close()
		return nil, err
	}
	return &OpenSound{PartReader: reader, Recording: recording, SHA256: part.SHA256, blob: blob, sounds: s.Sounds}, nil
}
