package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

type settledSeen struct {
	Review  string
	Settled []struct{ Review, Decision, By, At string }
}

func (f *field) settled(id research.ID) (seen settledSeen) {
	f.t.Helper()
	f.do("GET", f.interview(id), "lead", nil).want(http.StatusOK).into(&seen)
	return seen
}

func (f *field) settle(id research.ID, reason, decision string) *answer {
	f.t.Helper()
	return f.do("PUT", f.interview(id)+"/review", "lead", object{"review": reason, "decision": decision})
}

func TestALeadSettlesAReasonToLook(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(func(talk *phone.Talk) { talk.Manifest.Reference = "" }))
	f.deliver(sealed)
	id := sealed.Delivery.Interview
	f.settle(id, "words-given", "  ").want(http.StatusBadRequest)
	f.settle(id, "revoked-device", "Klopt.").want(http.StatusConflict)
	f.settle(id, "words-given", "Samira heeft de woorden doorgegeven.").want(http.StatusOK)
	seen := f.settled(id)
	if seen.Review != "" || len(seen.Settled) != 1 || seen.Settled[0].Decision != "Samira heeft de woorden doorgegeven." ||
		seen.Settled[0].Review != "words-given" || seen.Settled[0].By != "Iemand lead" || seen.Settled[0].At == "" {
		t.Errorf("settled: %+v", seen)
	}
	f.settle(id, "words-given", "Nog eens.").want(http.StatusConflict)
	f.deliver(resealed(t, sealed, func(m *research.Manifest) { m.EndedAt = m.EndedAt.Add(time.Minute) }))
	if seen = f.settled(id); seen.Review != "" || len(seen.Settled) != 1 {
		t.Errorf("delivered again: %+v", seen)
	}
	f.Clock.Move(400 * 24 * time.Hour) // past the end date, when all words go
	f.runJobs()
	f.runJobs() // what the first of them planned
	if seen = f.settled(id); len(seen.Settled) != 1 || seen.Settled[0].Decision != "" {
		t.Errorf("after the end: %+v", seen)
	}
}

// A phone that was revoked stays a reason behind a part that cannot be opened.
func TestAReasonBehindAnotherIsShownNext(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(spoken))
	sealed.Parts[2][40] ^= 1
	f.do("DELETE", f.fill("/projects/{project}/devices/")+string(f.phone.Device), "lead", nil).want(http.StatusNoContent)
	_, _ = f.phone.Deliver(t.Context(), sealed) // its sound is not what it says
	id := sealed.Delivery.Interview
	if seen := f.settled(id); seen.Review != "invalid-part" {
		t.Fatalf("seen %+v", seen)
	}
	f.settle(id, "invalid-part", "Zonder geluid verder.").want(http.StatusOK)
	if seen := f.settled(id); seen.Review != "revoked-device" {
		t.Errorf("seen %+v", seen)
	}
	f.settle(id, "revoked-device", "De telefoon lag bij ons.").want(http.StatusOK)
	if seen := f.settled(id); seen.Review != "" || len(seen.Settled) != 2 {
		t.Errorf("seen %+v", seen)
	}
}

func TestDoubledWordsAreSettledByOthers(t *testing.T) {
	f := newField(t)
	first := f.talk()
	f.deliver(f.seal(first))
	second := f.seal(f.talk(func(talk *phone.Talk) { talk.Manifest.Reference = first.Manifest.Reference }))
	f.deliver(second)
	id := second.Delivery.Interview
	if faults := f.settle(id, "double-reference", "Laat maar.").want(http.StatusBadRequest).faults(); faults["/review"] == "" {
		t.Errorf("faults %v", faults)
	}
	f.do("PUT", f.interview(id)+"/reference", "lead", object{"reference": "gras stoep"}).want(http.StatusOK)
	if seen := f.settled(id); seen.Review != "" {
		t.Errorf("seen %+v", seen)
	}
}
