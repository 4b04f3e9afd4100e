package research_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"testing"

	"pgregory.net/rapid"

	"github.com/wijkstem/wijkstem/internal/research"
)

var (
	anInterview      = research.IDFrom([16]byte{1})
	anotherInterview = research.IDFrom([16]byte{2})
)

func newPair(t testing.TB) *ecdh.PrivateKey {
	t.Helper()
	private, err := research.NewPrivateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return private
}

func TestWrappedKeysOpenOnlyForWhatTheyAreBoundTo(t *testing.T) {
	private, dataKey := newPair(t), bytes.Repeat([]byte{7}, research.DataKeySize)
	pair := research.DeliveryKey(research.ProjectStream(anInterview), 1)
	bound := research.Wrapping{Interview: anInterview, Purpose: research.Sound}
	wrapped, err := research.Wrap(rand.Reader, pair, private.PublicKey().Bytes(), bound, dataKey)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := research.Unwrap(private, wrapped, bound); err != nil || !bytes.Equal(got, dataKey) {
		t.Fatalf("got %x, %v", got, err)
	}
	renamed, flipped, short := wrapped, wrapped, wrapped
	renamed.Key = research.DeliveryKey(research.ProjectStream(anInterview), 2)
	flipped.Sealed = bytes.Clone(wrapped.Sealed)
	flipped.Sealed[20] ^= 1
	short.Ephemeral = wrapped.Ephemeral[:64]
	refused := map[string]func() ([]byte, error){
		"another interview": func() ([]byte, error) {
			return research.Unwrap(private, wrapped, research.Wrapping{Interview: anotherInterview, Purpose: research.Sound})
		},
		"another purpose": func() ([]byte, error) {
			return research.Unwrap(private, wrapped, research.Wrapping{Interview: anInterview, Purpose: research.Rest})
		},
		"another pair":         func() ([]byte, error) { return research.Unwrap(newPair(t), wrapped, bound) },
		"another name of pair": func() ([]byte, error) { return research.Unwrap(private, renamed, bound) },
		"a flipped bit":        func() ([]byte, error) { return research.Unwrap(private, flipped, bound) },
		"a short public key":   func() ([]byte, error) { return research.Unwrap(private, short, bound) },
	}
	for name, unwrap := range refused {
		if got, err := unwrap(); research.FaultOf(err) != research.Invalid || got != nil {
			t.Errorf("%s: got %x, %v", name, got, err)
		}
	}
}

func TestParsePartReadsOneFormOnly(t *testing.T) {
	good := research.Part{Interview: anInterview, Number: 12}
	if got, err := research.ParsePart(good.String()); err != nil || got != good {
		t.Fatalf("got %v, %v", got, err)
	}
	id := string(anInterview)
	for _, text := range []string{"", id, id + "/", id + "/01", id + "/+1", id + "/-1", id + "/1000000", id + "/1/2", "../" + id + "/1", "x/1"} {
		if _, err := research.ParsePart(text); research.FaultOf(err) != research.Invalid {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestPartReaderGivesEveryRange(t *testing.T) {
	key := bytes.Repeat([]byte{9}, research.DataKeySize)
	part := research.Part{Interview: anInterview, Number: 3}
	rapid.Check(t, func(t *rapid.T) {
		var plain, sealed []byte
		for seq, chunk := range rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 1, 40), 0, 12).Draw(t, "chunks") {
			frame, err := research.SealFrame(rand.Reader, key, part, seq, chunk)
			if err != nil {
				t.Fatal(err)
			}
			plain, sealed = append(plain, chunk...), append(sealed, frame...)
		}
		half := rapid.SliceOfN(rapid.Byte(), 0, 3).Draw(t, "incomplete frame")
		sealed = append(sealed, half...)
		r, err := research.NewPartReader(key, part, bytes.NewReader(sealed), int64(len(sealed)))
		if err != nil {
			t.Fatal(err)
		}
		if r.Size() != int64(len(plain)) || r.Frames().Rest != int64(len(half)) {
			t.Fatalf("size %d of %d, rest %d of %d", r.Size(), len(plain), r.Frames().Rest, len(half))
		}
		for range 5 {
			from := rapid.IntRange(0, len(plain)).Draw(t, "from")
			to := rapid.IntRange(from, len(plain)).Draw(t, "to")
			if _, err := r.Seek(int64(from), 0); err != nil {
				t.Fatal(err)
			}
			got := make([]byte, to-from)
			if _, err := readFull(r, got); err != nil || !bytes.Equal(got, plain[from:to]) {
				t.Fatalf("range %d–%d: got %x, %v", from, to, got, err)
			}
		}
	})
}

func readFull(r *research.PartReader, b []byte) (int, error) {
	for n := 0; n < len(b); {
		m, err := r.Read(b[n:])
		if n += m; err != nil {
			return n, err
		}
	}
	return len(b), nil
}

func TestSealPartSplitsLongTexts(t *testing.T) {
	key := bytes.Repeat([]byte{9}, research.DataKeySize)
	part := research.Part{Interview: anInterview, Number: 0}
	plain := bytes.Repeat([]byte("wijk"), research.MaxFrame/2)
	sealed, err := research.SealPart(rand.Reader, key, part, plain)
	if err != nil {
		t.Fatal(err)
	}
	r, err := research.NewPartReader(key, part, bytes.NewReader(sealed), int64(len(sealed)))
	if err != nil {
		t.Fatal(err)
	}
	got := make([]byte, len(plain))
	if _, err := readFull(r, got); err != nil || !bytes.Equal(got, plain) || len(r.Frames().Frames) != 2 {
		t.Fatalf("%d frames, %v", len(r.Frames().Frames), err)
	}
}

func TestFramesDoNotOpenElsewhere(t *testing.T) {
	key := bytes.Repeat([]byte{9}, research.DataKeySize)
	part := research.Part{Interview: anInterview, Number: 3}
	first, _ := research.SealFrame(rand.Reader, key, part, 0, []byte("een"))
	second, _ := research.SealFrame(rand.Reader, key, part, 1, []byte("twee"))
	flipped := bytes.Clone(first)
	flipped[20] ^= 1
	cases := map[string]struct {
		part   research.Part
		key    []byte
		sealed []byte
	}{
		"swapped":           {part, key, append(bytes.Clone(second), first...)},
		"another part":      {research.Part{Interview: anInterview, Number: 4}, key, first},
		"another interview": {research.Part{Interview: anotherInterview, Number: 3}, key, first},
		"another key":       {part, make([]byte, 32), first},
		"a flipped bit":     {part, key, flipped},
	}
	for name, c := range cases {
		r, err := research.NewPartReader(c.key, c.part, bytes.NewReader(c.sealed), int64(len(c.sealed)))
		if err != nil {
			t.Fatal(err)
		}
		if n, err := r.Read(make([]byte, 9)); research.FaultOf(err) != research.Invalid || n != 0 {
			t.Errorf("%s: %d bytes, %v", name, n, err)
		}
	}
}

func FuzzReadFrames(f *testing.F) {
	key := bytes.Repeat([]byte{9}, research.DataKeySize)
	part := research.Part{Interview: anInterview, Number: 3}
	whole, _ := research.SealPart(rand.Reader, key, part, []byte("een hele part"))
	f.Add(whole)
	f.Add(whole[:len(whole)-1])
	f.Add([]byte{0, 0, 0, 28})
	f.Add([]byte{255, 255, 255, 255, 0})
	f.Fuzz(func(t *testing.T, sealed []byte) {
		index, err := research.ReadFrames(bytes.NewReader(sealed), int64(len(sealed)))
		if err != nil && research.FaultOf(err) != research.Invalid {
			t.Fatal(err)
		}
		total := index.Rest
		for _, frame := range index.Frames {
			total += int64(frame.Size) + research.FrameCost
		}
		if total != int64(len(sealed)) {
			t.Fatalf("frames and rest are %d of %d bytes", total, len(sealed))
		}
	})
}
