package disclosure

import (
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"pgregory.net/rapid"
)

// round makes interviews: parents, the first of them linked as one household,
// young people, and some of no known group.
func round(parents, young, neither, linked int) []research.Interview {
	var all []research.Interview
	add := func(n int, group research.Group) {
		for range n {
			all = append(all, research.Interview{ID: research.ID(rune('a' + len(all))), Group: group})
		}
	}
	add(parents, research.Parent)
	add(young, research.YoungPerson)
	add(neither, "")
	for i := range linked {
		all[i].Household = "one"
	}
	return all
}

func isParent(i research.Interview) bool { return i.Group == research.Parent }
func isYoung(i research.Interview) bool  { return i.Group == research.YoungPerson }

func TestCellShowsWhatMayBeShown(t *testing.T) {
	cases := []struct {
		name                   string
		parents, young, linked int
		want                   string
		fits                   bool
	}{
		{"nobody", 0, 12, 0, "", false},
		{"one", 1, 12, 0, "few", true},
		{"four", 4, 12, 0, "few", true},
		{"five and five others", 5, 5, 0, "5", true},
		{"four others would be known", 8, 4, 0, "", false},
		{"two others would be known", 10, 2, 0, "", false},
		{"all but one", 11, 1, 0, "nearly-all", true},
		{"all", 12, 0, 0, "nearly-all", true},
		{"all of few", 4, 0, 0, "few", true},
		{"five in four households", 5, 12, 2, "few", true},
		{"six in five households", 6, 12, 2, "6", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			figure, fits := Cell(round(c.parents, c.young, 0, c.linked), isParent)
			if got := show(figure); got != c.want || fits != c.fits {
				t.Errorf("got %q, %t, want %q, %t", got, fits, c.want, c.fits)
			}
		})
	}
}

// Five others who live in four homes are four people.
func TestCellCountsOthersInHouseholds(t *testing.T) {
	all := round(5, 8, 0, 2)
	if figure, fits := Cell(all, isYoung); fits {
		t.Errorf("got %q beside five parents in four homes", show(figure))
	}
}

func TestRestOfTwoCells(t *testing.T) {
	for neither, want := range map[int]bool{0: true, 1: false, 4: false, 5: true, 9: true} {
		rest, may := Rest(round(8, 7, neither, 0), isParent, isYoung)
		if rest != neither || may != want {
			t.Errorf("%d in neither: got %d, %t, want %t", neither, rest, may, want)
		}
	}
}

// Whatever is shown of two groups, no whole number of one to four people
// follows from it.
func TestCellsGiveNoFewAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		count := func(name string) int { return rapid.IntRange(0, 8).Draw(t, name) }
		all := round(count("parents"), count("young"), count("neither"), 0)
		known := len(all)
		rest, may := Rest(all, isParent, isYoung)
		cells := []func(research.Interview) bool{isParent, isYoung}
		if !may {
			cells = cells[:1]
		}
		for _, in := range cells {
			figure, _ := Cell(all, in)
			if !figure.Shown() {
				return
			}
			if n := *figure.Number; n < Floor || len(all)-n < Floor {
				t.Fatalf("%d of %d is shown", n, len(all))
			}
			known -= *figure.Number
		}
		if known != 0 && known < Floor {
			t.Fatalf("%d remain, %d in neither", known, rest)
		}
	})
}
