package study_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

func TestAnswersWaitAndAreLate(t *testing.T) {
	w := twelve(t)
	v := w.release(research.ReleaseChoices{})
	finding := v.Findings[0].ID
	line := func(owner research.Owner) research.AnswerLine {
		t.Helper()
		list, err := w.study.Answers(t.Context(), w.people["municipality"], w.project)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range list.Lines {
			if l.Finding == finding && l.Owner == owner {
				return l
			}
		}
		t.Fatalf("no line for %s", owner)
		return research.AnswerLine{}
	}
	day := func(date string) { w.now, _ = time.Parse(time.DateOnly, date) }
	for _, c := range []struct {
		date  string
		owner research.Owner
		want  research.AnswerState
	}{
		{"2027-01-23", research.OwnerMunicipality, research.AnswerWaiting},
		{"2027-01-24", research.OwnerMunicipality, research.AnswerLate},
		{"2027-01-24", research.OwnerSchoolBoard, research.AnswerWaiting},
	} {
		day(c.date)
		if got := line(c.owner); got.State != c.want {
			t.Errorf("%s on %s: %s, want %s", c.owner, c.date, got.State, c.want)
		}
	}
	answer := research.Answer{Finding: finding, Owner: research.OwnerMunicipality, Level: research.LevelOfficial,
		State: research.AnswerLookingInto, Reason: "Wij vragen het na.", Function: "beleidsadviseur"}
	for range 2 {
		if _, err := w.study.WriteAnswer(t.Context(), w.by("alderman"), w.project, answer); err != nil {
			t.Fatal(err)
		}
	}
	answer.Level, answer.State, answer.DoneOn = research.LevelGoverning, research.AnswerDone, "2027-01-20"
	if _, err := w.study.WriteAnswer(t.Context(), w.by("alderman"), w.project, answer); err != nil {
		t.Fatal(err)
	}
	if got := line(research.OwnerMunicipality); got.State != research.AnswerDone || got.Answer.Date != "2027-01-24" {
		t.Errorf("after the answer: %+v", got)
	}
	if n := w.earlierAnswers(finding); n != 1 {
		t.Errorf("%d earlier answers are kept, want the one that differs", n)
	}
}

func TestDueDate(t *testing.T) {
	for _, c := range []struct {
		agreed string
		level  research.AnswerLevel
		want   string
	}{
		{"2027-01-23", research.LevelOfficial, "2027-01-23"},
		{"", research.LevelOfficial, "2027-01-22"},
		{"", research.LevelGoverning, "2027-03-11"},
	} {
		if got := research.DueDate(c.agreed, c.level, "2026-12-11"); got != c.want {
			t.Errorf("%q at %s: %s, want %s", c.agreed, c.level, got, c.want)
		}
	}
}

func (w *writing) earlierAnswers(finding research.ID) int {
	w.t.Helper()
	var kept research.Answered
	err := w.study.Store.View(w.t.Context(), w.study.System, research.ProjectStream(w.project), func(v study.View) error {
		document, err := v.Document(research.AnswerDocument(finding, research.OwnerMunicipality))
		if err != nil {
			return err
		}
		return json.Unmarshal(document.Body, &kept)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return len(kept.Earlier)
}
