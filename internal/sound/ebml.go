package sound

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// The elements of a WebM file that matter here; all others are passed over.
const (
	idHeader      = 0x1a45dfa3
	idDocType     = 0x4282
	idSegment     = 0x18538067
	idSeekHead    = 0x114d9b74
	idInfo        = 0x1549a966
	idScale       = 0x2ad7b1
	idTracks      = 0x1654ae6b
	idTrack       = 0xae
	idTrackNumber = 0xd7
	idCodec       = 0x86
	idCluster     = 0x1f43b675
	idTime        = 0xe7
	idSimpleBlock = 0xa3
	idBlockGroup  = 0xa0
	idBlock       = 0xa1
	idCues        = 0x1c53bb6b
)

const (
	defaultScale = 1_000_000 // nanoseconds of one tick
	longestBlock = 1 << 20   // bytes
	unknownSize  = -1
)

// source reads elements (RFC 8794) and counts what was read.
type source struct {
	b  *bufio.Reader
	at int64
}

func newSource(r io.Reader) source { return source{b: bufio.NewReaderSize(r, 64<<10)} }

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

// head reads the id of an element and its size.
func (s *source) head() (id, size int64, err error) {
	if id, _, err = s.vint(true); err != nil {
		return 0, 0, err
	}
	size, unknown, err := s.vint(false)
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
func (s *source) vint(marked bool) (n int64, unknown bool, err error) {
	first, err := s.byte()
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
		b, err := s.byte()
		if err != nil {
			return 0, false, io.ErrUnexpectedEOF
		}
		n, ones = n<<8|int64(b), ones && b == 0xff
	}
	return n, ones, nil
}

func ended(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

func orUnknown(err error) error {
	if err == nil || ended(err) {
		return ErrUnknown
	}
	return err
}

func number(text []byte) (n int64) {
	for _, b := range text {
		n = n<<8 | int64(b)
	}
	return n
}

// block is the head of a block and its packet: which track (a number of
// variable length), when (16 bits, from the time of the cluster), flags.
type block struct {
	track, ticks int64
	laced        bool // several packets in one
	packet       []byte
	at           int64 // of the packet in the block
}

// readBlock reads the head of a block; false when it ends before a packet.
func readBlock(text []byte) (b block, whole bool) {
	length := 1
	for mask := byte(0x80); len(text) > 0 && mask > 1 && text[0]&mask == 0; mask >>= 1 {
		length++
	}
	if len(text) < length+4 {
		return b, false
	}
	b.track = number(text[:length]) & (1<<(7*length) - 1)
	b.ticks = int64(int16(uint16(text[length])<<8 | uint16(text[length+1])))
	b.laced = text[length+2]&0x06 != 0
	b.packet, b.at = text[length+3:], int64(length)+3
	return b, true
}
