package study

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/wijkstem/wijkstem/internal/research"
)

// takenPart is a part that has arrived by itself, read once.
type takenPart struct {
	sum     string
	bytes   int64
	plain   int64  // length of the plain text
	whole   bool   // every frame opens, whatever it holds
	opens   bool   // and it holds what it should
	mime    string // the sort of sound that was found
	answers *research.Answers

	// Of sound that was salvaged: its frames, and about how long it is.
	frames       int
	milliseconds int64
}

// TakeUpload takes in the part that a whole upload brought: its sum is compared
// with the delivery's, it is opened once, and the project knows it from then
// on. A part that came before its delivery waits for it. It is repeatable.
func (s *Study) TakeUpload(ctx context.Context, id research.ID) error {
	upload, _, err := s.upload(ctx, id)
	if err != nil || !upload.Arrived() {
		return err
	}
	parcel, err := s.parcel(ctx, upload.Project, upload.Interview)
	if research.FaultOf(err) == research.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	part := parcel.Part(upload.Part)
	if part == nil || part.State != research.PartWaiting || part.SHA256 == "" {
		return nil
	}
	if *upload.Length < part.Bytes { // its phone, thought lost, has more of it
		return nil
	}
	if upload, err = s.holdUpload(ctx, upload); err != nil || upload.State != research.UploadTaken {
		return err
	}
	taken, err := s.readPart(ctx, upload.Target(), *part)
	if err != nil {
		return quietWhenErased(err)
	}
	jobs := []research.Job{}
	switch part.Kind {
	case research.PartContact:
		jobs = append(jobs, contactJob(upload.Project, upload.Interview))
	case research.PartSound:
		jobs = append(jobs, soundJob(upload.Project, upload.Interview), peaksJob(upload.Project, upload.Interview))
	}
	return s.followed(ctx, jobs, func() error {
		return quietWhenErased(s.ensure(ctx, By{Scope: s.System}, research.ProjectStream(upload.Project), "part.arrive", func(tx Tx) error {
			return s.takePart(tx, upload, taken)
		}))
	})
}

// holdUpload says before the part is taken in that its phone can no longer take
// it back, on whichever server it asks. One that was taken back meanwhile is
// left as it is.
func (s *Study) holdUpload(ctx context.Context, upload research.Upload) (research.Upload, error) {
	return s.changeUpload(ctx, upload.ID, func(u *research.Upload) error {
		if u.State == research.UploadComplete {
			u.State = research.UploadTaken
		}
		return nil
	})
}

// quietWhenErased leaves what was erased meanwhile to the job that erases.
func quietWhenErased(err error) error {
	if research.FaultOf(err) == research.Erased {
		return nil
	}
	return err
}

// settleUploads takes in the parts that arrived before their delivery, and
// returns the receipt as it is then.
func (s *Study) settleUploads(ctx context.Context, project research.ID, parcel research.Parcel) (research.Receipt, error) {
	settled := false
	for _, part := range parcel.Parts {
		if part.State != research.PartWaiting {
			continue
		}
		id, err := s.uploadID(ctx, stored(project, parcel.Interview, part.Number))
		if err != nil {
			return research.Receipt{}, err
		}
		if err := s.TakeUpload(ctx, id); err != nil {
			return research.Receipt{}, err
		}
		settled = true
	}
	if settled {
		var err error
		if parcel, err = s.parcel(ctx, project, parcel.Interview); err != nil {
			return research.Receipt{}, err
		}
	}
	return s.receiptOf(ctx, project, parcel)
}

// readPart reads all of a part: its sum, and whether it opens.
func (s *Study) readPart(ctx context.Context, name research.StoredPart, part research.ParcelPart) (takenPart, error) {
	return s.readSummed(ctx, name, func(taken *takenPart, blob Blob) error {
		switch {
		case taken.sum != part.SHA256 || taken.bytes != part.Bytes:
			return nil
		case part.Kind == research.PartSound:
			return s.readSound(taken, name, blob)
		default:
			return s.readSealed(taken, name.Part, part.Kind, blob)
		}
	})
}

// readSummed sums what lies on the disk, and then reads it.
func (s *Study) readSummed(ctx context.Context, name research.StoredPart, read func(*takenPart, Blob) error) (takenPart, error) {
	blob, err := s.Blobs.Open(ctx, name)
	if err != nil {
		return takenPart{}, err
	}
	defer func() { _ = blob.Close() }()
	taken, err := summed(blob)
	if err == nil {
		err = read(&taken, blob)
	}
	return taken, err
}

// readSealed opens a part that is not sound.
func (s *Study) readSealed(taken *takenPart, part research.Part, kind research.PartKind, blob Blob) error {
	plain, err := s.openSealed(part, kind.Purpose(), blob, blob.Size())
	if err != nil || plain == nil {
		return err
	}
	taken.plain, taken.whole, taken.opens = int64(len(plain)), true, true
	if kind == research.PartAnswers {
		taken.answers = &research.Answers{}
		taken.opens = jsonv2.Unmarshal(plain, taken.answers) == nil
	}
	return nil
}

// summed is the sum and the length of the bytes.
func summed(blob Blob) (takenPart, error) {
	sum := sha256.New()
	_, err := io.Copy(sum, io.NewSectionReader(blob, 0, blob.Size()))
	return takenPart{sum: hex.EncodeToString(sum.Sum(nil)), bytes: blob.Size()}, err
}

// readSound opens every frame of sound once, one at a time, and looks what sort
// of sound it is. What is no sound is kept and shown, and never played.
func (s *Study) readSound(taken *takenPart, name research.StoredPart, blob Blob) error {
	reader, err := s.partReader(name.Part, research.Sound, blob, blob.Size())
	if research.FaultOf(err) == research.Invalid {
		return nil //nolint:nilerr // sound that cannot be opened is kept and shown
	}
	if err != nil {
		return err
	}
	var head []byte
	for seq := range reader.Frames().Frames {
		var plain []byte
		if plain, err = reader.Frame(seq); err != nil {
			break
		}
		head = append(head, plain[:min(len(plain), kindHead-len(head))]...)
	}
	if err != nil && !errors.Is(err, research.Invalid) {
		return err
	}
	mime, sound := s.Sounds.Kind(head)
	taken.mime, taken.plain = mime, reader.Size()
	taken.whole = err == nil && reader.Frames().Rest == 0
	taken.opens = taken.whole && (sound || taken.plain == 0)
	return nil
}

// takePart notes in the project that a part is there.
func (s *Study) takePart(tx Tx, upload research.Upload, taken takenPart) error {
	parcel, err := load[research.Parcel](tx, research.ParcelDocument(upload.Interview))
	if err != nil {
		return err
	}
	part := parcel.Part(upload.Part)
	if part == nil || part.State != research.PartWaiting {
		return errDone
	}
	part.State = research.PartStored
	if !taken.opens {
		part.State = research.PartInvalid
	}
	if taken.sum != part.SHA256 {
		part.Found = taken.sum
	}
	interview, err := load[research.Interview](tx, research.InterviewDocument(upload.Interview))
	if err != nil {
		return err
	}
	a, err := s.arrivalOf(tx, upload.Project, parcel)
	if err != nil {
		return err
	}
	if taken.answers != nil && taken.opens {
		a.answers, a.answered = *taken.answers, true
		a.takeAnswers(tx, &interview)
		if err := a.takeDebrief(tx, interview); err != nil {
			return err
		}
	}
	if part.Kind == research.PartSound {
		a.takeSound(tx, &interview, *part, taken)
	}
	interview.Delivered = parcel.Complete()
	if !taken.opens {
		interview.Review = research.ReviewInvalidPart
	}
	tx.Put(interviewDocument(interview))
	tx.Put(parcelDocument(upload.Project, parcel))
	tx.Fact("interview", string(upload.Interview))
	return nil
}

// awaitPart notes that a part of which other bytes came is waited for again. It
// is repeatable, and harmless when the bytes are not deleted after it: then they
// are taken in once more.
func (s *Study) awaitPart(ctx context.Context, upload research.Upload) error {
	return s.await(ctx, upload.Target(), func(part research.ParcelPart) bool { return part.Found != "" })
}

// awaitLost notes that parts that were received are waited for again, since the
// disk does not hold all of their bytes any more.
func (s *Study) awaitLost(ctx context.Context, project research.ID, parcel research.Parcel) (research.Parcel, error) {
	before := parcel
	for _, part := range before.Parts {
		name := stored(project, before.Interview, part.Number)
		lost, err := s.bytesGone(ctx, name, before, part)
		if err != nil {
			return before, err
		}
		if !lost {
			continue
		}
		if err := s.reopenUpload(ctx, name); err != nil {
			return before, err
		}
		if err := s.await(ctx, name, received); err != nil {
			return before, err
		}
		if parcel, err = s.parcel(ctx, project, before.Interview); err != nil {
			return before, err
		}
	}
	return parcel, nil
}

// reopenUpload goes back to the bytes that there are of a part.
func (s *Study) reopenUpload(ctx context.Context, name research.StoredPart) error {
	id, err := s.uploadID(ctx, name)
	if err != nil {
		return err
	}
	upload, _, err := s.upload(ctx, id)
	if err != nil || upload.State == "" {
		return err
	}
	size, err := s.blobSize(ctx, name)
	if err != nil {
		return err
	}
	_, err = s.changeUpload(ctx, id, func(u *research.Upload) error {
		u.Offset, u.State = min(u.Offset, size), research.UploadOpen
		if size == 0 {
			u.State = research.UploadAborted
		}
		return nil
	})
	return err
}

// received tells of a part that the bytes that were announced of it came.
func received(part research.ParcelPart) bool {
	return part.Found == "" && (part.State == research.PartStored || part.State == research.PartInvalid)
}

// bytesGone tells whether bytes of a part that was received are gone that nobody erases.
func (s *Study) bytesGone(ctx context.Context, name research.StoredPart, parcel research.Parcel, part research.ParcelPart) (bool, error) {
	if !received(part) || part.Inline || parcel.Cut || parcel.Erased {
		return false, nil
	}
	if part.Kind == research.PartContact || part.Kind == research.PartSound && s.gone(research.SoundKey(parcel.Interview)) {
		return false, nil
	}
	size, err := s.blobSize(ctx, name)
	return size < part.Bytes, err
}

// await notes that a part is waited for again, if it is still as it was found.
func (s *Study) await(ctx context.Context, name research.StoredPart, found func(research.ParcelPart) bool) error {
	return s.ensure(ctx, By{Scope: s.System}, research.ProjectStream(name.Project), "part.await", func(tx Tx) error {
		parcel, err := load[research.Parcel](tx, research.ParcelDocument(name.Interview))
		if err != nil {
			return err
		}
		part := parcel.Part(name.Number)
		if part == nil || !found(*part) {
			return errDone
		}
		interview, err := load[research.Interview](tx, research.InterviewDocument(name.Interview))
		if err != nil {
			return err
		}
		part.State, part.Found = research.PartWaiting, ""
		a, err := s.arrivalOf(tx, name.Project, parcel)
		if err != nil {
			return err
		}
		if interview.Delivered = false; interview.Review == research.ReviewInvalidPart {
			interview.Flag(a.review(parcel))
		}
		if interview.Review == "" {
			if err := flagHidden(tx, &interview); err != nil {
				return err
			}
		}
		if interview.Sound == research.SoundInvalid && !parcel.HasInvalid(research.PartSound) {
			interview.Sound = research.SoundPresent
		}
		tx.Put(interviewDocument(interview))
		tx.Put(parcelDocument(name.Project, parcel))
		tx.Fact("interview", string(name.Interview))
		return nil
	})
}

// arrivalOf is a delivery again, from what was kept of it.
func (s *Study) arrivalOf(tx Tx, project research.ID, parcel research.Parcel) (*arrival, error) {
	a := &arrival{project: project, delivery: research.Delivery{Interview: parcel.Interview}}
	original, err := load[research.Original](tx, research.OriginalDocument(parcel.Interview))
	if err != nil {
		return nil, err
	}
	sealed := original.Parts[0]
	plain, err := s.openSealed(research.Part{Interview: parcel.Interview}, research.Rest, bytes.NewReader(sealed), int64(len(sealed)))
	if err != nil {
		return nil, err
	}
	if a.malformed = jsonv2.Unmarshal(plain, &a.manifest) != nil; !a.malformed {
		a.manifest.Settle()
	}
	return a, nil
}

// takeSound puts what is known of a recording.
func (a *arrival) takeSound(tx Tx, interview *research.Interview, part research.ParcelPart, taken takenPart) {
	if !taken.opens {
		interview.Sound = research.SoundInvalid
		return
	}
	about, _ := a.manifest.Part(part.Number)
	recording := research.Recording{
		Interview: interview.ID, Part: part.Number, MIME: cmp.Or(taken.mime, research.SoundMIME(about.MIME)),
		StartedAt: about.StartedAt.UTC(), Bytes: taken.plain, Milliseconds: about.Milliseconds,
	}
	if taken.milliseconds > 0 {
		recording.Milliseconds = taken.milliseconds
	}
	tx.Put(recordingDocument(recording))
}

// recordingDocument goes when the sound of the interview goes.
func recordingDocument(r research.Recording) research.Document {
	document := owned("", research.RecordingDocument(r.Interview, r.Part), number(r.Part), r)
	document.Key, document.Ref = research.SoundKey(r.Interview), string(r.Interview)
	return document
}
