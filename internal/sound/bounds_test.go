package sound

import (
	"bytes"
	"encoding/binary"
	"os"
	"runtime"
	"testing"

	"github.com/Eyevinn/mp4ff/mp4"
)

// boxed is an MP4 box with boxes, or whatever, in it.
func boxed(name string, inside ...[]byte) []byte {
	content := joined(inside...)
	return joined(binary.BigEndian.AppendUint32(nil, uint32(8+len(content))), []byte(name), content)
}

func words(all ...uint32) (text []byte) {
	for _, word := range all {
		text = binary.BigEndian.AppendUint32(text, word)
	}
	return text
}

// swollen are small files that say that they hold very much.
func swollen(t *testing.T) map[string][]byte {
	t.Helper()
	recorded := makeSound(t, 2, likeIPhone)
	begins := recorded[:bytes.Index(recorded, []byte("moof"))-4]
	named := boxed("trun", words(0, 1024))
	var deep []byte
	for depth := 2_000_000; depth > 0; depth-- { // each holds all that follow it
		deep = append(binary.BigEndian.AppendUint32(deep, uint32(8*depth)), "udta"...)
	}
	ftyp := boxed("ftyp", []byte("M4A \x00\x00\x00\x00"))
	return map[string][]byte{
		"entries of 4 GB": joined(ftyp, boxed("moov", boxed("sgpd", words(1<<24), []byte("alst"), words(1<<29, 1), make([]byte, 8)))),
		"runs of nothing": joined(begins, boxed("moof", boxed("traf", boxed("tfhd", words(0x20000, 1)), bytes.Repeat(named, 30_000)))),
		"boxes in boxes":  joined(ftyp, boxed("moov", deep)),
	}
}

// What a phone sends is opened on the server: a small file that claims to be large
// may not fill its memory.
func TestASmallFileTakesLittleMemory(t *testing.T) {
	for how, broken := range swollen(t) {
		t.Run(how, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			l, err := New("").layOut(mimeMP4, bytes.NewReader(broken), int64(len(broken)))
			runtime.ReadMemStats(&after)
			if err != nil || l.size != int64(len(broken)) {
				t.Errorf("laid out as %+v, %v", l, err)
			}
			if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 24 {
				t.Errorf("%d bytes took %d MB", len(broken), took)
			}
		})
	}
}

func TestClustersAreBounded(t *testing.T) {
	recorded := makeSound(t, 2, likeAndroid)
	head, _, _ := bytes.Cut(recorded, []byte("\x1f\x43\xb6\x75"))
	empty := joined(head, bytes.Repeat([]byte("\x1f\x43\xb6\x75\x80"), 1000), recorded[len(head):])
	w := &webmIndex{source: newSource(bytes.NewReader(empty)), scale: defaultScale}
	if err := w.read(); err != nil || len(w.clusters) > 5 {
		t.Errorf("%d clusters, %v", len(w.clusters), err)
	}
	full := joined(head, bytes.Repeat([]byte("\x1f\x43\xb6\x75\x87\xa3\x85\x81\x00\x00\x80\x08"), mostClusters+1))
	if l, err := New("").layOut(mimeWebM, bytes.NewReader(full), int64(len(full))); err != nil || len(l.runs) != 1 {
		t.Errorf("%d runs, %v", len(l.runs), err)
	}
}

// retold is a file of a phone's recorder whose tables name so many chunks, all at
// one place, of so many samples of one byte.
func retold(t *testing.T, chunks int, samples uint32) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/tone.m4a")
	if err != nil {
		t.Fatal(err)
	}
	m := &mp4Index{recorded: bytes.NewReader(text), size: int64(len(text))}
	if err := m.read(); err != nil {
		t.Fatal(err)
	}
	stbl := m.moov.Trak.Mdia.Minf.Stbl
	named := uint32(chunks) * samples
	stbl.Stsz.SampleUniformSize, stbl.Stsz.SampleNumber, stbl.Stsz.SampleSize = 1, named, nil
	stbl.Stts.SampleCount, stbl.Stts.SampleTimeDelta = []uint32{named}, []uint32{1024}
	stbl.Stsc.Entries = []mp4.StscEntry{{FirstChunk: 1, SamplesPerChunk: samples, FirstSampleNr: 1}}
	stbl.Stsc.SetSingleSampleDescriptionID(1)
	stbl.Stco.ChunkOffset = make([]uint32, chunks)
	out := bytes.NewBuffer(bytes.Clone(m.ftyp))
	if err := m.moov.Encode(out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// spacious is a file that is much longer than what stands in it.
type spacious struct{ *bytes.Reader }

func (s spacious) ReadAt(b []byte, at int64) (int, error) {
	clear(b)
	if at < s.Size() {
		_, _ = s.Reader.ReadAt(b, at)
	}
	return len(b), nil
}

func TestTablesThatNameMoreThanThereIs(t *testing.T) {
	file := retold(t, 1, 1<<23)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := patchesMP4(spacious{bytes.NewReader(file)}, 1<<26, [][2]int64{{0, 1000}}); err == nil {
		t.Error("it is silenced")
	}
	runtime.ReadMemStats(&after)
	if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 220 {
		t.Errorf("it took %d MB", took)
	}
	old := bytes.Replace(retold(t, 1000, 100_000), []byte("mp4a"), []byte("samr"), 1)
	if l := amrIn3GP(bytes.NewReader(old), int64(len(old))); l != nil {
		t.Errorf("%d bytes are laid out as %d", len(old), l.size)
	}
}
