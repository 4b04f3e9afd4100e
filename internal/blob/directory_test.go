package blob

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"pgregory.net/rapid"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

var aProject = research.IDFrom([16]byte{9})

var aPart = part(research.IDFrom([16]byte{1}), 3)

func part(interview research.ID, number int) research.StoredPart {
	return research.StoredPart{Project: aProject, Part: research.Part{Interview: interview, Number: number}}
}

func testDirectory(t testing.TB, options Options) *Directory {
	t.Helper()
	d, err := OpenDirectory(t.TempDir(), options)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(d *Directory, part research.StoredPart, offset int64, text string) (int64, error) {
	return d.Write(context.Background(), part, offset, strings.NewReader(text), int64(len(text)))
}

func stored(t testing.TB, b study.Blobs, part research.StoredPart) string {
	t.Helper()
	blob, err := b.Open(context.Background(), part)
	must(t, err)
	defer blob.Close()
	content, err := io.ReadAll(io.NewSectionReader(blob, 0, blob.Size()))
	must(t, err)
	return string(content)
}

func TestWrite(t *testing.T) {
	ctx := context.Background()
	broken := io.MultiReader(strings.NewReader("fg"), iotest.ErrReader(io.ErrUnexpectedEOF))
	steps := []struct {
		offset int64
		r      io.Reader
		limit  int64
		fault  research.Fault
		want   string
	}{
		{0, strings.NewReader("abc"), 3, "", "abc"},
		{3, strings.NewReader("de"), 10, "", "abcde"},
		{0, strings.NewReader("abc"), 3, "", "abcde"},
		{2, strings.NewReader("cdef"), 4, "", "abcdef"},
		{2, strings.NewReader("cXefgh"), 9, research.Conflict, "abcdef"},
		{4, strings.NewReader("efghX"), 4, research.TooLarge, "abcdef"},
		{7, strings.NewReader("h"), 9, research.Conflict, "abcdef"},
		{-1, strings.NewReader("h"), 9, research.Invalid, "abcdef"},
		{5, broken, 9, "cut", "abcdefg"},
		{7, iotest.OneByteReader(strings.NewReader("hij")), 3, "", "abcdefghij"},
	}
	d := testDirectory(t, Options{})
	must(t, d.Create(ctx, aPart))
	for i, step := range steps {
		size, err := d.Write(ctx, aPart, step.offset, step.r, step.limit)
		if step.fault == "cut" {
			if !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatalf("step %d: %v", i, err)
			}
		} else if research.FaultOf(err) != step.fault {
			t.Fatalf("step %d: %v", i, err)
		}
		if got := stored(t, d, aPart); got != step.want || step.fault != research.Invalid && size != int64(len(got)) {
			t.Fatalf("step %d: %q, size %d", i, got, size)
		}
	}
	must(t, d.Create(ctx, aPart))
	must(t, d.Cut(ctx, aPart, 99))
	must(t, d.Cut(ctx, aPart, 4))
	if got := stored(t, d, aPart); got != "abcd" {
		t.Fatalf("after cutting: %q", got)
	}
}

func TestPartsThatAreNotThere(t *testing.T) {
	ctx, d := context.Background(), testDirectory(t, Options{})
	_, err := write(d, aPart, 0, "abc")
	_, opened := d.Open(ctx, aPart)
	outside := part("../../etc", 1)
	_, climbed := d.Open(ctx, outside)
	for title, err := range map[string]error{"write": err, "open": opened, "cut": d.Cut(ctx, aPart, 0), "climb": climbed} {
		if research.FaultOf(err) != research.NotFound {
			t.Errorf("%s: %v", title, err)
		}
	}
	if err := d.Create(ctx, outside); research.FaultOf(err) != research.Invalid {
		t.Errorf("create outside: %v", err)
	}
	must(t, d.Delete(ctx, aPart))
}

func TestPartsAndWalk(t *testing.T) {
	ctx, d := context.Background(), testDirectory(t, Options{})
	other := part(research.IDFrom([16]byte{2}), 0)
	for _, n := range []int{3, 0, 12} {
		must(t, d.Create(ctx, part(aPart.Interview, n)))
	}
	must(t, d.Create(ctx, other))
	if got, err := d.Parts(ctx, aProject, aPart.Interview); err != nil || !slices.Equal(got, []int{0, 3, 12}) {
		t.Fatalf("got %v, %v", got, err)
	}
	must(t, d.Delete(ctx, other))
	var walked []string
	must(t, d.Walk(ctx, func(p research.StoredPart) error { walked = append(walked, p.String()); return d.Delete(ctx, p) }))
	if len(walked) != 3 {
		t.Fatalf("walked %v", walked)
	}
	must(t, d.Walk(ctx, func(p research.StoredPart) error { return fmt.Errorf("%s is left", p) }))
}

func TestAFullDiskIsSaidBeforeAnythingIsStored(t *testing.T) {
	ctx, free := context.Background(), int64(1000)
	d := testDirectory(t, Options{Reserve: 100, Free: func(string) (int64, error) { return free, nil }})
	must(t, d.Create(ctx, aPart))
	free = 102
	if size, err := write(d, aPart, 0, "abc"); research.FaultOf(err) != research.Full || size != 0 {
		t.Fatalf("size %d, %v", size, err)
	}
	free = 99
	if err := d.Create(ctx, part(aPart.Interview, 4)); research.FaultOf(err) != research.Full {
		t.Fatalf("create: %v", err)
	}
	free = 103
	if _, err := write(d, aPart, 0, "abc"); err != nil || stored(t, d, aPart) != "abc" {
		t.Fatal(err)
	}
}

// Whatever a phone repeats, what is stored is the beginning of what it sends.
func TestRepeatedWritesKeepTheBytes(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(rt *rapid.T) {
		d := testDirectory(t, Options{})
		must(t, d.Create(ctx, aPart))
		whole := rapid.SliceOfN(rapid.Byte(), 1, 300).Draw(rt, "whole")
		have := int64(0)
		for range rapid.IntRange(1, 12).Draw(rt, "writes") {
			from := rapid.Int64Range(0, have).Draw(rt, "from")
			to := rapid.Int64Range(from, int64(len(whole))).Draw(rt, "to")
			r := io.Reader(bytes.NewReader(whole[from:to]))
			if rapid.Bool().Draw(rt, "cut link") {
				r = io.MultiReader(r, iotest.ErrReader(io.ErrUnexpectedEOF))
			}
			size, err := d.Write(ctx, aPart, from, r, to-from)
			if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
				rt.Fatal(err)
			}
			if have = max(have, to); size != have || stored(t, d, aPart) != string(whole[:have]) {
				rt.Fatalf("size %d, want %d", size, have)
			}
		}
	})
}

func TestWritersAndDeletersAtOnce(t *testing.T) {
	ctx, d := context.Background(), testDirectory(t, Options{})
	text := strings.Repeat("wijkstem", 1000)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 20 {
				created := d.Create(ctx, aPart)
				size, err := write(d, aPart, 0, text)
				if err != nil && research.FaultOf(err) != research.NotFound || err == nil && size != int64(len(text)) {
					t.Errorf("size %d, %v", size, err)
				}
				if err := errors.Join(created, d.Delete(ctx, aPart)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	must(t, d.Walk(ctx, func(p research.StoredPart) error { return fmt.Errorf("%s is left", p) }))
}

// A browser asks for ranges of the sound; only sealed bytes are on the disk.
func TestServingRangesOfTheSound(t *testing.T) {
	ctx, d := context.Background(), testDirectory(t, Options{})
	key := bytes.Repeat([]byte{7}, research.DataKeySize)
	plain := []byte(strings.Repeat("stem van de wijk ", 200))
	must(t, d.Create(ctx, aPart))
	at := int64(0)
	for seq, chunk := range slices.Collect(slices.Chunk(plain, 500)) {
		frame, err := research.SealFrame(rand.Reader, key, aPart.Part, seq, chunk)
		must(t, err)
		at, err = d.Write(ctx, aPart, at, bytes.NewReader(frame), int64(len(frame)))
		must(t, err)
	}
	blob, err := d.Open(ctx, aPart)
	must(t, err)
	defer blob.Close()
	reader, err := research.NewPartReader(key, aPart.Part, blob, blob.Size())
	must(t, err)
	request := httptest.NewRequest(http.MethodGet, "/", nil)
	request.Header.Set("Range", "bytes=490-1510")
	answer := httptest.NewRecorder()
	http.ServeContent(answer, request, "sound.webm", time.Time{}, reader)
	if answer.Code != http.StatusPartialContent || answer.Body.String() != string(plain[490:1511]) {
		t.Fatalf("status %d, %d bytes", answer.Code, answer.Body.Len())
	}
	if strings.Contains(stored(t, d, aPart), "wijk") {
		t.Fatal("plain text on the disk")
	}
}

func BenchmarkWriteHalfMegabyte(b *testing.B) {
	d, text := testDirectory(b, Options{}), bytes.Repeat([]byte{1}, 512<<10)
	must(b, d.Create(context.Background(), aPart))
	b.SetBytes(int64(len(text)))
	at := int64(0)
	for b.Loop() {
		size, err := d.Write(context.Background(), aPart, at, bytes.NewReader(text), int64(len(text)))
		must(b, err)
		at = size
	}
}
