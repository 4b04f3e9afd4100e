// Package sound knows how recordings are written: which sort of sound a file
// is, how to play any place of it, how loud it is where, and how to make
// stretches of it silent. Nothing is ever decoded into a file, and the bytes as
// they were recorded stay as they are.
package sound

import (
	"fmt"
	"io"

	"github.com/wijkstem/wijkstem/internal/research"
)

// ErrUnknown says that this sort of sound, or a file as broken as this, is not
// understood well enough for what was asked.
var ErrUnknown = fmt.Errorf("this sort of sound is not known: %w", research.Invalid)

// Sounds is what is known of recordings. It is safe for use by several
// goroutines at once.
type Sounds struct {
	layouts cache
	ffmpeg  string
}

// New makes it; ffmpeg is the program that measures how loud sound is, "" for
// none.
func New(ffmpeg string) *Sounds { return &Sounds{ffmpeg: ffmpeg} }

// Seekable is a recording in a form in which players can go to any place at
// once, and the sort of sound that it then is: with its length, and a table of
// places before the sound. Recordings of a phone have neither. What browsers do
// not play at all is decoded to WAV as it is read. name is the SHA-256 of what is recorded; what was found
// out about it is kept by that. A recording in which places can be found
// already, or that is not understood, is given as it is.
func (s *Sounds) Seekable(name, mime string, recorded io.ReaderAt, size int64) (string, io.ReadSeeker, error) {
	l, err := s.layouts.of(name, func() (*layout, error) { return s.layOut(mime, recorded, size) })
	if err != nil {
		return "", nil, err
	}
	if l.amr != nil {
		decoded := &amrSound{amrIndex: l.amr, decode: s.decodeAMR(l.amr.hertz), stream: laid{l, recorded}}
		return mimeWAV, io.NewSectionReader(decoded, 0, decoded.size()), nil
	}
	return mime, io.NewSectionReader(laid{l, recorded}, 0, l.size), nil
}

// layOut finds the layout of a recording.
func (s *Sounds) layOut(mime string, recorded io.ReaderAt, size int64) (l *layout, err error) {
	switch base(mime) {
	case mimeAMR, mime3GPP:
		if l := s.layOutAMR(mime, recorded, size); l != nil {
			return l, nil
		}
	}
	switch base(mime) {
	case mimeWebM:
		l, err = layOutWebM(io.NewSectionReader(recorded, 0, size))
	case mimeMP4, mime3GPP:
		l, err = layOutMP4(recorded, size)
	default:
		return asItIs(size), nil
	}
	if research.FaultOf(err) == research.Invalid {
		return asItIs(size), nil
	}
	return l, err
}
