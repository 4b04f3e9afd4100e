package study_test

import (
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// BenchmarkDashboard reads the newest version of 24 talks, as each opening of
// the dashboard does.
func BenchmarkDashboard(b *testing.B) {
	w := newWriting(b, research.ProjectLarge)
	w.holdTalks("wijk/texts")
	w.finding(research.Finding{Title: "Via school", Codes: []string{"contact-via-school"}, Evidence: w.evidence("contact-via-school")})
	w.release(research.ReleaseChoices{})
	for b.Loop() {
		if _, _, err := w.study.Version(b.Context(), w.people["municipality"], w.project, study.LatestVersion); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAVersionIsAssembledOnce holds what makes the dashboard quick: while the
// version does not change, readers share its bytes, whatever else happens in
// the project.
func TestAVersionIsAssembledOnce(t *testing.T) {
	w := twelve(t)
	w.release(research.ReleaseChoices{})
	read := func() (*byte, research.Revision) {
		t.Helper()
		body, revision, err := w.study.Version(t.Context(), w.people["municipality"], w.project, study.LatestVersion)
		if err != nil {
			t.Fatal(err)
		}
		return &body[0], revision
	}
	first, before := read()
	w.hold(talk{reference: "later", said: []said{{"participant", "regie", "good"}}})
	if again, revision := read(); again != first || revision != before {
		t.Error("an interview that arrives makes readers assemble the version anew")
	}
	w.withdraw("zes 0")
	if again, revision := read(); again == first || revision == before {
		t.Error("a removal leaves readers with what they had")
	}
}
