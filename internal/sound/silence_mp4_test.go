package sound

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Ways in which browsers and recorders of phones write MP4, as arguments of
// ffmpeg. What has one table needs a file to be written to.
var mp4s = map[string]string{
	"browser of an iPhone":  likeIPhone,
	"browser, stereo":       strings.Replace(likeIPhone, "-c:a aac", "-ac 2 -c:a aac", 1),
	"browser, Opus in MP4":  strings.Replace(likeIPhone, "-c:a aac", "-c:a libopus", 1),
	"recorder, table last":  "-c:a aac -b:a 64k -ar 44100 -f ipod",
	"recorder, table first": "-c:a aac -b:a 64k -ac 2 -f mp4 -movflags faststart",
	"recorder, low rate":    "-c:a aac -b:a 24k -ar 16000 -f mp4",
}

// makeMP4 has ffmpeg make ten seconds of tones.
func makeMP4(t testing.TB, how string) []byte {
	t.Helper()
	if strings.Contains(how, "empty_moov") {
		return makeSound(t, 10, how)
	}
	wav := file(t, makeSound(t, 10, "-f wav"))
	path := filepath.Join(t.TempDir(), "out")
	args := append([]string{"-v", "error", "-i", wav}, strings.Fields(how)...)
	output(t, "ffmpeg", nil, append(args, path)...)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// silencedMP4 is the sound with its patches written over it.
func silencedMP4(t testing.TB, sound []byte, spans ...[2]int64) []byte {
	t.Helper()
	patches, err := (&Sounds{}).Patches(mimeMP4, bytes.NewReader(sound), int64(len(sound)), spans)
	if err != nil {
		t.Fatal(err)
	}
	after, end := bytes.Clone(sound), int64(0)
	for _, p := range patches {
		if p.Offset < end || p.Offset+int64(len(p.Bytes)) > int64(len(sound)) {
			t.Fatalf("a patch of %d bytes at %d, after one up to %d", len(p.Bytes), p.Offset, end)
		}
		end = p.Offset + int64(copy(after[p.Offset:], p.Bytes))
	}
	return after
}

// rate is that of decoded sound, in samples a second.
const rate = 16_000

// decoded is a sound as ffmpeg plays it, which must not complain.
func decoded(t testing.TB, sound []byte) []int {
	t.Helper()
	raw := output(t, "ffmpeg", nil, "-v", "warning", "-xerror", "-i", file(t, sound), "-ac", "1", "-ar", "16000", "-f", "s16le", "-")
	samples := make([]int, len(raw)/2)
	for i := range samples {
		samples[i] = int(int16(uint16(raw[2*i]) | uint16(raw[2*i+1])<<8))
	}
	return samples
}

// loudest is the loudest of the samples between two moments, in milliseconds.
func loudest(samples []int, from, to int) (most int) {
	for _, s := range samples[from*rate/1000 : min(len(samples), to*rate/1000)] {
		most = max(most, s, -s)
	}
	return most
}

// Silent where it was cut, the same elsewhere, as long as before, and nothing
// of what was said there is left in the bytes.
func TestAStretchOfAnMP4IsSilent(t *testing.T) {
	for name, how := range mp4s {
		t.Run(name, func(t *testing.T) {
			sound := makeMP4(t, how)
			cut := silencedMP4(t, sound, [2]int64{3_000, 5_000}, [2]int64{8_000, 8_100})
			before, after := decoded(t, sound), decoded(t, cut)
			if len(after) != len(before) || len(before) < 10*rate {
				t.Fatalf("%d samples, were %d", len(after), len(before))
			}
			for _, span := range [][2]int{{3_000, 5_000}, {8_000, 8_100}} {
				if most := loudest(after, span[0], span[1]); most > 20 || loudest(before, span[0], span[1]) < 8_000 {
					t.Errorf("from %d to %d ms it is %d loud", span[0], span[1], most)
				}
			}
			for _, kept := range [][2]int{{0, 2_700}, {5_300, 7_700}, {8_400, 9_900}} {
				wantSame(t, before, after, kept)
			}
		})
	}
}

func wantSame(t *testing.T, before, after []int, kept [2]int) {
	t.Helper()
	for i := kept[0] * rate / 1000; i < kept[1]*rate/1000; i++ {
		if d := before[i] - after[i]; d > 300 || d < -300 {
			t.Fatalf("at %d ms it is %d, was %d", i*1000/rate, after[i], before[i])
		}
	}
}

// Of every sample that tells something of the stretch each byte is written
// over, and none of the others is touched.
func TestTheSamplesOfTheStretchAreGone(t *testing.T) {
	for name, how := range mp4s {
		t.Run(name, func(t *testing.T) {
			sound := makeMP4(t, how)
			cut := silencedMP4(t, sound, [2]int64{3_000, 5_000})
			m := &mp4Index{recorded: bytes.NewReader(sound), size: int64(len(sound))}
			if err := m.read(); err != nil {
				t.Fatal(err)
			}
			if m.moov.Mvex == nil {
				if err := m.readTables(); err != nil {
					t.Fatal(err)
				}
			}
			hit, err := m.hit([][2]int64{{3_000, 5_000}}, 0, 0)
			if err != nil {
				t.Fatal(err)
			}
			sample, gone := 0, 0
			for _, chunk := range m.chunks {
				at := chunk.from
				for range chunk.samples {
					end := at + int64(m.sizes[sample])
					same := bytes.Equal(sound[at:end], cut[at:end])
					switch near := hit[min(len(hit)-1, sample+1)] || hit[min(len(hit)-1, sample+2)] || hit[max(0, sample-1)]; {
					case hit[sample] && same:
						t.Errorf("sample %d stays", sample)
					case !hit[sample] && !near && !same:
						t.Errorf("sample %d changed", sample)
					}
					if hit[sample] {
						gone++
					}
					at, sample = end, sample+1
				}
			}
			if gone < 30 {
				t.Errorf("only %d samples are of two seconds", gone)
			}
		})
	}
}

// What a phone that stopped left of a sample goes with any cut.
func TestHalfASampleGoesToo(t *testing.T) {
	sound := makeMP4(t, likeIPhone)
	end := bytes.LastIndex(sound, []byte("mdat")) + 4 + 700
	for sound[end-1] == 0 {
		end++
	}
	cut := silencedMP4(t, sound[:end], [2]int64{1_000, 2_000})
	if cut[end-1] != 0 {
		t.Error("bytes of which nobody knows the time stay")
	}
	decoded(t, seekable(t, mimeMP4, cut))
}

// A cut of sound that was cut leaves the first one as it is.
func TestCutsAddUp(t *testing.T) {
	sound := makeMP4(t, likeIPhone)
	cut := silencedMP4(t, silencedMP4(t, sound, [2]int64{1_000, 2_000}), [2]int64{6_000, 7_000})
	after := decoded(t, cut)
	if loudest(after, 1_000, 2_000) > 20 || loudest(after, 6_000, 7_000) > 20 || loudest(after, 3_000, 5_000) < 8_000 {
		t.Error("one of both can be heard")
	}
}

func TestMP4ThatIsNotUnderstoodIsRefused(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed")
	}
	iPhone := makeMP4(t, likeIPhone)
	moved := bytes.Clone(makeMP4(t, mp4s["recorder, table first"]))
	stco := bytes.Index(moved, []byte("stco"))
	copy(moved[stco+12:], []byte{0, 0, 0, 100}) // the first samples would stand in the table itself
	for name, sound := range map[string][]byte{
		"no MP4":          []byte("kanariezang"),
		"nothing":         nil,
		"no table":        iPhone[:40],
		"another codec":   makeMP4(t, "-c:a alac -f mp4"),
		"five channels":   makeMP4(t, "-c:a aac -ac 6 -f mp4"),
		"samples astray":  moved,
		"trimmed":         trimmed(t),
		"unplayed sounds": append(bytes.Clone(iPhone), box("mdat", mostUnplayed+1)...),
	} {
		if p, err := (&Sounds{}).Patches(mimeMP4, bytes.NewReader(sound), int64(len(sound)), [][2]int64{{0, 1_000}}); !errors.Is(err, ErrUnknown) {
			t.Errorf("%s: %d patches, %v", name, len(p), err)
		}
	}
}

// trimmed is a recording of which the first two seconds are not played.
func trimmed(t *testing.T) []byte {
	text := bytes.Clone(makeMP4(t, mp4s["recorder, table last"]))
	elst := bytes.Index(text, []byte("elst"))
	copy(text[elst+16:], []byte{0, 1, 88, 136}) // 88,200 ticks
	return text
}

func box(name string, size int) []byte {
	text := make([]byte, size+8)
	copy(text[4:], name)
	text[0], text[1], text[2], text[3] = byte(len(text)>>24), byte(len(text)>>16), byte(len(text)>>8), byte(len(text))
	return text
}

// A silent frame has exactly its length, ends with the element that ends, and
// all before it is one silent element and what fills.
func TestSilentFramesFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size, stereo := rapid.IntRange(0, 2_000).Draw(t, "size"), rapid.Bool().Draw(t, "stereo")
		frame := silentAAC(size, stereo)
		if len(frame) != size {
			t.Fatalf("%d bytes for %d", len(frame), size)
		}
		at := 0
		read := func(width int) (value int) {
			for range width {
				value = value<<1 | int(frame[at/8]>>(7-at%8)&1)
				at++
			}
			return value
		}
		if size < 6 {
			return
		}
		if id := read(3); id == 1 != stereo {
			t.Fatalf("element %d first", id)
		}
		at = 29
		if stereo {
			at = 43
		}
		for {
			id := read(3)
			if id == 7 {
				break
			}
			if id != 6 {
				t.Fatalf("element %d at bit %d of %d bytes", id, at, size)
			}
			count := read(4)
			if count == 15 {
				count += read(8) - 1
			}
			at += 8 * count
		}
		if 8*size-at >= 8 {
			t.Fatalf("%d bits behind the end", 8*size-at)
		}
	})
}

func FuzzPatchesMP4(f *testing.F) {
	for _, name := range []string{"tone-fragments.mp4", "tone.m4a"} {
		sound, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(sound)
		f.Add(sound[:len(sound)/3])
	}
	f.Fuzz(func(t *testing.T, sound []byte) {
		patches, err := (&Sounds{}).Patches(mimeMP4, bytes.NewReader(sound), int64(len(sound)), [][2]int64{{0, 1 << 40}})
		if err != nil {
			return
		}
		end := int64(0)
		for _, p := range patches {
			if p.Offset < end || p.Offset+int64(len(p.Bytes)) > int64(len(sound)) {
				t.Fatalf("a patch at %d of %d bytes, after one up to %d, in %d", p.Offset, len(p.Bytes), end, len(sound))
			}
			end = p.Offset + int64(len(p.Bytes))
		}
	})
}
