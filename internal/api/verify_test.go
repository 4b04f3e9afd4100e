package api_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// meddle changes the project behind everybody's back, with an event as whoever
// has the keys could.
func (f *field) meddle(change func(study.Tx) error) {
	f.t.Helper()
	act := study.Act{Stream: research.ProjectStream(f.Project), Verb: "test.meddle"}
	if _, err := f.Store.Act(f.t.Context(), auth.System(), act, change); err != nil {
		f.t.Fatal(err)
	}
}

// put changes one document, read as T.
func put[T any](f *field, id string, change func(*T)) {
	f.t.Helper()
	f.meddle(func(tx study.Tx) error {
		document, err := tx.Document(id)
		if err != nil {
			return err
		}
		var value T
		if err := json.Unmarshal(document.Body, &value); err != nil {
			return err
		}
		change(&value)
		document.Body, err = json.Marshal(value)
		tx.Put(document)
		return err
	})
}

// TestVerifyFindsWhatDoesNotFit damages one thing after the other and expects
// exactly what verify says of it.
func TestVerifyFindsWhatDoesNotFit(t *testing.T) {
	p := publish(t)
	talk, mute := p.talk(candid), p.held(candid)
	withdrawn := p.seal(talk)
	p.deliver(withdrawn)
	spoke := p.held(spoken)
	p.runJobs()
	p.withdraw(talk.Manifest.Reference)
	p.refuse(mute, research.ChoiceRecording)
	p.refuse(mute, research.ChoiceHearBack)
	cut := p.held()
	p.do("POST", p.field.interview(cut)+"/cuts", "researcher", object{"passages": []object{wordsIn("1-1", 0, 2)}}).want(201)
	p.runJobs()
	release, gone := p.version.ID, withdrawn.Delivery.Interview
	part := func(interview research.ID, number string) string {
		return filepath.Join(p.Dir, "blobs", string(p.Project), string(interview), number)
	}
	write := func(path, text string) {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	parcel := research.ParcelDocument
	known := []string{}
	for _, c := range []struct {
		name, fault string
		damage      func()
	}{
		{"nothing", "", func() {}},
		{"bytes of an erased interview", "was erased, part 3 is left", func() { write(part(gone, "3"), "x") }},
		{"bytes of erased sound", "was erased, its bytes are left", func() { write(part(mute, "3"), "x") }},
		{"bytes of nobody", "belong to nothing", func() { write(part(research.NewID(), "1"), "x") }},
		{"other bytes", "has other bytes than were received", func() { write(part(spoke, "2"), "x") }},
		{"an item", "item 0 of release " + string(release) + " is not what its hash says", func() {
			put(p.field, research.ItemDocument(release, 0), func(i *research.Item) { i.Salt = "other" })
		}},
		{"a lost item", "is gone, and nobody noted why", func() {
			p.meddle(func(tx study.Tx) error { tx.Delete(research.ItemDocument(release, 1)); return nil })
		}},
		{"a number", "release " + string(release) + " is not what its hash says", func() {
			put(p.field, research.ReleaseDocument(release), func(r *research.Release) { r.Fixed = bytes.Replace(r.Fixed, []byte(`"n":6`), []byte(`"n":7`), 1) })
		}},
		{"a withdrawal undone", "is in the erasure ledger and still in its project", func() {
			put(p.field, parcel(gone), func(parcel *research.Parcel) { parcel.Erased = false })
		}},
		{"erased sound undone", "sound of interview " + string(mute) + " is in the erasure ledger", func() {
			put(p.field, parcel(mute), func(parcel *research.Parcel) { revive(parcel, research.PartSound) })
		}},
		{"an erased contact undone", "contact of interview " + string(mute) + " is in the erasure ledger", func() {
			put(p.field, parcel(mute), func(parcel *research.Parcel) { revive(parcel, research.PartContact) })
		}},
		{"a cut undone", "was cut, its project has it as before", func() {
			put(p.field, parcel(cut), func(parcel *research.Parcel) { parcel.Cut = false })
		}},
	} {
		c.damage()
		found, err := p.Study.Verify(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		fresh := slices.DeleteFunc(slices.Clone(found.Faults), func(f string) bool { return slices.Contains(known, f) })
		if c.fault == "" && len(fresh) > 0 || c.fault != "" && !slices.ContainsFunc(fresh, func(f string) bool { return strings.Contains(f, c.fault) }) {
			t.Errorf("%s: verify says %q", c.name, fresh)
		}
		known = append(known, fresh...)
	}
}

// revive makes the parts of a kind look as if they were still there.
func revive(parcel *research.Parcel, kind research.PartKind) {
	for i := range parcel.Parts {
		if parcel.Parts[i].Kind == kind {
			parcel.Parts[i].State, parcel.Parts[i].Inline = research.PartStored, true
		}
	}
}

func TestVerifyFindsWhatWasWithdrawnBefore(t *testing.T) {
	f := newField(t)
	talk := f.talk()
	id := func() research.ID { sealed := f.seal(talk); f.deliver(sealed); return sealed.Delivery.Interview }()
	hash := func(words string) string {
		f.withdraw(words)
		lines, err := f.Keys.Ledger(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return lines[len(lines)-1].Pending
	}("niemand hier")
	if found, err := f.Study.Verify(t.Context()); err != nil || len(found.Faults) > 0 || hash == "" {
		t.Fatalf("%+v, %v", found, err)
	}
	put(f, research.ReferenceDocument(talk.Manifest.Reference), func(r *research.Reference) { r.Words = "niemand hier" })
	found, err := f.Study.Verify(t.Context())
	if err != nil || len(found.Faults) != 1 || !strings.Contains(found.Faults[0], "interview "+string(id)+" was withdrawn before it arrived") {
		t.Errorf("%+v, %v", found, err)
	}
}
