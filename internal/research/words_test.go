package research_test

import (
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"pgregory.net/rapid"
)

func TestCountWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune(" \t\n\u00a0\u2003éa☺")))).Draw(t, "text")
		if got, want := research.CountWords(text), len(strings.Fields(text)); got != want {
			t.Fatalf("%d words in %q, want %d", got, text, want)
		}
	})
}
