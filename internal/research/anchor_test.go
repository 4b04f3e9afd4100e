package research_test

import (
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"pgregory.net/rapid"
)

func TestFollow(t *testing.T) {
	tests := map[string]struct{ old, text, words, want string }{
		"same":             {"Ik ga naar school toe.", "Ik ga naar school toe.", "naar school", "naar school"},
		"word before":      {"Ik ga naar school.", "Ik ga morgen weer naar school.", "naar school", "naar school"},
		"typing error":     {"Ik ga naa scholl, elke dag.", "Ik ga naar scholl, elke dag.", "naa scholl, elke", "naar scholl, elke"},
		"a name taken out": {"Samira zei dat het goed komt.", "[Persoon 1] zei dat het goed komt.", "Samira zei dat", "[Persoon 1] zei dat"},
		"name at the end":  {"Ik praat met Samira nu.", "Ik praat met [Persoon 1] nu.", "praat met Samira", "praat met [Persoon 1]"},
		"the second one":   {"ja goed. nee niet. ja goed.", "nee niet. ja goed.", "ja goed.", "ja goed."},
		"moved":            {"Eerst dit hele lange stuk. Dan dat.", "Dan dat. Eerst dit hele lange stuk.", "Eerst dit hele lange stuk.", "Eerst dit hele lange stuk."},
		"wholly changed":   {"Ik ga naar school.", "Wij blijven thuis.", "naar school", ""},
		"deleted":          {"Ik ga. Hij heeft epilepsie. Klaar.", "Ik ga. Klaar.", "Hij heeft epilepsie.", ""},
		"emptied":          {"Ik ga.", "", "Ik", ""},
		"accents":          {"Één, twéé, drie ☺ vier", "Nul, één, twéé, drie ☺ vier", "drie ☺", "drie ☺"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			from := runes(test.old[:strings.LastIndex(test.old, test.words)])
			a, b, found := research.Follow(test.old, test.text, from, from+runes(test.words))
			if got := string([]rune(test.text)[a:b]); found != (test.want != "") || found && got != test.want {
				t.Errorf("%v %q, want %q", found, got, test.want)
			}
		})
	}
}

func runes(s string) int { return len([]rune(s)) }

var prose = rapid.Custom(func(t *rapid.T) string {
	words := rapid.SliceOfN(rapid.SampledFrom(strings.Fields(
		"ik jij de school goed niet maar wel kind moeder straat é ☺ altijd soms 's-avonds plein wachten. Nou, ja!")), 1, 40).Draw(t, "words")
	return strings.Join(words, " ")
})

// TestFollowKeepsTheWords: whatever is changed around words of some length,
// they are found back unchanged.
func TestFollowKeepsTheWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := prose.Draw(t, "before"), prose.Draw(t, "after")
		words := prose.Filter(func(s string) bool { return runes(s) >= 12 }).Draw(t, "words")
		old := before + " " + words + " " + after
		text := changed(t, before) + " " + words + " " + changed(t, after)
		from := runes(before) + 1
		a, b, found := research.Follow(old, text, from, from+runes(words))
		if !found || string([]rune(text)[a:b]) != words {
			t.Fatalf("%q in %q: found %v %d-%d in %q", words, old, found, a, b, text)
		}
	})
}

// TestFollowStaysInside: any two texts give a range inside the new one.
func TestFollowStaysInside(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old := []rune(prose.Draw(t, "old"))
		text := rapid.OneOf(prose, rapid.String()).Draw(t, "new")
		from := rapid.IntRange(0, len(old)-1).Draw(t, "from")
		to := rapid.IntRange(from+1, len(old)).Draw(t, "to")
		a, b, found := research.Follow(string(old), text, from, to)
		if found && (a < 0 || b <= a || b > runes(text)) {
			t.Fatalf("%d-%d of %d", a, b, runes(text))
		}
	})
}

// changed is the text after some edits of people: words changed, added, taken out.
func changed(t *rapid.T, text string) string {
	words := strings.Fields(text)
	for range rapid.IntRange(0, 5).Draw(t, "edits") {
		at := rapid.IntRange(0, len(words)).Draw(t, "at")
		switch {
		case at < len(words) && rapid.Bool().Draw(t, "out"):
			words = append(words[:at:at], words[at+1:]...)
		default:
			words = append(words[:at:at], append([]string{rapid.StringN(1, 8, 20).Draw(t, "word")}, words[at:]...)...)
		}
	}
	return strings.Join(words, " ")
}

func TestCover(t *testing.T) {
	a := research.Anchor{
		From: &research.Point{Utterance: "1-1", Offset: 3}, To: &research.Point{Utterance: "1-3", Offset: 2},
	}
	a.Cover([]research.Utterance{{Text: "né ☺ja"}, {Text: "midden"}, {Text: "eind hier"}})
	if a.Quote != "☺ja\nmidden\nei" || a.Before != "né " || a.After != "nd hier" {
		t.Errorf("%+v", a)
	}
}
