package analysis

import (
	"fmt"
	"slices"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"pgregory.net/rapid"
)

func TestCountPutsAnInterviewInOnePart(t *testing.T) {
	cases := []struct {
		name  string
		kinds []research.StatementKind
		want  research.ThemeCount
	}{
		{"good only", []research.StatementKind{"good", "good", "lead"}, research.ThemeCount{N: 1, Good: 1}},
		{"better only", []research.StatementKind{"better", "fact"}, research.ThemeCount{N: 1, Better: 1}},
		{"good and better is mixed", []research.StatementKind{"better", "good", "lead"}, research.ThemeCount{N: 1, Mixed: 1}},
		{"lead only", []research.StatementKind{"lead"}, research.ThemeCount{N: 1, Lead: 1}},
		{"a fact alone does not count", []research.StatementKind{"fact"}, research.ThemeCount{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := themeOf(Count(material(c.kinds)), "de-weg")
			got.Code, got.Group, got.Asked, got.Unasked, got.Households = "", "", 0, 0, 0
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// themeOf finds the counts of a code.
func themeOf(tables research.Tables, code string) research.ThemeCount {
	at := slices.IndexFunc(tables.Themes, func(c research.ThemeCount) bool { return c.Code == code })
	if at < 0 {
		return research.ThemeCount{}
	}
	return tables.Themes[at]
}

func material(kinds []research.StatementKind) research.Material {
	m := research.Material{
		Interviews: []research.Interview{{ID: "a"}},
		Codes:      []research.Code{{ID: "groep"}, {ID: "de-weg", Group: "groep"}},
	}
	for i, kind := range kinds {
		m.Codings = append(m.Codings, research.Coding{ID: research.ID(fmt.Sprint(i)), Interview: "a", Code: "de-weg", Kind: kind})
	}
	return m
}

func TestCountLeavesOutWhatWaitsForATalk(t *testing.T) {
	m := material([]research.StatementKind{"good"})
	m.Codings[0].TalkFirst = true
	if got := themeOf(Count(m), "de-weg"); got.N != 0 {
		t.Errorf("counted %d, want 0", got.N)
	}
}

func TestCountSaysInHowManyItWasAsked(t *testing.T) {
	m := material([]research.StatementKind{"good"})
	m.Codes[1].Topics = []string{"weg"}
	m.Interviews = append(m.Interviews,
		research.Interview{ID: "b", Topics: map[string]research.TopicState{"weg": research.TopicDiscussed}},
		research.Interview{ID: "c", Topics: map[string]research.TopicState{"weg": research.TopicSkipped}})
	got := themeOf(Count(m), "de-weg")
	if got.Asked != 1 || got.Unasked != 1 {
		t.Errorf("asked %d, unasked %d; want 1 and 1", got.Asked, got.Unasked)
	}
	if free := themeOf(Count(material(nil)), "de-weg"); free.Asked != -1 {
		t.Errorf("a code without topic has asked %d, want -1", free.Asked)
	}
}

func TestCountRules(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := research.Material{Codes: []research.Code{{ID: "g"}, {ID: "x", Group: "g"}, {ID: "y", Group: "g"}}}
		for i := range rapid.IntRange(0, 12).Draw(t, "interviews") {
			m.Interviews = append(m.Interviews, research.Interview{
				ID: research.ID(fmt.Sprint(i)), Household: rapid.SampledFrom([]string{"", "", "h"}).Draw(t, "household"),
			})
		}
		for range rapid.IntRange(0, 40).Draw(t, "codings") {
			m.Codings = append(m.Codings, research.Coding{
				Interview: research.ID(fmt.Sprint(rapid.IntRange(0, 12).Draw(t, "of"))),
				Code:      rapid.SampledFrom([]string{"x", "y"}).Draw(t, "code"),
				Kind:      rapid.SampledFrom([]research.StatementKind{"good", "better", "lead", "fact"}).Draw(t, "kind"),
			})
		}
		checkTables(t, Count(m))
	})
}

func checkTables(t *rapid.T, tables research.Tables) {
	for _, theme := range tables.Themes {
		if theme.Good+theme.Mixed+theme.Better+theme.Lead != theme.N {
			t.Fatalf("parts of %+v do not sum to n", theme)
		}
		if theme.N > tables.Interviews || theme.Households > tables.Households {
			t.Fatalf("%+v counts more than there are", theme)
		}
	}
	g := themeOf(tables, "g")
	x := themeOf(tables, "x")
	y := themeOf(tables, "y")
	if g.N < max(x.N, y.N) || g.N > x.N+y.N {
		t.Fatalf("group %d is not a union of %d and %d", g.N, x.N, y.N)
	}
}
