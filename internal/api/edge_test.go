package api_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

// halfWay is a talk that goes on, of which the first stretch of sound is whole.
func (f *field) halfWay(broken bool, change ...func(*phone.Talk)) phone.Sealed {
	f.t.Helper()
	sealed := f.seal(f.talk(append(change, spoken)...))
	if broken { // no frame is as long as this
		sealed.Parts[2][0] = 0xff
	}
	early := sealed
	early.Delivery.Final, early.Delivery.Parts = false, slices.Clone(sealed.Delivery.Parts)
	for n := range early.Delivery.Parts {
		if part := &early.Delivery.Parts[n]; part.Number == 2 {
			part.SHA256 = research.HexSHA256(sealed.Parts[2])
		}
	}
	if _, err := f.phone.Announce(f.t.Context(), early); err != nil {
		f.t.Fatal(err)
	}
	if err := f.phone.Upload(f.t.Context(), sealed.Delivery.Interview, 2, sealed.Parts[2]); err != nil {
		f.t.Fatal(err)
	}
	return sealed
}

// Of a talk that goes on nobody hears what came of it.
func TestATalkThatGoesOnIsNotHeard(t *testing.T) {
	f := newField(t)
	sealed := f.halfWay(false)
	id := sealed.Delivery.Interview
	f.runJobs()
	f.do("GET", f.interview(id)+"/recordings", "researcher", nil).want(http.StatusNotFound)
	f.do("GET", f.interview(id)+"/recordings/2/peaks", "researcher", nil).want(http.StatusNotFound)
	f.do("POST", f.interview(id)+"/recordings/2/listening", "researcher", nil).want(http.StatusNotFound)
	f.deliver(sealed)
	f.do("POST", f.interview(id)+"/recordings/2/listening", "researcher", nil).want(http.StatusNoContent)
}

// What the server said that it has is not cut, also when it cannot be opened.
func TestSalvageLeavesWhatWasReceived(t *testing.T) {
	f := newField(t)
	sealed := f.halfWay(true)
	f.Clock.Move(8 * 24 * time.Hour)
	f.do("PUT", f.interview(sealed.Delivery.Interview)+"/salvage", "lead", nil).want(http.StatusOK)
	f.wantBytes(sealed.Delivery.Interview, 2, sealed.Parts[2])
	if found, err := f.Study.Verify(t.Context()); err != nil || len(found.Faults) > 0 {
		t.Errorf("%+v, %v", found, err)
	}
}

// Sound that a participant had erased does not come back with a phone that was
// thought lost, and the phone can let go of it.
func TestErasedSoundOfASalvagedTalkStaysErased(t *testing.T) {
	f := newField(t)
	sealed, _ := f.begun(1000)
	id := sealed.Delivery.Interview
	f.Clock.Move(8 * 24 * time.Hour)
	f.do("PUT", f.interview(id)+"/salvage", "lead", nil).want(http.StatusOK)
	f.do("PUT", f.interview(id)+"/consent", "lead", object{"choices": object{"recording": "no"}}).want(http.StatusOK)
	f.runJobs()
	receipt, err := f.phone.Announce(t.Context(), sealed)
	if err != nil || receipt.State != "arrived" || receipt.Parts[1].State != research.PartErased {
		t.Errorf("receipt %+v, %v", receipt, err)
	}
	f.runJobs()
	f.wantSound(map[research.ID]string{id: "erased"})
}

// A talk is held back also after its phone sent other bytes and took them back.
func TestHeldBackAfterBytesWereTakenBack(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(spoken, young(byLetter("weg"))))
	id := sealed.Delivery.Interview
	if _, err := f.phone.Announce(t.Context(), sealed); err != nil {
		t.Fatal(err)
	}
	other := slices.Clone(sealed.Parts[2])
	other[len(other)-1] ^= 1
	path := f.begin(id, 2, len(other))
	f.patch(path, 0, other, nil).want(http.StatusNoContent)
	f.tus("DELETE", path).want(http.StatusNoContent)
	f.deliver(sealed)
	f.wantHeld(id, true)
	f.settle(id, "no-parent-yes", "De moeder belde: zij vindt het goed.").want(http.StatusOK)
	f.wantHeld(id, false)
}

// A copy says of which project it is; what it says of another's interview is not done.
func TestACopyWithdrawsNobodyElsewhere(t *testing.T) {
	f := newField(t)
	id := f.held(spoken)
	stop := []research.TalkChoice{{Choice: research.ChoiceParticipate, Answer: research.No}}
	for _, project := range []research.ID{f.Other, research.NewID()} {
		file := research.TalkFile{Project: project, Interview: id, Choices: stop}
		if _, err := f.importFile(file); research.FaultOf(err) != research.NotFound {
			t.Errorf("in project %s: %v", project, err)
		}
	}
	f.read(id)
	f.do("POST", f.interview(id)+"/recordings/2/listening", "researcher", nil).want(http.StatusNoContent)
}

// A lead hears of somebody who withdrew before their talk arrived, once it does.
func TestALeadHearsOfWhoWithdrewBefore(t *testing.T) {
	f := newField(t)
	code := newCode(t)
	sealed := f.seal(f.talk(coded(code)))
	f.use(code.String()).want(http.StatusAccepted)
	f.runJobs()
	refused(f, sealed)
	f.runJobs()
	turns, _ := f.overview("lead")["turns"].([]any)
	if len(turns) == 0 || turns[0].(object)["what"] != "Iemand trok zich terug met de eigen code. Het gesprek is gewist." {
		t.Errorf("turns %v", turns)
	}
}

// Persons who share a number cannot each leave: somebody looks at such a talk.
func TestPersonsHaveNumbersOfTheirOwn(t *testing.T) {
	for name, number := range map[string]int{"twice": 1, "none": 0, "more than sit there": research.MostPersons + 1} {
		f := newField(t)
		codes := newCodes(t, 2)
		id := f.held(together(codes, nil), func(talk *phone.Talk) { talk.Manifest.Persons[1].Number = number })
		if seen := f.group(id); seen.Review != "invalid-part" || seen.Persons != 0 || len(seen.Consent) > 0 {
			t.Errorf("%s: %+v", name, seen)
		}
	}
}

// A part that is no sound is read as a whole: one that is very large is kept, and
// not read.
func TestLargeAnswersAreNotRead(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk())
	id := sealed.Delivery.Interview
	answers, err := json.Marshal(f.talk().Answers)
	if err != nil {
		t.Fatal(err)
	}
	large, err := research.SealPart(rand.Reader, sealed.Keys[research.Rest], research.Part{Interview: id, Number: 1}, append(answers, bytes.Repeat([]byte(" "), 17<<20)...))
	if err != nil {
		t.Fatal(err)
	}
	part := &sealed.Delivery.Parts[0]
	part.Inline, part.Bytes, part.SHA256, part.Frames = nil, int64(len(large)), research.HexSHA256(large), 18
	sealed.Parts = map[int][]byte{1: large}
	f.deliver(sealed)
	if seen := f.read(id); seen.Review != "invalid-part" || seen.Words != 0 {
		t.Errorf("seen %+v", seen)
	}
}

// Nobody can tell of which of several the number is: it goes with the first who leaves.
func TestTheNumberOfSeveralGoesWithWhoLeaves(t *testing.T) {
	for _, before := range []bool{false, true} {
		f := newField(t)
		codes := newCodes(t, 3)
		sealed := f.seal(f.talk(together(codes, nil), func(talk *phone.Talk) {
			talk.Contact = &research.ContactDetails{Way: "phone", Phone: "0687654321"}
		}))
		id := sealed.Delivery.Interview
		if before {
			f.leave(codes[2])
		}
		f.deliver(sealed)
		f.runJobs()
		if !before {
			f.do("GET", f.interview(id)+"/contact", "lead", nil).want(http.StatusOK)
			f.leave(codes[2])
		}
		f.do("GET", f.interview(id)+"/contact", "lead", nil).want(http.StatusNotFound)
		if seen := f.group(id); seen.Consent["hearBack"] != "no" || seen.Consent["keep"] != "yes" {
			t.Errorf("consent %v", seen.Consent)
		}
		if _, err := f.Keys.Key(research.ContactKey(id)); research.FaultOf(err) != research.Erased {
			t.Errorf("the key of the number: %v", err)
		}
	}
}
