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
// once: with its length, and a table of places before the sound. Recordings of
// a phone have neither. name is the SHA-256 of what is recorded; what was found
// out about it is kept by that. A recording in which places can be found
// already, or that is not understood, is given as it is.
func (s *Sounds) Seekable(name, mime string, recorded io.ReaderAt, size int64) (io.ReadSeeker, error) {
	l, err := s.layouts.of(name, func() (*layout, error) { return layOut(mime, recorded, size) })
	if err != nil {
		return nil, err
	}
	return io.NewSectionReader(laid{l, recorded}, 0, l.size), nil
}

// layOut finds the layout of a recording.
func layOut(mime string, recorded io.ReaderAt, size int64) (l *layout, err error) {
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
