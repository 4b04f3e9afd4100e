package sound

import (
	"fmt"

	"github.com/wijkstem/wijkstem/internal/research"
)

// webm is one run through a file, to silence stretches of it.
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

// block silences the packet of a block when it lies in a span.
func (w *webm) block(size int64) error {
	begins := w.at
	text, err := w.bytes(size)
	if err != nil && !ended(err) {
		return err
	}
	if !w.opus {
		return fmt.Errorf("no Opus: %w", ErrUnknown)
	}
	b, whole := readBlock(text)
	if !whole {
		return err // no packet
	}
	if b.laced {
		return fmt.Errorf("several packets in a block: %w", ErrUnknown)
	}
	if w.silent((w.cluster+b.ticks)*w.scale/1_000, b.packet) {
		fresh := packet(b.packet)
		if err != nil { // half a packet at the end plays nowhere
			clear(fresh)
		}
		w.patches = append(w.patches, research.Patch{Offset: begins + b.at, Bytes: fresh})
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
