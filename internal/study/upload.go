package study

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// BeginUpload makes a place for the bytes of one part; the same part again
// gives the same place. length is nil while the phone does not know it. The
// interview itself may still have to arrive.
func (s *Study) BeginUpload(ctx context.Context, scope research.Scope, project research.ID, part research.Part, length *int64) (research.Upload, error) {
	device, err := s.deliverer(ctx, scope, project)
	if err != nil {
		return research.Upload{}, err
	}
	if err := s.takesBytes(ctx, project, part); err != nil {
		return research.Upload{}, err
	}
	target := research.StoredPart{Project: project, Part: part}
	if err := s.admitEarly(ctx, device.ID, target); err != nil {
		return research.Upload{}, err
	}
	return s.openUpload(ctx, device.ID, target, length)
}

// openUpload makes the place of a part, or gives the one that there is.
func (s *Study) openUpload(ctx context.Context, device research.ID, target research.StoredPart, length *int64) (research.Upload, error) {
	reaches := int64(1)
	if length != nil {
		reaches = *length
	}
	if err := s.takesSound(ctx, target, reaches); err != nil {
		return research.Upload{}, err
	}
	id, err := s.uploadID(ctx, target)
	if err != nil {
		return research.Upload{}, err
	}
	longer, err := s.grewSince(ctx, target)
	if err != nil {
		return research.Upload{}, err
	}
	unlock := s.parts.lock(target)
	defer unlock()
	if err := s.Blobs.Create(ctx, target); err != nil {
		return research.Upload{}, err
	}
	size, err := s.blobSize(ctx, target)
	if err != nil {
		return research.Upload{}, err
	}
	upload, err := s.changeUpload(ctx, id, func(u *research.Upload) error {
		if u.State == "" || u.State == research.UploadAborted {
			*u = research.Upload{ID: id, Project: target.Project, Interview: target.Interview, Part: target.Number, State: research.UploadOpen}
		}
		if longer(*u) {
			u.Length, u.State = nil, research.UploadOpen
		}
		if u.State == research.UploadErased {
			return s.endedUpload(*u)
		}
		if err := u.CheckLength(length); err != nil {
			return err
		}
		if u.Offset > size { // the bytes were lost: an older copy was put back
			u.Offset, u.State = size, research.UploadOpen
		}
		u.Device = device
		if length != nil {
			u.Length = length
		}
		return nil
	})
	if err != nil || !upload.Whole() || upload.State != research.UploadOpen {
		return upload, err
	}
	return s.wholeUpload(ctx, upload)
}

// grewSince tells of an upload that it was whole before its phone, thought lost, came
// back with more of the part.
func (s *Study) grewSince(ctx context.Context, name research.StoredPart) (func(research.Upload) bool, error) {
	parcel, err := s.parcel(ctx, name.Project, name.Interview)
	if err != nil && research.FaultOf(err) != research.NotFound {
		return nil, err
	}
	part := parcel.Part(name.Number)
	waiting := part != nil && part.State == research.PartWaiting
	return func(u research.Upload) bool {
		return waiting && u.Arrived() && u.Length != nil && *u.Length < part.Bytes
	}, nil
}

// wholeUpload takes in a part of which all bytes came before its length did.
func (s *Study) wholeUpload(ctx context.Context, u research.Upload) (research.Upload, error) {
	upload, err := s.acknowledge(ctx, u, u.Offset, u.Length)
	if err != nil {
		return upload, err
	}
	return upload, s.TakeUpload(ctx, u.ID)
}

// takesBytes refuses bytes of an interview of another project, and of an
// interview, or of sound, that was erased.
func (s *Study) takesBytes(ctx context.Context, project research.ID, part research.Part) error {
	if foreign, err := s.elsewhere(ctx, project, part.Interview); err != nil || foreign {
		return cmp.Or(err, absent())
	}
	if s.gone(research.RestKey(part.Interview)) {
		return erasedInterview()
	}
	parcel, err := s.parcel(ctx, project, part.Interview)
	if research.FaultOf(err) == research.NotFound {
		return nil
	}
	if known := parcel.Part(part.Number); known != nil && known.State == research.PartErased {
		return erasedPart()
	}
	return err
}

// uploadID is the one upload of a part; nobody can guess it.
func (s *Study) uploadID(ctx context.Context, part research.StoredPart) (research.ID, error) {
	hash, err := s.lookup(ctx, "upload", part.String())
	if err != nil {
		return "", err
	}
	var b [16]byte
	copy(b[:], hash)
	return research.IDFrom(b), nil
}

// changeUpload reads, changes and writes an upload until no one else wrote in
// between.
func (s *Study) changeUpload(ctx context.Context, id research.ID, change func(*research.Upload) error) (research.Upload, error) {
	for {
		upload, cell, err := s.upload(ctx, id)
		if err != nil {
			return upload, err
		}
		before := upload
		if err := change(&upload); err != nil {
			return before, err
		}
		if cell.Body, err = json.Marshal(upload); err != nil {
			return before, err
		}
		_, err = s.Store.Swap(ctx, cell)
		if research.FaultOf(err) != research.Stale {
			return upload, err
		}
	}
}

// upload reads an upload; one that is not there has no state.
func (s *Study) upload(ctx context.Context, id research.ID) (upload research.Upload, cell research.Cell, err error) {
	cell, err = s.Store.Cell(ctx, research.UploadCell, string(id))
	if err == nil && len(cell.Body) > 0 {
		err = json.Unmarshal(cell.Body, &upload)
	}
	cell.Kind, cell.Name = research.UploadCell, string(id)
	return upload, cell, err
}

// Upload is how far an upload is, for the phone whose it is. Faults: NotFound
// when it was aborted, Erased.
func (s *Study) Upload(ctx context.Context, scope research.Scope, project, id research.ID) (research.Upload, error) {
	device, err := s.deliverer(ctx, scope, project)
	if err != nil {
		return research.Upload{}, err
	}
	upload, _, err := s.upload(ctx, id)
	switch {
	case err != nil:
		return upload, err
	case upload.Project != project || upload.Device != device.ID || upload.State == research.UploadAborted:
		return upload, absent()
	case s.gone(research.RestKey(upload.Interview)):
		return upload, erasedInterview()
	case upload.State == research.UploadErased:
		return upload, absent() // sound alone was erased: the receipt says so
	}
	return upload, nil
}

// Bytes are what a phone sends of an upload at once.
type Bytes struct {
	Offset int64
	Length *int64 // of the whole, when the phone did not know it before
	Bytes  []byte
}

// ContinueUpload puts bytes on the disk and returns how far the upload is then.
// Faults: Conflict when the bytes belong elsewhere, Full when the disk has no
// room, Erased, NotFound.
func (s *Study) ContinueUpload(ctx context.Context, scope research.Scope, project, id research.ID, sent Bytes) (research.Upload, error) {
	upload, err := s.Upload(ctx, scope, project, id)
	if err != nil {
		return upload, err
	}
	if err := sent.check(upload); err != nil {
		return upload, err
	}
	if err := s.takesSound(ctx, upload.Target(), sent.Offset+int64(len(sent.Bytes))); err != nil {
		return upload, err
	}
	return s.takeSent(ctx, upload, sent)
}

// takeSent puts bytes on the disk, and takes the part in when it is whole.
func (s *Study) takeSent(ctx context.Context, upload research.Upload, sent Bytes) (research.Upload, error) {
	unlock := s.parts.lock(upload.Target())
	defer unlock()
	reached, err := s.writeBytes(ctx, upload, sent)
	if err != nil {
		return upload, err
	}
	upload, err = s.acknowledge(ctx, upload, reached, sent.Length)
	if err != nil || !upload.Whole() {
		return upload, err
	}
	return upload, s.TakeUpload(ctx, upload.ID)
}

func (b Bytes) check(u research.Upload) error {
	if b.Offset != u.Offset {
		return research.Errorf(research.Conflict, "Er zijn %d bytes binnen. Ga daar verder.", u.Offset)
	}
	if err := u.CheckLength(b.Length); err != nil {
		return err
	}
	end, longest := b.Offset+int64(len(b.Bytes)), int64(research.LongestPart)
	if b.Length != nil {
		longest = *b.Length
	}
	if u.Length != nil {
		longest = *u.Length
	}
	if end > longest {
		return research.Errorf(research.TooLarge, "Dit is meer dan de afgesproken lengte.")
	}
	return nil
}

// writeBytes stores bytes. Bytes behind what was acknowledged were left by a
// crash; if they differ they go.
func (s *Study) writeBytes(ctx context.Context, u research.Upload, sent Bytes) (int64, error) {
	end := sent.Offset + int64(len(sent.Bytes))
	for cut := false; ; cut = true {
		_, err := s.Blobs.Write(ctx, u.Target(), sent.Offset, bytes.NewReader(sent.Bytes), int64(len(sent.Bytes)))
		switch research.FaultOf(err) {
		case research.NotFound:
			return 0, s.lostBytes(ctx, u, 0)
		case research.Conflict:
			size, sizeErr := s.blobSize(ctx, u.Target())
			if sizeErr != nil {
				return 0, sizeErr
			}
			if size < sent.Offset {
				return 0, s.lostBytes(ctx, u, size)
			}
			now, _, nowErr := s.upload(ctx, u.ID)
			if nowErr != nil || cut || now.Offset != u.Offset {
				return 0, cmp.Or[error](nowErr, research.Errorf(research.Conflict, "Hier staan al andere bytes."))
			}
			if err := s.Blobs.Cut(ctx, u.Target(), u.Offset); err != nil {
				return 0, err
			}
		default:
			return end, err
		}
	}
}

// lostBytes goes back to what there is: an older copy of the recordings was put
// back, or the part was erased a moment ago.
func (s *Study) lostBytes(ctx context.Context, u research.Upload, size int64) error {
	if s.gone(research.RestKey(u.Interview)) {
		return erasedInterview()
	}
	_, err := s.changeUpload(ctx, u.ID, func(now *research.Upload) error {
		now.Offset = min(now.Offset, size)
		if size == 0 {
			now.State = research.UploadAborted
		}
		return nil
	})
	return cmp.Or[error](err, research.Errorf(research.Conflict, "Er zijn %d bytes binnen. Ga daar verder.", size))
}

// acknowledge moves the offset. A whole upload is taken in by a job, so that a
// crash cannot lose it.
func (s *Study) acknowledge(ctx context.Context, u research.Upload, reached int64, length *int64) (research.Upload, error) {
	whole := u
	whole.Offset = reached
	if length != nil {
		whole.Length = length
	}
	if whole.Whole() {
		if err := s.Jobs.Plan(ctx, uploadJob(u.ID, s.Now().Add(patience))); err != nil {
			return u, err
		}
	}
	return s.changeUpload(ctx, u.ID, func(now *research.Upload) error {
		if now.State == research.UploadErased || now.State == research.UploadAborted {
			return s.endedUpload(*now)
		}
		now.Offset, now.Length = max(now.Offset, reached), whole.Length
		if now.Whole() && now.State != research.UploadTaken {
			now.State = research.UploadComplete
		}
		return nil
	})
}

// endedUpload refuses bytes of an upload that ended meanwhile. Only when the
// interview itself is erased may the phone let go of all of it.
func (s *Study) endedUpload(u research.Upload) error {
	switch {
	case s.gone(research.RestKey(u.Interview)):
		return erasedInterview()
	case u.State == research.UploadErased:
		return erasedPart()
	default:
		return absent()
	}
}

func erasedPart() error {
	return research.Errorf(research.Conflict, "Dit deel is gewist. Stuur het niet meer.")
}

func uploadJob(id research.ID, due time.Time) research.Job {
	return research.Job{Name: JobUpload + "/" + string(id), Due: due.UTC(), Facts: map[string]string{"upload": string(id)}}
}

// AbortUpload takes back an upload that its phone does not want any more. What
// the project has taken in stays, unless these are other bytes than the delivery
// names: then the phone may send the part anew.
func (s *Study) AbortUpload(ctx context.Context, scope research.Scope, project, id research.ID) error {
	upload, err := s.Upload(ctx, scope, project, id)
	if err != nil {
		return err
	}
	unlock := s.parts.lock(upload.Target())
	defer unlock()
	parcel, err := s.parcel(ctx, project, upload.Interview)
	if err != nil && research.FaultOf(err) != research.NotFound {
		return err
	}
	wrong := false
	if part := parcel.Part(upload.Part); part != nil && part.State != research.PartWaiting {
		if wrong = part.Found != ""; !wrong {
			return safePart(upload)
		}
		if err := s.awaitPart(ctx, upload); err != nil {
			return err
		}
	}
	_, err = s.changeUpload(ctx, id, func(u *research.Upload) error {
		if u.State == research.UploadTaken && !wrong {
			return safePart(upload)
		}
		u.State, u.Offset = research.UploadAborted, 0
		return nil
	})
	if err != nil {
		return err
	}
	return s.Blobs.Delete(ctx, upload.Target())
}

func safePart(u research.Upload) error {
	return research.Errorf(research.Conflict, "Deel %d is al veilig en blijft.", u.Part)
}

// endUpload ends the upload of a part and deletes its bytes. Repeating is harmless.
func (s *Study) endUpload(ctx context.Context, part research.StoredPart, state research.UploadState) error {
	id, err := s.uploadID(ctx, part)
	if err != nil {
		return err
	}
	upload, _, err := s.upload(ctx, id)
	if err != nil {
		return err
	}
	if upload.State != "" && upload.State != state {
		_, err := s.changeUpload(ctx, id, func(u *research.Upload) error {
			u.State, u.Offset = state, 0
			return nil
		})
		if err != nil {
			return err
		}
	}
	return s.Blobs.Delete(ctx, part)
}
