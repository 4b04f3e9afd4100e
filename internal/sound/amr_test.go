package sound

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// oldPhone is what the recorder of an old phone writes: frames of changing sorts, in
// which noise is heard that differs all the time.
func oldPhone(frames int, wide bool) []byte {
	sizes, sound := amrSizes, bytes.NewBufferString(magicAMR)
	if wide {
		sizes, sound = amrWBSizes, bytes.NewBufferString(magicAMRWB)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for n := range frames {
		sort := n % 8
		sound.WriteByte(byte(sort)<<3 | 4)
		for range sizes[sort] {
			sound.WriteByte(byte(random.Uint32()))
		}
	}
	return sound.Bytes()
}

func withDecoder(t *testing.T) *Sounds {
	t.Helper()
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not installed")
	}
	return New(path)
}

func TestAMRIsPlayedAsWAV(t *testing.T) {
	sounds, frames := withDecoder(t), 130*amrSecond+7
	for name, wide := range map[string]bool{"narrow": false, "wide": true} {
		raw := oldPhone(frames, wide)
		hertz := 8000
		if wide {
			hertz = 16_000
		}
		mime, wav, err := sounds.Seekable(name, mimeAMR, bytes.NewReader(raw), int64(len(raw)))
		if err != nil || mime != mimeWAV {
			t.Fatalf("%s: %q %v", name, mime, err)
		}
		all, err := io.ReadAll(wav)
		if err != nil || len(all) != wavHead+frames*hertz/50*2 {
			t.Fatalf("%s: %d bytes, %v", name, len(all), err)
		}
		whole := output(t, "ffmpeg", raw, "-v", "quiet", "-f", "amr", "-i", "-", "-f", "s16le", "-")
		if !bytes.Equal(all[wavHead:wavHead+60*hertz*2], whole[:60*hertz*2]) {
			t.Errorf("%s: the first minute is another", name)
		}
		if got := length(t, file(t, all)); got < 130.1 || got > 130.2 {
			t.Errorf("%s: %v s", name, got)
		}
		for _, at := range []int64{0, 10, 43, 44, 45, 60*int64(hertz)*2 + 44 - 3, int64(len(all)) - 5} {
			some := make([]byte, 64)
			if _, err := wav.Seek(at, io.SeekStart); err != nil {
				t.Fatal(err)
			}
			n, err := io.ReadFull(wav, some)
			if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) || !bytes.Equal(some[:n], all[at:at+int64(n)]) {
				t.Errorf("%s: at %d other bytes (%v)", name, at, err)
			}
		}
	}
}

func TestAMRIn3GPIsPlayedToo(t *testing.T) {
	sounds, raw := withDecoder(t), oldPhone(300, false)
	path := filepath.Join(t.TempDir(), "old.3gp")
	output(t, "ffmpeg", raw, "-v", "error", "-f", "amr", "-i", "-", "-c", "copy", "-f", "3gp", path)
	in3GP, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if mime, sound := sounds.Kind(in3GP); mime != mime3GPP || !sound {
		t.Fatalf("it is %q", mime)
	}
	mime, wav, err := sounds.Seekable("3gp", mime3GPP, bytes.NewReader(in3GP), int64(len(in3GP)))
	if err != nil || mime != mimeWAV {
		t.Fatalf("%q %v", mime, err)
	}
	_, want, _ := sounds.Seekable("amr", mimeAMR, bytes.NewReader(raw), int64(len(raw)))
	all, err := io.ReadAll(wav)
	wanted, _ := io.ReadAll(want)
	if err != nil || !bytes.Equal(all, wanted) {
		t.Errorf("%d bytes of %d, %v", len(all), len(wanted), err)
	}
}

func TestAMRWithoutDecoderStaysAsItIs(t *testing.T) {
	raw := oldPhone(100, false)
	mime, sound, err := New("").Seekable("x", mimeAMR, bytes.NewReader(raw), int64(len(raw)))
	if err != nil || mime != mimeAMR {
		t.Fatalf("%q %v", mime, err)
	}
	if all, err := io.ReadAll(sound); err != nil || !bytes.Equal(all, raw) {
		t.Fatalf("%d bytes, %v", len(all), err)
	}
}

func TestBrokenAMREndsBeforeWhatIsBroken(t *testing.T) {
	raw := append(oldPhone(120, false), 0x3c, 1, 2, 3)
	index, err := indexAMR(bytes.NewReader(raw))
	if err != nil || index.frames != 120 || len(index.seconds) != 4 {
		t.Fatalf("%+v, %v", index, err)
	}
	for _, none := range []string{"", magicAMR, "#!AMR_MC1.0\n\x00\x00\x00\x01", magicAMR + "\x64\x68"} {
		if index, err := indexAMR(bytes.NewReader([]byte(none))); err == nil {
			t.Errorf("%q: %+v", none, index)
		}
	}
}
