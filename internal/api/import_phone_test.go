package api_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"slices"
	"testing"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// talkFile is an interview as its phone keeps it in a file: the parts that travel along
// whole, and so many frames of the sound.
func talkFile(t *testing.T, project research.ID, sealed phone.Sealed, frames int, choices ...research.TalkChoice) research.TalkFile {
	t.Helper()
	var file bytes.Buffer
	record := func(kind byte, body []byte) {
		body = append([]byte{kind}, body...)
		head := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
		file.Write(append(binary.BigEndian.AppendUint32(head, crc32.ChecksumIEEE(body)), body...))
	}
	number := func(numbers ...int) (b []byte) {
		for _, n := range numbers {
			b = binary.BigEndian.AppendUint32(b, uint32(n))
		}
		return b
	}
	said := func(kind byte, value any) {
		text, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		record(kind, text)
	}
	fmt.Fprintf(&file, "wijkstem-log/1 %s %s\n", project, sealed.Delivery.Interview)
	delivery := sealed.Delivery
	delivery.Parts = slices.Clone(delivery.Parts)
	for n := range delivery.Parts {
		part := &delivery.Parts[n]
		if part.Inline != nil {
			record(2, append(number(part.Number), part.Inline...))
		}
		if part.Inline = nil; !delivery.Final {
			part.Bytes, part.SHA256, part.Frames = 0, "", 0
		}
	}
	said(1, delivery)
	for part, whole := range sealed.Parts {
		index, err := research.ReadFrames(bytes.NewReader(whole), int64(len(whole)))
		if err != nil {
			t.Fatal(err)
		}
		for seq, frame := range index.Frames[:min(frames, len(index.Frames))] {
			end := frame.Offset + research.FrameCost + int64(frame.Size)
			record(3, append(number(part, seq), whole[frame.Offset:end]...))
		}
	}
	for _, choice := range choices {
		said(4, choice)
	}
	read, err := research.ReadTalkFile(&file)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func (f *field) importFile(file research.TalkFile) (research.Receipt, error) {
	return f.Study.ImportTalk(f.t.Context(), study.By{Scope: f.Study.System}, file)
}

func TestACopyOfAPhoneIsTakenIn(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(spoken))
	id := sealed.Delivery.Interview
	file := talkFile(t, f.Project, sealed, 99)
	for range 2 { // the same file again is harmless
		receipt, err := f.importFile(file)
		if err != nil || sealed.Check(receipt) != nil {
			t.Fatalf("receipt %+v, %v", receipt, err)
		}
	}
	if seen := f.read(id); seen.State != "arrived" || seen.Review != "imported-by-hand" || seen.Words != 16 || seen.Sound != "present" {
		t.Errorf("seen %+v", seen)
	}
	f.deliver(sealed) // its phone brings it after all
	if _, err := f.Study.ImportTalk(t.Context(), f.by("lead", f.Project, ""), file); research.FaultOf(err) != research.Forbidden {
		t.Errorf("a lead imports: %v", err)
	}
}

func TestACopyOfATalkThatHadNotEnded(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(spoken))
	id := sealed.Delivery.Interview
	open := sealed
	open.Delivery.Final = false
	receipt, err := f.importFile(talkFile(t, f.Project, open, 3))
	if err != nil || receipt.State != "arrived" {
		t.Fatalf("receipt %+v, %v", receipt, err)
	}
	if seen := f.read(id); seen.Review != "imported-by-hand" || seen.Words == 0 || seen.Sound != "present" {
		t.Errorf("seen %+v", seen)
	}
	f.deliver(sealed)
	if seen := f.read(id); seen.State != "arrived" || seen.Review != "" {
		t.Errorf("afterwards %+v", seen)
	}
	if got := f.sound(id, f.listen(id), "").want(200).text; !bytes.Equal(got, plainOf(t, sealed, sealed.Parts[2])) {
		t.Errorf("%d bytes of sound are heard", len(got))
	}
}

func TestACopyThatWasCutOffWaitsForTheRest(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(spoken))
	receipt, err := f.importFile(talkFile(t, f.Project, sealed, 3))
	if err != nil || receipt.State != "arriving" {
		t.Fatalf("receipt %+v, %v", receipt, err)
	}
	f.deliver(sealed)
	if seen := f.read(sealed.Delivery.Interview); seen.State != "arrived" {
		t.Errorf("seen %+v", seen)
	}
}

func TestChoicesInACopyHold(t *testing.T) {
	f := newField(t)
	stopped, changed := f.seal(f.talk(spoken)), f.seal(f.talk())
	no := research.TalkChoice{Choice: research.ChoiceParticipate, Answer: research.No}
	if _, err := f.importFile(talkFile(t, f.Project, stopped, 9, no)); research.FaultOf(err) != research.Erased {
		t.Errorf("who stopped is taken in: %v", err)
	}
	if _, err := f.phone.Announce(t.Context(), stopped); status(err) != 410 {
		t.Errorf("and delivered: %v", err)
	}
	quote := research.TalkChoice{Choice: research.ChoiceQuote, Answer: research.No}
	if _, err := f.importFile(talkFile(t, f.Project, changed, 9, quote)); err != nil {
		t.Fatal(err)
	}
	if seen := f.read(changed.Delivery.Interview); seen.Consent["quote"] != "no" {
		t.Errorf("the choices are %v", seen.Consent)
	}
}
