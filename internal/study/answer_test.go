package study_test

import (
	"maps"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
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
	got := line(research.OwnerMunicipality)
	if len(got.Earlier) != 1 || got.Earlier[0].State != research.AnswerLookingInto || got.Earlier[0].Date != "2027-01-24" {
		t.Errorf("earlier is %+v, want the one answer that differs", got.Earlier)
	}
}

func TestBothLevelsAreAskedAndLate(t *testing.T) {
	steps := []research.AnswerStep{{Level: research.LevelOfficial, DueDate: "2027-01-22"}, {Level: research.LevelGoverning, DueDate: "2027-03-11"}}
	official := research.Answer{Level: research.LevelOfficial, State: research.AnswerWillDo}
	governing := research.Answer{Level: research.LevelGoverning, State: research.AnswerPartly}
	done := research.Answer{Level: research.LevelOfficial, State: research.AnswerDone}
	for _, c := range []struct {
		name, today string
		given       *research.Answered
		want        [2]research.StepState
		state       research.AnswerState
		due         string
	}{
		{"nobody yet", "2027-01-22", nil, [2]research.StepState{"waiting", "waiting"}, research.AnswerWaiting, "2027-01-22"},
		{"one late", "2027-01-23", nil, [2]research.StepState{"late", "waiting"}, research.AnswerLate, "2027-01-22"},
		{"both late", "2027-03-12", nil, [2]research.StepState{"late", "late"}, research.AnswerLate, "2027-01-22"},
		{"officials spoke", "2027-03-11", &research.Answered{Answer: official}, [2]research.StepState{"given", "waiting"}, research.AnswerWillDo, "2027-03-11"},
		{"governors late", "2027-03-12", &research.Answered{Answer: official}, [2]research.StepState{"given", "late"}, research.AnswerWillDo, "2027-03-11"},
		{"governors spoke", "2027-04-01", &research.Answered{Answer: governing}, [2]research.StepState{"given", "given"}, research.AnswerPartly, ""},
		{"governors spoke before", "2027-04-01", &research.Answered{Answer: official, Earlier: []research.Answer{governing}}, [2]research.StepState{"given", "given"}, research.AnswerWillDo, ""},
		{"done", "2027-04-01", &research.Answered{Answer: done}, [2]research.StepState{"given", "given"}, research.AnswerDone, ""},
	} {
		got := research.AnswerLine{Steps: steps}.Line(c.given, c.today)
		if got.Steps[0].State != c.want[0] || got.Steps[1].State != c.want[1] || got.State != c.state || got.DueDate != c.due {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	if steps[0].State != "" {
		t.Error("a line changes the steps that it was made from")
	}
}

func TestStepsFollowWhatTheProjectAgreedOn(t *testing.T) {
	w := twelve(t)
	v := w.release(research.ReleaseChoices{})
	list, err := w.study.Answers(t.Context(), w.people["municipality"], w.project)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[research.Owner]int{}
	for _, l := range list.Lines {
		if l.Finding != v.Findings[0].ID {
			continue
		}
		seen[l.Owner] = len(l.Steps)
		for _, step := range l.Steps {
			if step.DueDate == "" {
				t.Errorf("%s has no date for %s", l.Owner, step.Level)
			}
		}
	}
	if want := map[research.Owner]int{research.OwnerMunicipality: 2, research.OwnerSchoolBoard: 1}; !maps.Equal(seen, want) {
		t.Errorf("steps by owner %v, want %v", seen, want)
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
