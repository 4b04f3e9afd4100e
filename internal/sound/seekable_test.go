package sound

import (
	"bytes"
	"io"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// recordings are sounds as phones write them.
func recordings(t testing.TB, seconds int) map[string][]byte {
	t.Helper()
	return map[string][]byte{
		mimeWebM: makeSound(t, seconds, likeAndroid),
		mimeMP4:  makeSound(t, seconds, likeIPhone),
	}
}

// What phones record has no length and no places. As players get it, it has
// both, and every packet is the one that was recorded.
func TestEveryPlaceIsFound(t *testing.T) {
	for mime, recorded := range recordings(t, 100) {
		t.Run(mime, func(t *testing.T) {
			whole := seekable(t, mime, recorded)
			path := file(t, whole)
			if got := length(t, path); math.Abs(got-100) > 0.1 {
				t.Errorf("%v seconds long", got)
			}
			for _, second := range []float64{0.3, 7.4, 31.2, 59.5, 60.1, 98.4} {
				wantTone(t, path, second)
			}
			packets := func(text []byte) string {
				return string(output(t, "ffmpeg", text, "-v", "error", "-i", "pipe:0", "-c", "copy", "-f", "md5", "-"))
			}
			if before, after := packets(recorded), packets(whole); before != after {
				t.Errorf("packets %s, were %s", after, before)
			}
		})
	}
}

// A phone that was stopped leaves half a packet, half a cluster or half a table
// behind. All before it plays, and has its length.
func TestWhatWasStoppedPlaysUpToThere(t *testing.T) {
	for mime, recorded := range recordings(t, 20) {
		t.Run(mime, func(t *testing.T) {
			before := 0.0
			for _, share := range []float64{0.2, 0.301, 0.5, 0.7003, 0.9, 0.99} {
				cut := recorded[:int(share*float64(len(recorded)))]
				path := file(t, seekable(t, mime, cut))
				output(t, "ffmpeg", nil, "-v", "error", "-xerror", "-i", path, "-f", "null", "-")
				got := length(t, path)
				if got < before || math.Abs(got-20*share) > 1.5 {
					t.Errorf("%v of it is %v seconds", share, got)
				}
				wantTone(t, path, math.Floor(got)-1.7)
				before = got
			}
		})
	}
}

// Between fragments sound can be missing; what comes after stays in its place.
func TestAGapStaysAGap(t *testing.T) {
	recorded := makeSound(t, 20, likeIPhone)
	boxes := func() (starts []int) {
		for at := 0; at+8 <= len(recorded); {
			size := int(uint32(recorded[at])<<24 | uint32(recorded[at+1])<<16 | uint32(recorded[at+2])<<8 | uint32(recorded[at+3]))
			if string(recorded[at+4:at+8]) == "moof" {
				starts = append(starts, at)
			}
			at += size
		}
		return starts
	}()
	without := append(bytes.Clone(recorded[:boxes[8]]), recorded[boxes[11]:]...)
	path := file(t, seekable(t, mimeMP4, without))
	if got := length(t, path); math.Abs(got-20) > 0.1 {
		t.Errorf("%v seconds long", got)
	}
	wantTone(t, path, 5.4)
	wantTone(t, path, 15.4)
}

// Sound that is no recording of a phone: places are there, or at the end.
func TestFilesStayAsTheyAre(t *testing.T) {
	for how, mime := range map[string]string{
		"-c:a libmp3lame -b:a 32k -f mp3": mimeMPEG, "-c:a libopus -b:a 24k -f ogg": mimeOgg, "-f wav": mimeWAV,
	} {
		recorded := makeSound(t, 5, how)
		if got := seekable(t, mime, recorded); !bytes.Equal(got, recorded) {
			t.Errorf("%s: %d bytes became %d", mime, len(recorded), len(got))
		}
	}
	for _, broken := range [][]byte{nil, []byte("\x1a\x45\xdf\xa3"), []byte("<html>"), makeSound(t, 5, likeAndroid)[:600]} {
		if got := seekable(t, mimeWebM, broken); !bytes.Equal(got, broken) {
			t.Errorf("%d broken bytes became %d", len(broken), len(got))
		}
	}
}

// The places of a file that was recorded by a phone's own recorder stand behind
// the sound: they come first.
func TestPlacesComeFirst(t *testing.T) {
	at := t.TempDir() + "/memo.m4a"
	output(t, "ffmpeg", nil, "-v", "error", "-f", "lavfi", "-i", "aevalsrc="+tones+":s=48000:d=30", "-c:a", "aac", at)
	recorded := output(t, "cat", nil, at)
	whole := seekable(t, mimeMP4, recorded)
	if len(whole) != len(recorded) || bytes.Index(whole, []byte("moov")) > bytes.Index(whole, []byte("mdat")) {
		t.Fatalf("%d bytes became %d, places at %d", len(recorded), len(whole), bytes.Index(whole, []byte("moov")))
	}
	path := file(t, whole)
	wantTone(t, path, 2.4)
	wantTone(t, path, 27.4)
	output(t, "ffmpeg", whole, "-v", "error", "-i", "pipe:0", "-f", "null", "-") // from the start on, without going back
}

// hour is sixty times a minute.
func hour(t testing.TB) []byte {
	t.Helper()
	minute := file(t, makeSound(t, 60, likeAndroid))
	return output(t, "ffmpeg", nil, "-v", "error", "-stream_loop", "59", "-i", minute, "-c", "copy", "-f", "webm", "-live", "1", "-")
}

// counted notes what is read of a recording.
type counted struct {
	io.ReaderAt
	bytes int
}

func (c *counted) ReadAt(b []byte, at int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(b, at)
	c.bytes += n
	return n, err
}

// A range of an hour reads what it gives and not more, and what is kept in
// memory of that hour is small.
func TestAnHourTakesLittleMemory(t *testing.T) {
	recorded := hour(t)
	s := New("")
	if _, _, err := s.Seekable("hour", mimeWebM, bytes.NewReader(recorded), int64(len(recorded))); err != nil {
		t.Fatal(err)
	}
	if s.layouts.weight > 160<<10 {
		t.Errorf("%d bytes in memory", s.layouts.weight)
	}
	read := &counted{ReaderAt: bytes.NewReader(recorded)}
	_, r, err := s.Seekable("hour", mimeWebM, read, int64(len(recorded)))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Seek(8<<20, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(io.Discard, r, 100_000); err != nil || read.bytes > 140_000 {
		t.Errorf("%d bytes were read for 100,000, %v", read.bytes, err)
	}
	path := file(t, seekable(t, mimeWebM, recorded))
	wantTone(t, path, 3000.4)
	if got := length(t, path); math.Abs(got-3600) > 0.3 {
		t.Errorf("%v seconds long", got)
	}
}

// Every range is a piece of the whole.
func TestRangesAreOfTheWhole(t *testing.T) {
	for mime, recorded := range recordings(t, 20) {
		whole := seekable(t, mime, recorded)
		_, r, err := New("").Seekable("x", mime, bytes.NewReader(recorded), int64(len(recorded)))
		if err != nil {
			t.Fatal(err)
		}
		rapid.Check(t, func(t *rapid.T) {
			from := rapid.IntRange(0, len(whole)).Draw(t, "from")
			n := rapid.IntRange(0, 4000).Draw(t, "bytes")
			if _, err := r.Seek(int64(from), io.SeekStart); err != nil {
				t.Fatal(err)
			}
			got := make([]byte, n)
			read, _ := io.ReadFull(r, got)
			if want := whole[from:min(len(whole), from+n)]; !bytes.Equal(got[:read], want) {
				t.Fatalf("%d bytes from %d are others", n, from)
			}
		})
	}
}

// Layouts that were used last stay; together they never weigh more than they may.
func TestTheCacheIsBounded(t *testing.T) {
	var c cache
	for n := range 100 {
		name := string(rune('a' + n))
		heavy := func() (*layout, error) { return &layout{head: make([]byte, mostWeight/10)}, nil }
		if _, err := c.of(name, heavy); err != nil {
			t.Fatal(err)
		}
		if _, err := c.of("a", heavy); err != nil {
			t.Fatal(err)
		}
	}
	if c.weight > mostWeight || len(c.order) != len(c.found) || len(c.found) > 10 || !slices.Contains(c.order, "a") {
		t.Errorf("%d bytes of %d layouts, %q", c.weight, len(c.found), c.order)
	}
}

func FuzzWebM(f *testing.F) {
	f.Add(tone(f))
	f.Add(makeSound(f, 5, likeAndroid))
	fuzzLayout(f, func(recorded []byte) (*layout, error) { return layOutWebM(bytes.NewReader(recorded)) })
}

func FuzzMP4(f *testing.F) {
	f.Add(makeSound(f, 2, likeIPhone))
	f.Add([]byte("\x00\x00\x00\x10ftypM4A \x00\x00\x00\x00"))
	fuzzLayout(f, func(recorded []byte) (*layout, error) {
		return layOutMP4(bytes.NewReader(recorded), int64(len(recorded)))
	})
}

// fuzzLayout holds every layout of whatever bytes to reading nothing outside them.
func fuzzLayout(f *testing.F, layOut func([]byte) (*layout, error)) {
	f.Helper()
	f.Fuzz(func(t *testing.T, recorded []byte) {
		l, err := layOut(recorded)
		if err != nil {
			return
		}
		if len(l.head) > 32*len(recorded)+4096 {
			t.Fatalf("%d bytes have a head of %d", len(recorded), len(l.head))
		}
		for _, r := range l.runs {
			if r.from < 0 || r.size < 0 || r.from+r.size > int64(len(recorded)) {
				t.Fatalf("%d bytes from %d of %d", r.size, r.from, len(recorded))
			}
		}
		if all, err := io.ReadAll(io.NewSectionReader(laid{l, bytes.NewReader(recorded)}, 0, l.size)); err != nil || int64(len(all)) != l.size {
			t.Fatalf("%d bytes of %d, %v", len(all), l.size, err)
		}
	})
}
