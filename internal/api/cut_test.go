package api_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/sound"
	"github.com/wijkstem/wijkstem/internal/store"
	"github.com/wijkstem/wijkstem/internal/study"
)

// wordsIn is a passage of one utterance.
func wordsIn(utterance string, from, to int) object {
	return object{"from": object{"utterance": utterance, "offset": from}, "to": object{"utterance": utterance, "offset": to}}
}

// What this participant said, and what of it must go.
const (
	toldHealth = "Mijn zoon heeft kanariegeel, dus de juf belt vaak."
	healthFrom = 16 // up to and with kanariegeel
	healthTo   = 27
)

// ill is an interview that tells of a child's health, in words and in sound:
// its sound goes in the first half second.
func ill(t *testing.T) (change func(*phone.Talk), heard string) {
	t.Helper()
	tone, err := os.ReadFile("../sound/testdata/tone.webm")
	if err != nil {
		t.Fatal(err)
	}
	patches, err := sound.New("").Patches("audio/webm", bytes.NewReader(tone), int64(len(tone)), [][2]int64{{100, 400}})
	if err != nil || len(patches) < 2 {
		t.Fatalf("%d patches, %v", len(patches), err)
	}
	first := patches[1]
	heard = string(tone[first.Offset : first.Offset+int64(len(first.Bytes))])
	return func(talk *phone.Talk) {
		talk.Manifest.Capture = research.CaptureAudio
		talk.Manifest.Consent[research.ChoiceHealth] = research.No
		talk.Answers.Topics[0].Notes[0].Text = toldHealth
		talk.Answers.Observation = map[string]string{"sfeer": "Rustig.", "anders": "Sprak over kanariegeel."}
		surprised(talk)
		talk.Sound = []phone.Segment{
			{MIME: "audio/webm;codecs=opus", Milliseconds: 2_000, Chunks: slices.Collect(slices.Chunk(tone, 333))},
			{MIME: "audio/webm;codecs=opus", Milliseconds: 2_000, Chunks: slices.Collect(slices.Chunk(tone, 500))},
		}
	}, heard
}

// cutHealth is what a researcher asks to take out of that interview.
func cutHealth() object {
	return object{
		"passages":    []object{wordsIn("1-1", healthFrom, healthTo)},
		"sound":       []object{{"part": 2, "fromMs": 0, "toMs": 500}, {"part": 3, "fromMs": 0, "toMs": 500}},
		"observation": []string{"anders"},
	}
}

// told is all that can be read with the keys that are left.
func (f *field) told(s *store.Store, dir, heard string) (canaries []string) {
	f.t.Helper()
	all := f.everything(s, dir)
	for _, canary := range []string{"kanariegeel", heard} {
		if strings.Contains(all, canary) {
			canaries = append(canaries, canary)
		}
	}
	return canaries
}

// code puts a coding on words, or with a part on sound, and gives its id.
func (f *field) code(id research.ID, anchor object) string {
	f.t.Helper()
	coding := string(research.NewID())
	body := object{"interview": id, "code": "regie", "kind": "better", "anchor": anchor, "note": "over kanariegeel"}
	if from, ok := anchor["from"].(object); !ok || from["utterance"] != "1-1" || from["offset"] != healthFrom {
		delete(body, "note")
	}
	f.do("PUT", f.fill("/projects/{project}/codings/")+coding, "researcher", body).want(http.StatusCreated)
	return coding
}

type codingSeen struct {
	ID, Quote, Before, After, Note string
	Lost                           bool
	Anchor                         struct{ Part int }
}

func (f *field) codings(id research.ID) map[string]codingSeen {
	f.t.Helper()
	var list struct{ Items []codingSeen }
	f.do("GET", f.interview(id)+"/codings", "researcher", nil).want(http.StatusOK).into(&list)
	seen := map[string]codingSeen{}
	for _, c := range list.Items {
		seen[c.ID] = c
	}
	return seen
}

func (f *field) recordings(id research.ID) (parts []int) {
	f.t.Helper()
	var list struct {
		Items []struct {
			Part  int
			State string
		}
	}
	f.do("GET", f.interview(id)+"/recordings", "researcher", nil).want(http.StatusOK).into(&list)
	for _, item := range list.Items {
		if item.State == "present" {
			parts = append(parts, item.Part)
		}
	}
	return parts
}

func (f *field) text(id research.ID) (lines []string) {
	f.t.Helper()
	var text struct{ Utterances []struct{ Text string } }
	f.do("GET", f.interview(id)+"/text", "researcher", nil).want(http.StatusOK).into(&text)
	for _, u := range text.Utterances {
		lines = append(lines, u.Text)
	}
	return lines
}

// play is the whole sound of a part.
func (f *field) play(id research.ID, part int) []byte {
	f.t.Helper()
	by, err := f.By(f.t.Context(), "researcher", f.Project)
	if err != nil {
		f.t.Fatal(err)
	}
	sound, err := f.Study.Sound(f.t.Context(), by.Scope, f.Project, id, part)
	if err != nil {
		f.t.Fatal(err)
	}
	defer sound.Close()
	var all bytes.Buffer
	if _, err := all.ReadFrom(sound); err != nil {
		f.t.Fatal(err)
	}
	return all.Bytes()
}

// copied copies the recordings on the disk, as a backup does.
func (f *field) copied() string {
	f.t.Helper()
	dir := f.t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join(f.Dir, "blobs"))); err != nil {
		f.t.Fatal(err)
	}
	return dir
}

func TestHealthIsCutForGood(t *testing.T) {
	f := newField(t)
	change, heard := ill(t)
	sealed := f.seal(f.talk(change))
	f.deliver(sealed)
	f.runJobs()
	id := sealed.Delivery.Interview
	whole := f.code(id, wordsIn("1-1", healthFrom, healthTo))
	some := f.code(id, wordsIn("1-1", healthFrom, 49))
	beside := f.code(id, wordsIn("1-1", 29, 49))
	elsewhere := f.code(id, wordsIn("1-2", 0, 4))
	silent := f.code(id, object{"part": 2, "fromMs": 200, "toMs": 900})
	loud := f.code(id, object{"part": 2, "fromMs": 900, "toMs": 1900})
	before := f.play(id, 2)
	backup, blobs := t.TempDir(), f.copied()
	if err := f.Store.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	if got := f.told(f.Store, f.Dir, heard); len(got) != 2 {
		t.Fatalf("the dump finds only %q before", got)
	}
	var done struct{ Codings, Quotes, Findings, SoundErased []any }
	f.do("POST", f.interview(id)+"/cuts", "researcher", cutHealth()).want(http.StatusCreated).into(&done)
	if len(done.Codings) != 2 || !slices.Contains(done.Codings, any(whole)) || !slices.Contains(done.Codings, any(silent)) || len(done.SoundErased) > 0 {
		t.Errorf("done %+v", done)
	}
	f.runJobs()
	if got := f.told(f.Store, f.Dir, heard); len(got) > 0 {
		t.Errorf("left: %q", got)
	}
	if got := f.text(id); got[0] != "Mijn zoon heeft [weggeknipt], dus de juf belt vaak." || len(got) != 3 {
		t.Errorf("text %q", got)
	}
	seen := f.codings(id)
	if c := seen[some]; c.Quote != "[weggeknipt], dus de juf belt vaak" && c.Quote != ", dus de juf belt vaak" || c.Note != "" {
		t.Errorf("a coding of which words went is %+v", c)
	}
	if c := seen[beside]; c.Quote != "dus de juf belt vaak" || c.Before != "Mijn zoon heeft [weggeknipt], " {
		t.Errorf("a coding beside is %+v", c)
	}
	if c := seen[elsewhere]; c.Quote != "Zelf" {
		t.Errorf("a coding elsewhere is %+v", c)
	}
	parts := f.recordings(id)
	if c := seen[loud]; len(parts) != 2 || c.Anchor.Part != parts[0] || len(seen) != 4 {
		t.Errorf("parts %v, codings %+v", parts, seen)
	}
	f.wantSilenced(before, f.play(id, parts[0]))
	f.wantSilenced(before, f.play(id, parts[1]))
	f.wantNothingBack(sealed, backup, blobs, heard)
}

// wantSilenced checks that a sound is as long as before, changed in its first
// part and nowhere else.
func (f *field) wantSilenced(before, after []byte) {
	f.t.Helper()
	patches, err := sound.New("").Patches("audio/webm", bytes.NewReader(before), int64(len(before)), [][2]int64{{0, 500}})
	if err != nil {
		f.t.Fatal(err)
	}
	want := bytes.Clone(before)
	for _, p := range patches {
		copy(want[p.Offset:], p.Bytes)
	}
	if bytes.Equal(before, after) || !bytes.Equal(want, after) {
		f.t.Errorf("the sound has %d bytes, had %d, or is not silent where it should be", len(after), len(before))
	}
}

// wantNothingBack tries to get back what was cut: from an older copy of data
// and recordings with the keys that are left, and from the phone.
func (f *field) wantNothingBack(sealed phone.Sealed, backup, blobs, heard string) {
	f.t.Helper()
	id := sealed.Delivery.Interview
	text, parts := f.text(id), f.recordings(id)
	receipt := f.deliver(sealed)
	f.runJobs()
	if receipt.State != "arrived" || !slices.Equal(f.text(id), text) || !slices.Equal(f.recordings(id), parts) {
		f.t.Errorf("after the phone: receipt %+v, text %q, parts %v", receipt, f.text(id), f.recordings(id))
	}
	if err := f.phone.Upload(f.t.Context(), id, 2, sealed.Parts[2]); status(err) != http.StatusConflict {
		f.t.Errorf("sound that was cut is taken again: %v", err)
	}
	report, err := f.Store.Verify(f.t.Context())
	found, verifyErr := f.Study.Verify(f.t.Context())
	if err != nil || verifyErr != nil || len(report.Faults)+len(found.Faults) > 0 || found.Parts != len(parts) {
		f.t.Errorf("verify: %v %v, %+v %v", report.Faults, err, found, verifyErr)
	}
	url := "sqlite:" + filepath.Join(f.t.TempDir(), "again.db")
	if err := store.Restore(f.t.Context(), url, backup, f.Keys, store.Options{Clock: f.Clock.Now}); err != nil {
		f.t.Fatal(err)
	}
	again, err := store.Open(f.t.Context(), url, f.Keys, store.Options{Clock: f.Clock.Now})
	if err != nil {
		f.t.Fatal(err)
	}
	defer again.Close()
	if err := os.CopyFS(filepath.Join(f.Dir, "blobs-again"), os.DirFS(blobs)); err != nil {
		f.t.Fatal(err)
	}
	if got := f.told(again, backup, heard); len(got) > 0 {
		f.t.Errorf("a restored backup tells %q", got)
	}
	for number := range sealed.Parts {
		sealedPart, err := os.ReadFile(filepath.Join(blobs, string(f.Project), string(id), strconv.Itoa(number)))
		if err != nil {
			f.t.Fatal(err)
		}
		if opened := f.openPart(research.Part{Interview: id, Number: number}, bytes.NewReader(sealedPart), int64(len(sealedPart))); opened != "" {
			f.t.Errorf("an older copy of part %d opens", number)
		}
	}
	f.Study.Store = again
	defer func() { f.Study.Store = f.Store }()
	if err := f.Study.Reconcile(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
	if err := again.View(f.t.Context(), f.Study.System, research.ProjectStream(f.Project), func(v study.View) error {
		_, err := v.Document(research.InterviewDocument(id))
		if research.FaultOf(err) != research.NotFound {
			f.t.Errorf("the restored project keeps what nobody can read: %v", err)
		}
		return nil
	}); err != nil {
		f.t.Fatal(err)
	}
}

// A quote that was made of what is cut goes too, also out of a version, whose
// hash holds; drafts with it end.
func TestWhatIsCutLeavesTheVersion(t *testing.T) {
	p := publish(t)
	draft := p.do("POST", p.fill("/projects/{project}/releases"), "researcher", object{"round": 1}).want(201).field("id").(string)
	var done struct{ Codings, Quotes, Findings []string }
	body := object{"passages": []object{wordsIn("1-1", 2, 5)}}
	p.do("POST", p.field.interview(p.interviews[0])+"/cuts", "researcher", body).want(201).into(&done)
	if len(done.Quotes) != 1 || len(done.Findings) != 1 {
		t.Errorf("done %+v", done)
	}
	p.gone(p.said(0), 1)
	if state := p.do("GET", p.fill("/projects/{project}/releases/")+draft, "second-reader", nil).want(200).field("state"); state != "void" {
		t.Errorf("a draft with the quote is %v", state)
	}
	p.do("POST", p.field.interview(p.interviews[2])+"/cuts", "researcher", body).want(201)
	p.gone(p.said(0), 1)
}

func TestCutsThatCannotBe(t *testing.T) {
	f := newField(t)
	change, _ := ill(t)
	id := f.held(change)
	path := f.interview(id) + "/cuts"
	for name, c := range map[string]struct {
		body  object
		field string
	}{
		"nothing":              {object{}, "/passages"},
		"an unknown utterance": {object{"passages": []object{wordsIn("9-9", 0, 1)}}, "/passages/0/from/utterance"},
		"past the end":         {object{"passages": []object{wordsIn("1-1", 0, 999)}}, "/passages/0/to/offset"},
		"no such sound":        {object{"sound": []object{{"part": 9, "fromMs": 0, "toMs": 1}}}, "/sound/0/part"},
		"no such field":        {object{"observation": []string{"sfeer", "niets"}}, "/observation/1"},
	} {
		if faults := f.do("POST", path, "researcher", c.body).want(http.StatusBadRequest).faults(); faults[c.field] == "" {
			t.Errorf("%s: %v", name, faults)
		}
	}
	f.do("POST", path, "researcher", cutHealth(), map[string]string{"If-Match": `"` + f.Store.Epoch() + `-1"`}).want(http.StatusPreconditionFailed)
	for _, role := range []string{"lead", "second-reader", "coach", "municipality-reader"} {
		f.do("POST", path, role, cutHealth()).want(http.StatusForbidden)
	}
	sealed := f.seal(f.talk(change))
	if _, err := f.phone.Announce(t.Context(), sealed); err != nil {
		t.Fatal(err)
	}
	f.do("POST", f.interview(sealed.Delivery.Interview)+"/cuts", "researcher", cutHealth()).want(http.StatusConflict)
	f.do("POST", f.interview(sealed.Delivery.Interview)+"/cuts", "researcher", object{"passages": cutHealth()["passages"]}).want(http.StatusCreated)
	f.deliver(sealed)
}

// Of what an iPhone records, and a phone's own recorder, a stretch goes and the
// rest stays, under another key.
func TestAStretchOfAnIPhoneIsSilencedForGood(t *testing.T) {
	f := newField(t)
	for _, name := range []string{"tone-fragments.mp4", "tone.m4a"} {
		tone, err := os.ReadFile("../sound/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		id := f.held(func(talk *phone.Talk) {
			talk.Manifest.Capture = research.CaptureAudio
			talk.Sound = []phone.Segment{{MIME: "audio/mp4", Milliseconds: 1_000, Chunks: slices.Collect(slices.Chunk(tone, 333))}}
		})
		f.runJobs()
		patches, err := sound.New("").Patches("audio/mp4", bytes.NewReader(tone), int64(len(tone)), [][2]int64{{300, 600}})
		if err != nil || len(patches) < 5 {
			t.Fatalf("%s: %d patches, %v", name, len(patches), err)
		}
		middle := patches[len(patches)/2]
		heard := string(tone[middle.Offset : middle.Offset+int64(len(middle.Bytes))])
		if got := f.told(f.Store, f.Dir, heard); len(got) == 0 {
			t.Fatalf("%s: the dump does not find it before", name)
		}
		var done struct{ SoundErased []int }
		body := object{"sound": []object{{"part": 2, "fromMs": 300, "toMs": 600}}}
		f.do("POST", f.interview(id)+"/cuts", "researcher", body).want(http.StatusCreated).into(&done)
		f.runJobs()
		parts := f.recordings(id)
		if len(done.SoundErased) > 0 || len(parts) != 1 {
			t.Fatalf("%s: %+v, parts %v", name, done, parts)
		}
		for _, p := range patches {
			copy(tone[p.Offset:], p.Bytes)
		}
		if !bytes.Equal(f.play(id, parts[0]), tone) {
			t.Errorf("%s: other bytes than those of the stretch changed", name)
		}
		if got := f.told(f.Store, f.Dir, heard); len(got) > 0 {
			t.Errorf("%s: left: %q", name, got)
		}
	}
}

// Sound of another sort goes as a whole rather than stay.
func TestSoundThatCannotBeSilencedGoes(t *testing.T) {
	f := newField(t)
	id := f.held(spoken)
	body := object{"sound": []object{{"part": 2, "fromMs": 0, "toMs": 500}}}
	var done struct{ SoundErased []int }
	f.do("POST", f.interview(id)+"/cuts", "researcher", body).want(http.StatusCreated).into(&done)
	if !slices.Equal(done.SoundErased, []int{2}) {
		t.Errorf("done %+v", done)
	}
	f.runJobs()
	f.wantSound(map[research.ID]string{id: "erased"})
}

// TestACutSurvivesEveryStop stops the server before and after each effect of a
// cut and of the job behind it: it happened, wholly, or not at all.
func TestACutSurvivesEveryStop(t *testing.T) {
	f := newField(t)
	var err error
	if f.words, err = f.phone.References(t.Context(), 50); err != nil {
		t.Fatal(err)
	}
	change, heard := ill(t)
	cut := research.Cut{
		Passages: []research.CutPassage{{From: research.Point{Utterance: "1-1", Offset: healthFrom}, To: research.Point{Utterance: "1-1", Offset: healthTo}}},
		Sound:    []research.CutSound{{Part: 2, ToMs: 500}, {Part: 3, ToMs: 500}}, Observation: []string{"anders"},
	}
	by, err := f.By(t.Context(), "researcher", f.Project)
	if err != nil {
		t.Fatal(err)
	}
	for _, after := range []bool{false, true} {
		for effects := 1; ; effects++ {
			if effects > 40 {
				t.Fatal("a cut does not end")
			}
			id := f.held(change)
			f.runJobs()
			do := func() error { _, err := f.Study.Cut(context.Background(), by, f.Project, id, cut, 0); return err }
			stopped := !f.stopWithin(effects, after, do)
			if err := f.Study.Reconcile(t.Context()); err != nil {
				t.Fatal(err)
			}
			f.Clock.Move(2 * 60e9) // the job that was planned for later
			f.runJobs()
			left := f.told(f.Store, f.Dir, heard)
			if cutAlready := f.text(id)[0] != toldHealth; cutAlready != (len(left) == 0) || !cutAlready && len(left) < 2 {
				t.Fatalf("after %d effects (%v) cut is %t, and left is %q", effects, after, cutAlready, left)
			} else if !cutAlready {
				if err := do(); err != nil {
					t.Fatalf("again after %d effects (%v): %v", effects, after, err)
				}
				f.runJobs()
			}
			f.wantCut(id, heard)
			if !stopped {
				break
			}
		}
	}
}

// wantCut checks that what was to go is gone, and the rest can be read and heard.
func (f *field) wantCut(id research.ID, heard string) {
	f.t.Helper()
	if left := f.told(f.Store, f.Dir, heard); len(left) > 0 {
		f.t.Fatalf("left: %q", left)
	}
	if f.text(id)[0] == toldHealth {
		f.t.Error("the words stand there")
	}
	parts := f.recordings(id)
	if len(parts) != 2 {
		f.t.Fatalf("recordings %v", parts)
	}
	for _, part := range parts {
		f.play(id, part)
	}
	report, err := f.Store.Verify(f.t.Context())
	found, verifyErr := f.Study.Verify(f.t.Context())
	if err != nil || verifyErr != nil || len(report.Faults)+len(found.Faults) > 0 {
		f.t.Errorf("verify: %v %v, %v %v", report.Faults, err, found.Faults, verifyErr)
	}
}
