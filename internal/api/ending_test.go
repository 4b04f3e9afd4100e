package api_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store"
)

// brief is a talk that is not to be kept, with something to look for in it.
func brief(talk *phone.Talk) {
	talk.Manifest.Consent[research.ChoiceKeep] = research.No
	talk.Answers.Topics[0].Notes[0].Text = "De deur is kanariegeel."
	talk.Answers.Observation = map[string]string{"sfeer": "Er zong een kanarie."}
	surprised(talk)
}

func (f *field) wantText(want map[research.ID]bool) {
	f.t.Helper()
	for id, there := range want {
		var seen struct{ TextErased bool }
		f.do("GET", f.interview(id), "researcher", nil).want(http.StatusOK).into(&seen)
		if lines := f.text(id); len(lines) > 0 != there || seen.TextErased == there {
			f.t.Errorf("text %q, erased %t, want it there: %t", lines, seen.TextErased, there)
		}
	}
}

func (f *field) tells(s *store.Store, dir string) bool {
	f.t.Helper()
	return strings.Contains(f.everything(s, dir), "kanarie")
}

// On the end date the text of everybody goes, and what counts stays.
func TestTextGoesAtTheProjectsEnd(t *testing.T) {
	p := publish(t)
	sealed := p.seal(p.talk(brief))
	p.deliver(sealed)
	gone, kept := sealed.Delivery.Interview, p.interviews[0]
	first := p.code(gone, wordsIn("1-1", 0, 7))
	p.refuse(kept, research.ChoiceHearBack) // and still may be kept
	p.refuse(p.interviews[1], research.ChoiceKeep)
	p.runJobs()
	backup := t.TempDir()
	if err := p.Store.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	end, err := time.Parse(time.DateOnly, apitest.Settings().SourceEndDate)
	if err != nil {
		t.Fatal(err)
	}
	p.Clock.Move(end.AddDate(0, 0, 1).Sub(p.Clock.Now()) - time.Second)
	p.runJobs()
	p.wantText(map[research.ID]bool{gone: true, kept: true, p.interviews[1]: true})
	p.Clock.Move(time.Second)
	p.runJobs()
	p.runJobs() // what the first of them planned
	p.wantText(map[research.ID]bool{gone: false, kept: false, p.interviews[1]: false})
	if p.tells(p.Store, p.Dir) {
		t.Error("the words are left")
	}
	seen := p.field.read(gone)
	if codings := p.codings(gone); seen.Codings != 1 || !codings[first].Lost || codings[first].Quote != "" || seen.Background["kent-de-weg"] == nil {
		t.Errorf("what counts is %+v, %+v", seen, codings)
	}
	p.gone("kanarie", 0) // the version is as it was, with the quote of interview 1
	if after := p.read(); len(after.Findings[0].Quotes) != 2 {
		t.Errorf("a quote that was released left: %+v", after.Findings)
	}
	p.do("PUT", p.inInterview(gone, "/text"), "researcher", text("Nieuw.")).want(http.StatusConflict)
	receipt := p.deliver(sealed)
	p.runJobs()
	if receipt.State != "arrived" || p.tells(p.Store, p.Dir) {
		t.Errorf("the phone brings it back: %+v", receipt)
	}
	again := p.restored(backup)
	if p.tells(again, backup) {
		t.Error("a restored backup tells the words")
	}
	report, err := p.Store.Verify(t.Context())
	if err != nil || len(report.Faults) > 0 {
		t.Errorf("verify: %v, %v", report.Faults, err)
	}
}

// restored opens an older backup with the keys that are left.
func (f *field) restored(backup string) *store.Store {
	f.t.Helper()
	url := "sqlite:" + filepath.Join(f.t.TempDir(), "again.db")
	if err := store.Restore(f.t.Context(), url, backup, f.Keys, store.Options{Clock: f.Clock.Now}); err != nil {
		f.t.Fatal(err)
	}
	again, err := store.Open(f.t.Context(), url, f.Keys, store.Options{Clock: f.Clock.Now})
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() {
		if err := again.Close(); err != nil {
			f.t.Error(err)
		}
	})
	return again
}

func TestTextGoesWhenTheProjectCloses(t *testing.T) {
	f := newField(t)
	id, kept := f.held(brief), f.held()
	f.runJobs()
	f.wantText(map[research.ID]bool{id: true, kept: true})
	f.do("PUT", f.fill("/projects/{project}/state"), "lead", object{"state": "closed"}).want(http.StatusOK)
	f.runJobs()
	f.wantText(map[research.ID]bool{id: false, kept: true})
	late := f.held(brief) // a phone that was still out
	f.runJobs()
	f.wantText(map[research.ID]bool{late: false})
	if f.tells(f.Store, f.Dir) {
		t.Error("the words are left")
	}
}

// A phone that was still out on the end date brings what goes the next day.
func TestTextThatComesAfterTheEnd(t *testing.T) {
	f := newField(t)
	end, err := time.Parse(time.DateOnly, apitest.Settings().SourceEndDate)
	if err != nil {
		t.Fatal(err)
	}
	f.Clock.Move(end.AddDate(0, 0, 2).Sub(f.Clock.Now()))
	f.runJobs()
	late := f.held(surprised)
	f.Clock.Move(25 * time.Hour)
	f.runJobs()
	f.runJobs() // what the first of them planned
	f.wantText(map[research.ID]bool{late: false})
}

// A lead who brings the end date forward is followed, for text and sound.
func TestTheEndCanMove(t *testing.T) {
	f := newField(t)
	id, spoke := f.held(brief), f.held(spoken)
	f.runJobs()
	settings := apitest.Settings()
	settings.SourceEndDate = f.Clock.Now().AddDate(0, 0, -1).Format(time.DateOnly)
	f.do("PUT", f.fill("/projects/{project}/settings"), "lead", settings).want(http.StatusOK)
	f.runJobs()
	f.runJobs() // what the first of them planned
	f.wantText(map[research.ID]bool{id: false, spoke: false})
	f.wantSound(map[research.ID]string{spoke: "erased"})
}

// TestTheEndSurvivesEveryStop stops the server before and after each effect of
// erasing text at the end.
func TestTheEndSurvivesEveryStop(t *testing.T) {
	f := newField(t)
	f.do("PUT", f.fill("/projects/{project}/state"), "lead", object{"state": "closed"}).want(http.StatusOK)
	f.runJobs()
	for _, after := range []bool{false, true} {
		for effects := 1; ; effects++ {
			if effects > 30 {
				t.Fatal("the erasure does not end")
			}
			id := f.held(brief)
			first := f.code(id, wordsIn("1-1", 0, 7))
			done := f.stopWithin(effects, after, func() error { return nil }) // the job was planned on arrival
			if err := f.Study.Reconcile(t.Context()); err != nil {
				t.Fatal(err)
			}
			f.Clock.Move(time.Hour)
			f.runJobs()
			f.wantText(map[research.ID]bool{id: false})
			if f.tells(f.Store, f.Dir) || len(f.codings(id)) != 1 || !f.codings(id)[first].Lost {
				t.Fatalf("after %d effects (%v): words are left, or no count is", effects, after)
			}
			if done {
				break
			}
		}
	}
}
