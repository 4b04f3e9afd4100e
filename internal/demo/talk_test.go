package demo

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func wijk(t *testing.T) (full, notes []Talk) {
	t.Helper()
	full, err := talks("wijk/texts")
	if err != nil {
		t.Fatal(err)
	}
	notes, err = talks("wijk/notes")
	if err != nil {
		t.Fatal(err)
	}
	return full, notes
}

func count(all []Talk, is func(Talk) bool) int {
	n := 0
	for _, talk := range all {
		if is(talk) {
			n++
		}
	}
	return n
}

func coded(talk Talk, code string) bool {
	for _, turn := range talk.Text {
		_, marks, err := turn.Plain()
		if err != nil {
			return false
		}
		if slices.ContainsFunc(marks, func(m Mark) bool { return m.Code == code }) {
			return true
		}
	}
	return false
}

func knowsTheWay(talk Talk, answers ...string) bool {
	answer, _ := talk.Background["kent-de-weg"].(string)
	return talk.Group == "ouder" && slices.Contains(answers, answer)
}

func TestWijkIsTheStudyThatTheRulesDescribe(t *testing.T) {
	full, notes := wijk(t)
	all := slices.Concat(full, notes)
	viaSchool := func(answers ...string) func(Talk) bool {
		return func(talk Talk) bool { return knowsTheWay(talk, answers...) && coded(talk, "contact-via-school") }
	}
	for _, c := range []struct {
		what string
		got  int
		want int
	}{
		{"full texts", len(full), 24},
		{"notes", len(notes), 34},
		{"parents", count(all, func(k Talk) bool { return k.Group == "ouder" }), 33},
		{"young people", count(all, func(k Talk) bool { return k.Group == "jongere" }), 25},
		{"parents who know the way poorly", count(all, func(k Talk) bool { return knowsTheWay(k, "beetje", "niet") }), 12},
		{"of whom name contact through school", count(all, viaSchool("beetje", "niet")), 9},
		{"parents who know the way", count(all, func(k Talk) bool { return knowsTheWay(k, "goed") }), 21},
		{"of whom name contact through school", count(all, viaSchool("goed")), 6},
		{"young people who name it", count(all, func(k Talk) bool { return k.Group == "jongere" && coded(k, "contact-via-school") }), 0},
		{"other languages", count(all, func(k Talk) bool { return k.Language != "nl" }), 6},
		{"with interpreter", count(all, func(k Talk) bool { return k.Interpreter }), 3},
		{"without recording", count(all, func(k Talk) bool { return k.Consent["opname"] == "nee" }), 9},
		{"without quotes", count(all, func(k Talk) bool { return k.Consent["citaat"] == "nee" }), 5},
		{"with two parents", count(all, func(k Talk) bool { return k.People == 2 }), 1},
		{"unexpected", count(all, func(k Talk) bool { return coded(k, "onverwacht") }), 0},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", c.what, c.got, c.want)
		}
	}
}

func TestTalksAreAsLongAsTheRulesSay(t *testing.T) {
	full, notes := wijk(t)
	for _, talk := range full {
		if n := words(t, talk); n < 400 {
			t.Errorf("%s has %d words, want at least 400", talk.Reference, n)
		}
	}
	for _, talk := range notes {
		if n := words(t, talk); n < 80 || n > 150 {
			t.Errorf("%s has %d words, want 80 to 150", talk.Reference, n)
		}
	}
}

func words(t *testing.T, talk Talk) int {
	t.Helper()
	n := 0
	for _, turn := range talk.Text {
		plain, _, err := turn.Plain()
		if err != nil {
			t.Errorf("%s: %v", talk.Reference, err)
		}
		n += len(strings.Fields(plain))
	}
	return n
}

var sentenceEnd = regexp.MustCompile(`[.!?…]+["’”)]*\s+`)

func TestNoSentenceStandsInTwoTalks(t *testing.T) {
	full, notes := wijk(t)
	lea, err := talks("lea/texts")
	if err != nil || len(lea) != 5 {
		t.Fatalf("%d talks in the small study: %v", len(lea), err)
	}
	seen := map[string]string{}
	for _, talk := range slices.Concat(full, notes, lea) {
		for _, turn := range talk.Text {
			plain, _, _ := turn.Plain()
			for _, sentence := range sentenceEnd.Split(plain, -1) {
				sentence = strings.ToLower(strings.Trim(sentence, ".!?… "))
				if other := seen[sentence]; other != "" && other != talk.Reference && len(strings.Fields(sentence)) > 3 {
					t.Errorf("%q stands in %s and in %s", sentence, other, talk.Reference)
				}
				seen[sentence] = talk.Reference
			}
		}
	}
}

func TestPlainTakesTheMarksOut(t *testing.T) {
	plain, marks, err := Turn{Say: "Nou, {de-weg-weten goed, regie beter: ik vind het één}\n  keer."}.Plain()
	want := []Mark{{"de-weg-weten", "good", 5, 20}, {"regie", "better", 5, 20}}
	if err != nil || plain != "Nou, ik vind het één keer." || !slices.Equal(marks, want) {
		t.Errorf("got %q %v %v", plain, marks, err)
	}
	for _, wrong := range []string{"{x goed: a", "{x prima: a}", "a} b"} {
		if _, _, err := (Turn{Say: wrong}).Plain(); err == nil {
			t.Errorf("%q was taken", wrong)
		}
	}
}
