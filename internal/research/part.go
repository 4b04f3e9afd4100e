package research

import (
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sort"
	"strconv"
	"strings"
)

// The limits of a part (decision 0003).
const (
	// MaxFrame is the longest plain text of one frame, in bytes.
	MaxFrame = 1 << 20
	// MaxFrames is the largest number of frames of one part: 145 hours of
	// sound in chunks of half a second.
	MaxFrames = 1 << 20

	lengthSize    = 4
	frameOverhead = nonceSize + tagSize
	// FrameCost is how much longer a frame is than its plain text, in bytes.
	FrameCost = lengthSize + frameOverhead
)

// Part names one sealed part of an interview. Numbers are unique within the
// interview, whatever the part holds; part 0 is the manifest.
type Part struct {
	Interview ID
	Number    int
}

// String is "interview/number".
func (p Part) String() string { return string(p.Interview) + "/" + strconv.Itoa(p.Number) }

// ParsePart reads what String wrote, in that one form only.
func ParsePart(text string) (Part, error) {
	interview, number, _ := strings.Cut(text, "/")
	n, err := strconv.Atoi(number)
	part := Part{Interview: ID(interview), Number: n}
	if err != nil || !part.Valid() || part.String() != text {
		return Part{}, fmt.Errorf("no part: %w", Invalid)
	}
	return part, nil
}

// Valid tells whether the part has an interview's id and a number of at most
// six digits.
func (p Part) Valid() bool { return p.Interview.Valid() && p.Number >= 0 && p.Number < 1e6 }

// StoredPart is a part where it is kept. Phones choose the ids of interviews, so
// only the project and the id together say whose bytes these are.
type StoredPart struct {
	Project ID
	Part
}

// String is "project/interview/number".
func (p StoredPart) String() string { return string(p.Project) + "/" + p.Part.String() }

// Valid tells whether the project's id and the part are valid.
func (p StoredPart) Valid() bool { return p.Project.Valid() && p.Part.Valid() }

func (p Part) additional(seq int) []byte {
	return []byte("wijkstem/frame/v1/" + p.String() + "/" + strconv.Itoa(seq))
}

// SealFrame makes frame seq (from 0) of a part: length, nonce, cipher text, tag.
// random must be a cryptographic source; 12 bytes of it make the nonce.
func SealFrame(random io.Reader, key []byte, part Part, seq int, plain []byte) ([]byte, error) {
	if len(plain) == 0 || len(plain) > MaxFrame {
		return nil, fmt.Errorf("frame of %d bytes", len(plain))
	}
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	frame := make([]byte, lengthSize+nonceSize, FrameCost+len(plain))
	binary.BigEndian.PutUint32(frame, uint32(frameOverhead+len(plain)))
	nonce := frame[lengthSize:]
	if _, err := io.ReadFull(random, nonce); err != nil {
		return nil, err
	}
	return aead.Seal(frame, nonce, plain, part.additional(seq)), nil
}

// SealPart seals a whole plain text as the frames of a part.
func SealPart(random io.Reader, key []byte, part Part, plain []byte) ([]byte, error) {
	sealed := make([]byte, 0, len(plain)+FrameCost*(len(plain)/MaxFrame+1))
	for seq := 0; len(plain) > 0; seq++ {
		n := min(len(plain), MaxFrame)
		frame, err := SealFrame(random, key, part, seq, plain[:n])
		if err != nil {
			return nil, err
		}
		sealed, plain = append(sealed, frame...), plain[n:]
	}
	return sealed, nil
}

// Frame is where one frame stands in its part.
type Frame struct {
	Offset int64 // of the frame's length field in the sealed part
	Plain  int64 // offset of its plain text in that of the part
	Size   int   // of its plain text
}

// Frames is the index of a sealed part; nothing has been opened for it.
type Frames struct {
	Frames []Frame
	// Size is the length of the plain text of all frames.
	Size int64
	// Rest is the number of bytes after the last whole frame: a frame that has
	// not arrived completely.
	Rest int64
}

// ReadFrames makes the index of a part of size bytes. A length that no frame
// can have is Invalid; the index of the frames before it is returned with it.
func ReadFrames(r io.ReaderAt, size int64) (Frames, error) {
	var index Frames
	var head [lengthSize]byte
	at := int64(0)
	for size-at >= lengthSize {
		if _, err := r.ReadAt(head[:], at); err != nil {
			return index, fmt.Errorf("read frame %d: %w", len(index.Frames), err)
		}
		length := int64(binary.BigEndian.Uint32(head[:]))
		if length <= frameOverhead || length > frameOverhead+MaxFrame || len(index.Frames) == MaxFrames {
			index.Rest = size - at
			return index, fmt.Errorf("frame %d: length %d: %w", len(index.Frames), length, Invalid)
		}
		if size-at < lengthSize+length {
			break
		}
		frame := Frame{Offset: at, Plain: index.Size, Size: int(length - frameOverhead)}
		index.Frames = append(index.Frames, frame)
		index.Size += int64(frame.Size)
		at += lengthSize + length
	}
	index.Rest = size - at
	return index, nil
}

// PartReader reads the plain text of a sealed part, any range of it, opening
// only the frames that it needs and holding one of them in memory. It is not
// safe for use by several goroutines at once.
type PartReader struct {
	part   Part
	sealed io.ReaderAt
	aead   cipher.AEAD
	index  Frames
	at     int64
	open   int    // the frame in plain, -1 when none
	plain  []byte // the opened frame
	buffer []byte // in which it was opened
}

// NewPartReader reads the whole frames of a sealed part of size bytes; an
// incomplete frame at the end is left out (Frames().Rest tells).
func NewPartReader(key []byte, part Part, sealed io.ReaderAt, size int64) (*PartReader, error) {
	aead, err := gcm(key)
	if err != nil {
		return nil, err
	}
	index, err := ReadFrames(sealed, size)
	if err != nil {
		return nil, err
	}
	return &PartReader{part: part, sealed: sealed, aead: aead, index: index, open: -1}, nil
}

// Frames is the index of the part.
func (r *PartReader) Frames() Frames { return r.index }

// Size is the length of the plain text in bytes.
func (r *PartReader) Size() int64 { return r.index.Size }

// Frame opens one frame; its bytes hold until another is opened. A frame that
// does not open is Invalid.
func (r *PartReader) Frame(seq int) ([]byte, error) {
	if seq == r.open {
		return r.plain, nil
	}
	frame := r.index.Frames[seq]
	if size := frame.Size + frameOverhead; cap(r.buffer) < size {
		r.buffer = make([]byte, size)
	}
	sealed := r.buffer[:frame.Size+frameOverhead]
	r.open = -1
	if _, err := r.sealed.ReadAt(sealed, frame.Offset+lengthSize); err != nil {
		return nil, fmt.Errorf("read frame %d: %w", seq, err)
	}
	text := sealed[nonceSize:]
	plain, err := r.aead.Open(text[:0], sealed[:nonceSize], text, r.part.additional(seq))
	if err != nil {
		return nil, fmt.Errorf("frame %d does not open: %w", seq, Invalid)
	}
	r.open, r.plain = seq, plain
	return plain, nil
}

// ReadAt gives the plain text from an offset on; the position stays where it is.
func (r *PartReader) ReadAt(b []byte, at int64) (n int, err error) {
	defer func(before int64) { r.at = before }(r.at)
	r.at = at
	for n < len(b) && err == nil {
		var got int
		got, err = r.Read(b[n:])
		n += got
	}
	return n, err
}

// Read gives the plain text from the position on.
func (r *PartReader) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	if r.at >= r.index.Size {
		return 0, io.EOF
	}
	frames := r.index.Frames
	seq := sort.Search(len(frames), func(i int) bool { return frames[i].Plain > r.at }) - 1
	plain, err := r.Frame(seq)
	if err != nil {
		return 0, err
	}
	n := copy(b, plain[r.at-frames[seq].Plain:])
	r.at += int64(n)
	return n, nil
}

// Seek sets the position in the plain text.
func (r *PartReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.index.Size
	default:
		return 0, errors.New("seek: unknown whence")
	}
	if offset < 0 {
		return 0, errors.New("seek: before the start")
	}
	r.at = offset
	return offset, nil
}
