package research

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func spoken(texts ...string) []Utterance {
	all := make([]Utterance, len(texts))
	for i, text := range texts {
		all[i] = Utterance{ID: "1-" + string(rune('a'+i)), Speaker: SpeakerParticipant, Text: text}
	}
	return all
}

func TestCutsAcrossUtterances(t *testing.T) {
	text := spoken("Mijn zoon heeft epilepsie, en", "daarvoor slikt hij pillen.", "De school is fijn. Écht.")
	cut := Cut{Passages: []CutPassage{
		{Point{"1-a", 16}, Point{"1-b", 13}}, {Point{"1-b", 10}, Point{"1-b", 25}}, {Point{"1-c", 19}, Point{"1-c", 23}},
	}}
	ranges, err := cut.Ranges(text)
	if err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, u := range ranges.Apply(text) {
		left = append(left, u.Text)
	}
	want := "Mijn zoon heeft [weggeknipt]|[weggeknipt].|De school is fijn. [weggeknipt]."
	if got := strings.Join(left, "|"); got != want {
		t.Errorf("left %q, want %q", got, want)
	}
	if text[1].Text != "daarvoor slikt hij pillen." {
		t.Error("the text that was read has changed")
	}
	for name, c := range map[string]struct {
		from, to  Point
		some, all bool
	}{
		"inside":  {Point{"1-a", 18}, Point{"1-a", 25}, true, true},
		"across":  {Point{"1-a", 0}, Point{"1-b", 4}, true, false},
		"beside":  {Point{"1-a", 0}, Point{"1-a", 16}, false, false},
		"another": {Point{"1-c", 0}, Point{"1-c", 18}, false, false},
	} {
		a := Anchor{From: &c.from, To: &c.to}
		within := text[strings.Index("abc", c.from.Utterance[2:]) : strings.Index("abc", c.to.Utterance[2:])+1]
		if some, all := ranges.Touches(a, within); some != c.some || all != c.all {
			t.Errorf("%s: %t, %t", name, some, all)
		}
	}
}

func TestCutsOutsideTheTextAreNamed(t *testing.T) {
	text := spoken("een", "twee")
	_, err := Cut{Passages: []CutPassage{
		{Point{"1-x", 0}, Point{"1-a", 4}}, {Point{"1-a", 9}, Point{"1-b", -1}}, {Point{"1-b", 2}, Point{"1-a", 1}}, {Point{"1-a", 1}, Point{"1-a", 1}},
	}}.Ranges(text)
	var named []string
	for _, f := range err.(*Error).Fields { //nolint:errorlint // ours, unwrapped
		named = append(named, f.Field)
	}
	want := "/passages/0/from/utterance /passages/1/from/offset /passages/1/to/offset /passages/2/to /passages/3/to"
	if got := strings.Join(named, " "); got != want {
		t.Errorf("named %s, want %s", got, want)
	}
	if (Cut{}).Check() == nil || (Cut{Sound: []CutSound{{Part: 2, FromMs: 5, ToMs: 5}}}).Check() == nil {
		t.Error("a cut of nothing is taken")
	}
}

// Whatever is cut, in whatever order: no code point of it is left, all others
// are, in their order.
func TestCutsLeaveTheRest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// Every code point is another, so that each can be told.
		count, at := rapid.IntRange(1, 4).Draw(t, "utterances"), rune(0x4e00)
		var text []Utterance
		for i := range count {
			var said []rune
			for range rapid.IntRange(1, 30).Draw(t, "length") {
				said, at = append(said, at), at+1
			}
			text = append(text, Utterance{ID: "1-" + string(rune('a'+i)), Text: string(said)})
		}
		var cut Cut
		gone := map[rune]bool{}
		for range rapid.IntRange(1, 5).Draw(t, "cuts") {
			i := rapid.IntRange(0, count-1).Draw(t, "first")
			j := rapid.IntRange(i, count-1).Draw(t, "last")
			from := rapid.IntRange(0, runes(text[i].Text)-1).Draw(t, "from")
			to := rapid.IntRange(1, runes(text[j].Text)).Draw(t, "to")
			if i == j && to <= from {
				to = from + 1
			}
			cut.Passages = append(cut.Passages, CutPassage{Point{text[i].ID, from}, Point{text[j].ID, to}})
			for u := i; u <= j; u++ {
				for offset, r := range []rune(text[u].Text) {
					gone[r] = gone[r] || (u > i || offset >= from) && (u < j || offset < to)
				}
			}
		}
		ranges, err := cut.Ranges(text)
		if err != nil {
			t.Fatal(err)
		}
		for i, u := range ranges.Apply(text) {
			want := strings.Map(func(r rune) rune {
				if gone[r] {
					return -1
				}
				return r
			}, text[i].Text)
			if got := strings.ReplaceAll(u.Text, CutMark, ""); got != want {
				t.Fatalf("left %q, want %q", got, want)
			}
		}
	})
}
