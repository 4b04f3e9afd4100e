package sound

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// Bounds of what a file may have the library, and us, keep in memory.
const (
	// mostSamples is how many samples of a recording are laid out: twelve hours
	// of AAC at 48 kHz.
	mostSamples = 1 << 21
	// mostInFragment is how many samples one fragment may name.
	mostInFragment = 1 << 16
	// mostBesides is how many bytes may stand beside the tables of samples. It
	// also bounds how deep boxes stand in each other.
	mostBesides = 256 << 10
)

// swelling is a sort of group of samples for which the library takes as much memory
// as a few bytes ask; no sound needs it.
const swelling = "alst"

// tables are where the long tables stand, of a file and of a fragment.
var tables = map[string]bool{
	"moov/trak/mdia/minf/stbl/stts": true, "moov/trak/mdia/minf/stbl/ctts": true, "moov/trak/mdia/minf/stbl/stsc": true,
	"moov/trak/mdia/minf/stbl/stsz": true, "moov/trak/mdia/minf/stbl/stco": true, "moov/trak/mdia/minf/stbl/co64": true,
	"moof/traf/trun": true,
}

// holding are the boxes on the way to the tables.
var holding = map[string]bool{
	"moov": true, "moov/trak": true, "moov/trak/mdia": true, "moov/trak/mdia/minf": true, "moov/trak/mdia/minf/stbl": true,
	"moof": true, "moof/traf": true,
}

// bounded refuses a box that would take far more memory than it is long.
func bounded(text []byte) error {
	if bytes.Contains(text, []byte(swelling)) || named(text) > mostInFragment || besides("", text) > mostBesides {
		return fmt.Errorf("a box that says too much: %w", ErrUnknown)
	}
	return nil
}

// named is how many samples all runs in a box name, wherever they stand.
func named(text []byte) (sum uint64) {
	for {
		i := bytes.Index(text, []byte("trun"))
		if i < 0 || len(text) < i+12 {
			return sum
		}
		sum += uint64(binary.BigEndian.Uint32(text[i+8:]))
		text = text[i+4:]
	}
}

// besides is how many bytes of the boxes in a text are no tables.
func besides(in string, text []byte) (sum int) {
	for len(text) >= 8 {
		size, name := int(binary.BigEndian.Uint32(text)), in+string(text[4:8])
		if size < 8 || size > len(text) {
			break
		}
		switch {
		case holding[name]:
			sum += 8 + besides(name+"/", text[8:size])
		case !tables[name]:
			sum += size
		}
		text = text[size:]
	}
	return sum + len(text)
}
