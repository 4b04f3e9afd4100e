package study_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// TestListsAreExact does random acts, and after each holds the pages of the list
// to what the documents say at that revision.
func TestListsAreExact(t *testing.T) {
	w := newWriting(t, research.ProjectLarge)
	rapid.Check(t, func(t *rapid.T) {
		l := &listing{writing: w, rapid: t}
		w.begin(research.ProjectLarge)
		l.hopeFor("talen", "ar")
		for range rapid.IntRange(1, 25).Draw(t, "acts") {
			l.act()
			if rapid.Bool().Draw(t, "look") { // else the list has more to catch up on
				l.compare()
			}
		}
		l.compare()
	})
}

type listing struct {
	*writing
	rapid *rapid.T
	there []research.Interview
}

// hopeFor makes the overview count whose answer to a question is this one.
func (l *listing) hopeFor(question, option string) {
	settings := research.NewProjectSettings()
	settings.Targets = []research.ProjectTarget{{Attribute: question, Value: option, Number: 3}}
	project := research.Project{ID: l.project, Name: "Merelveld", State: research.ProjectRunning, Settings: settings}
	l.put(l.owned(research.ProjectDocument, project))
}

func (l *listing) act() {
	kind := rapid.SampledFrom([]string{"add", "add", "check", "tally", "erase", "withdraw", "other"}).Draw(l.rapid, "act")
	if kind == "other" {
		l.put(l.owned("code/ander", research.Code{ID: "ander", Label: "Ander"}))
		return
	}
	if kind == "add" || len(l.there) == 0 {
		l.add()
		return
	}
	at := rapid.IntRange(0, len(l.there)-1).Draw(l.rapid, "which")
	i := &l.there[at]
	switch kind {
	case "check":
		i.Checked = !i.Checked
		l.put(l.interview(*i))
	case "tally":
		tally := research.Tally{Interview: i.ID, Codings: rapid.IntRange(0, 9).Draw(l.rapid, "codings")}
		l.put(l.owned(research.TallyDocument(i.ID), tally))
	case "erase": // as far as the ledger: the stream does not know of it yet
		l.condemn(i.ID)
		l.there = slices.Delete(l.there, at, at+1)
	case "withdraw":
		l.delete(i.ID)
		l.there = slices.Delete(l.there, at, at+1)
	}
}

func (l *listing) add() {
	minute := rapid.IntRange(0, 5).Draw(l.rapid, "minute")
	i := research.Interview{
		ID: l.id(), Reference: fmt.Sprint("woord ", len(l.there)), ArrivedAt: l.now.Add(time.Duration(minute) * time.Minute),
		Delivered: rapid.Bool().Draw(l.rapid, "delivered"), Observation: map[string]string{"sfeer": "rustig"},
		Background: map[string][]string{"talen": rapid.SampledFrom([][]string{nil, {"nl"}, {"nl", "ar"}}).Draw(l.rapid, "talen")},
	}
	if _, err := l.keys.Ensure(context.Background(), research.RestKey(i.ID)); err != nil {
		l.rapid.Fatal(err)
	}
	l.there = append(l.there, i)
	l.put(l.interview(i))
}

func (l *listing) interview(i research.Interview) research.Document {
	document := l.document(research.InterviewDocument(i.ID), research.RestKey(i.ID), "", i)
	document.By = i.ArrivedAt.Format(time.RFC3339Nano) + "/" + string(i.ID)
	return document
}

func (l *listing) condemn(id research.ID) {
	line := study.LedgerLine{At: l.now, Project: l.project, Keys: []research.KeyRef{research.RestKey(id)}, Reason: "withdrawal"}
	if err := l.keys.Condemn(context.Background(), line); err != nil {
		l.rapid.Fatal(err)
	}
}

func (l *listing) delete(id research.ID) {
	act := study.Act{Stream: research.ProjectStream(l.project), Verb: "test.delete"}
	_, err := l.study.Store.Act(context.Background(), l.study.System, act, func(tx study.Tx) error {
		tx.Delete(research.InterviewDocument(id))
		return nil
	})
	if err != nil {
		l.rapid.Fatal(err)
	}
}

// compare reads all pages and the documents.
func (l *listing) compare() {
	state := rapid.SampledFrom([]string{"", "arriving", "arrived"}).Draw(l.rapid, "state")
	limit := rapid.IntRange(1, 4).Draw(l.rapid, "limit")
	var got []string
	for after := ""; ; {
		page, err := l.study.Interviews(context.Background(), l.people["researcher"], l.project, state, after, limit)
		if err != nil {
			l.rapid.Fatal(err)
		}
		for _, v := range page.Items {
			got = append(got, fmt.Sprint(v.Interview.ID, v.Interview.Checked, v.Interview.Reference, v.Codings))
		}
		if page.Next == "" {
			break
		}
		if len(page.Items) != limit {
			l.rapid.Fatalf("a page of %d holds %d, and there is more", limit, len(page.Items))
		}
		after = page.Next
	}
	l.compareOverview()
	if want := l.documents(state); !slices.Equal(got, want) {
		l.rapid.Fatalf("listed\n%s\nthere are\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// compareOverview holds what the overviews count to what is there.
func (l *listing) compareOverview() {
	var arrived, arabic, open int
	for _, i := range l.there {
		if i.Delivered {
			arrived++
			if !i.Checked {
				open++
			}
			if slices.Contains(i.Background["talen"], "ar") {
				arabic++
			}
		}
	}
	carrying, err := l.study.Overview(context.Background(), l.people["coach"], l.project)
	if err != nil {
		l.rapid.Fatal(err)
	}
	if p := carrying.Progress; p.Arrived != arrived || p.Targets[0].Number != arabic {
		l.rapid.Fatalf("the overview says %+v, %d arrived, %d of them hoped for", p, arrived, arabic)
	}
	reading, err := l.study.Overview(context.Background(), l.people["researcher"], l.project)
	if err != nil || *reading.ToCheck != open {
		l.rapid.Fatalf("the overview says %d to check of %d: %v", *reading.ToCheck, open, err)
	}
}

// documents is what a list must say, read from the documents.
func (l *listing) documents(state string) (all []string) {
	err := l.study.Store.View(context.Background(), l.study.System, research.ProjectStream(l.project), func(v study.View) error {
		documents, _, err := v.Page(research.Page{Kind: "interview", Limit: 1000, Descending: true})
		for _, d := range documents {
			var i research.Interview
			var tally research.Tally
			_ = json.Unmarshal(d.Body, &i) // an empty one differs from what is listed
			if t, err := v.Document(research.TallyDocument(i.ID)); err == nil {
				_ = json.Unmarshal(t.Body, &tally) // the same
			}
			if state == "" || (state == "arrived") == i.Delivered {
				all = append(all, fmt.Sprint(i.ID, i.Checked, i.Reference, tally.Codings))
			}
		}
		return err
	})
	if err != nil {
		l.rapid.Fatal(err)
	}
	return all
}
