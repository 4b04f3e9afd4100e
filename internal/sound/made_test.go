package sound

import (
	"bytes"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// The sounds of these tests: as many seconds as asked, second n a tone of
// 300 + 20·(n mod 60) Hz, so that any place tells which second it is.
const tones = "0.5*sin(2*PI*(300+20*mod(floor(t)\\,60))*t)"

// Ways of writing them, as arguments of ffmpeg.
var (
	likeAndroid = "-c:a libopus -b:a 24k -frame_duration 60 -f webm -live 1 -cluster_time_limit 10000"
	likeIPhone  = "-c:a aac -b:a 32k -f mp4 -movflags frag_keyframe+empty_moov+default_base_moof -frag_duration 1000000"
)

var made = struct {
	sync.Mutex
	by map[string][]byte
}{by: map[string][]byte{}}

// makeSound has ffmpeg make a sound, once for every way.
func makeSound(t testing.TB, seconds int, how string) []byte {
	t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed")
	}
	made.Lock()
	defer made.Unlock()
	key := strconv.Itoa(seconds) + how
	if made.by[key] == nil {
		source := "aevalsrc=" + tones + ":s=48000:d=" + strconv.Itoa(seconds)
		args := append([]string{"-v", "error", "-f", "lavfi", "-i", source}, strings.Fields(how)...)
		made.by[key] = output(t, "ffmpeg", nil, append(args, "-")...)
	}
	return made.by[key]
}

// output runs a program and gives what it writes; it must not complain.
func output(t testing.TB, program string, input []byte, args ...string) []byte {
	t.Helper()
	var faults bytes.Buffer
	command := exec.Command(program, args...)
	command.Stdin, command.Stderr = bytes.NewReader(input), &faults
	out, err := command.Output()
	if err != nil || faults.Len() > 0 {
		t.Fatalf("%s %v: %v %s", program, args, err, faults.Bytes())
	}
	return out
}

// seekable is the whole of a sound as players get it.
func seekable(t testing.TB, mime string, recorded []byte) []byte {
	t.Helper()
	_, r, err := New("").Seekable("x", mime, bytes.NewReader(recorded), int64(len(recorded)))
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// file puts bytes where programs can go to any place in them.
func file(t testing.TB, text []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sound")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// length is how long ffprobe says that a sound is, in seconds; 0 when it does not know.
func length(t testing.TB, path string) float64 {
	t.Helper()
	out := output(t, "ffprobe", nil, "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path)
	seconds, _ := strconv.ParseFloat(strings.TrimSpace(string(out)), 64)
	return seconds
}

// toneAt is the tone in Hz that is heard for 0.4 s from a second on, after going there.
func toneAt(t testing.TB, path string, second float64) float64 {
	t.Helper()
	from := strconv.FormatFloat(second, 'f', 3, 64)
	raw := output(t, "ffmpeg", nil, "-v", "error", "-ss", from, "-i", path, "-t", "0.4", "-ac", "1", "-ar", "16000", "-f", "s16le", "-")
	if len(raw) < 2*6_000 {
		t.Fatalf("%d bytes at %s s", len(raw), from)
	}
	crossed, above := 0, false
	for i := 0; i+1 < len(raw); i += 2 {
		now := int16(uint16(raw[i])|uint16(raw[i+1])<<8) > 0
		if now && !above {
			crossed++
		}
		above = now
	}
	return float64(crossed) / (float64(len(raw)) / 2 / 16_000)
}

func wantTone(t testing.TB, path string, second float64) {
	t.Helper()
	want := 300 + 20*math.Mod(math.Floor(second), 60)
	if got := toneAt(t, path, second); math.Abs(got-want) > 6 {
		t.Errorf("at %v s a tone of %.0f Hz, want %.0f", second, got, want)
	}
}
