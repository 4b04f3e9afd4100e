package sound

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/Eyevinn/mp4ff/aac"
	"github.com/Eyevinn/mp4ff/mp4"

	"github.com/wijkstem/wijkstem/internal/research"
)

// mostUnplayed bounds the bytes of an MP4 that no table names, in bytes: the
// half sample of a phone that stopped, room that a recorder left. Nobody can say
// of when they are, so they go with any cut; a file with more goes as a whole.
const mostUnplayed = 1 << 20

// longestLead bounds how far an edit list may shift the sound, in milliseconds:
// what an encoder puts in front. A file that was trimmed has more.
const longestLead = 250

// silencer writes silence in place of the samples of one codec.
type silencer struct {
	// lead is how many samples before a span also tell something of it.
	lead int
	// late is how long after a span samples still tell something of it at most,
	// in milliseconds: what a decoder leaves out in front.
	late float64
	// sample is silence as long as the sample, in bytes and in time.
	sample func(old []byte) []byte
}

// patchesMP4 are the patches of an MP4 with one track of AAC or Opus, in
// fragments as browsers record it or with one table as recorders of phones do.
func patchesMP4(recorded io.ReaderAt, size int64, spans [][2]int64) (patches []research.Patch, err error) {
	defer func() { // the library trusts what a file says of itself
		if recover() != nil {
			patches, err = nil, fmt.Errorf("a broken MP4: %w", ErrUnknown)
		}
	}()
	m := &mp4Index{recorded: recorded, size: size}
	if err := m.read(); err != nil {
		return nil, err
	}
	if m.moov == nil {
		return nil, fmt.Errorf("an MP4 without a table: %w", ErrUnknown)
	}
	if m.moov.Mvex == nil {
		if err := m.readTables(); err != nil {
			return nil, err
		}
	}
	with, err := m.silencer()
	if err != nil {
		return nil, err
	}
	if patches, err = m.unplayed(); err != nil {
		return nil, err
	}
	silent, err := m.silence(spans, with)
	patches = append(patches, silent...)
	slices.SortFunc(patches, func(a, b research.Patch) int { return cmp.Compare(a.Offset, b.Offset) })
	return patches, err
}

// readTables takes in the samples of a file with one table.
func (m *mp4Index) readTables() error {
	if err := m.onlyTrack(); err != nil {
		return err
	}
	stbl := m.track.Mdia.Minf.Stbl
	if stbl.Stts == nil || stbl.Stsz == nil || stbl.Stsc == nil || stbl.Stco == nil && stbl.Co64 == nil {
		return fmt.Errorf("a table without places: %w", ErrUnknown)
	}
	starts := chunkOffsets(stbl)
	left, next := runsOf(stbl.Stts), 0
	for i, from := range starts {
		var run []mp4.Sample
		for range stbl.Stsc.GetChunk(uint32(i + 1)).NrSamples {
			for len(left) > 0 && left[0].count == 0 {
				left = left[1:]
			}
			if next++; len(left) == 0 || next > int(stbl.Stsz.GetNrSamples()) || next > mostSamples {
				return fmt.Errorf("tables that do not fit each other: %w", ErrUnknown)
			}
			left[0].count--
			run = append(run, mp4.Sample{Size: stbl.Stsz.GetSampleSize(next), Dur: left[0].ticks})
		}
		if _, err := m.samples(from, run); ended(err) {
			return nil // the file was cut off
		} else if err != nil {
			return err
		}
	}
	return nil
}

func chunkOffsets(stbl *mp4.StblBox) (starts []int64) {
	if stbl.Stco != nil {
		for _, at := range stbl.Stco.ChunkOffset {
			starts = append(starts, int64(at))
		}
		return starts
	}
	for _, at := range stbl.Co64.ChunkOffset {
		starts = append(starts, int64(at))
	}
	return starts
}

func runsOf(stts *mp4.SttsBox) (runs []lasting) {
	for i, count := range stts.SampleCount {
		runs = append(runs, lasting{count, stts.SampleTimeDelta[i]})
	}
	return runs
}

// silencer is how silence is written in the codec of the track.
func (m *mp4Index) silencer() (silencer, error) {
	stsd := m.track.Mdia.Minf.Stbl.Stsd
	switch {
	case len(stsd.Children) != 1:
	case stsd.Children[0].Type() == "Opus":
		return silencer{1, 7, func(old []byte) []byte {
			if len(old) == 0 {
				return nil
			}
			return packet(old)
		}}, nil
	case stsd.Mp4a != nil && stsd.Mp4a.Esds != nil && stsd.Mp4a.Esds.DecConfigDescriptor != nil &&
		stsd.Mp4a.Esds.DecConfigDescriptor.DecSpecificInfo != nil:
		text := stsd.Mp4a.Esds.DecConfigDescriptor.DecSpecificInfo.DecConfig
		config, err := aac.DecodeAudioSpecificConfig(bytes.NewReader(text))
		if err == nil && config.ObjectType == aac.AAClc && (config.ChannelConfiguration == 1 || config.ChannelConfiguration == 2) {
			// Windows reach into the sample before; what doubles the rate of
			// the samples comes late by less than one more.
			return silencer{2, 0, func(old []byte) []byte { return silentAAC(len(old), config.ChannelConfiguration == 2) }}, nil
		}
	}
	return silencer{}, fmt.Errorf("no sound of which silence is known: %w", ErrUnknown)
}

// silence are the patches over the samples that tell something of the spans.
func (m *mp4Index) silence(spans [][2]int64, with silencer) (patches []research.Patch, err error) {
	hit, err := m.hit(spans, with.lead, with.late)
	if err != nil {
		return nil, err
	}
	sample := 0
	for _, chunk := range m.chunks {
		at := chunk.from
		for range chunk.samples {
			size := int64(m.sizes[sample])
			if hit[sample] && size > 0 {
				old := make([]byte, size)
				if _, err := m.recorded.ReadAt(old, at); err != nil && !ended(err) {
					return nil, err
				}
				patches = append(patches, research.Patch{Offset: at, Bytes: with.sample(old)})
			}
			at += size
			sample++
		}
	}
	return patches, nil
}

// hit tells of every sample whether it tells something of a span. Players may
// or may not leave out what the edit list does: both are covered.
func (m *mp4Index) hit(spans [][2]int64, lead int, late float64) ([]bool, error) {
	scale := float64(max(1, m.track.Mdia.Mdhd.Timescale)) / 1000
	shift, err := m.shift()
	if late += shift / scale; err != nil || late > longestLead {
		return nil, cmp.Or(err, fmt.Errorf("sound that was trimmed: %w", ErrUnknown))
	}
	hit := make([]bool, len(m.sizes))
	sample, at := 0, 0.0
	for _, run := range m.lasts {
		for range run.count {
			from, to := at/scale, (at+float64(run.ticks))/scale
			for _, span := range spans {
				if from < float64(span[1])+late && to > float64(span[0]) {
					for i := max(0, sample-lead); i <= sample; i++ {
						hit[i] = true
					}
				}
			}
			at += float64(run.ticks)
			sample++
		}
	}
	return hit, nil
}

// shift is how many ticks the edit list leaves out in front.
func (m *mp4Index) shift() (ticks float64, err error) {
	if m.track.Edts == nil {
		return 0, nil
	}
	for _, elst := range m.track.Edts.Elst {
		if len(elst.Entries) != 1 || elst.Entries[0].MediaTime < 0 {
			return 0, fmt.Errorf("sound in another order: %w", ErrUnknown)
		}
		ticks = float64(elst.Entries[0].MediaTime)
	}
	return ticks, nil
}

// unplayed are patches over the bytes between the samples. Fault: ErrUnknown
// when samples overlap or stand elsewhere.
func (m *mp4Index) unplayed() (patches []research.Patch, err error) {
	chunks := slices.Clone(m.chunks)
	slices.SortFunc(chunks, func(a, b mp4Chunk) int { return cmp.Compare(a.from, b.from) })
	var total int64
	blank := func(from, to int64) {
		if total += max(0, to-from); from < to && total <= mostUnplayed {
			patches = append(patches, research.Patch{Offset: from, Bytes: make([]byte, to-from)})
		}
	}
	for _, room := range m.rooms {
		at := room.from
		for len(chunks) > 0 && room.sound && chunks[0].from < room.from+room.size {
			if chunks[0].from < at || chunks[0].from+chunks[0].size > room.from+room.size {
				return nil, fmt.Errorf("samples that overlap: %w", ErrUnknown)
			}
			blank(at, chunks[0].from)
			at = chunks[0].from + chunks[0].size
			chunks = chunks[1:]
		}
		blank(at, room.from+room.size)
	}
	if len(chunks) > 0 || total > mostUnplayed {
		return nil, fmt.Errorf("sound elsewhere, or that nothing plays: %w", ErrUnknown)
	}
	return patches, nil
}

// silentAAC is a frame of silence of so many bytes: an element without a single
// band, then elements that fill (ISO/IEC 14496-3, 4.4.2.7). Where it does not
// fit no sound did: there it is an empty frame.
func silentAAC(size int, stereo bool) []byte {
	b := &bitWriter{bytes: make([]byte, size)}
	sound, left := 29, 8*size-3
	if stereo {
		sound = 43
	}
	if left >= sound {
		if stereo {
			b.put(1, 3) // two channels
			b.put(0, 4)
			b.put(1, 1) // in one window
		}
		b.at = sound
		left -= sound
		for left >= 7 {
			left -= b.fill(left)
		}
	}
	b.put(7, 3) // the end
	return b.bytes
}

// bitWriter writes numbers into bytes that are zero.
type bitWriter struct {
	bytes []byte
	at    int
}

func (b *bitWriter) put(value uint, width int) {
	for ; width > 0; width-- {
		if b.at < 8*len(b.bytes) && value>>(width-1)&1 == 1 {
			b.bytes[b.at/8] |= 0x80 >> (b.at % 8)
		}
		b.at++
	}
}

// fill writes one element that fills at most so many bits, and tells how many.
func (b *bitWriter) fill(most int) int {
	from := b.at
	b.put(6, 3)
	if count := (most - 15) / 8; count > 14 {
		count = min(count, 269)
		b.put(15, 4)
		b.put(uint(count-14), 8)
		b.at += 8 * count
	} else {
		count = min((most-7)/8, 14)
		b.put(uint(count), 4)
		b.at += 8 * count
	}
	return b.at - from
}
