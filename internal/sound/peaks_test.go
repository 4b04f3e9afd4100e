package sound

import (
	"bytes"
	"errors"
	"io"
	"os/exec"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

// loudness is a second that is loud, one that is silent, one that is half as loud.
const loudness = "aevalsrc=(eq(floor(t)\\,0)+0.5*eq(floor(t)\\,2))*sin(2*PI*400*t):s=48000:d=3"

func TestPeaksAreHowLoudItIs(t *testing.T) {
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not installed")
	}
	for mime, how := range map[string][]string{
		mimeWebM: {"-c:a", "libopus", "-f", "webm", "-live", "1"},
		mimeMP4:  {"-c:a", "aac", "-f", "mp4", "-movflags", "frag_keyframe+empty_moov", "-frag_duration", "500000"},
		mimeWAV:  {"-f", "wav"},
	} {
		sound := output(t, "ffmpeg", nil, append(append([]string{"-v", "error", "-f", "lavfi", "-i", loudness}, how...), "-")...)
		every, values, err := New(program).Peaks(t.Context(), mime, bytes.NewReader(sound))
		if err != nil || every != 50 || len(values) < 60 || len(values) > 62 {
			t.Fatalf("%s: %d values of %d ms, %v", mime, len(values), every, err)
		}
		if loud, silent, half := values[10], values[30], values[50]; loud < 220 || silent > 4 || half < 100 || half > 150 {
			t.Errorf("%s: loud %d, silent %d, half %d", mime, loud, silent, half)
		}
	}
}

// The decoder is told what to expect: a list of other files is not followed, and
// nothing that is no sound becomes peaks.
func TestPeaksOfNoSound(t *testing.T) {
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not installed")
	}
	for name, text := range map[string]string{"a list": "ffconcat version 1.0\nfile /etc/passwd\n", "nothing": "", "a page": "<html>"} {
		for _, mime := range []string{mimeWebM, mimeMP4, "text/plain"} {
			if _, values, err := New(program).Peaks(t.Context(), mime, bytes.NewReader([]byte(text))); !errors.Is(err, research.Invalid) {
				t.Errorf("%s as %s: %d values, %v", name, mime, len(values), err)
			}
		}
	}
	if _, _, err := New("").Peaks(t.Context(), mimeWebM, bytes.NewReader(nil)); !errors.Is(err, research.NotFound) {
		t.Errorf("without a decoder: %v", err)
	}
	if _, _, err := New("/no/such/program").Peaks(t.Context(), mimeWebM, bytes.NewReader(nil)); err == nil || research.FaultOf(err) == research.Invalid {
		t.Errorf("with one that is not there: %v", err)
	}
}

// What a broken disk says is not taken for a broken sound.
func TestPeaksOfSoundThatCannotBeRead(t *testing.T) {
	program, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not installed")
	}
	broken := errors.New("the disk is broken")
	if _, _, err := New(program).Peaks(t.Context(), mimeWAV, io.MultiReader(bytes.NewReader([]byte("RIFF")), failing{broken})); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
