package guide_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/guide"
	"github.com/wijkstem/wijkstem/internal/research"
)

func readGuide(t testing.TB) research.Guide {
	t.Helper()
	g, err := guide.Read([]byte(source(t)))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// arabic is a whole translation of the guide, in words that say nothing.
func arabic(t testing.TB) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("language:\n  code: ar\n  direction: rtl\n  mode: text\n  state: machine\ntexts:\n")
	for id, text := range guide.TextsByID(readGuide(t)) {
		words := "كلمة"
		for _, name := range []string{"{organisatie}", "{woorden}"} {
			if strings.Contains(text["nl"], name) {
				words += " " + name
			}
		}
		fmt.Fprintf(&b, "  %s: %q\n", id, words)
	}
	return b.String()
}

func TestTranslate(t *testing.T) {
	g := readGuide(t)
	if problems := guide.Translate(&g, []byte(arabic(t))); len(problems) > 0 {
		t.Fatal(problems)
	}
	if got := g.Topics[1].Question.Text["ar"]; got != "كلمة" {
		t.Errorf("the question says %q", got)
	}
	last := g.Languages[len(g.Languages)-1]
	if last.Code != "ar" || last.Direction != "rtl" || last.State != "machine" {
		t.Errorf("the language is %+v", last)
	}
}

// TestTranslationFaults changes a good translation in one place and expects the
// fault there, and a guide that is as it was.
func TestTranslationFaults(t *testing.T) {
	tests := []struct{ name, old, with, field, detail string }{
		{"language again", "code: ar", "code: en", "language.code", "al"},
		{"reviewed by nobody", "state: machine", "state: reviewed", "language.checkedBy", "rol"},
		{"a text too many", "texts:\n", "texts:\n  topics/niets/title: \"كلمة\"\n", "texts.topics/niets/title", "heeft de leidraad niet"},
		{"reviewed, a text too few", "state: machine\ntexts:\n  title: \"كلمة\"\n", "state: reviewed\n  checkedBy: {nl: tolk}\ntexts:\n", "texts", "ontbreekt"},
		{"an empty text", "  title: \"كلمة\"", "  title: \" \"", "texts.title", "leeg"},
		{"no placeholder", "{organisatie}\"\n", "\"\n", "texts.", "invulwoorden"},
		{"unknown field", "language:\n", "taal: ar\nlanguage:\n", "taal", "bestaat niet"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			whole := arabic(t)
			bad := strings.Replace(whole, test.old, test.with, 1)
			if bad == whole {
				t.Fatalf("the translation does not hold %q", test.old)
			}
			g := readGuide(t)
			problems := guide.Translate(&g, []byte(bad)).Faults()
			if len(problems) == 0 || !strings.HasPrefix(problems[0].Field, test.field) || !strings.Contains(problems[0].Detail, test.detail) {
				t.Errorf("got %v, want %s: … %s", problems, test.field, test.detail)
			}
			if len(g.Languages) != 2 || g.Title["ar"] != "" {
				t.Error("the guide has the language all the same")
			}
		})
	}
}

// TestTranslationIsAdvised warns of what is often wrong.
func TestTranslationIsAdvised(t *testing.T) {
	for words, want := range map[string]string{"Wat helpt u?": "geen enkele letter", "كلمة؟ كلمة؟": "meer vragen", "": "ontbreekt"} {
		changed := strings.Replace(arabic(t), "topics/wat-helpt/question/text: \"كلمة\"", "topics/wat-helpt/question/text: \""+words+"\"", 1)
		changed = strings.Replace(changed, "  topics/wat-helpt/question/text: \"\"\n", "", 1)
		g := readGuide(t)
		problems := guide.Translate(&g, []byte(changed))
		if len(problems) != 1 || !problems[0].Warning || !strings.Contains(problems[0].Detail, want) {
			t.Errorf("%s: %v", words, problems)
		}
	}
}

// TestTextIDs finds a name for every text that is its own, and that stays when
// another topic goes away.
func TestTextIDs(t *testing.T) {
	g := readGuide(t)
	before := map[string]string{}
	for id, text := range guide.TextsByID(g) {
		if _, twice := before[id]; twice {
			t.Errorf("%s comes twice", id)
		}
		before[id] = text["nl"]
	}
	if before["topics/wat-helpt/question/text"] != g.Topics[1].Question.Text["nl"] {
		t.Errorf("got %q", before["topics/wat-helpt/question/text"])
	}
	g.Topics = g.Topics[1:]
	for id, text := range guide.TextsByID(g) {
		if before[id] != text["nl"] {
			t.Errorf("%s was %q and is %q", id, before[id], text["nl"])
		}
	}
}

func TestTranslationOf(t *testing.T) {
	for name, want := range map[string]string{
		"map/a@1.2.3.ar.yaml": "map/a@1.2.3.yaml", "a@1.2.3.yaml": "", "a@1.2.3.ar.json": "", "a.ar.yaml": "",
	} {
		if got, ok := guide.TranslationOf(name); got != want || ok != (want != "") {
			t.Errorf("%s is of %q", name, got)
		}
	}
}

// FuzzTranslate feeds broken files: never a panic, and never half a language.
func FuzzTranslate(f *testing.F) {
	f.Add([]byte("language:\n  code: ar\ntexts:\n  title: x\n"))
	f.Add([]byte("texts: [a]"))
	good := readGuide(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		g := good
		if guide.Translate(&g, data).Err() == nil {
			t.Fatal("so short a translation cannot be whole")
		}
	})
}
