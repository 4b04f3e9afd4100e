package study

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
)

// tracked is an act that remembers what it has put or deleted.
type tracked struct {
	Tx
	touched map[string]bool
}

func track(tx Tx) *tracked { return &tracked{tx, map[string]bool{}} }

func (t *tracked) Put(document research.Document) {
	t.touched[document.ID] = true
	t.Tx.Put(document)
}

func (t *tracked) Delete(id string) {
	t.touched[id] = true
	t.Tx.Delete(id)
}

// resealAll puts once more whatever says what an interview said and was not put
// yet, so that all of it is sealed under the newest key.
func resealAll(tx *tracked, id research.ID, releases []research.Release) error {
	var all []research.Document
	for _, kind := range []research.Kind{"passage", "coding", "moments", "original", "debrief", "quote", "finding", "voice"} {
		documents, err := belonging(tx, kind, id)
		if err != nil {
			return err
		}
		all = append(all, documents...)
	}
	for _, release := range releases {
		for _, n := range release.Owned[id] {
			document, err := tx.Document(research.ItemDocument(release.ID, n))
			if missing(err) {
				continue
			}
			if err != nil {
				return err
			}
			all = append(all, document)
		}
	}
	for _, document := range all {
		if !tx.touched[document.ID] {
			tx.Put(document)
		}
	}
	return nil
}

// resealed is a recording that took the place of another: the same sound under
// the next key and another number, silent where it was cut.
type resealed struct {
	old, fresh int
	bytes      int64
	sum        string
	frames     int
	// gone tells that it went as a whole, nothing taking its place.
	gone bool
}

// resealSound makes the recordings that take the place of those that are there.
// The project does not know them yet. Bytes that a try leaves behind which was
// stopped are under a key that the next one destroys.
func (s *Study) resealSound(ctx context.Context, project, id research.ID, cut research.Cut) (generation int, all []resealed, err error) {
	parcel, err := s.parcel(ctx, project, id)
	if err != nil {
		return 0, nil, err
	}
	ref, err := s.Keys.Renew(ctx, research.SoundKey(id))
	if err != nil {
		return 0, nil, err
	}
	key, err := s.Keys.Key(ref)
	if err != nil {
		return 0, nil, err
	}
	_, generation = ref.Generation()
	for _, part := range parcel.Parts {
		if part.Kind != research.PartSound || part.State == research.PartErased {
			continue
		}
		next := resealed{old: part.Number, gone: true}
		if part.State == research.PartStored {
			if next, err = s.resealPart(ctx, project, id, parcel, part, key, cut.Silenced(part.Number)); err != nil {
				return 0, nil, err
			}
		}
		all = append(all, next)
	}
	return generation, all, nil
}

func (s *Study) resealPart(
	ctx context.Context, project, id research.ID, parcel research.Parcel, part research.ParcelPart, key []byte, spans [][2]int64,
) (next resealed, err error) {
	old := stored(project, id, part.Number)
	next = resealed{old: part.Number, fresh: s.freshNumber(parcel), frames: part.Frames}
	blob, err := s.Blobs.Open(ctx, old)
	if err != nil {
		return next, err
	}
	defer func() { _ = blob.Close() }()
	reader, err := s.partReader(old.Part, research.Sound, blob, blob.Size())
	if err != nil {
		return next, err
	}
	var patches []research.Patch
	if len(spans) > 0 {
		patches, err = s.patches(ctx, old, reader, spans)
		if next.gone = research.FaultOf(err) == research.Invalid; next.gone {
			return next, nil
		}
		if err != nil {
			return next, err
		}
	}
	to := stored(project, id, next.fresh)
	if err := s.Blobs.Create(ctx, to); err != nil {
		return next, err
	}
	sum := sha256.New()
	sealed := io.TeeReader(&sealer{reader: reader, key: key, to: to.Part, patches: patches}, sum)
	next.bytes, err = s.Blobs.Write(ctx, to, 0, sealed, blob.Size())
	next.sum = hex.EncodeToString(sum.Sum(nil))
	return next, err
}

func (s *Study) patches(ctx context.Context, part research.StoredPart, reader *research.PartReader, spans [][2]int64) ([]research.Patch, error) {
	var recording research.Recording
	err := s.view(ctx, s.System, research.ProjectStream(part.Project), func(v View) (err error) {
		recording, err = load[research.Recording](v, research.RecordingDocument(part.Interview, part.Number))
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.Sounds.Patches(recording.MIME, reader, reader.Size(), spans)
}

// Parts with such numbers are made by the server; phones number from 1.
const (
	firstFreshNumber = 100_000
	freshNumbers     = 900_000
)

// freshNumber is a number that no part of the interview has, and that no other
// try to make one takes.
func (s *Study) freshNumber(parcel research.Parcel) int {
	for {
		sum := sha256.Sum256([]byte(s.NewID()))
		number := firstFreshNumber + int(binary.BigEndian.Uint32(sum[:])%freshNumbers)
		if parcel.Part(number) == nil {
			return number
		}
	}
}

// sealer reads a part sealed anew, frame by frame, with patches written over it.
type sealer struct {
	reader  *research.PartReader
	key     []byte
	to      research.Part
	patches []research.Patch
	seq     int
	left    []byte // of the frame that is being read
}

func (s *sealer) Read(b []byte) (int, error) {
	if len(s.left) == 0 {
		frames := s.reader.Frames().Frames
		if s.seq == len(frames) {
			return 0, io.EOF
		}
		plain, err := s.reader.Frame(s.seq)
		if err != nil {
			return 0, err
		}
		plain = slices.Clone(plain)
		s.patch(plain, frames[s.seq].Plain)
		if s.left, err = research.SealFrame(rand.Reader, s.key, s.to, s.seq, plain); err != nil {
			return 0, err
		}
		s.seq++
	}
	n := copy(b, s.left)
	s.left = s.left[n:]
	return n, nil
}

// patch writes over the bytes of a frame, which begin at an offset of the part.
func (s *sealer) patch(plain []byte, begins int64) {
	ends := begins + int64(len(plain))
	for len(s.patches) > 0 {
		p := s.patches[0]
		if p.Offset >= ends {
			return
		}
		skip := max(0, begins-p.Offset) // written over the frame before
		copy(plain[max(0, p.Offset-begins):], p.Bytes[skip:])
		if p.Offset+int64(len(p.Bytes)) > ends {
			return // goes on in the next frame
		}
		s.patches = s.patches[1:]
	}
}

// exchangeSound puts the recordings that were sealed anew in the place of those
// before.
func (c *cutting) exchangeSound(parcel *research.Parcel) error {
	parcel.SoundFrom = c.next.sound
	for _, r := range c.next.resealed {
		part := parcel.Part(r.old)
		if part == nil || part.State == research.PartErased {
			return research.Errorf(research.Stale, "Iemand heeft dit geluid intussen veranderd. Probeer het opnieuw.")
		}
		part.State = research.PartErased
		name := research.RecordingDocument(c.id, r.old)
		document, err := c.tx.Document(name)
		if research.FaultOf(err) == research.NotFound {
			continue // it never opened
		}
		if err != nil {
			return err
		}
		recording, err := decode[research.Recording](document)
		if err != nil {
			return err
		}
		c.tx.Delete(name)
		if err := c.exchangePeaks(r); err != nil {
			return err
		}
		if r.gone {
			continue
		}
		recording.Part = r.fresh
		fresh := owned("", research.RecordingDocument(c.id, r.fresh), document.By, recording)
		fresh.Key, fresh.Ref = research.SoundKey(c.id), string(c.id)
		c.tx.Put(fresh)
		parcel.Parts = append(parcel.Parts, research.ParcelPart{
			Number: r.fresh, Kind: research.PartSound, Bytes: r.bytes, SHA256: r.sum, Frames: r.frames, State: research.PartStored,
		})
	}
	return c.moveMoments()
}

// exchangePeaks puts how loud a recording is, without what was cut, under its
// next number.
func (c *cutting) exchangePeaks(r resealed) error {
	name := research.PeaksDocument(c.id, r.old)
	peaks, found, err := find[research.Peaks](c.tx, name)
	if err != nil || !found {
		return err
	}
	c.tx.Delete(name)
	if !r.gone {
		peaks.Part = r.fresh
		peaks.Silence(c.cut.Silenced(r.old))
		c.tx.Put(peaksDocument(peaks))
	}
	return nil
}

// moveMoments says where in the sound moments are from now on.
func (c *cutting) moveMoments() error {
	moments, found, err := find[research.Moments](c.tx, research.MomentsDocument(c.id))
	if err != nil || !found {
		return err
	}
	parts := map[int]int{}
	for _, r := range c.next.resealed {
		if parts[r.old] = r.fresh; r.gone {
			parts[r.old] = 0
		}
	}
	moments.Renumber(parts)
	c.tx.Put(momentsDocument(moments))
	return nil
}

// FinishCut is the job after a cut: the keys before those of the cut are
// destroyed, and the bytes that they sealed. It is repeatable, and does nothing
// when the cut was not made.
func (s *Study) FinishCut(ctx context.Context, project, id research.ID) error {
	parcel, err := s.parcel(ctx, project, id)
	if research.FaultOf(err) == research.NotFound || parcel.Erased {
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.retire(ctx, project, id, parcel); err != nil {
		return err
	}
	for _, part := range parcel.Parts {
		if part.State != research.PartErased {
			continue
		}
		if err := s.endUpload(ctx, stored(project, id, part.Number), research.UploadErased); err != nil {
			return err
		}
	}
	return nil
}

// retire destroys the generations of keys that seal nothing any more.
func (s *Study) retire(ctx context.Context, project, id research.ID, parcel research.Parcel) error {
	var old []research.KeyRef
	for key, from := range map[research.KeyRef]int{research.RestKey(id): parcel.RestFrom, research.SoundKey(id): parcel.SoundFrom} {
		for n := 1; n < from; n++ {
			if ref := key.At(n); !s.gone(ref) {
				old = append(old, ref)
			}
		}
	}
	if len(old) == 0 {
		return nil
	}
	slices.Sort(old)
	line := LedgerLine{At: s.Now().UTC(), Project: project, Keys: old, Reason: reasonCut}
	return s.destroy(ctx, line)
}

// partReader reads a part with whichever generation of its key sealed it: the
// newest that opens its first frame. Fault: Erased.
func (s *Study) partReader(part research.Part, purpose research.Purpose, sealed io.ReaderAt, size int64) (*research.PartReader, error) {
	key := research.InterviewKey(part.Interview, purpose)
	newest, err := s.Keys.Current(key)
	if err != nil {
		return nil, err
	}
	_, n := newest.Generation()
	var first *research.PartReader
	for n = max(n, 1); n > 0; n-- {
		data, err := s.Keys.Key(key.At(n))
		if first != nil && err != nil {
			break // the generations before are destroyed
		}
		if err != nil {
			return nil, err
		}
		reader, err := research.NewPartReader(data, part, sealed, size)
		if err != nil {
			return nil, err
		}
		if len(reader.Frames().Frames) == 0 {
			return reader, nil
		}
		if _, err = reader.Frame(0); err == nil {
			return reader, nil
		}
		if first == nil {
			first = reader
		}
	}
	return first, nil
}
