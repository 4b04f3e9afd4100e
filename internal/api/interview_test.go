package api_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// field is a world with its phone and references to give.
type field struct {
	*world
	phone *phone.Phone
	words []string
}

func newField(t *testing.T) *field {
	t.Helper()
	return fieldOf(newWorld(t), 20)
}

func fieldOf(w *world, references int) *field {
	w.t.Helper()
	f := &field{world: w, phone: w.Phone()}
	var err error
	if f.words, err = f.phone.References(w.t.Context(), references); err != nil {
		w.t.Fatal(err)
	}
	return f
}

// talk is an interview under the next reference.
func (f *field) talk(change ...func(*phone.Talk)) phone.Talk {
	talk := f.Talk(f.words[0])
	f.words = f.words[1:]
	for _, c := range change {
		c(&talk)
	}
	return talk
}

func (f *field) seal(talk phone.Talk) phone.Sealed {
	f.t.Helper()
	sealed, err := f.phone.Seal(f.t.Context(), talk)
	if err != nil {
		f.t.Fatal(err)
	}
	return sealed
}

func (f *field) deliver(sealed phone.Sealed) research.Receipt {
	f.t.Helper()
	receipt, err := f.phone.Deliver(f.t.Context(), sealed)
	if err != nil {
		f.t.Fatal(err)
	}
	return receipt
}

// held delivers an interview and gives its id.
func (f *field) held(change ...func(*phone.Talk)) research.ID {
	f.t.Helper()
	sealed := f.seal(f.talk(change...))
	f.deliver(sealed)
	return sealed.Delivery.Interview
}

func (f *field) runJobs() {
	f.t.Helper()
	if err := f.RunJobs(f.t.Context()); err != nil {
		f.t.Fatal(err)
	}
}

func (f *field) interview(id research.ID) string {
	return f.fill("/projects/{project}/interviews/") + string(id)
}

// status is the status with which the server refused, 0 when it did not.
func status(err error) int {
	var problem *phone.Problem
	if errors.As(err, &problem) {
		return problem.Status
	}
	return 0
}

type interviewSeen struct {
	ID, Reference, State, Sound, Review, Capture, Group string
	Words, People, Minutes, Codings                     int
	Checked                                             bool
	Consent                                             map[string]string
	Background                                          map[string][]string
	Topics                                              []struct{ Topic, State string }
	Parts                                               []research.ReceivedPart
}

func (f *field) read(id research.ID) interviewSeen {
	f.t.Helper()
	return f.readAs("researcher", id)
}

func (f *field) readAs(role string, id research.ID) (seen interviewSeen) {
	f.t.Helper()
	f.do("GET", f.interview(id), role, nil).want(http.StatusOK).into(&seen)
	return seen
}

func TestAnInterviewArrives(t *testing.T) {
	f := newField(t)
	talk := f.talk()
	sealed := f.seal(talk)
	receipt := f.deliver(sealed)
	if receipt.State != "arrived" || receipt.Epoch == "" {
		t.Errorf("receipt %+v", receipt)
	}
	id := sealed.Delivery.Interview
	seen := f.read(id)
	if seen.Reference != talk.Manifest.Reference || seen.State != "arrived" || seen.Words != 16 || seen.Review != "" {
		t.Errorf("seen %+v", seen)
	}
	if got := seen.Background["kent-de-weg"]; len(got) != 1 || got[0] != "weinig" {
		t.Errorf("background %v", seen.Background)
	}
	var text struct {
		Source     string
		Utterances []struct{ ID, Speaker, Topic, Text string }
	}
	f.do("GET", f.interview(id)+"/text", "researcher", nil).want(http.StatusOK).into(&text)
	if len(text.Utterances) != 3 || text.Source != "notes" || text.Utterances[1].Speaker != "note" ||
		text.Utterances[0].Topic != "opvoeden" || text.Utterances[2].Text != "Een vast gezicht op school." {
		t.Errorf("text %+v", text)
	}
	var listed struct{ Items []interviewSeen }
	f.do("GET", f.fill("/projects/{project}/interviews?state=arrived"), "coach", nil).want(http.StatusOK).into(&listed)
	if len(listed.Items) != 1 || listed.Items[0].ID != string(id) {
		t.Errorf("list %+v", listed)
	}
}

func TestTheSameDeliveryAgainIsHarmless(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk())
	first := f.deliver(sealed)
	head, err := f.Store.Head(t.Context(), f.Study.System, research.ProjectStream(f.Project))
	if err != nil {
		t.Fatal(err)
	}
	again := f.deliver(sealed)
	if first.State != again.State || len(first.Parts) != len(again.Parts) || first.Parts[0].SHA256 != again.Parts[0].SHA256 {
		t.Errorf("%+v and then %+v", first, again)
	}
	if now, err := f.Store.Head(t.Context(), f.Study.System, research.ProjectStream(f.Project)); err != nil || now != head {
		t.Errorf("the repeat is an act of its own: %d, %d, %v", head, now, err)
	}
	other := f.talk()
	other.Manifest.Interview = sealed.Delivery.Interview
	if _, err := f.phone.Announce(t.Context(), f.seal(other)); status(err) != http.StatusConflict {
		t.Errorf("another interview under the same id: %v", err)
	}
	changed := sealed
	changed.Delivery.Parts = append([]research.DeliveredPart{}, sealed.Delivery.Parts...)
	part := &changed.Delivery.Parts[0]
	part.Inline = append(research.Base64{}, part.Inline...)
	part.Inline[len(part.Inline)-1] ^= 1
	part.SHA256 = research.HexSHA256(part.Inline)
	if _, err := f.phone.Announce(t.Context(), changed); status(err) != http.StatusConflict {
		t.Errorf("other bytes under the same number: %v", err)
	}
}

func TestReadBackDecidesTheText(t *testing.T) {
	f := newField(t)
	id := f.held(func(talk *phone.Talk) {
		talk.Answers.ReadBack = []research.ReadBackVerdict{{Topic: "opvoeden", Text: "De juf en de buurvrouw.", Verdict: "changed"}}
		talk.Answers.Closing = research.ClosingWords{}
	})
	if seen := f.read(id); seen.Words != 5 {
		t.Errorf("%d words", seen.Words)
	}
	id = f.held(func(talk *phone.Talk) {
		talk.Answers.ReadBack = []research.ReadBackVerdict{{Topic: "opvoeden", Verdict: "removed"}}
		talk.Answers.Closing = research.ClosingWords{}
	})
	if seen := f.read(id); seen.Words != 0 {
		t.Errorf("%d words", seen.Words)
	}
}

func TestWhatCannotBeOpenedIsKeptAndShown(t *testing.T) {
	f := newField(t)
	for name, spoil := range map[string]func(*research.Delivery){
		"the manifest": func(d *research.Delivery) { d.Sealed = append(research.Base64{}, d.Sealed...); d.Sealed[40] ^= 1 },
		"the answers": func(d *research.Delivery) {
			part := &d.Parts[0]
			part.Inline[40] ^= 1
			part.SHA256 = research.HexSHA256(part.Inline)
		},
	} {
		t.Run(name, func(t *testing.T) {
			sealed := f.seal(f.talk())
			spoil(&sealed.Delivery)
			receipt := f.deliver(sealed)
			if receipt.State != "arrived" {
				t.Errorf("receipt %+v", receipt)
			}
			if seen := f.read(sealed.Delivery.Interview); seen.Review != "invalid-part" {
				t.Errorf("seen %+v", seen)
			}
			if again := f.deliver(sealed); again.State != "arrived" {
				t.Errorf("again %+v", again)
			}
		})
	}
}

func TestADeliveryMustFitItself(t *testing.T) {
	f := newField(t)
	for field, spoil := range map[string]func(*research.Delivery){
		"/interview":      func(d *research.Delivery) { d.Interview = research.NewID() },
		"/parts/0/sha256": func(d *research.Delivery) { d.Parts[0].SHA256 = strings.Repeat("0", 64) },
		"/parts/0/bytes":  func(d *research.Delivery) { d.Parts[0].Bytes++ },
		"/parts/0/number": func(d *research.Delivery) { d.Parts = append(d.Parts, d.Parts[0]); d.Parts[0].Number = 0 },
		"/parts/1/number": func(d *research.Delivery) { d.Parts = append(d.Parts, d.Parts[0]) },
		"/parts/0/kind":   func(d *research.Delivery) { d.Parts[0].Kind = research.PartSound },
		"/keys/rest":      func(d *research.Delivery) { d.Keys = map[research.Purpose]research.Wrapped{} },
		"/keys/sound":     func(d *research.Delivery) { d.Keys[research.Sound] = d.Keys[research.Rest] },
		"/version":        func(d *research.Delivery) { d.Version = 2 },
		"/parts/0/inline": func(d *research.Delivery) { d.Parts[0].Inline = make([]byte, research.InlineSize+1) },
	} {
		t.Run(field, func(t *testing.T) {
			sealed := f.seal(f.talk())
			path := f.interview(sealed.Delivery.Interview) + "/manifest"
			spoil(&sealed.Delivery)
			w := &world{World: f.World, t: t}
			faults := w.do("PUT", path, "device", sealed.Delivery).want(http.StatusBadRequest).faults()
			if faults[field] == "" {
				t.Errorf("not named: %v", faults)
			}
		})
	}
}

func TestARevokedPhoneStillDelivers(t *testing.T) {
	f := newField(t)
	p, err := f.NewPhone(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f.phone = p
	words, err := p.References(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	f.words = words
	sealed := f.seal(f.talk())
	late := f.seal(f.talk())
	f.do("DELETE", f.fill("/projects/{project}/devices/")+string(p.Device), "coach", nil).want(http.StatusNoContent)
	f.deliver(sealed)
	if seen := f.read(sealed.Delivery.Interview); seen.Review != "revoked-device" {
		t.Errorf("seen %+v", seen)
	}
	if _, err := p.References(t.Context(), 1); status(err) != http.StatusForbidden {
		t.Errorf("a revoked phone does more than deliver: %v", err)
	}
	f.Clock.Move(31 * 24 * time.Hour)
	if _, err := p.Announce(t.Context(), late); status(err) != http.StatusUnauthorized {
		t.Errorf("after 30 days: %v", err)
	}
}

func TestTwiceTheSameReferenceIsShown(t *testing.T) {
	f := newField(t)
	words := f.words[0]
	f.held()
	id := f.held(func(talk *phone.Talk) { talk.Manifest.Reference = words })
	if seen := f.read(id); seen.Review != "double-reference" {
		t.Errorf("seen %+v", seen)
	}
}

func TestContactGoesToTheVaultAlone(t *testing.T) {
	f := newField(t)
	id := f.held(func(talk *phone.Talk) { talk.Contact = &research.ContactDetails{Way: "phone", Phone: "06-12345678"} })
	f.runJobs()
	err := f.Store.View(t.Context(), f.Study.System, research.VaultStream(f.Project), func(v study.View) error {
		document, err := v.Document(research.ContactDocument(id))
		if err == nil && !strings.Contains(string(document.Body), "06-12345678") {
			t.Errorf("contact %s", document.Body)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

func TestAnotherPhoneReadsNoReceipt(t *testing.T) {
	f := newField(t)
	id := f.held()
	other, err := f.NewPhone(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.Receipt(t.Context(), id); status(err) != http.StatusNotFound {
		t.Errorf("another phone: %v", err)
	}
	if _, err := f.phone.Receipt(t.Context(), research.NewID()); status(err) != http.StatusNotFound {
		t.Errorf("an unknown interview: %v", err)
	}
}

func TestConsentChangesAfterwards(t *testing.T) {
	f := newField(t)
	id := f.held()
	var seen interviewSeen
	path := f.interview(id) + "/consent"
	f.do("PUT", path, "lead", object{"choices": object{"quote": "no"}}).want(http.StatusOK).into(&seen)
	if seen.Consent["quote"] != "no" || seen.Consent["keep"] != "yes" {
		t.Errorf("consent %v", seen.Consent)
	}
	f.do("PUT", path, "lead", object{"choices": object{"participate": "no"}}).want(http.StatusBadRequest)
	f.do("PUT", path, "coach", object{"choices": object{"quote": "no"}}).want(http.StatusForbidden)
	f.do("PUT", f.interview(id)+"/check", "researcher", object{"checked": true}).want(http.StatusOK).into(&seen)
	if !seen.Checked {
		t.Error("not checked")
	}
}
