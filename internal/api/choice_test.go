package api_test

import (
	"net/http"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

// choose changes one choice as the world's phone.
func (f *field) choose(id research.ID, choice, answer string) *answer {
	f.t.Helper()
	return f.do("PUT", f.interview(id)+"/choices/"+choice, "device", object{"answer": answer})
}

func TestPhoneChangesAChoiceAfterwards(t *testing.T) {
	f := newField(t)
	id := f.held(spoken)
	f.choose(id, "recording", "no").want(http.StatusNoContent)
	f.choose(id, "others", "no").want(http.StatusNoContent)
	f.choose(id, "others", "no").want(http.StatusNoContent)
	f.runJobs()
	f.wantSound(map[research.ID]string{id: "erased"})
	seen := f.read(id)
	if seen.Consent["recording"] != "no" || seen.Consent["others"] != "no" || seen.Consent["quote"] != "yes" {
		t.Errorf("the choices are %v", seen.Consent)
	}
	f.choose(id, "others", "yes").want(http.StatusNoContent)
	if f.read(id).Consent["others"] != "yes" {
		t.Error("a yes afterwards is not noted")
	}
}

func TestChoicesAreOfTheOwnPhone(t *testing.T) {
	f := newField(t)
	id := f.held()
	other, err := f.NewPhone(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	foreign := f.seal(f.talk())
	f.phone, other = other, f.phone
	elsewhere := f.held()
	f.phone = other
	f.choose(elsewhere, "quote", "no").want(http.StatusNotFound)
	f.choose(elsewhere, "participate", "no").want(http.StatusNotFound)
	f.choose(foreign.Delivery.Interview, "quote", "no").want(http.StatusNotFound)
	if faults := f.choose(id, "participate", "yes").want(http.StatusBadRequest).faults(); faults["/answer"] == "" {
		t.Errorf("faults %v", faults)
	}
	f.choose(id, "mood", "no").want(http.StatusBadRequest)
	if seen := f.read(elsewhere); seen.Consent["quote"] != "yes" {
		t.Errorf("another phone changed %v", seen.Consent)
	}
}

func TestStoppingOnThePhoneErases(t *testing.T) {
	f := newField(t)
	id := f.held(spoken)
	f.choose(id, "participate", "no").want(http.StatusNoContent)
	f.runJobs()
	f.do("GET", f.interview(id), "researcher", nil).want(http.StatusGone)
	f.choose(id, "quote", "no").want(http.StatusGone)
	parts, err := f.Blobs.Parts(t.Context(), f.Project, id)
	if err != nil || len(parts) > 0 {
		t.Errorf("left on the disk: %v, %v", parts, err)
	}
}

// TestStoppingBeforeItArrives holds that an interview which the phone threw
// away is refused when something of it comes all the same.
func TestStoppingBeforeItArrives(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(spoken))
	id := sealed.Delivery.Interview
	f.choose(id, "participate", "no").want(http.StatusNoContent)
	if _, err := f.phone.Deliver(t.Context(), sealed); status(err) != http.StatusGone {
		t.Errorf("delivered after all: %v", err)
	}
	f.do("GET", f.interview(id), "researcher", nil).want(http.StatusGone)
}
