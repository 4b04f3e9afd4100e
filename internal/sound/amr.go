package sound

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/Eyevinn/mp4ff/mp4"
)

// Sound of old phones is AMR, which no browser plays: it is played as WAV, decoded
// a minute at a time while somebody listens.

const (
	magicAMR   = "#!AMR\n"
	magicAMRWB = "#!AMR-WB\n"
	// amrFrameMS is how long a frame lasts, of either sort.
	amrFrameMS = 20
	amrSecond  = 1000 / amrFrameMS
	// amrMost is how many frames are played: a day of them.
	amrMost = 24 * 60 * 60 * amrSecond
	// amrBlock is how many seconds are decoded at a time.
	amrBlock = 60
	// blockPatience is how long a minute of sound may take to decode.
	blockPatience = 30 * time.Second
	wavHead       = 44
)

// amrSizes are the bytes of a frame without its first, by the sort of frame (3GPP
// TS 26.101 and 26.201); -1 for what never comes.
var (
	amrSizes   = [16]int{12, 13, 15, 17, 19, 20, 26, 31, 5, 6, 5, 5, -1, -1, -1, 0}
	amrWBSizes = [16]int{17, 23, 32, 36, 40, 46, 50, 58, 60, 5, -1, -1, -1, -1, 0, 0}
)

// amrIndex is where the frames of an AMR stand.
type amrIndex struct {
	magic  string
	hertz  int
	frames int
	// seconds is where every second begins, and at last where the sound ends.
	seconds []int64
}

// indexAMR goes through the frames of a stream, up to one that is broken.
func indexAMR(stream io.Reader) (*amrIndex, error) {
	r := bufio.NewReaderSize(stream, 64<<10)
	x, sizes := &amrIndex{magic: magicAMR, hertz: 8000}, amrSizes
	if head, err := r.Peek(len(magicAMRWB)); err == nil && string(head) == magicAMRWB {
		x, sizes = &amrIndex{magic: magicAMRWB, hertz: 16_000}, amrWBSizes
	}
	begin := make([]byte, len(x.magic))
	if _, err := io.ReadFull(r, begin); err != nil || string(begin) != x.magic {
		return nil, fmt.Errorf("no AMR of one channel: %w", ErrUnknown)
	}
	at := int64(len(begin))
	for {
		if x.frames%amrSecond == 0 {
			x.seconds = append(x.seconds, at)
		}
		first, err := r.ReadByte()
		if ended(err) {
			break
		}
		if err != nil {
			return nil, err
		}
		size := sizes[first>>3&15]
		if size < 0 {
			break
		}
		if _, err := r.Discard(size); ended(err) {
			break
		} else if err != nil {
			return nil, err
		}
		at += int64(size) + 1
		if x.frames++; x.frames > amrMost {
			return nil, fmt.Errorf("more than %d frames: %w", amrMost, ErrUnknown)
		}
	}
	if x.frames == 0 {
		return nil, fmt.Errorf("an AMR without sound: %w", ErrUnknown)
	}
	if x.frames%amrSecond != 0 {
		x.seconds = append(x.seconds, at)
	}
	return x, nil
}

// frameBytes is how many bytes a frame has once it is decoded, of 16 bits a sample.
func (x *amrIndex) frameBytes() int64 { return int64(x.hertz) * amrFrameMS / 1000 * 2 }

// amrSound is an AMR as the WAV that it decodes to.
type amrSound struct {
	*amrIndex
	decode func(magic string, frames io.Reader) ([]byte, error)
	stream io.ReaderAt
	held   int    // which block is held
	block  []byte // decoded
}

func (a *amrSound) size() int64 { return wavHead + int64(a.frames)*a.frameBytes() }

// ReadAt gives the bytes of the WAV from a place on.
func (a *amrSound) ReadAt(b []byte, at int64) (n int, err error) {
	if at < wavHead {
		n = copy(b, a.head()[at:])
	}
	for n < len(b) {
		place := at + int64(n) - wavHead
		if place >= int64(a.frames)*a.frameBytes() {
			return n, io.EOF
		}
		length := amrBlock * amrSecond * a.frameBytes()
		if err := a.hold(int(place / length)); err != nil {
			return n, err
		}
		n += copy(b[n:], a.block[place%length:])
	}
	return n, nil
}

// hold decodes a block, from a second before it: a decoder goes on from what came
// before. What it leaves out of a broken frame is silence.
func (a *amrSound) hold(block int) error {
	if a.block != nil && a.held == block {
		return nil
	}
	first := block * amrBlock
	runUp := min(1, first)
	last := min(first+amrBlock, len(a.seconds)-1)
	from := a.seconds[first-runUp]
	raw, err := a.decode(a.magic, io.NewSectionReader(a.stream, from, a.seconds[last]-from))
	if err != nil {
		return err
	}
	frames := min(amrBlock*amrSecond, a.frames-first*amrSecond)
	before := min(int64(len(raw)), int64(runUp)*amrSecond*a.frameBytes())
	a.held, a.block = block, make([]byte, int64(frames)*a.frameBytes())
	copy(a.block, raw[before:])
	return nil
}

// head is that of a WAV of one channel of 16 bits.
func (a *amrSound) head() []byte {
	sound := uint32(int64(a.frames) * a.frameBytes())
	b := append(make([]byte, 0, wavHead), "RIFF"...)
	b = binary.LittleEndian.AppendUint32(b, sound+wavHead-8)
	b = append(b, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"...)
	b = binary.LittleEndian.AppendUint32(b, uint32(a.hertz))
	b = binary.LittleEndian.AppendUint32(b, uint32(a.hertz)*2)
	b = append(b, "\x02\x00\x10\x00data"...)
	return binary.LittleEndian.AppendUint32(b, sound)
}

// decodeAMR has the decoder make samples of frames, through pipes.
func (s *Sounds) decodeAMR(hertz int) func(magic string, frames io.Reader) ([]byte, error) {
	return func(magic string, frames io.Reader) ([]byte, error) {
		ctx, cancel := context.WithTimeout(context.Background(), blockPatience)
		defer cancel()
		decode := s.decoder(ctx, "amr", hertz)
		given := &watched{r: io.MultiReader(bytes.NewReader([]byte(magic)), frames)}
		decode.Stdin = given
		raw, err := decode.Output()
		switch {
		case given.err != nil && !errors.Is(given.err, io.EOF):
			return nil, given.err
		case len(raw) > 0: // a broken frame leaves what came before
			return raw, nil
		case err != nil:
			return nil, fmt.Errorf("decode AMR at %d Hz: %w", hertz, err)
		}
		return raw, nil
	}
}

// amrIn3GP is where the frames of an AMR stand in a 3GP, in which each sample is
// one frame or more (3GPP TS 26.244); nil when it holds something else.
func amrIn3GP(recorded io.ReaderAt, size int64) *layout {
	m := &mp4Index{recorded: recorded, size: size}
	if m.read() != nil || m.moov == nil || m.moov.Mvex != nil || len(m.moov.Traks) != 1 {
		return nil
	}
	mdia := m.moov.Traks[0].Mdia
	if mdia == nil || mdia.Minf == nil || mdia.Minf.Stbl == nil || mdia.Minf.Stbl.Stsd == nil || len(mdia.Minf.Stbl.Stsd.Children) != 1 {
		return nil
	}
	stbl := mdia.Minf.Stbl
	magic := map[string]string{"samr": magicAMR, "sawb": magicAMRWB}[stbl.Stsd.Children[0].Type()]
	if magic == "" || stbl.Stsz == nil || stbl.Stsc == nil || stbl.Stco == nil {
		return nil
	}
	l := &layout{head: []byte(magic)}
	left := size // no byte is two samples
	for i, at := range stbl.Stco.ChunkOffset {
		chunk := stbl.Stsc.GetChunk(uint32(i) + 1)
		if int64(chunk.NrSamples) > left {
			return nil
		}
		bytes := chunkBytes(stbl.Stsz, chunk)
		if left -= bytes; left < 0 {
			return nil
		}
		l.add(int64(at), bytes, false)
	}
	l.settle()
	return l
}

func chunkBytes(sizes *mp4.StszBox, chunk mp4.Chunk) (bytes int64) {
	for n := range chunk.NrSamples {
		if sizes.SampleUniformSize != 0 {
			bytes += int64(sizes.SampleUniformSize)
		} else {
			bytes += int64(sizes.SampleSize[chunk.StartSampleNr+n-1])
		}
	}
	return bytes
}

// layOutAMR is the layout of a sound of which each frame is decoded for players;
// nil when there is no decoder, or other sound in it than AMR.
func (s *Sounds) layOutAMR(mime string, recorded io.ReaderAt, size int64) (l *layout) {
	defer func() { // the library trusts what a file says of itself
		if recover() != nil {
			l = nil
		}
	}()
	if s.ffmpeg == "" {
		return nil
	}
	l = asItIs(size)
	if base(mime) == mime3GPP {
		l = amrIn3GP(recorded, size)
	}
	if l == nil {
		return nil
	}
	index, err := indexAMR(io.NewSectionReader(laid{l, recorded}, 0, l.size))
	if err != nil {
		return nil
	}
	l.amr = index
	return l
}
