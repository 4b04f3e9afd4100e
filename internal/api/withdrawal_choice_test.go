package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

func TestAnInterviewWithoutReadableWordsIsWithdrawn(t *testing.T) {
	f := newField(t)
	id, path := f.unreadable(), f.fill("/projects/{project}/withdrawals")
	for range 2 {
		state := f.do("POST", path, "lead", object{"interview": id}).want(http.StatusCreated).field("state")
		if state != "erased" {
			t.Errorf("state %v", state)
		}
		f.runJobs()
		f.do("GET", f.interview(id), "lead", nil).want(http.StatusGone)
	}
	f.do("POST", path, "lead", object{"interview": research.NewID()}).want(http.StatusNotFound)
	f.do("POST", path, "lead", object{}).want(http.StatusBadRequest)
	f.do("POST", path, "lead", object{"interview": id, "reference": "lepel wolk"}).want(http.StatusBadRequest)
}

// Nobody but the lead can know which of two people with the same words called.
func TestDoubledWordsAreForTheLeadToChoose(t *testing.T) {
	f := newField(t)
	words := f.words[0]
	first := f.held()
	f.Clock.Move(time.Second)
	second := f.held(func(talk *phone.Talk) { talk.Manifest.Reference = words })
	path := f.fill("/projects/{project}/withdrawals")
	alike := func() (ids []research.ID) {
		t.Helper()
		var answer struct {
			Interviews []struct {
				ID          research.ID
				Interviewer string
			}
		}
		f.do("POST", path, "lead", object{"reference": words}).want(http.StatusConflict).into(&answer)
		for _, i := range answer.Interviews {
			ids = append(ids, i.ID)
		}
		return ids
	}
	if ids := alike(); len(ids) != 2 || ids[0] != first || ids[1] != second {
		t.Errorf("to choose from: %v", ids)
	}
	f.read(first)
	f.do("POST", path, "lead", object{"interview": first}).want(http.StatusCreated)
	f.do("GET", f.interview(first), "researcher", nil).want(http.StatusGone)
	if ids := alike(); len(ids) != 1 || ids[0] != second { // the words alone never erase the other
		t.Errorf("to choose from: %v", ids)
	}
	f.read(second)
}

// That somebody withdrew before their interview came is seen, and who noted it.
func TestAnExpectedWithdrawalIsAnEvent(t *testing.T) {
	f := newField(t)
	f.withdraw("lepel wolk")
	events, err := f.Store.Events(t.Context(), f.Study.System, research.ProjectStream(f.Project), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	last := events[len(events)-1]
	if last.Verb != "withdrawal.expect" || last.Actor != "account/"+string(f.Accounts["lead"]) || len(last.Facts) > 0 {
		t.Errorf("event %+v", last)
	}
}
