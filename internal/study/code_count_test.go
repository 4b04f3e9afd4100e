package study_test

import (
	"slices"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// What researchers see of a code: asked in, named by, unasked (rules §5).
func TestCountCode(t *testing.T) {
	w := newWriting(t, research.ProjectSmall)
	at := slices.IndexFunc(study.SeedCodebook().Codes, func(c research.Code) bool { return len(c.Topics) > 0 && c.Group != "" })
	code := study.SeedCodebook().Codes[at]
	asked := func(i *research.Interview) {
		i.Topics = map[string]research.TopicState{code.Topics[0]: research.TopicDiscussed}
	}
	w.alike(2, "gevraagd en genoemd", asked, said{"participant", code.ID, "good"})
	w.alike(3, "gevraagd", asked)
	w.hold(talk{reference: "uit zichzelf", said: []said{{"participant", code.ID, "better"}}})
	w.hold(talk{reference: "alleen een feit", said: []said{{"participant", code.ID, "fact"}}})
	w.hold(talk{reference: "geen ja", change: func(i *research.Interview) { i.Consent = nil }, said: []said{{"participant", code.ID, "good"}}})
	count, interviews, err := w.study.CountCode(t.Context(), w.people["researcher"], w.project, code.ID)
	if err != nil || interviews != 7 || count.Asked != 5 || count.N != 3 || count.Unasked != 1 {
		t.Errorf("%+v of %d, %v", count, interviews, err)
	}
	if _, _, err := w.study.CountCode(t.Context(), w.people["municipality"], w.project, code.ID); research.FaultOf(err) != research.Forbidden {
		t.Errorf("the municipality counts: %v", err)
	}
}

func TestAProjectBeginsWithBothListsOfPolicyThemes(t *testing.T) {
	seeds := map[string]int{}
	for _, theme := range study.SeedCodebook().PolicyThemes {
		seeds[theme.Seed]++
	}
	if seeds["lea"] != 8 || seeds["oogo"] != 8 {
		t.Errorf("policy themes %v", seeds)
	}
}
