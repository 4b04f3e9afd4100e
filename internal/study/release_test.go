package study_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name string, value any) {
	t.Helper()
	got, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, append(got, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(append(got, '\n'), want) {
		t.Errorf("%s differs; see what changed with -update and git diff", name)
	}
}

// TestTwentyFourTalks is the worked example: the full texts of the invented
// neighbourhood, from codings to the version that the municipality reads.
func TestTwentyFourTalks(t *testing.T) {
	w := newWriting(t, research.ProjectLarge)
	w.holdTalks("wijk/texts")
	via := w.finding(research.Finding{
		Title: "Ouders praten graag via school.", Sentence: "Zij zien de juf elke dag.", Kind: research.StatementLead,
		Codes: []string{"contact-via-school"}, Evidence: w.evidence("contact-via-school"), PolicyThemes: []string{"ouders"},
		Owners: []research.Owner{research.OwnerMunicipality, research.OwnerSchoolBoard},
		Glance: 1, GlanceSentence: "Ouders praten het liefst **via school**.",
	})
	w.quote("dweil anker", 0, "De kinderen lopen alleen naar school en komen terug.", via.ID)
	v := w.release(research.ReleaseChoices{NotHeard: []string{"vaders"}, Discussed: &research.Discussed{
		On: "2026-11-24", WithWhom: "Buurtonderzoekers en ouders.", Differently: "Druk is juist fijn.",
	}})
	if v.N != 24 || v.Mode != research.VersionLarge {
		t.Fatalf("n %d, mode %s; want 24, large", v.N, v.Mode)
	}
	golden(t, "version-24.json", v)
	read, _ := w.read("municipality", study.LatestVersion)
	golden(t, "version-24.json", read)
}
