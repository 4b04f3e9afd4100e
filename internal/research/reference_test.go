package research

import (
	"regexp"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestReferenceWordsAreDifferentAndPlain(t *testing.T) {
	words := ReferenceWords()
	slices.Sort(words)
	if len(slices.Compact(slices.Clone(words))) != len(words) {
		t.Error("a word stands in the list twice")
	}
	plain := regexp.MustCompile(`^[a-z]{2,20}$`)
	for _, word := range words {
		if !plain.MatchString(word) {
			t.Errorf("%q is not a plain word", word)
		}
	}
	if References() < 40_000 {
		t.Errorf("only %d references for a project", References())
	}
}

func TestEveryReferenceIsAnother(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.IntRange(0, References()-1).Draw(t, "a")
		b := rapid.IntRange(0, References()-1).Draw(t, "b")
		if (ReferenceAt(a) == ReferenceAt(b)) != (a == b) {
			t.Fatalf("%d and %d: %q, %q", a, b, ReferenceAt(a), ReferenceAt(b))
		}
	})
}
