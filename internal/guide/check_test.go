package guide_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/wijkstem/wijkstem/internal/guide"
)

const parents = "../../interview-guides/opvoeden-in-de-wijk@1.1.0.yaml"

// source is the parents' guide with four of its topics, to keep tests quick.
func source(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile(parents)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, found := strings.Cut(string(b), "\n  - id: activiteiten\n")
	_, tail, also := strings.Cut(rest, "\nmeaning:\n")
	if !found || !also {
		t.Fatal("the guide has other parts than this test knows")
	}
	return head + "\nmeaning:\n" + tail
}

// TestFaults changes a good guide in one place and expects exactly the faults
// that follow from it, each on the changed line.
func TestFaults(t *testing.T) {
	tests := []struct {
		name, old, with string
		field, detail   string
	}{
		{"unknown field", "\nsetting: one-to-one", "\nseting: one-to-one", "seting", "bestaat niet; bedoelt u setting?"},
		{"field twice", "\nsetting: one-to-one", "\naudience: parent\nsetting: one-to-one", "audience", "twee keer"},
		{"slug", "slug: opvoeden-in-de-wijk", "slug: Opvoeden", "slug", "kleine letters"},
		{"version", "version: 1.1.0\nstate", "version: v1\nstate", "version", "drie getallen"},
		{"state", "state: published", "state: done", "state", "kies uit concept, tested, published"},
		{"codebook", "codebook: wijkstem-1", "codebook: nvivo", "codebook", "niet bekend"},
		{"enum", "audience: parent", "audience: everyone", "audience", "kies uit parent, young-person"},
		{"text for number", "minimum: 16", "minimum: zestien", "ageGate.minimum", "heel getal"},
		{"too young", "minimum: 16", "minimum: 12", "ageGate.minimum", "16 jaar en ouder"},
		{"number for text", `number: "112"`, "number: 112", "worry.phones[1].number", "zet aanhalingstekens om 112"},
		{"anchor", "title: {nl: Wat helpt,", "title: &a {nl: Wat helpt,", "topics[1].title", "ankers"},
		{"text for yes or no", "core: true", "core: ja", "topics[0].core", "true of false"},
		{"list wanted", "suggestedCodes: [plek-vrije-tijd, ontmoeten, veiligheid]", "suggestedCodes: ontmoeten", "topics[0].suggestedCodes", "een lijst"},
		{"empty list", "suggestedCodes: [plek-vrije-tijd, ontmoeten, veiligheid]", "suggestedCodes: []", "topics[0].suggestedCodes", "leeg"},
		{"fields wanted", "minutes: {from: 30, to: 40}", "minutes: 40", "minutes", "velden met een naam"},
		{"missing language", "title: {nl: Wat helpt, en: What helps}", "title: {nl: Wat helpt}", "topics[1].title", `taal "en" ontbreekt`},
		{"undeclared language", "title: {nl: Wat helpt,", "title: {fr: Aide, nl: Wat helpt,", "topics[1].title.fr", "niet bij languages"},
		{"empty text", "title: {nl: Wat helpt,", `title: {nl: " ",`, "topics[1].title.nl", "leeg"},
		{"hidden sign", "title: {nl: Wat helpt,", `title: {nl: "Wat \u0007helpt",`, "topics[1].title.nl", "onzichtbaar teken"},
		{"placeholder", "title: {nl: Wat helpt, en: What helps}", `title: {nl: "Wat {naam} helpt", en: "What {naam} helps"}`, "topics[1].title.nl", "{organisatie}, {woorden}"},
		{"lost placeholder", "Dat doe ik voor {organisatie}.", "Dat doe ik.", "consent.blocks[0].text.en", "dezelfde invulwoorden"},
		{"reviewed by nobody", "state: reviewed\n    checkedBy: {nl: de makers van deze leidraad, en: the makers of this guide}\n", "state: reviewed\n", "languages[0].checkedBy", "rol"},
		{"no Dutch", "- code: nl", "- code: de", "languages", "Nederlands (nl) ontbreekt"},
		{"changes", "- version: 1.1.0", "- version: 0.9.0", "changes[0].version", "versie 1.1.0"},
		{"date", "on: 2026-11-24", "on: 2026-13-24", "changes[0].on", "geen datum"},
		{"duplicate topic", "- id: wat-helpt\n", "- id: gezin-en-wijk\n", "topics[1].id", "twee keer; ook op regel"},
		{"duplicate option", "- id: moeder", "- id: vader", "background[0].options[1].id", "twee keer"},
		{"reserved option", "- id: moeder", "- id: zeg-ik-niet", "background[0].options", "hoort bij preferNot"},
		{"sensitivity", "sensitivity: ordinary", "sensitivity: secret", "background[0].sensitivity", "ordinary, special"},
		{"icon", "icon: signpost", "icon: arrow", "topics[3].icon", "kies uit house"},
		{"probe type", "type: order", "type: volgorde", "topics[0].probes[0].type", "kies uit example"},
		{"kind", "- kind: lead", "- kind: fact", "topics[0].statementKinds[2].kind", "good, better, lead"},
		{"code", "[plek-vrije-tijd, ontmoeten", "[plek, ontmoeten", "topics[0].suggestedCodes[0]", "staat niet in codeboek wijkstem-1"},
		{"code twice", "[plek-vrije-tijd, ontmoeten", "[ontmoeten, ontmoeten", "topics[0].suggestedCodes[1]", "twee keer"},
		{"skip for nothing", "    sensitive: true\n", "", "topics[2].skip", "alleen bij een gevoelig onderwerp"},
		{"no time", "core: true\n    minutes: 4", "core: true\n    minutes: 0", "topics[0].minutes", "ten minste 1 minuut"},
		{"too long", "minutes: {from: 30, to: 40}", "minutes: {from: 10, to: 15}", "minutes.to", "past niet in 15"},
		{"consent order", "- choice: quote", "- choice: keep", "consent.choices", "zeven keuzes"},
		{"default", "    - choice: quote\n", "    - choice: quote\n      default: yes\n", "consent.choices[2].default", "bestaat niet"},
		{"emergency number", `number: "112"`, `number: "114"`, "worry.phones", "112 ontbreekt"},
		{"two questions", "nl: Wie of wat helpt u bij het opvoeden?", "nl: Wie helpt u? En hoe?", "topics[1].question.text.nl", "één vraag tegelijk"},
		{"diagnosis", "nl: Wie of wat helpt u bij het opvoeden?", "nl: Heeft uw kind een diagnose?", "topics[1].question.text.nl", "niet naar een diagnose"},
		{"long sentence", "nl: Wie of wat helpt u bij het opvoeden?", "nl: " + strings.Repeat("wie ", 16) + "?", "topics[1].question.text.nl", "hooguit 15"},
		{"leading", "nl: Wie of wat helpt u bij het opvoeden?", "nl: Vindt u ook dat school helpt?", "topics[1].question.text.nl", "vraag open"},
		{"abbreviation", "nl: Wie of wat helpt u bij het opvoeden?", "nl: Helpt het JGT u?", "topics[1].question.text.nl", "schrijf de afkorting"},
		{"hard word", "nl: Wie of wat helpt u bij het opvoeden?", "nl: Hoe is de problematiek?", "topics[1].question.text.nl", "moeilijk woord"},
		{"form of address", "nl: Wie of wat helpt u bij het opvoeden?", "nl: Wie helpt je?", "topics[1].question.text.nl", "zeg u"},
	}
	good := source(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(good, test.old) {
				t.Fatalf("the guide does not hold %q", test.old)
			}
			_, problems := guide.Check([]byte(strings.Replace(good, test.old, test.with, 1)))
			for _, p := range problems {
				if p.Field == test.field && strings.Contains(p.Detail, test.detail) && p.Line > 0 && !p.Warning {
					return
				}
			}
			t.Errorf("no fault for %s with %q in:\n%s", test.field, test.detail, problems.Error())
		})
	}
}

// TestLines names the line on which the fault stands.
func TestLines(t *testing.T) {
	good := source(t)
	before, _, _ := strings.Cut(good, "icon: signpost")
	line := strings.Count(before, "\n") + 1
	_, problems := guide.Check([]byte(strings.Replace(good, "icon: signpost", "icon: arrow", 1)))
	want := fmt.Sprintf("regel %d, topics[3].icon: ", line)
	if len(problems) != 1 || !strings.HasPrefix(problems.Error(), want) {
		t.Errorf("got %q, want one line that begins with %q", problems.Error(), want)
	}
}

// TestAllAtOnce reports every fault in one go, in the order of the lines.
func TestAllAtOnce(t *testing.T) {
	bad := strings.NewReplacer(
		"audience: parent", "audience: everyone",
		"minimum: 16", "minimum: 12",
		"icon: signpost", "icon: arrow",
		"\nlicence: ", "\nlicense: ",
	).Replace(source(t))
	_, problems := guide.Check([]byte(bad))
	var fields []string
	for i, p := range problems {
		fields = append(fields, p.Field)
		if i > 0 && p.Line < problems[i-1].Line {
			t.Errorf("line %d comes after line %d", p.Line, problems[i-1].Line)
		}
	}
	want := "licence license audience ageGate.minimum topics[3].icon"
	if got := strings.Join(fields, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestConceptsAreAdvised lets a guide that is being written have long
// sentences, with a warning; published it may not.
func TestConceptsAreAdvised(t *testing.T) {
	long := strings.Replace(source(t), "nl: Wie of wat helpt u bij het opvoeden?", "nl: "+strings.Repeat("wie ", 16)+"?", 1)
	concept := strings.Replace(long, "state: published", "state: concept", 1)
	_, problems := guide.Check([]byte(concept))
	if len(problems) != 1 || !problems[0].Warning || problems.Err() != nil {
		t.Errorf("a concept: %v", problems)
	}
	if _, err := guide.Read([]byte(long)); err == nil {
		t.Error("a published guide is accepted with a sentence of 16 words")
	}
}

// TestPlainDutch finds habits that make Dutch hard to follow, and leaves alone what
// only looks like them. The first word tells whether it is refused.
func TestPlainDutch(t *testing.T) {
	tests := []struct{ words, want string }{
		{"Wie wordt er goed geholpen?", "let op"},
		{"Hoe worden ouders hier begroet?", "let op"},
		{"Wat gebeurt er als u niet gehoord wordt?", "let op"},
		{"Wanneer werden afspraken veranderd?", "let op"},
		{"Hoe wordt het weer beter?", ""},
		{"Wat wilt u worden?", ""},
		{"Gaat u niet naar buiten zonder jas?", "ontkent"},
		{"Gaat u niet? Doet u het zonder hulp", ""},
		{"Gaat u naar school en/of werk?", "kies"},
		{"Kent u drie buren?", "cijfer"},
		{"Kent u één buur?", ""},
		{"Wat doet de casusgroep?", "verhaal"},
		{"Wat vindt u van maatwerk?", "hulp die past"},
		{"U mag praten. U mag zwijgen. U mag gaan. Wat kiest u?", "let op: 4 zinnen"},
	}
	for _, test := range tests {
		changed := strings.Replace(source(t), "nl: Wie of wat helpt u bij het opvoeden?", "nl: "+test.words, 1)
		_, problems := guide.Check([]byte(changed))
		got := problems.Error()
		if (test.want == "") != (got == "") || !strings.Contains(got, test.want) {
			t.Errorf("%s\n got %q\nwant %q", test.words, got, test.want)
		}
	}
}

// TestNotYAML answers broken and hostile files with one plain fault.
func TestNotYAML(t *testing.T) {
	tests := map[string]string{
		"empty":         "",
		"only a remark": "# niets\n",
		"broken":        "slug: [a\ntitle: }",
		"a list":        "- a\n- b\n",
		"two documents": "slug: a\n---\nslug: b\n",
		"brackets":      "slug: " + strings.Repeat("[", 100_000),
		"some lines":    "slug:\n" + strings.Repeat(" [\n", 4_900),
		"lines of them": strings.Repeat("[[[[[\n", 50_000),
		"indents":       strings.Repeat(" ", 200) + "a: b\n",
		"huge":          strings.Repeat("a", 600<<10),
		"laughs":        "a: &a [x, x]\nb: &b [*a, *a]\nslug: [*b, *b]\n",
	}
	for name, bad := range tests {
		if _, err := guide.Read([]byte(bad)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// TestEveryLineMatters takes away any one line: never a panic, and never the
// same guide as before.
func TestEveryLineMatters(t *testing.T) {
	lines := strings.SplitAfter(source(t), "\n")
	whole, err := guide.Read([]byte(strings.Join(lines, "")))
	if err != nil {
		t.Fatal(err)
	}
	_, hash := guide.Bundle(whole)
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
		bare := strings.TrimSpace(lines[i])
		if bare == "" || bare[0] == '#' || bare == "state: published" {
			t.Skip("says nothing about the content")
		}
		rest := strings.Join(lines[:i], "") + strings.Join(lines[i+1:], "")
		g, err := guide.Read([]byte(rest))
		if _, changed := guide.Bundle(g); err == nil && changed == hash {
			t.Fatalf("without line %d (%q) nothing changes", i+1, bare)
		}
	})
}

// FuzzCheck feeds broken YAML: never a panic, never a hang, and never a fault
// without a place or words.
func FuzzCheck(f *testing.F) {
	good := source(f)
	_, topics, _ := strings.Cut(good, "\ntopics:\n")
	for _, seed := range []string{
		good[:1500], "topics:\n" + topics[:1500],
		"", "a: b", "title: {nl: x}", "topics:\n- id: a\n  probes: [{id: b}]", "slug: &a x\nversion: *a",
		"? [a]\n: b", "<<: {a: b}", "minutes: {from: 1e9, to: 0x1}", "title: !!str 5", "slug: |\n  x\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, problems := guide.Check(data)
		if problems.Err() == nil {
			t.Fatal("so short a guide cannot be whole")
		}
		for _, p := range problems {
			if p.Detail == "" || (p.Line == 0 && p.Field != "") {
				t.Errorf("no place or no words: %+v", p)
			}
		}
	})
}
