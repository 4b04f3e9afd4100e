package sound

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

const (
	// peaksEvery is how long a stretch is of which the loudest moment is kept,
	// in milliseconds.
	peaksEvery = 50
	// peaksRate is at how many samples a second the decoder gives sound.
	peaksRate = 8000
	// patience is how long a decoder may take, by any clock.
	patience = 2 * time.Minute
	// longest is how much sound is measured: a day.
	longest = 24 * time.Hour
)

// demuxers are how the decoder calls the sorts of sound: it guesses nothing.
var demuxers = map[string]string{
	mimeWebM: "matroska", mimeMatroska: "matroska", mimeMP4: "mp4", mime3GPP: "mp4", mimeOgg: "ogg", mimeMPEG: "mp3",
	mimeAAC: "aac", mimeWAV: "wav", mimeFLAC: "flac", mimeAIFF: "aiff", mimeCAF: "caf", mimeAMR: "amr",
}

// Peaks is how loud the loudest moment of every stretch of 50 ms is, 0 to 255.
// The sound goes through pipes and never stands in a file; the decoder reads
// nothing else, and stops when it takes too long. Faults: NotFound when there is
// no decoder, Invalid when it does not understand the sound.
func (s *Sounds) Peaks(ctx context.Context, mime string, sound io.Reader) (every int64, values []byte, err error) {
	if s.ffmpeg == "" {
		return peaksEvery, nil, fmt.Errorf("no decoder: %w", research.NotFound)
	}
	demuxer := demuxers[base(mime)]
	if demuxer == "" {
		return peaksEvery, nil, ErrUnknown
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	decode := s.decoder(ctx, demuxer, peaksRate)
	var faults bytes.Buffer
	given := &watched{r: sound}
	decode.Stdin, decode.Stderr = given, &complaint{to: &faults}
	raw, err := decode.StdoutPipe()
	if err == nil {
		err = decode.Start()
	}
	if err != nil {
		return peaksEvery, nil, fmt.Errorf("start the decoder: %w", err)
	}
	values, readErr := peaksOf(raw)
	err = decode.Wait()
	var exit *exec.ExitError
	switch {
	case given.err != nil:
		return peaksEvery, nil, given.err
	case readErr != nil:
		return peaksEvery, nil, readErr
	case len(values) > 0: // a broken end leaves what came before
		return peaksEvery, values, nil
	case errors.As(err, &exit) || err == nil:
		return peaksEvery, nil, fmt.Errorf("the decoder says %q: %w", faults.String(), ErrUnknown)
	}
	return peaksEvery, nil, err
}

func (s *Sounds) decoder(ctx context.Context, demuxer string, hertz int) *exec.Cmd {
	decode := exec.CommandContext(ctx, s.ffmpeg, "-v", "error", "-nostdin", "-threads", "1", "-timelimit", "60",
		"-max_alloc", "67108864", "-protocol_whitelist", "pipe", "-f", demuxer, "-i", "pipe:0",
		"-vn", "-sn", "-dn", "-map", "0:a:0", "-t", fmt.Sprint(int(longest.Seconds())), "-ac", "1", "-ar", fmt.Sprint(hertz), "-f", "s16le", "pipe:1")
	decode.Env = []string{} // it needs nothing of ours
	decode.WaitDelay = time.Second
	return decode
}

// peaksOf reads samples and keeps the loudest of every stretch.
func peaksOf(raw io.Reader) (values []byte, err error) {
	r := bufio.NewReaderSize(raw, 64<<10)
	stretch := make([]byte, 2*peaksRate*peaksEvery/1000)
	for {
		n, err := io.ReadFull(r, stretch)
		loudest := 0
		for at := 0; at+1 < n; at += 2 {
			sample := int(int16(binary.LittleEndian.Uint16(stretch[at:])))
			loudest = max(loudest, sample, -sample)
		}
		if n > 1 {
			values = append(values, byte(min(255, loudest>>7)))
		}
		if ended(err) {
			return values, nil
		}
		if err != nil {
			return values, err
		}
	}
}

// watched remembers what went wrong in reading, which is not the decoder's fault.
type watched struct {
	r   io.Reader
	err error
}

func (w *watched) Read(b []byte) (int, error) {
	n, err := w.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// complaint keeps the first words that a program complains with.
type complaint struct{ to *bytes.Buffer }

func (t *complaint) Write(b []byte) (int, error) {
	t.to.Write(b[:min(len(b), max(0, 200-t.to.Len()))])
	return len(b), nil
}
