package research_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"pgregory.net/rapid"
)

// book is stored passages with everything that was ever in them.
type book struct {
	passages map[int]research.Passage
	given    map[string]string // id → text that it was first given to
}

func (b *book) stored() []research.Passage { return slices.Collect(maps.Values(b.passages)) }

func (b *book) arrange(text []research.Utterance) (changed []research.Passage, arranged []research.Utterance) {
	changed, arranged = research.Arrange(b.stored(), text)
	for _, p := range changed {
		b.passages[p.Number] = p
	}
	return changed, arranged
}

var utterance = rapid.Custom(func(t *rapid.T) research.Utterance {
	return research.Utterance{
		Speaker: rapid.SampledFrom([]string{"participant", "interviewer"}).Draw(t, "speaker"),
		Text:    strings.Repeat("woord ", rapid.IntRange(0, 600).Draw(t, "words")),
	}
})

// TestArrange edits texts at random: no utterance is lost, no id is given
// twice, and each is found through the passage that its id names.
func TestArrange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := &book{passages: map[int]research.Passage{}, given: map[string]string{}}
		text := []research.Utterance{}
		for range rapid.IntRange(1, 6).Draw(t, "edits") {
			text = edit(t, text)
			had := map[string]bool{}
			for _, u := range text {
				had[u.ID] = true
			}
			_, arranged := b.arrange(text)
			b.check(t, text, arranged, had)
			text = arranged
		}
	})
}

// edit keeps some utterances, perhaps in another order, and adds others.
func edit(t *rapid.T, text []research.Utterance) []research.Utterance {
	edited := []research.Utterance{}
	for _, u := range text {
		if rapid.IntRange(0, 9).Draw(t, "drop") > 0 {
			edited = append(edited, u)
		}
		if rapid.IntRange(0, 3).Draw(t, "add") == 0 {
			edited = append(edited, utterance.Draw(t, "new"))
		}
	}
	if rapid.IntRange(0, 4).Draw(t, "shuffle") == 0 {
		edited = rapid.Permutation(edited).Draw(t, "order")
	}
	return append(edited, rapid.SliceOfN(utterance, 0, 20).Draw(t, "end")...)
}

func (b *book) check(t *rapid.T, text, arranged []research.Utterance, had map[string]bool) {
	if got := research.TextOf(b.stored()); !slices.Equal(got, arranged) {
		t.Fatalf("stored %d utterances, arranged %d", len(got), len(arranged))
	}
	seen := map[string]bool{}
	for i, u := range arranged {
		if u.Text != text[i].Text || text[i].ID != "" && u.ID != text[i].ID || seen[u.ID] {
			t.Fatalf("utterance %d: %s, was %s", i, u.ID, text[i].ID)
		}
		seen[u.ID] = true
		if _, before := b.given[u.ID]; before && !had[u.ID] {
			t.Fatalf("id %s was given again", u.ID)
		}
		b.given[u.ID] = u.Text
		named := b.passages[research.PassageOf(u.ID)]
		if found, ok := b.passages[named.Home(u.ID)].Find(u.ID); !ok || found != u {
			t.Fatalf("%s is not found through its id", u.ID)
		}
	}
	for _, p := range b.passages {
		size := 0
		for _, u := range p.Utterances {
			size += len(u.Text)
		}
		if size > research.PassageSize*3/2 && len(p.Utterances) > 1 {
			t.Fatalf("passage %d holds %d bytes", p.Number, size)
		}
	}
}

func TestArrangeTouchesLittle(t *testing.T) {
	b := &book{passages: map[int]research.Passage{}, given: map[string]string{}}
	var text []research.Utterance
	for range 2000 {
		text = append(text, research.Utterance{Speaker: "participant", Text: strings.Repeat("woord ", 80)})
	}
	changed, text := b.arrange(text)
	if len(changed) < 100 {
		t.Fatalf("a megabyte is in %d passages", len(changed))
	}
	text[900].Text = "verbeterd"
	text = slices.Insert(text, 1200, research.Utterance{Speaker: "interviewer", Text: "En toen?"})
	if changed, _ = b.arrange(text); len(changed) > 5 {
		t.Errorf("a correction and an addition touch %d passages", len(changed))
	}
	if changed, _ = b.arrange(text[:10]); len(b.passages) > 160 {
		t.Errorf("%d passages, %d changed", len(b.passages), len(changed))
	}
	fresh := make([]research.Utterance, 2000)
	for i := range fresh {
		fresh[i] = research.Utterance{Speaker: "participant", Text: strings.Repeat("anders ", 70)}
	}
	if b.arrange(fresh); len(b.passages) > 160 {
		t.Errorf("after another text there are %d passages", len(b.passages))
	}
}
