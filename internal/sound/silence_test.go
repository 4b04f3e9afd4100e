package sound

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"os/exec"
	"testing"

	"pgregory.net/rapid"
)

// tone is two seconds of a loud tone, as a phone that is still recording writes
// it: clusters without a size, packets of 60 ms.
func tone(t testing.TB) []byte {
	t.Helper()
	sound, err := os.ReadFile("testdata/tone.webm")
	if err != nil {
		t.Fatal(err)
	}
	return sound
}

const opusWebM = "audio/webm;codecs=opus"

// silenced is the sound with its patches written over it.
func silenced(t testing.TB, sound []byte, spans ...[2]int64) []byte {
	t.Helper()
	patches, err := (&Sounds{}).Patches(opusWebM, bytes.NewReader(sound), int64(len(sound)), spans)
	if err != nil {
		t.Fatal(err)
	}
	after, end := bytes.Clone(sound), int64(0)
	for _, p := range patches {
		if p.Offset < end {
			t.Fatalf("a patch at %d, after one up to %d", p.Offset, end)
		}
		end = p.Offset + int64(copy(after[p.Offset:], p.Bytes))
	}
	return after
}

func TestOnlyTheSpanChanges(t *testing.T) {
	sound := tone(t)
	whole, err := (&Sounds{}).Patches(opusWebM, bytes.NewReader(sound), int64(len(sound)), [][2]int64{{0, 10_000}})
	if err != nil || len(whole) < 33 {
		t.Fatalf("%d packets in two seconds, %v", len(whole), err)
	}
	some, err := (&Sounds{}).Patches(opusWebM, bytes.NewReader(sound), int64(len(sound)), [][2]int64{{600, 900}})
	if err != nil || len(some) < 5 || len(some) > 6 {
		t.Fatalf("%d packets in 300 ms, %v", len(some), err)
	}
	for _, p := range some {
		if old := sound[p.Offset:][:len(p.Bytes)]; bytes.Equal(old, p.Bytes) {
			t.Error("a packet stays as it was")
		}
	}
	if none, err := (&Sounds{}).Patches(opusWebM, bytes.NewReader(sound), int64(len(sound)), [][2]int64{{5_000, 6_000}}); err != nil || len(none) > 0 {
		t.Errorf("%d packets after the end, %v", len(none), err)
	}
}

// level is how loud ten equal stretches of the sound are, 0 to 32,768.
func level(t *testing.T, sound []byte) (levels [10]int) {
	t.Helper()
	play := exec.Command("ffmpeg", "-loglevel", "error", "-i", "-", "-f", "s16le", "-ac", "1", "-ar", "8000", "-")
	play.Stdin = bytes.NewReader(sound)
	raw, err := play.Output()
	if err != nil || len(raw) < 2*15_000 {
		t.Fatalf("the sound does not play any more: %d bytes, %v", len(raw), err)
	}
	for n := range levels {
		for at := n * 1_600; at < (n+1)*1_600 && 2*at+1 < len(raw); at++ {
			sample := int(int16(binary.LittleEndian.Uint16(raw[2*at:])))
			levels[n] = max(levels[n], sample, -sample)
		}
	}
	return levels
}

// What is left is a sound that plays as long as before, silent where it was cut.
func TestTheSpanIsSilent(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed")
	}
	before, after := level(t, tone(t)), level(t, silenced(t, tone(t), [2]int64{400, 1_000}))
	for n := range before {
		// The packets at both ends reach into the stretches beside.
		if silent := n >= 2 && n <= 4; silent && n == 3 && after[n] > 50 || !silent && n != 1 && n != 5 && after[n] < before[n]/2 {
			t.Errorf("between %d and %d ms the level is %d, was %d", n*200, (n+1)*200, after[n], before[n])
		}
	}
}

// A silent packet is as long as the one it replaces, in bytes and in time.
func TestSilenceFits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		config := rapid.IntRange(0, 31).Draw(t, "config")
		old := rapid.SliceOfN(rapid.Byte(), 1, 1_500).Draw(t, "packet")
		old[0] = byte(config<<3) | old[0]&4 | byte(rapid.IntRange(0, 2).Draw(t, "code"))
		if code := rapid.Bool().Draw(t, "several"); code && len(old) > 1 {
			unit, _ := duration(old)
			old[0], old[1] = old[0]|3, byte(rapid.IntRange(1, 120_000/unit).Draw(t, "count"))
		}
		fresh := packet(old)
		unit, count := duration(old)
		freshUnit, freshCount := duration(fresh)
		if len(fresh) != len(old) || len(old) > 2 && unit*count != freshUnit*freshCount {
			t.Fatalf("%d bytes of %d µs became %d of %d", len(old), unit*count, len(fresh), freshUnit*freshCount)
		}
		if fresh[0]&4 != old[0]&4 {
			t.Fatal("other channels")
		}
		if len(old) > 2 {
			framed(t, fresh)
		}
	})
}

// framed reads the packet as RFC 6716, 3.2.5 has it: padding, then equal frames.
func framed(t *rapid.T, packet []byte) {
	frames, at, padding := int(packet[1]&0x3f), 2, 0
	if packet[1]&0x40 != 0 {
		for {
			b := int(packet[at])
			at++
			if b < 255 {
				padding += b
				break
			}
			padding += 254
		}
	}
	left := len(packet) - at - padding
	if left < 0 || left%frames != 0 || left/frames > 2 {
		t.Fatalf("%d bytes are left for %d frames", left, frames)
	}
}

func TestOtherSoundIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ mime, sound string }{
		"another sort":  {"audio/mp4", "\x1a\x45\xdf\xa3"},
		"no WebM":       {opusWebM, "kanariezang"},
		"nothing":       {opusWebM, ""},
		"another codec": {opusWebM, "\x1a\x45\xdf\xa3\x80\x16\x54\xae\x6b\x80\xae\x80\x86\x88A_VORBIS\xa3\x85\x81\x00\x00\x80\x01"},
	} {
		if _, err := (&Sounds{}).Patches(c.mime, bytes.NewReader([]byte(c.sound)), int64(len([]byte(c.sound))), [][2]int64{{0, 1}}); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Sound that stops in the middle of anything is silenced up to there.
func TestSoundThatStopsAnywhere(t *testing.T) {
	sound := tone(t)
	for end := 400; end < len(sound); end += 97 {
		if _, err := (&Sounds{}).Patches(opusWebM, bytes.NewReader(sound[:end]), int64(len(sound[:end])), [][2]int64{{0, 10_000}}); err != nil {
			t.Fatalf("after %d bytes: %v", end, err)
		}
	}
}

func FuzzPatches(f *testing.F) {
	f.Add(tone(f))
	f.Add([]byte("\x1a\x45\xdf\xa3\x80\xa3\x85\x81\x00\x00\x80\x01"))
	f.Fuzz(func(t *testing.T, sound []byte) {
		patches, err := (&Sounds{}).Patches(opusWebM, bytes.NewReader(sound), int64(len(sound)), [][2]int64{{0, 1 << 40}})
		if err != nil {
			return
		}
		for _, p := range patches {
			if p.Offset < 0 || p.Offset+int64(len(p.Bytes)) > int64(len(sound)) {
				t.Fatalf("a patch at %d of %d bytes outside the sound", p.Offset, len(p.Bytes))
			}
		}
	})
}
