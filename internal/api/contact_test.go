package api_test

import (
	"net/http"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

// The lead alone reads how to reach a participant, and the log says so.
func TestTheLeadReadsTheContact(t *testing.T) {
	f := newField(t)
	id, silent := f.held(candid), f.held()
	f.runJobs()
	path := f.interview(id) + "/contact"
	lead := research.AccountStream(f.Accounts["lead"])
	before := f.readings(lead)
	var contact struct{ Way, Phone string }
	f.do("GET", path, "lead", nil).want(http.StatusOK).into(&contact)
	if contact.Way != "phone" || contact.Phone != "06-55501234" {
		t.Errorf("contact %+v", contact)
	}
	if after := f.readings(lead); after != before+1 {
		t.Errorf("%d readings in the log, then %d", before, after)
	}
	f.do("GET", path, "researcher", nil).want(http.StatusForbidden)
	f.do("GET", path, "coach", nil).want(http.StatusForbidden)
	f.do("GET", f.interview(silent)+"/contact", "lead", nil).want(http.StatusNotFound)
	f.refuse(id, research.ChoiceHearBack)
	f.do("GET", path, "lead", nil).want(http.StatusNotFound)
}

// readings is how often an account read what may say who somebody is.
func (f *field) readings(account research.Stream) (n int) {
	f.t.Helper()
	events, err := f.Store.Events(f.t.Context(), f.Study.System, account, 0, 1000)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, event := range events {
		if event.Verb == "access.read" && event.Facts["operation"] == "readContact" {
			n++
		}
	}
	return n
}
