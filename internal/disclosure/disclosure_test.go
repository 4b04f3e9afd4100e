package disclosure

import (
	"fmt"
	"slices"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"pgregory.net/rapid"
)

func theme(n, good, mixed, better, lead int) research.ThemeCount {
	return research.ThemeCount{Code: "x", N: n, Good: good, Mixed: mixed, Better: better, Lead: lead, Asked: -1, Households: n}
}

func TestModeOf(t *testing.T) {
	for people, want := range map[int]Mode{0: Nothing, 2: Nothing, 3: Tiny, 4: Tiny, 5: Small, 9: Small, 10: Large, 19: Large, 20: Full} {
		if got := ModeOf(people); got != want {
			t.Errorf("%d people: %s, want %s", people, got, want)
		}
	}
}

func TestStrengthOf(t *testing.T) {
	cases := []struct {
		said, people int
		want         Strength
	}{{3, 5, InMost}, {2, 5, AlsoMentioned}, {2, 3, AlsoMentioned}, {3, 3, InMost}, {4, 8, AlsoMentioned}, {5, 8, InMost}}
	for _, c := range cases {
		if got := StrengthOf(c.said, c.people); got != c.want {
			t.Errorf("%d of %d: %s, want %s", c.said, c.people, got, c.want)
		}
	}
}

func TestRowShowsWhatMayBeShown(t *testing.T) {
	asked := theme(13, 5, 0, 8, 0)
	asked.Asked = 14
	unasked := theme(13, 5, 0, 8, 0)
	unasked.Asked, unasked.Unasked = 14, 6
	household := theme(5, 5, 0, 0, 0)
	household.Households = 4
	partOfAsked := theme(30, 20, 0, 10, 0)
	partOfAsked.Asked, partOfAsked.Unasked = 20, 11
	pairOfAsked := theme(30, 10, 2, 17, 1)
	pairOfAsked.Asked, pairOfAsked.Unasked = 20, 11
	cases := []struct {
		name   string
		theme  research.ThemeCount
		of     int
		figure string
		parts  string
		pair   string
		word   Word
	}{
		{"nobody", theme(0, 0, 0, 0, 0), 58, "0", "[]", "[]", ""},
		{"few", theme(4, 1, 1, 1, 1), 58, "few", "[]", "[]", ""},
		{"all parts", theme(41, 9, 12, 15, 5), 58, "41", "[9 12 15 5]", "[]", Divided},
		{"a zero part", theme(17, 5, 0, 12, 0), 58, "17", "[5 0 12 0]", "[]", MostlyBetter},
		{"the pair", theme(20, 8, 3, 7, 2), 58, "20", "[]", "[10 10]", Divided},
		{"only a word", theme(13, 11, 1, 1, 0), 58, "13", "[]", "[]", MostlyGood},
		{"one part is all", theme(13, 0, 0, 0, 13), 58, "13", "[]", "[]", MostlyLeads},
		{"nearly all", theme(57, 20, 17, 20, 0), 58, "nearly-all", "[]", "[]", ""},
		{"nearly all who were asked", asked, 58, "nearly-all", "[]", "[]", ""},
		{"as many as were asked, but others named it", unasked, 58, "13", "[5 0 8 0]", "[]", MostlyBetter},
		{"a part is all who were asked", partOfAsked, 58, "30", "[]", "[]", MostlyGood},
		{"half of the pair is all but one of those asked", pairOfAsked, 58, "30", "[]", "[]", MostlyBetter},
		{"five is the floor", theme(5, 5, 0, 0, 0), 58, "5", "[]", "[]", MostlyGood},
		{"four is below it", theme(4, 4, 0, 0, 0), 58, "few", "[]", "[]", ""},
		{"a part of four", theme(14, 10, 0, 4, 0), 58, "14", "[]", "[]", MostlyGood},
		{"half good is divided", theme(12, 6, 0, 6, 0), 58, "12", "[6 0 6 0]", "[]", Divided},
		{"half better is divided", theme(12, 0, 6, 6, 0), 58, "12", "[0 6 6 0]", "[]", Divided},
		{"half leads is divided", theme(12, 0, 6, 0, 6), 58, "12", "[0 6 0 6]", "[]", Divided},
		{"one more than half is mostly", theme(12, 0, 5, 0, 7), 58, "12", "[0 5 0 7]", "[]", MostlyLeads},
		{"five interviews in four households", household, 58, "few", "[]", "[]", ""},
		{"those who did not say it are not protected", theme(9, 9, 0, 0, 0), 12, "9", "[]", "[]", MostlyGood},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := row(c.theme, c.of)
			got := fmt.Sprintf("%s %v %v %s", show(r.N), r.Parts, r.Pair, r.Balance)
			if want := fmt.Sprintf("%s %s %s %s", c.figure, c.parts, c.pair, c.word); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

func show(f Figure) string {
	if f.Shown() {
		return fmt.Sprint(*f.Number)
	}
	return string(f.Word)
}

// What was asked is a cell too, and so is what was not.
func TestAskedIsShownWhereTheRestMayBe(t *testing.T) {
	for asked, shown := range map[int]bool{0: false, 4: false, 8: true, 15: true, 16: false, 19: false, 20: true} {
		k := theme(5, 0, 5, 0, 0)
		k.Asked = asked
		if got := row(k, 20).Asked != nil; got != shown {
			t.Errorf("asked in %d of 20 is shown: %t, want %t", asked, got, shown)
		}
	}
}

// Beside "asked in" a theme that nearly all named would say how many of those
// who were not asked named it: the denominator is left out.
func TestAskedIsLeftOutWhereItMisleads(t *testing.T) {
	for _, c := range []struct {
		name              string
		n, asked, unasked int
		shown             bool
	}{
		{"nearly all of everybody, fewer were asked", 57, 40, 17, false},
		{"nearly all of everybody, and all were asked", 57, 58, 0, true},
		{"as many as were asked, but some named it unasked", 40, 40, 2, false},
		{"one less than were asked, but some named it unasked", 39, 40, 2, false},
		{"all who were asked and nobody else", 40, 40, 0, true},
		{"fewer than were asked", 30, 40, 2, true},
	} {
		k := theme(c.n, c.n, 0, 0, 0)
		k.Asked, k.Unasked = c.asked, c.unasked
		if got := row(k, 58).Asked != nil; got != c.shown {
			t.Errorf("%s: %d of %d asked is shown: %t", c.name, c.n, c.asked, got)
		}
	}
}

// "33 ouders" beside "gevraagd in 32" would say that one parent was not asked,
// and beside 32 who named it that all but one did.
func TestWhoWasSpokenIsADenominator(t *testing.T) {
	for _, c := range []struct {
		name              string
		n, asked, unasked int
		want              string // n, of those asked, asked, parts
	}{
		{"one parent was not asked", 20, 32, 0, "20 false <nil> [14 0 6 0]"},
		{"four parents were not asked", 20, 29, 0, "20 false <nil> [14 0 6 0]"},
		{"five parents were not asked", 20, 28, 0, "20 false 28 [14 0 6 0]"},
		{"all parents were asked", 20, 33, 0, "20 false 33 [14 0 6 0]"},
		{"more than the parents were asked", 20, 34, 0, "20 false 34 [14 0 6 0]"},
		{"all parents but one named it", 32, 32, 0, "nearly-all true <nil> []"},
		{"as many named it, some unasked", 32, 32, 3, "32 false <nil> [26 0 6 0]"},
		{"as many named it of more who were asked", 32, 40, 0, "32 false 40 [26 0 6 0]"},
	} {
		k := theme(c.n, c.n-6, 0, 6, 0)
		k.Asked, k.Unasked = c.asked, c.unasked
		r := row(k, 58, 33)
		asked := "<nil>"
		if r.Asked != nil {
			asked = fmt.Sprint(*r.Asked)
		}
		if got := fmt.Sprintf("%s %t %s %v", show(r.N), r.OfAsked, asked, r.Parts); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestAuditKnowsThatNearlyAllMayBeOfFewer(t *testing.T) {
	of := func(ofAsked bool) []Row {
		return []Row{{Code: "g", N: number(9)}, {Code: "a", Group: "g", N: Figure{Word: NearlyAll}, OfAsked: ofAsked}, {Code: "b", Group: "g", N: Figure{Word: Few}}}
	}
	if got := Audit(of(true), 9); len(got) != 0 {
		t.Errorf("five to nine named one, so one to four the other: %v", got)
	}
	if b := published(of(true)[1], 20); b != (interval{Floor, 20}) {
		t.Errorf("nearly all who were asked, where that is not shown, is %v", b)
	}
	if b := published(of(false)[1], 20); b != (interval{19, 20}) {
		t.Errorf("nearly all is %v", b)
	}
}

func TestAuditRefusesARowLeftOutThatIsFew(t *testing.T) {
	rows := []Row{{Code: "g", N: number(9)}, {Code: "a", Group: "g", N: number(6)}, {Code: "b", Group: "g"}, {Code: "c", Group: "g", N: number(0)}}
	if got := Audit(rows, 20); len(got) != 0 {
		t.Errorf("3–9 is wider than few, got %v", got)
	}
	rows[0].N, rows[1].N = Figure{Word: Few}, Figure{Word: Few}
	if got := Audit(rows, 20); len(got) != 0 {
		t.Errorf("0–4 may be nobody, got %v", got)
	}
	rows[1].N = number(0)
	if got := Audit(rows, 20); !slices.Equal(got, []Leak{{Code: "b", Low: 1, High: 4}}) {
		t.Errorf("what is left out must be few, got %v", got)
	}
}

func TestAuditKnowsGroupsThatWereCodedThemselves(t *testing.T) {
	rows := []Row{{Code: "g", N: number(9), Direct: true}, {Code: "a", Group: "g", N: number(5)}, {Code: "b", Group: "g", N: Figure{Word: Few}}}
	if got := Audit(rows, 20); len(got) != 0 {
		t.Errorf("the group itself may hold the rest, got %v", got)
	}
}

func TestAuditCountsAWithheldRow(t *testing.T) {
	rows := []Row{
		{Code: "g", N: number(9)},
		{Code: "a", Group: "g", N: number(5)},
		{Code: "b", Group: "g"},
	}
	if got := Audit(rows, 20); len(got) != 0 {
		t.Errorf("a row left out can be anything from 4 to 9, got %v", got)
	}
}

func TestAuditFindsTheOneThatMustBeFour(t *testing.T) {
	rows := []Row{
		{Code: "g", N: number(9)},
		{Code: "a", Group: "g", N: number(5)},
		{Code: "b", Group: "g", N: Figure{Word: Few}},
	}
	want := []Leak{{Code: "b", Low: 4, High: 4}}
	if got := Audit(rows, 20); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	rows[0].N = number(8)
	if got := Audit(rows, 20); !slices.Equal(got, []Leak{{Code: "b", Low: 3, High: 4}}) {
		t.Errorf("a narrower interval is a leak too, got %v", got)
	}
	rows[0].N = number(5)
	if got := Audit(rows, 20); len(got) != 0 {
		t.Errorf("a union that hides it all is no leak, got %v", got)
	}
}

// TestAuditIsExact compares the audit with all possible values of small tables.
func TestAuditIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		interviews := rapid.IntRange(5, 12).Draw(t, "interviews")
		rows, truth := []Row{{Code: "g"}}, []int{0}
		low, sum := 0, 0
		for i := range rapid.IntRange(1, 3).Draw(t, "codes") {
			n := rapid.IntRange(0, interviews).Draw(t, "n")
			low, sum = max(low, n), sum+n
			rows = append(rows, Row{Code: fmt.Sprint(i), Group: "g"})
			truth = append(truth, n)
		}
		if rows[0].Direct = rapid.Bool().Draw(t, "direct"); rows[0].Direct {
			sum = interviews
		}
		truth[0] = rapid.IntRange(low, min(sum, interviews)).Draw(t, "group")
		for i := range rows {
			if !rapid.Bool().Draw(t, "left out") {
				rows[i].N, _ = figureOf(theme(truth[i], truth[i], 0, 0, 0), interviews, nil)
			}
		}
		if got, want := Audit(rows, interviews), bruteForce(rows, interviews); !slices.Equal(got, want) {
			t.Fatalf("%v of %d: audit %v, all values %v", truth, interviews, got, want)
		}
	})
}

func bruteForce(rows []Row, interviews int) []Leak {
	seen := make([]interval, len(rows))
	for i := range seen {
		seen[i] = interval{interviews + 1, -1}
	}
	values := make([]int, len(rows))
	var try func(i int)
	try = func(i int) {
		if i == len(rows) {
			note(values, seen, rows[0].Direct)
			return
		}
		b := published(rows[i], interviews)
		for v := b.low; v <= b.high; v++ {
			values[i] = v
			try(i + 1)
		}
	}
	try(0)
	var leaks []Leak
	for i, r := range rows {
		if !r.N.Shown() && seen[i].within(few) && seen[i].narrower(published(r, interviews)) {
			leaks = append(leaks, Leak{Code: r.Code, Low: seen[i].low, High: seen[i].high})
		}
	}
	return leaks
}

// note widens what was seen by one table of values, if it is a possible one.
func note(values []int, seen []interval, direct bool) {
	largest, sum := 0, 0
	for _, v := range values[1:] {
		largest, sum = max(largest, v), sum+v
	}
	if values[0] < largest || values[0] > sum && !direct {
		return
	}
	for i, v := range values {
		seen[i] = interval{min(seen[i].low, v), max(seen[i].high, v)}
	}
}
