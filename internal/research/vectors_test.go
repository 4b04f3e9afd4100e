package research_test

import (
	"bytes"
	"crypto/ecdh"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

const vectorsFile = "../keys/testdata/vectors.json"

var update = flag.Bool("update", false, "write the test vectors of wire format v1 anew")

type vectors struct {
	Format string          `json:"format"`
	Pair   vectorPair      `json:"pair"`
	Wraps  []vectorWrap    `json:"wraps"`
	Parts  []vectorPart    `json:"parts"`
	Refuse vectorsToRefuse `json:"refuse"`
}

type vectorsToRefuse struct {
	Wraps []vectorWrap `json:"wraps"`
	Parts []vectorPart `json:"parts"`
}

type vectorPair struct {
	Key     research.KeyRef `json:"key"`
	Private research.Base64 `json:"private"`
	Public  research.Base64 `json:"public"`
}

// OneTime and Nonce are the random choices, so that sealing can be tested too.
type vectorWrap struct {
	Why       string           `json:"why,omitempty"`
	Interview research.ID      `json:"interview"`
	Purpose   research.Purpose `json:"purpose"`
	DataKey   research.Base64  `json:"dataKey,omitempty"`
	OneTime   research.Base64  `json:"oneTimePrivate,omitempty"`
	Nonce     research.Base64  `json:"nonce,omitempty"`
	Wrapped   research.Wrapped `json:"wrapped"`
}

type vectorPart struct {
	Why       string            `json:"why,omitempty"`
	Interview research.ID       `json:"interview"`
	Part      int               `json:"part"`
	Key       research.Base64   `json:"key"`
	Nonces    []research.Base64 `json:"nonces,omitempty"`
	Frames    []research.Base64 `json:"frames,omitempty"`
	Sealed    research.Base64   `json:"sealed"`
	SHA256    research.Base64   `json:"sha256,omitempty"`
}

// stream is SHA-256 of a counter: the random source of the vectors.
type stream struct {
	n    uint64
	left []byte
}

func (s *stream) Read(b []byte) (int, error) {
	for i := range b {
		if len(s.left) == 0 {
			s.n++
			sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("wijkstem"), s.n))
			s.left = sum[:]
		}
		b[i], s.left = s.left[0], s.left[1:]
	}
	return len(b), nil
}

func (s *stream) take(n int) []byte {
	b := make([]byte, n)
	_, _ = s.Read(b)
	return b
}

func makeVectors(t *testing.T) vectors {
	random := &stream{}
	private, err := research.NewPrivateKey(random)
	if err != nil {
		t.Fatal(err)
	}
	project := research.IDFrom([16]byte(random.take(16)))
	pair := vectorPair{
		Key:     research.DeliveryKey(research.ProjectStream(project), 1),
		Private: private.Bytes(), Public: private.PublicKey().Bytes(),
	}
	v := vectors{Format: "wijkstem sealed parts v1", Pair: pair}
	interview := research.IDFrom([16]byte(random.take(16)))
	for _, purpose := range research.Purposes() {
		v.Wraps = append(v.Wraps, makeWrap(t, random, pair, interview, purpose))
	}
	key := v.Wraps[0].DataKey
	v.Parts = []vectorPart{
		makePart(t, random, interview, 0, key, []byte(`{"kind":"manifest"}`)),
		makePart(t, random, interview, 1, v.Wraps[1].DataKey, []byte("één"), random.take(300), []byte{0}),
		makePart(t, random, interview, 120, key),
	}
	v.Refuse = vectorsToRefuse{Wraps: wrapsToRefuse(v.Wraps[0]), Parts: partsToRefuse(v.Parts[1])}
	return v
}

func makeWrap(t *testing.T, random *stream, pair vectorPair, interview research.ID, purpose research.Purpose) vectorWrap {
	w := vectorWrap{Interview: interview, Purpose: purpose, DataKey: random.take(research.DataKeySize), OneTime: random.take(32), Nonce: random.take(12)}
	w.Wrapped = wrapAgain(t, pair, w)
	return w
}

func wrapAgain(t *testing.T, pair vectorPair, w vectorWrap) research.Wrapped {
	t.Helper()
	random := bytes.NewReader(append(bytes.Clone(w.OneTime), w.Nonce...))
	wrapped, err := research.Wrap(random, pair.Key, pair.Public, research.Wrapping{Interview: w.Interview, Purpose: w.Purpose}, w.DataKey)
	if err != nil {
		t.Fatal(err)
	}
	return wrapped
}

func makePart(t *testing.T, random *stream, interview research.ID, part int, key []byte, frames ...[]byte) vectorPart {
	p := vectorPart{Interview: interview, Part: part, Key: key}
	for _, plain := range frames {
		p.Frames = append(p.Frames, plain)
		p.Nonces = append(p.Nonces, random.take(12))
	}
	p.Sealed = sealAgain(t, p)
	sum := sha256.Sum256(p.Sealed)
	p.SHA256 = sum[:]
	return p
}

func sealAgain(t *testing.T, p vectorPart) []byte {
	t.Helper()
	sealed := []byte{}
	for seq, plain := range p.Frames {
		part := research.Part{Interview: p.Interview, Number: p.Part}
		frame, err := research.SealFrame(bytes.NewReader(p.Nonces[seq]), p.Key, part, seq, plain)
		if err != nil {
			t.Fatal(err)
		}
		sealed = append(sealed, frame...)
	}
	return sealed
}

func wrapsToRefuse(good vectorWrap) []vectorWrap {
	good.DataKey, good.OneTime, good.Nonce = nil, nil, nil
	purpose, interview, flipped, offCurve := good, good, good, good
	purpose.Why, purpose.Purpose = "another purpose", research.Sound
	interview.Why, interview.Interview = "another interview", anotherInterview
	flipped.Why, flipped.Wrapped.Sealed = "one bit flipped", flip(good.Wrapped.Sealed, 30)
	offCurve.Why, offCurve.Wrapped.Ephemeral = "point not on the curve", flip(good.Wrapped.Ephemeral, 64)
	return []vectorWrap{purpose, interview, flipped, offCurve}
}

func partsToRefuse(good vectorPart) []vectorPart {
	good.Nonces, good.Frames, good.SHA256 = nil, nil, nil
	first := 4 + int(binary.BigEndian.Uint32(good.Sealed))
	part, flipped, swapped, length, long := good, good, good, good, good
	part.Why, part.Part = "another part", 2
	flipped.Why, flipped.Sealed = "one bit flipped", flip(good.Sealed, 18)
	swapped.Why, swapped.Sealed = "first frame missing", good.Sealed[first:]
	length.Why, length.Sealed = "length of an empty frame", append([]byte{0, 0, 0, 28}, good.Sealed[4:]...)
	long.Why, long.Sealed = "length above the limit", append([]byte{0, 16, 0, 29}, good.Sealed[4:]...)
	return []vectorPart{part, flipped, swapped, length, long}
}

func flip(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

func TestVectors(t *testing.T) {
	if *update {
		text, err := json.MarshalIndent(makeVectors(t), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(vectorsFile, append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	private, err := ecdh.P256().NewPrivateKey(v.Pair.Private)
	if err != nil || !bytes.Equal(private.PublicKey().Bytes(), v.Pair.Public) {
		t.Fatalf("pair: %v", err)
	}
	checkWraps(t, v, private)
	checkParts(t, v)
}

func checkWraps(t *testing.T, v vectors, private *ecdh.PrivateKey) {
	for _, w := range v.Wraps {
		got, err := research.Unwrap(private, w.Wrapped, research.Wrapping{Interview: w.Interview, Purpose: w.Purpose})
		if err != nil || !bytes.Equal(got, w.DataKey) {
			t.Errorf("%s: got %x, %v", w.Purpose, got, err)
		}
		if again := wrapAgain(t, v.Pair, w); !bytes.Equal(again.Sealed, w.Wrapped.Sealed) || !bytes.Equal(again.Ephemeral, w.Wrapped.Ephemeral) {
			t.Errorf("%s: wrapped differently", w.Purpose)
		}
	}
	for _, w := range v.Refuse.Wraps {
		if _, err := research.Unwrap(private, w.Wrapped, research.Wrapping{Interview: w.Interview, Purpose: w.Purpose}); research.FaultOf(err) != research.Invalid {
			t.Errorf("%s: %v", w.Why, err)
		}
	}
}

func checkParts(t *testing.T, v vectors) {
	for _, p := range v.Parts {
		plain, err := openAll(p)
		if err != nil || !bytes.Equal(plain, joined(p.Frames)) {
			t.Errorf("part %d: got %x, %v", p.Part, plain, err)
		}
		if sum := sha256.Sum256(p.Sealed); !bytes.Equal(sum[:], p.SHA256) || !bytes.Equal(sealAgain(t, p), p.Sealed) {
			t.Errorf("part %d: sealed differently", p.Part)
		}
	}
	for _, p := range v.Refuse.Parts {
		if _, err := openAll(p); research.FaultOf(err) != research.Invalid {
			t.Errorf("%s: %v", p.Why, err)
		}
	}
}

func joined(frames []research.Base64) []byte {
	var all []byte
	for _, f := range frames {
		all = append(all, f...)
	}
	return all
}

func openAll(p vectorPart) ([]byte, error) {
	part := research.Part{Interview: p.Interview, Number: p.Part}
	r, err := research.NewPartReader(p.Key, part, bytes.NewReader(p.Sealed), int64(len(p.Sealed)))
	if err != nil {
		return nil, err
	}
	plain := make([]byte, r.Size())
	_, err = readFull(r, plain)
	return plain, err
}
