package api_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store"
)

// refuse has a participant say no to a choice afterwards, in the workbench.
func (f *field) refuse(id research.ID, choice research.ChoiceName) {
	f.t.Helper()
	f.do("PUT", f.interview(id)+"/consent", "lead", object{"choices": object{string(choice): "no"}}).want(http.StatusOK)
	f.runJobs()
}

// resealed is a delivery of the same interview with another manifest.
func resealed(t *testing.T, sealed phone.Sealed, change func(*research.Manifest)) phone.Sealed {
	t.Helper()
	part, key := research.Part{Interview: sealed.Delivery.Interview}, sealed.Keys[research.Rest]
	reader, err := research.NewPartReader(key, part, bytes.NewReader(sealed.Delivery.Sealed), int64(len(sealed.Delivery.Sealed)))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	var manifest research.Manifest
	if err := json.Unmarshal(plain, &manifest); err != nil {
		t.Fatal(err)
	}
	change(&manifest)
	if plain, err = json.Marshal(manifest); err != nil {
		t.Fatal(err)
	}
	if sealed.Delivery.Sealed, err = research.SealPart(rand.Reader, key, part, plain); err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestNoToQuotesEndsDrafts(t *testing.T) {
	p := publish(t)
	draft := p.do("POST", p.fill("/projects/{project}/releases"), "researcher", object{"round": 1}).want(201).field("id").(string)
	other := p.do("POST", p.fill("/projects/{project}/releases"), "researcher", object{"round": 1}).want(201).field("id").(string)
	p.refuse(p.interviews[5], research.ChoiceQuote) // said nothing that is quoted
	state := func(id string) any {
		return p.do("GET", p.fill("/projects/{project}/releases/")+id, "second-reader", nil).want(200).field("state")
	}
	if state(draft) != "draft" {
		t.Errorf("a draft without this person's words is %v", state(draft))
	}
	p.refuse(p.interviews[1], research.ChoiceQuote)
	if state(draft) != "void" || state(other) != "void" {
		t.Errorf("drafts with this person's words are %v and %v", state(draft), state(other))
	}
	p.gone(p.said(1), 1)
}

func TestNoToHearingBackErasesTheContact(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(candid))
	f.deliver(sealed)
	f.runJobs()
	id := sealed.Delivery.Interview
	has := func(s *store.Store, dir string) bool { return strings.Contains(f.everything(s, dir), "06-55501234") }
	if !has(f.Store, f.Dir) {
		t.Fatal("the dump does not find the number before")
	}
	backup := t.TempDir()
	if err := f.Store.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	f.refuse(id, research.ChoiceHearBack)
	if has(f.Store, f.Dir) {
		t.Error("the number is left")
	}
	if seen := f.read(id); seen.State != "arrived" || seen.Sound != "present" || seen.Words == 0 {
		t.Errorf("more than the contact went: %+v", seen)
	}
	receipt := f.deliver(sealed) // as a phone does after a restore
	f.runJobs()
	if receipt.State != "arrived" || has(f.Store, f.Dir) {
		t.Errorf("delivered again: %+v", receipt)
	}
	url := "sqlite:" + filepath.Join(t.TempDir(), "again.db")
	if err := store.Restore(t.Context(), url, backup, f.Keys, store.Options{Clock: f.Clock.Now}); err != nil {
		t.Fatal(err)
	}
	again, err := store.Open(t.Context(), url, f.Keys, store.Options{Clock: f.Clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if has(again, backup) {
		t.Error("a restored backup tells the number")
	}
	f.Study.Store = again
	defer func() { f.Study.Store = f.Store }()
	if err := f.Study.Reconcile(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := f.Study.TendContact(t.Context(), f.Project, id); err != nil {
		t.Fatal(err)
	}
}

func TestNoToHealthAsksForAnotherLook(t *testing.T) {
	f := newField(t)
	id := f.held()
	path := f.interview(id) + "/check"
	f.check(id)
	f.refuse(id, research.ChoiceHealth)
	if f.read(id).Checked {
		t.Error("the text still counts as checked")
	}
	faults := f.do("PUT", path, "researcher", object{"checked": true}).want(http.StatusBadRequest).faults()
	if faults["/healthCut"] == "" {
		t.Errorf("the field is not named: %v", faults)
	}
	f.do("PUT", path, "researcher", object{"checked": true, "healthCut": true}).want(http.StatusOK)
}

func TestNoToKeepingErasesTheSound(t *testing.T) {
	f := newField(t)
	checked, open := f.held(spoken), f.held(spoken)
	f.check(checked)
	for _, id := range []research.ID{checked, open} {
		f.refuse(id, research.ChoiceKeep)
	}
	f.wantSound(map[research.ID]string{checked: "erased", open: "present"})
	f.Clock.Move(29 * 24 * time.Hour)
	f.runJobs()
	f.wantSound(map[research.ID]string{open: "erased"})
}

// What a phone brings later holds as what is noted in the workbench does.
func TestALaterNoOfThePhoneHolds(t *testing.T) {
	p := publish(t)
	sealed := p.seal(p.talk(spoken, func(talk *phone.Talk) {
		talk.Contact = &research.ContactDetails{Way: "phone", Phone: "06-55501234"}
	}))
	id := sealed.Delivery.Interview
	if _, err := p.phone.Announce(t.Context(), sealed); err != nil {
		t.Fatal(err)
	}
	p.runJobs()
	p.check(id)
	p.Clock.Move(time.Hour)
	later := resealed(t, sealed, func(m *research.Manifest) {
		for _, choice := range []research.ChoiceName{research.ChoiceRecording, research.ChoiceHealth, research.ChoiceHearBack, research.ChoiceQuote} {
			m.Consent[choice] = research.No
			m.ConsentLog = append(m.ConsentLog, research.ConsentChange{Choice: choice, Answer: research.No, At: p.Clock.Now()})
		}
	})
	p.deliver(later)
	p.runJobs()
	seen := p.field.read(id)
	if seen.Checked || seen.Sound != "erased" || seen.Consent["quote"] != "no" {
		t.Errorf("seen %+v", seen)
	}
	if known := p.everything(p.Store, p.Dir); strings.Contains(known, "06-55501234") {
		t.Error("the number is left")
	}
}

// A phone that did not hear of it does not undo what was noted afterwards.
func TestWhatWasNotedLaterStays(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk())
	if _, err := f.phone.Announce(t.Context(), sealed); err != nil {
		t.Fatal(err)
	}
	id := sealed.Delivery.Interview
	f.Clock.Move(time.Hour)
	f.refuse(id, research.ChoiceQuote)
	said := func(at time.Time, answer research.ChoiceAnswer) func(*research.Manifest) {
		return func(m *research.Manifest) {
			for range 3 { // its log is the longer one
				m.ConsentLog = append(m.ConsentLog, research.ConsentChange{Choice: research.ChoiceQuote, Answer: answer, At: at})
			}
			m.Consent[research.ChoiceQuote] = answer
		}
	}
	f.deliver(resealed(t, sealed, said(f.Clock.Now().Add(-2*time.Hour), research.Yes)))
	if seen := f.read(id); seen.Consent["quote"] != "no" {
		t.Errorf("an older yes of the phone undid it: %v", seen.Consent)
	}
	for range 2 { // its clock runs ahead, and it comes again later
		f.deliver(resealed(t, sealed, said(f.Clock.Now().Add(time.Hour), research.Yes)))
		if seen := f.read(id); seen.Consent["quote"] != "no" {
			t.Errorf("a yes of a phone whose clock runs ahead undid it: %v", seen.Consent)
		}
		f.Clock.Move(2 * time.Hour)
	}
	f.do("PUT", f.interview(id)+"/consent", "lead", object{"choices": object{"quote": "yes"}}).want(http.StatusOK)
	f.deliver(resealed(t, sealed, said(f.Clock.Now().Add(-2*time.Hour), research.No)))
	if seen := f.read(id); seen.Consent["quote"] != "yes" {
		t.Errorf("a person's later yes does not hold: %v", seen.Consent)
	}
}
