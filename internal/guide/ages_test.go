package guide_test

import (
	"os"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/guide"
)

const youngPeople = "../../interview-guides/opgroeien-in-de-wijk@1.1.0.yaml"

// TestFromTwelve changes what comes before a talk with somebody of 12 to 15.
func TestFromTwelve(t *testing.T) {
	b, err := os.ReadFile(youngPeople)
	if err != nil {
		t.Fatal(err)
	}
	good := string(b)
	tests := []struct{ name, old, with, field, detail string }{
		{"for parents", "audience: young-person", "audience: parent", "ageGate.from12", "voor jongeren"},
		{"younger still", "minimum: 16", "minimum: 12", "ageGate.minimum", "met from12"},
		{"je to a parent", "nl: Mag uw kind meedoen?", "nl: Mag jouw kind meedoen?", "ageGate.from12.parent.ask.nl", "zeg u"},
		{"u to a young person", "nl: Wil jij zelf meedoen?", "nl: Wilt u zelf meedoen?", "ageGate.from12.assent.question.nl", "zeg je"},
		{"two questions", "nl: Wil jij zelf meedoen?", "nl: Wil jij? Echt?", "ageGate.from12.assent.question.nl", "één vraag"},
		{"no assent", "    assent:\n", "    assent: {}\n    other:\n", "ageGate.from12.assent.question", "ontbreekt"},
		{"three lines", "        - nl: Nee is ook goed. ", "        - {nl: Zo., en: So.}\n        - nl: Nee is ook goed. ", "ageGate.from12.assent.lines", "twee regels"},
		{"who reads", "nl: \"Ik praat met jongeren in deze wijk. Dat doe ik voor {organisatie}.\"", "nl: Ik praat.", "ageGate.from12.parent.blocks[0].text.en", "invulwoorden"},
		{"block twice", "        - id: gevaar\n", "        - id: wie\n", "ageGate.from12.parent.blocks[4].id", "twee keer"},
		{"icon", "          icon: shield\n", "          icon: sword\n", "ageGate.from12.parent.blocks[4].icon", "kies uit"},
	}
	if _, problems := guide.Check(b); len(problems) > 0 {
		t.Fatal(problems.Error())
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			changed := strings.Replace(good, test.old, test.with, 1)
			if changed == good {
				t.Fatalf("the guide does not hold %q", test.old)
			}
			_, problems := guide.Check([]byte(changed))
			for _, p := range problems {
				if p.Field == test.field && strings.Contains(p.Detail, test.detail) && p.Line > 0 {
					return
				}
			}
			t.Errorf("no fault for %s with %q in:\n%s", test.field, test.detail, problems.Error())
		})
	}
}
