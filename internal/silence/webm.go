package silence

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/wijkstem/wijkstem/internal/research"
)

// The elements of a WebM file that matter here; all others are passed over.
const (
	idHeader      = 0x1a45dfa3
	idSegment     = 0x18538067
	idInfo        = 0x1549a966
	idScale       = 0x2ad7b1
	idTracks      = 0x1654ae6b
	idTrack       = 0xae
	idCodec       = 0x86
	idCluster     = 0x1f43b675
	idTime        = 0xe7
	idSimpleBlock = 0xa3
	idBlockGroup  = 0xa0
	idBlock       = 0xa1
)

const (
	defaultScale = 1_000_000 // nanoseconds of one tick
	longestBlock = 1 << 20   // bytes
	unknownSize  = -1
)

// source counts what was read.
type source struct {
	r  io.Reader
	b  *bufio.Reader
	at int64
}

func (s *source) byte() (byte, error) {
	b, err := s.b.ReadByte()
	if err == nil {
		s.at++
	}
	return b, err
}

func (s *source) bytes(n int64) ([]byte, error) {
	if n < 0 || n > longestBlock {
		return nil, fmt.Errorf("an element of %d bytes: %w", n, ErrUnknown)
	}
	text := make([]byte, n)
	got, err := io.ReadFull(s.b, text)
	s.at += int64(got)
	return text[:got], err
}

func (s *source) skip(n int64) error {
	got, err := io.CopyN(io.Discard, s.b, n)
	s.at += got
	return err
}

// webm is one run through a file.
type webm struct {
	source
	spans   [][2]int64
	scale   int64
	opus    bool
	cluster int64 // its time, in ticks
	patches []research.Patch
}

// read goes through the elements. Those that hold others are entered, not
// passed over, so that a file whose sizes are unknown, as a live recording's
// are, is one flat list. The file may end anywhere: the phone may have stopped.
func (w *webm) read() error {
	w.b = bufio.NewReaderSize(w.r, 64<<10)
	for first := true; ; first = false {
		id, size, err := w.head()
		if ended(err) && !first {
			return w.known()
		}
		if err != nil || first && id != idHeader {
			return fmt.Errorf("no WebM: %w", orUnknown(err))
		}
		err = w.element(id, size)
		if ended(err) {
			return w.known()
		}
		if err != nil {
			return err
		}
	}
}

func ended(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

func orUnknown(err error) error {
	if err == nil || ended(err) {
		return ErrUnknown
	}
	return err
}

// known refuses what is not Opus.
func (w *webm) known() error {
	if !w.opus {
		return fmt.Errorf("no Opus: %w", ErrUnknown)
	}
	return nil
}

func (w *webm) element(id, size int64) error {
	switch id {
	case idSegment, idInfo, idTracks, idTrack, idCluster, idBlockGroup:
		return nil
	case idSimpleBlock, idBlock:
		return w.block(size)
	case idTime, idScale:
		text, err := w.bytes(size)
		if err == nil && id == idTime {
			w.cluster = number(text)
		} else if err == nil {
			w.scale = number(text)
		}
		return err
	case idCodec:
		text, err := w.bytes(size)
		w.opus = w.opus || string(text) == "A_OPUS"
		return err
	}
	if size == unknownSize {
		return fmt.Errorf("element %x without a size: %w", id, ErrUnknown)
	}
	return w.skip(size)
}

func number(text []byte) (n int64) {
	for _, b := range text {
		n = n<<8 | int64(b)
	}
	return n
}

// block is track (a number of variable length), time (16 bits, from that of the
// cluster), flags, and a packet.
func (w *webm) block(size int64) error {
	begins := w.at
	text, err := w.bytes(size)
	if err != nil && !ended(err) {
		return err
	}
	if !w.opus {
		return fmt.Errorf("no Opus: %w", ErrUnknown)
	}
	track := 1
	for mask := byte(0x80); len(text) > 0 && mask > 1 && text[0]&mask == 0; mask >>= 1 {
		track++
	}
	if len(text) < track+4 {
		return err // no packet
	}
	if text[track+2]&0x06 != 0 {
		return fmt.Errorf("several packets in a block: %w", ErrUnknown)
	}
	ticks := w.cluster + int64(int16(binary.BigEndian.Uint16(text[track:])))
	old := text[track+3:]
	if w.silent(ticks*w.scale/1_000, old) {
		fresh := packet(old)
		if err != nil { // half a packet at the end plays nowhere
			clear(fresh)
		}
		w.patches = append(w.patches, research.Patch{Offset: begins + int64(track) + 3, Bytes: fresh})
	}
	return err
}

// silent tells whether a packet, from a time in microseconds, lies in a span.
func (w *webm) silent(from int64, packet []byte) bool {
	unit, count := duration(packet)
	to := from + int64(unit*count)
	for _, span := range w.spans {
		if from < span[1]*1_000 && to > span[0]*1_000 {
			return true
		}
	}
	return false
}

// head reads the id of an element and its size.
func (w *webm) head() (id, size int64, err error) {
	if id, _, err = w.vint(true); err != nil {
		return 0, 0, err
	}
	size, unknown, err := w.vint(false)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if unknown {
		size = unknownSize
	}
	return id, size, err
}

// vint is a number of variable length, with the bit that marks its length or
// without; all ones means unknown.
func (w *webm) vint(marked bool) (n int64, unknown bool, err error) {
	first, err := w.byte()
	if err != nil {
		return 0, false, err
	}
	length, mask := 1, byte(0x80)
	for ; mask > 0 && first&mask == 0; mask >>= 1 {
		length++
	}
	if mask == 0 {
		return 0, false, fmt.Errorf("a number of more than 8 bytes: %w", ErrUnknown)
	}
	n, ones := int64(first), first&(mask-1) == mask-1
	if !marked {
		n = int64(first & (mask - 1))
	}
	for range length - 1 {
		b, err := w.byte()
		if err != nil {
			return 0, false, io.ErrUnexpectedEOF
		}
		n, ones = n<<8|int64(b), ones && b == 0xff
	}
	return n, ones, nil
}
