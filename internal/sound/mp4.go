package sound

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/Eyevinn/mp4ff/mp4"
)

// Bounds of what is read of an MP4 into memory at once, in bytes.
const (
	longestMoov = 16 << 20
	longestMoof = 1 << 20
)

// layOutMP4 makes of an MP4 in fragments, as phones record it, one with all its
// places in front (ISO/IEC 14496-12). Samples stay byte for byte as they were.
// What comes after the last whole sample is left out: the phone was stopped in
// the middle of it. An MP4 whose places stand at its end gets them in front.
func layOutMP4(recorded io.ReaderAt, size int64) (l *layout, err error) {
	defer func() { // the library trusts what a file says of itself
		if recover() != nil {
			l, err = nil, fmt.Errorf("a broken MP4: %w", ErrUnknown)
		}
	}()
	m := &mp4Index{recorded: recorded, size: size}
	if err := m.read(); err != nil {
		return nil, err
	}
	switch {
	case m.moov == nil:
		return nil, fmt.Errorf("an MP4 without a table: %w", ErrUnknown)
	case m.moov.Mvex == nil && m.data > 0 && m.data < m.moovAt:
		return m.placesInFront()
	case m.moov.Mvex == nil:
		return asItIs(size), nil
	case len(m.sizes) == 0:
		return nil, fmt.Errorf("no sound to seek in: %w", ErrUnknown)
	}
	return m.progressive()
}

// mp4Index is where things stand in an MP4.
type mp4Index struct {
	recorded io.ReaderAt
	size     int64

	ftyp             []byte
	moov             *mp4.MoovBox
	moovAt, moovSize int64
	data             int64 // where the first sound begins
	rooms            []mp4Room
	track            *mp4.TrakBox
	trex             *mp4.TrexBox

	// Of fragments: the length of every sample, how long they last, run by run,
	// and the stretches in which they stand.
	sizes  []uint32
	lasts  []lasting
	chunks []mp4Chunk
	ends   uint64 // when the last sample ends, from the first, in the track's scale
	begins uint64 // what the first fragment says of its time
}

// mp4Room is a stretch for sound, or one that nobody uses.
type mp4Room struct {
	from, size int64
	sound      bool
}

// lasting is a run of samples that last as long.
type lasting struct{ count, ticks uint32 }

// mp4Chunk is a stretch of samples.
type mp4Chunk struct {
	from, size int64
	samples    uint32
}

// read goes through the boxes of the file, which may end anywhere.
func (m *mp4Index) read() error {
	for at := int64(0); ; {
		name, head, size, err := m.boxAt(at)
		if ended(err) {
			return nil
		}
		if err != nil {
			return err
		}
		if err = m.box(name, at, head, size); ended(err) {
			return m.lastRoom(at + size)
		}
		if err != nil {
			return err
		}
		at += size
	}
}

// lastRoom notes the stretch in which the file ends, in the middle of a sample.
func (m *mp4Index) lastRoom(at int64) error {
	name, head, size, err := m.boxAt(at)
	if err == nil && name == "mdat" {
		return m.box(name, at, head, size)
	}
	if ended(err) {
		return nil
	}
	return err
}

// boxAt reads the head of a box: its name, and how long its head and all of it are.
func (m *mp4Index) boxAt(at int64) (name string, head, size int64, err error) {
	var b [16]byte
	if m.size-at < 8 {
		return "", 0, 0, io.EOF
	}
	n, err := m.recorded.ReadAt(b[:min(16, m.size-at)], at)
	if n < 8 {
		return "", 0, 0, err
	}
	name, head, size = string(b[4:8]), 8, int64(binary.BigEndian.Uint32(b[:]))
	switch {
	case size == 0:
		size = m.size - at
	case size == 1 && n == 16:
		head, size = 16, int64(binary.BigEndian.Uint64(b[8:]))
	}
	if size < head || at == 0 && name != "ftyp" {
		return "", 0, 0, fmt.Errorf("no MP4: %w", ErrUnknown)
	}
	return name, head, size, nil
}

func (m *mp4Index) box(name string, at, head, size int64) error {
	switch name {
	case "ftyp":
		text, err := m.whole(at, size, longestMoof)
		m.ftyp = text
		return err
	case "moov":
		m.moovAt, m.moovSize = at, size
		return m.readMoov(at, size)
	case "mdat", "free", "skip":
		if m.data == 0 && name == "mdat" {
			m.data = at + head
		}
		if len(m.rooms) == mostSamples {
			return fmt.Errorf("more than %d rooms: %w", mostSamples, ErrUnknown)
		}
		m.rooms = append(m.rooms, mp4Room{at + head, min(at+size, m.size) - at - head, name == "mdat"})
	case "moof":
		return m.readMoof(at, size)
	}
	return nil
}

// whole reads a box that must fit in memory. Fault: io.ErrUnexpectedEOF when
// the file ends in it.
func (m *mp4Index) whole(at, size, most int64) ([]byte, error) {
	if size > most {
		return nil, fmt.Errorf("a table of %d bytes: %w", size, ErrUnknown)
	}
	if at+size > m.size {
		return nil, io.ErrUnexpectedEOF
	}
	text := make([]byte, size)
	n, err := m.recorded.ReadAt(text, at)
	if int64(n) == size {
		return text, nil
	}
	return nil, err
}

func (m *mp4Index) readMoov(at, size int64) error {
	text, err := m.whole(at, size, longestMoov)
	if err != nil {
		return err
	}
	if err := bounded(text); err != nil {
		return err
	}
	box, err := mp4.DecodeBox(uint64(at), bytes.NewReader(text))
	moov, ok := box.(*mp4.MoovBox)
	if err != nil || !ok || m.moov != nil {
		return fmt.Errorf("a broken table: %w", ErrUnknown)
	}
	m.moov = moov
	if moov.Mvex == nil {
		return nil
	}
	if err := m.onlyTrack(); err != nil {
		return err
	}
	m.trex, _ = moov.Mvex.GetTrex(m.track.Tkhd.TrackID)
	return nil
}

// onlyTrack finds the track of a file that has only one, and of sound.
func (m *mp4Index) onlyTrack() error {
	for _, track := range m.moov.Traks {
		if track.Mdia == nil || track.Mdia.Hdlr == nil || track.Mdia.Hdlr.HandlerType != "soun" || m.track != nil {
			return fmt.Errorf("not one track of sound: %w", ErrUnknown)
		}
		m.track = track
	}
	if m.track == nil || m.track.Tkhd == nil || m.track.Mdia.Mdhd == nil || m.track.Mdia.Minf == nil || m.track.Mdia.Minf.Stbl == nil || m.track.Mdia.Minf.Stbl.Stsd == nil {
		return fmt.Errorf("no track of sound: %w", ErrUnknown)
	}
	return nil
}

// readMoof takes in the samples of a fragment.
func (m *mp4Index) readMoof(at, size int64) error {
	text, err := m.whole(at, size, longestMoof)
	if err != nil {
		return err
	}
	if m.track == nil {
		return fmt.Errorf("a fragment without its track: %w", ErrUnknown)
	}
	if err := bounded(text); err != nil {
		return err
	}
	box, err := mp4.DecodeBox(uint64(at), bytes.NewReader(text))
	moof, ok := box.(*mp4.MoofBox)
	if err != nil || !ok {
		return fmt.Errorf("a broken fragment: %w", ErrUnknown)
	}
	for _, traf := range moof.Trafs {
		if traf.Tfhd == nil || traf.Tfhd.TrackID != m.track.Tkhd.TrackID {
			continue
		}
		m.skipTo(traf.Tfdt)
		next := at + size + 8 // right after the head of the box with samples
		for _, trun := range traf.Truns {
			trun.AddSampleDefaultValues(traf.Tfhd, m.trex)
			from := next
			if trun.HasDataOffset() {
				from = at + int64(trun.DataOffset)
				if traf.Tfhd.HasBaseDataOffset() {
					from = int64(traf.Tfhd.BaseDataOffset) + int64(trun.DataOffset)
				}
			}
			if next, err = m.samples(from, trun.Samples); err != nil {
				return err
			}
		}
	}
	return nil
}

// skipTo lets the sample before last until a fragment begins: what is missing
// between them is silence, and places after it stay where they are.
func (m *mp4Index) skipTo(tfdt *mp4.TfdtBox) {
	if tfdt == nil {
		return
	}
	begins := tfdt.BaseMediaDecodeTime()
	if len(m.sizes) == 0 {
		m.begins = begins
		return
	}
	if gap := begins - m.begins - m.ends; begins >= m.begins+m.ends && gap > 0 && gap < 1<<30 {
		last := &m.lasts[len(m.lasts)-1]
		ticks := last.ticks + uint32(gap)
		if last.count--; last.count == 0 {
			m.lasts = m.lasts[:len(m.lasts)-1]
		}
		m.last(ticks)
		m.ends += gap
	}
}

// last notes how long one more sample lasts.
func (m *mp4Index) last(ticks uint32) {
	if n := len(m.lasts); n > 0 && m.lasts[n-1].ticks == ticks {
		m.lasts[n-1].count++
	} else {
		m.lasts = append(m.lasts, lasting{1, ticks})
	}
}

// samples takes in a run of samples that stand one after the other, and returns
// where it ends. Fault: io.EOF when the file ends before.
func (m *mp4Index) samples(from int64, samples []mp4.Sample) (end int64, err error) {
	if from < 0 {
		return 0, fmt.Errorf("sound before the file: %w", ErrUnknown)
	}
	if len(m.sizes)+len(samples) > mostSamples {
		return 0, fmt.Errorf("more than %d samples: %w", mostSamples, ErrUnknown)
	}
	chunk := mp4Chunk{from: from}
	for _, sample := range samples {
		if from+chunk.size+int64(sample.Size) > m.size {
			err = io.EOF
			break
		}
		chunk.size += int64(sample.Size)
		chunk.samples++
		m.sizes = append(m.sizes, sample.Size)
		m.last(sample.Dur)
		m.ends += uint64(sample.Dur)
	}
	if chunk.samples > 0 {
		m.chunks = append(m.chunks, chunk)
	}
	return from + chunk.size, err
}

// progressive writes the head of a file whose places stand in front, and after
// it the samples.
func (m *mp4Index) progressive() (*layout, error) {
	l := &layout{}
	var sound int64
	for _, chunk := range m.chunks {
		l.add(chunk.from, chunk.size, false)
		sound += chunk.size
	}
	m.fillTables()
	m.setLengths()
	head := len(m.ftyp) + int(m.moov.Size())
	offset := int64(head) + 16
	if offset+sound > 1<<32-1 {
		return nil, fmt.Errorf("more sound than a table holds: %w", ErrUnknown)
	}
	stco := m.track.Mdia.Minf.Stbl.Stco
	for i, chunk := range m.chunks {
		stco.ChunkOffset[i] = uint32(offset)
		offset += chunk.size
	}
	out := bytes.NewBuffer(make([]byte, 0, head+16))
	out.Write(m.ftyp)
	if err := m.moov.Encode(out); err != nil {
		return nil, fmt.Errorf("%w: %w", err, ErrUnknown)
	}
	out.Write([]byte{0, 0, 0, 1, 'm', 'd', 'a', 't'})
	out.Write(uint64Bytes(uint64(sound) + 16))
	if out.Len() != head+16 {
		return nil, fmt.Errorf("a table of another length than it says: %w", ErrUnknown)
	}
	l.head = out.Bytes()
	l.settle()
	return l, nil
}

// fillTables makes the tables of samples; where they are is not known yet.
func (m *mp4Index) fillTables() {
	m.moov.Mvex = nil
	m.moov.Children = without(m.moov.Children, "mvex", "udta", "meta")
	old := m.track.Mdia.Minf.Stbl
	stbl := mp4.NewStblBox()
	stbl.AddChild(old.Stsd)
	stts, stsc := &mp4.SttsBox{}, &mp4.StscBox{}
	for _, run := range m.lasts {
		stts.SampleCount, stts.SampleTimeDelta = append(stts.SampleCount, run.count), append(stts.SampleTimeDelta, run.ticks)
	}
	for i, chunk := range m.chunks {
		if i == 0 || chunk.samples != m.chunks[i-1].samples {
			_ = stsc.AddEntry(uint32(i+1), chunk.samples, 1)
		}
	}
	stbl.AddChild(stts)
	stbl.AddChild(stsc)
	stbl.AddChild(&mp4.StszBox{SampleNumber: uint32(len(m.sizes)), SampleSize: m.sizes})
	stbl.AddChild(&mp4.StcoBox{ChunkOffset: make([]uint32, len(m.chunks))})
	minf := m.track.Mdia.Minf
	for i, child := range minf.Children {
		if child == mp4.Box(old) {
			minf.Children[i] = stbl
		}
	}
	minf.Stbl = stbl
}

// setLengths says in every head how long the sound is.
func (m *mp4Index) setLengths() {
	m.track.Mdia.Mdhd.Duration = m.ends
	scale, movie := uint64(max(1, m.track.Mdia.Mdhd.Timescale)), uint64(0)
	if m.moov.Mvhd != nil {
		movie = m.ends * uint64(m.moov.Mvhd.Timescale) / scale
		m.moov.Mvhd.Duration = movie
	}
	m.track.Tkhd.Duration = movie
	if m.track.Edts == nil {
		return
	}
	for _, elst := range m.track.Edts.Elst {
		for i := range elst.Entries {
			if entry := &elst.Entries[i]; entry.SegmentDuration == 0 && entry.MediaTime >= 0 {
				entry.SegmentDuration = movie
			}
		}
	}
}

func without(boxes []mp4.Box, names ...string) []mp4.Box {
	var kept []mp4.Box
	for _, box := range boxes {
		left := true
		for _, name := range names {
			left = left && box.Type() != name
		}
		if left {
			kept = append(kept, box)
		}
	}
	return kept
}

// placesInFront moves the table before the sound, which then begins so much later.
func (m *mp4Index) placesInFront() (*layout, error) {
	var moved []func()
	shift := m.moov.Size()
	for _, track := range m.moov.Traks {
		if track.Mdia == nil || track.Mdia.Minf == nil || track.Mdia.Minf.Stbl == nil {
			return nil, fmt.Errorf("a broken table: %w", ErrUnknown)
		}
		stbl := track.Mdia.Minf.Stbl
		if stbl.Stco != nil {
			for i, at := range stbl.Stco.ChunkOffset {
				if int64(at) >= m.moovAt || uint64(at)+shift > 1<<32-1 {
					return asItIs(m.size), nil
				}
				moved = append(moved, func() { stbl.Stco.ChunkOffset[i] += uint32(shift) })
			}
		}
		if stbl.Co64 != nil {
			for i, at := range stbl.Co64.ChunkOffset {
				if at >= uint64(m.moovAt) {
					return asItIs(m.size), nil
				}
				moved = append(moved, func() { stbl.Co64.ChunkOffset[i] += shift })
			}
		}
	}
	for _, move := range moved {
		move()
	}
	out := bytes.NewBuffer(nil)
	out.Write(m.ftyp)
	if err := m.moov.Encode(out); err != nil || out.Len() != len(m.ftyp)+int(shift) {
		return asItIs(m.size), nil //nolint:nilerr // it plays as it is as well
	}
	l := &layout{head: out.Bytes()}
	l.add(int64(len(m.ftyp)), m.moovAt-int64(len(m.ftyp)), false)
	l.settle()
	return l, nil
}
