package study_test

import (
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

func TestSeedCodebook(t *testing.T) {
	codes := study.SeedCodebook().Codes
	groups, labels, order := map[string]bool{}, map[string]bool{}, -1
	for _, code := range codes {
		if code.IsGroup() {
			groups[code.ID] = true
		}
		if !research.ValidSlug(code.ID) || labels[code.Label] || code.Order <= order || code.Status != research.CodeActive {
			t.Errorf("code %s: label %q, order %d, status %s", code.ID, code.Label, code.Order, code.Status)
		}
		labels[code.Label], order = true, code.Order
	}
	if len(codes) != 53 || len(groups) != 10 {
		t.Errorf("%d codes, %d groups", len(codes), len(groups))
	}
	for _, code := range codes {
		if !code.IsGroup() {
			complete(t, code, groups)
		}
	}
}

func complete(t *testing.T, code research.Code, groups map[string]bool) {
	t.Helper()
	for _, text := range []string{code.Definition, code.Include, code.Exclude, code.Example, code.Short} {
		if text == "" {
			t.Errorf("code %s has an empty text", code.ID)
		}
	}
	if !groups[code.Group] || utf8.RuneCountInString(code.Short) > 40 || len(code.PolicyThemes) == 0 {
		t.Errorf("code %s: group %q, short %q, themes %v", code.ID, code.Group, code.Short, code.PolicyThemes)
	}
	if !slices.Contains([]string{"school", "zorg", "thuis", "buurt", "gemeente", "alle"}, code.Domain) {
		t.Errorf("code %s: domain %q", code.ID, code.Domain)
	}
}

// TestSeedFlags holds the flags of rules of the practice: leads add theirs, none may go missing.
func TestSeedFlags(t *testing.T) {
	diagnosis := []string{"expertise-autisme", "expertise-nah", "expertise-hoogbegaafdheid"}
	sensitive := append([]string{"drempel-schaamte-vertrouwen", "veiligheid", "armoede-stress"}, diagnosis...)
	for _, code := range study.SeedCodebook().Codes {
		if code.Flagged(research.FlagDiagnosis) != slices.Contains(diagnosis, code.ID) ||
			code.Flagged(research.FlagSensitive) != slices.Contains(sensitive, code.ID) {
			t.Errorf("code %s has flags %v", code.ID, code.Flags)
		}
	}
}
