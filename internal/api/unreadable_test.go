package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

// unreadable delivers an interview whose manifest cannot be opened.
func (f *field) unreadable() research.ID {
	f.t.Helper()
	sealed := f.seal(f.talk(candid))
	sealed.Delivery.Sealed[40] ^= 1
	f.deliver(sealed)
	return sealed.Delivery.Interview
}

// Nobody knows what this participant chose, so nothing is erased before the end
// date, and nothing is opened to others.
func TestUnknownConsentHoldsEverything(t *testing.T) {
	f := newField(t)
	id := f.unreadable()
	f.runJobs()
	end, err := time.Parse(time.DateOnly, apitest.Settings().SourceEndDate)
	if err != nil {
		t.Fatal(err)
	}
	f.Clock.Move(end.Sub(f.Clock.Now()))
	f.runJobs()
	f.wantSound(map[research.ID]string{id: "present"})
	seen := f.read(id)
	if seen.Review != "invalid-part" || seen.Consent != nil || seen.Words == 0 {
		t.Errorf("seen %+v", seen)
	}
	for _, part := range seen.Parts {
		if part.State == research.PartErased {
			t.Errorf("part %d is erased", part.Number)
		}
	}
	f.do("PUT", f.interview(id)+"/check", "researcher", object{"checked": true}).want(http.StatusConflict)
	path, choices := f.interview(id)+"/consent", object{}
	for _, choice := range research.ChoiceNames() {
		if choice != research.ChoiceParticipate {
			choices[string(choice)] = "yes"
		}
	}
	f.do("PUT", path, "researcher", object{"choices": choices}).want(http.StatusForbidden)
	f.do("PUT", path, "lead", object{"choices": object{"quote": "yes"}}).want(http.StatusBadRequest)
	choices["recording"] = "no"
	f.do("PUT", path, "lead", object{"choices": choices}).want(http.StatusOK)
	f.runJobs()
	f.wantSound(map[research.ID]string{id: "erased"})
}

func TestTheLeadGivesWordsThatCannotBeRead(t *testing.T) {
	f := newField(t)
	id, other, third := f.unreadable(), f.held(), f.unreadable()
	path, body := f.interview(id)+"/reference", object{"reference": "lepel wolk"}
	f.do("PUT", path, "lead", object{"reference": f.read(other).Reference}).want(http.StatusConflict)
	f.do("PUT", path, "lead", body).want(http.StatusOK)
	f.do("PUT", path, "lead", body).want(http.StatusOK)
	f.do("PUT", path, "lead", object{"reference": "andere woorden"}).want(http.StatusConflict)
	if state := f.withdraw("lepel wolk"); state != "erased" {
		t.Errorf("state %s", state)
	}
	f.withdraw("gras stoep")
	f.do("PUT", f.interview(third)+"/reference", "lead", object{"reference": "gras stoep"}).want(http.StatusGone)
	f.do("GET", f.interview(third), "researcher", nil).want(http.StatusGone)
}

func TestAPhoneWithoutWordsIsGivenThem(t *testing.T) {
	f := newField(t)
	for _, own := range []string{"", "te-veel aan woorden"} {
		sealed := f.seal(f.talk(func(talk *phone.Talk) { talk.Manifest.Reference, talk.Manifest.Language = own, "nl-NL" }))
		f.deliver(sealed)
		id := sealed.Delivery.Interview
		seen := f.read(id)
		if !research.ReferenceFits(seen.Reference) || seen.Review != "words-given" || seen.Consent["quote"] != "yes" {
			t.Errorf("seen %+v", seen)
		}
		again := resealed(t, sealed, func(m *research.Manifest) { m.EndedAt = m.EndedAt.Add(time.Minute) })
		f.deliver(again)
		if now := f.read(id); now.Reference != seen.Reference {
			t.Errorf("first %q, then %q", seen.Reference, now.Reference)
		}
		if !f.learns(id, seen.Reference) {
			t.Error("the phone does not learn the words")
		}
		if state := f.withdraw(seen.Reference); state != "erased" {
			t.Errorf("state %s", state)
		}
	}
}

// learns tells whether the phone is told the words of what it delivered.
func (f *field) learns(id research.ID, words string) bool {
	f.t.Helper()
	var field struct {
		Received []struct {
			Interview research.ID
			Reference string
		}
	}
	f.do("GET", f.fill("/projects/{project}/field"), "device", nil).want(http.StatusOK).into(&field)
	for _, received := range field.Received {
		if received.Interview == id {
			return received.Reference == words
		}
	}
	return false
}
