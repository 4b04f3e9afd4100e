package sound

import (
	"fmt"
	"io"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Patches are the bytes to write over a recording so that the spans, in
// milliseconds from its start, are silent; in order and apart. The recording
// keeps its length, in bytes and in time, so that every place in it stays where
// it was. A packet that only partly lies in a span goes as a whole. It knows
// Opus in WebM (RFC 6716; RFC 9559) and AAC and Opus in MP4 (ISO/IEC 14496-3
// and -12), as phones record them. Fault: ErrUnknown.
func (*Sounds) Patches(mime string, sound io.ReaderAt, size int64, spans [][2]int64) ([]research.Patch, error) {
	switch base(mime) {
	case mimeWebM:
		w := &webm{source: newSource(io.NewSectionReader(sound, 0, size)), spans: spans, scale: defaultScale}
		if err := w.read(); err != nil {
			return nil, err
		}
		return w.patches, nil
	case mimeMP4, mime3GPP:
		return patchesMP4(sound, size, spans)
	}
	return nil, fmt.Errorf("%s: %w", mime, ErrUnknown)
}

// packet is what silence looks like in place of an Opus packet: as long in
// bytes and in time, with as many channels. Silence is two bytes a frame in
// Opus' own CELT mode; what is left is padding. In packets too short for that
// the frames are empty, which a decoder fills in with what fades out.
func packet(old []byte) []byte {
	unit, count := duration(old)
	config, frames := byte(31), count*unit/20_000 // of 20 ms
	if count*unit%20_000 != 0 {
		config, frames = map[int]byte{2_500: 28, 5_000: 29, 10_000: 30}[unit], count
	}
	toc := config<<3 | old[0]&4
	switch {
	case len(old) == 1:
		return []byte{toc}
	case len(old) == 2:
		return []byte{toc | 3, byte(frames)}
	}
	fresh := make([]byte, len(old))
	size := 2
	if len(old) < 2+2*frames {
		size = 0
	}
	fresh[0], fresh[1] = toc|3, byte(frames)
	at := 2
	if spare := len(old) - 2 - size*frames; spare > 0 {
		fresh[1] |= 0x40
		for spare--; spare > 254; spare -= 255 { // each such byte stands for 254 and itself
			fresh[at] = 255
			at++
		}
		fresh[at] = byte(spare)
		at++
	}
	for range size * frames / 2 {
		fresh[at], fresh[at+1] = 0xff, 0xfe
		at += 2
	}
	return fresh
}

// duration is how long one frame of a packet is, in microseconds, and how many
// there are (RFC 6716, 3.1).
func duration(packet []byte) (unit, count int) {
	config := int(packet[0] >> 3)
	switch {
	case config < 12:
		unit = []int{10_000, 20_000, 40_000, 60_000}[config%4]
	case config < 16:
		unit = []int{10_000, 20_000}[config%2]
	default:
		unit = []int{2_500, 5_000, 10_000, 20_000}[config%4]
	}
	switch code := packet[0] & 3; {
	case code == 0:
		return unit, 1
	case code < 3:
		return unit, 2
	case len(packet) > 1:
		return unit, max(1, int(packet[1]&0x3f))
	default:
		return unit, 1
	}
}
