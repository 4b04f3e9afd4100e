package research_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

const talkLine = "wijkstem-log/1 aaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbba\n"

func talkRecord(kind byte, body ...byte) []byte {
	body = append([]byte{kind}, body...)
	head := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	return append(binary.BigEndian.AppendUint32(head, crc32.ChecksumIEEE(body)), body...)
}

func frameRecord(part, seq uint32, bytes ...byte) []byte {
	head := binary.BigEndian.AppendUint32(nil, part)
	return talkRecord(3, append(binary.BigEndian.AppendUint32(head, seq), bytes...)...)
}

func TestTalkFileIsGoodUpToItsLastWholeRecord(t *testing.T) {
	whole := bytes.Join([][]byte{
		[]byte(talkLine), frameRecord(2, 0, 'a', 'b'), frameRecord(2, 0, 'x'), talkRecord(99, 1, 2), frameRecord(2, 1, 'c'), frameRecord(2, 3, 'd'),
	}, nil)
	file, err := research.ReadTalkFile(bytes.NewReader(whole))
	if err != nil || string(file.Parts[2]) != "abc" || file.Frames[2] != 2 {
		t.Errorf("%q of %d frames, %v", file.Parts[2], file.Frames[2], err)
	}
	part := string(file.Parts[2])
	for cut := len(talkLine); cut < len(whole); cut++ {
		file, err := research.ReadTalkFile(bytes.NewReader(whole[:cut]))
		if err != nil || !strings.HasPrefix(part, string(file.Parts[2])) {
			t.Fatalf("cut at %d: %q, %v", cut, file.Parts[2], err)
		}
	}
	damaged := bytes.Clone(whole)
	damaged[len(talkLine)+10] ^= 1
	if file, err := research.ReadTalkFile(bytes.NewReader(damaged)); err != nil || len(file.Parts[2]) > 0 {
		t.Errorf("after damage %q, %v", file.Parts[2], err)
	}
	for _, other := range []string{"", "wijkstem-log/2 a b\n", "%PDF-1.7\n", talkLine[:40]} {
		if _, err := research.ReadTalkFile(bytes.NewReader([]byte(other))); research.FaultOf(err) != research.Invalid {
			t.Errorf("%q: %v", other, err)
		}
	}
}

func FuzzTalkFile(f *testing.F) {
	f.Add([]byte(talkLine))
	f.Add(append([]byte(talkLine), frameRecord(2, 0, 1)...))
	f.Add(append([]byte(talkLine), talkRecord(1, []byte(`{"version":1,"final":false,"parts":[{"number":2,"kind":"sound"}]}`)...)...))
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := research.ReadTalkFile(bytes.NewReader(text))
		if err != nil || file.Delivery == nil {
			return
		}
		if d, _ := file.Final(); !d.Final {
			t.Error("it is not final")
		}
	})
}
