package study_test

import (
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

// TestFiftyEightTalks composes a version of the whole invented neighbourhood:
// nothing in its numbers holds it back, and its real finding has its number.
func TestFiftyEightTalks(t *testing.T) {
	w := newWriting(t, research.ProjectLarge)
	w.holdTalks("wijk/texts")
	w.holdTalks("wijk/notes")
	w.finding(research.Finding{Title: "Juist ouders die de weg minder goed kennen, praten het liefst via school.", Kind: "lead",
		Codes: []string{"contact-via-school"}, Evidence: w.evidence("contact-via-school")})
	draft := w.compose(research.ReleaseChoices{})
	if draft.Blocked() {
		t.Errorf("held back by %+v", stopping(draft))
	}
	v := draft.Preview
	if got := v.Findings[0].Figure; v.N != 58 || got == nil || got.Number == nil || *got.Number != 15 {
		t.Errorf("n %d, through school %+v; want 58 and 15", v.N, got)
	}
	if v.Reach.Dots == nil || v.Reach.Dots.Filled != 33 || v.Reach.Dots.Open != 25 {
		t.Errorf("reach %+v", v.Reach)
	}
}
