package interviewguides_test

import (
	"bytes"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wijkstem/wijkstem/internal/guide"
	"github.com/wijkstem/wijkstem/internal/research"
	interviewguides "github.com/wijkstem/wijkstem/interview-guides"
)

// TestGuides reads every guide without a fault and the newest version of each
// without a warning, and finds every published version unchanged: a rule that came
// later does not change what phones already have.
func TestGuides(t *testing.T) {
	library, err := guide.Load(interviewguides.Files)
	if err != nil {
		t.Fatal(err)
	}
	newest := map[string]string{}
	for _, v := range library.All() { // older before newer
		newest[v.Guide.Slug] = v.Guide.Slug + "@" + v.Guide.Version + ".yaml"
	}
	for name, source := range sources(t) {
		g, problems := guide.Check(source)
		if problems.Err() != nil || newest[g.Slug] == name && len(problems) > 0 {
			t.Errorf("%s:\n%s", name, problems.Error())
		}
	}
	for _, slug := range []string{"opgroeien-in-de-wijk", "opvoeden-in-de-wijk", "ouders-extra-hulp"} {
		if !slices.ContainsFunc(library.All(), func(v guide.Version) bool { return v.Guide.Slug == slug }) {
			t.Errorf("no published version of %s", slug)
		}
	}
}

func TestGuidesFollowTheSchema(t *testing.T) {
	schema := compile(t)
	for name, source := range sources(t) {
		if err := schema.Validate(plain(t, source)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaAndReaderAgree changes a good guide in ways that both must refuse.
func TestSchemaAndReaderAgree(t *testing.T) {
	schema := compile(t)
	source := string(sources(t)["opvoeden-in-de-wijk@1.0.0.yaml"])
	cases := map[string]func(string) string{
		"unknown field":         replace("codebook: ", "codeboek: "),
		"missing field":         replace("setting: one-to-one\n", ""),
		"a default":             replace("    - choice: quote\n", "    - choice: quote\n      default: yes\n"),
		"wrong enum":            replace("type: example", "type: voorbeeld"),
		"wrong icon":            replace("icon: signpost", "icon: arrow"),
		"number for text":       replace(`number: "112"`, "number: 112"),
		"text for number":       replace("minutes: 5", "minutes: vijf"),
		"too young":             replace("minimum: 16", "minimum: 12"),
		"no Dutch":              replace("title: {nl: Wat helpt, en: What helps}", "title: {en: What helps}"),
		"sensitive, no skip":    dropSkip,
		"choices out of order":  replace("- choice: quote", "- choice: keep"),
		"upper-case id":         replace("- id: wat-helpt", "- id: Wat-Helpt"),
		"version of two parts":  replace("version: 1.0.0\nstate", "version: \"1.0\"\nstate"),
		"kind fact":             replace("- kind: lead", "- kind: fact"),
		"empty text":            replace("nl: Uw telefoon is opgeladen.", `nl: ""`),
		"one background option": replace("      - id: beetje\n        label: {nl: Ik ken de weg een beetje, en: I know the way a little}\n      - id: niet\n        label: {nl: Ik ken de weg niet, en: I do not know the way}\n", ""),
	}
	for name, change := range cases {
		changed := change(source)
		if changed == source {
			t.Errorf("%s: the change found nothing to change", name)
			continue
		}
		if _, err := guide.Read([]byte(changed)); err == nil {
			t.Errorf("%s: the reader accepts it", name)
		}
		if schema.Validate(plain(t, []byte(changed))) == nil {
			t.Errorf("%s: the schema accepts it", name)
		}
	}
}

func replace(old, with string) func(string) string {
	return func(source string) string { return strings.Replace(source, old, with, 1) }
}

// TestPractice finds a guide for practising, and that only one that says so may leave
// the rest of a talk out.
func TestPractice(t *testing.T) {
	source := string(sources(t)["oefenen@1.0.0.yaml"])
	if g, err := guide.Read([]byte(source)); err != nil || !g.Practice || len(g.Topics) != 2 {
		t.Fatalf("practice %v with %d topics: %v", g.Practice, len(g.Topics), err)
	}
	schema := compile(t)
	for _, real := range []string{"", "practice: false\n"} {
		changed := strings.Replace(source, "practice: true\n", real, 1)
		if _, err := guide.Read([]byte(changed)); err == nil {
			t.Errorf("the reader accepts it with %q", real)
		}
		if schema.Validate(plain(t, []byte(changed))) == nil {
			t.Errorf("the schema accepts it with %q", real)
		}
	}
}

func dropSkip(source string) string {
	lines := strings.SplitAfter(source, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, "    skip:") {
			after := i + 1
			for strings.HasPrefix(lines[after], "      ") {
				after++
			}
			return strings.Join(append(lines[:i:i], lines[after:]...), "")
		}
	}
	return source
}

// TestTopicsStayNamed holds the ids by which interviews refer to guides.
func TestTopicsStayNamed(t *testing.T) {
	library, err := guide.Load(interviewguides.Files)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"opvoeden-in-de-wijk@1.1.0":  "gezin-en-wijk wat-helpt vragen-en-zorgen de-weg-weten activiteiten contact-met-school contact-met-hulp taal-en-welkom andere-ouders een-ding-anders | wie leeftijd-kind kent-de-weg talen",
		"opgroeien-in-de-wijk@1.1.0": "jouw-dag plekken vrije-tijd veilig-voelen school als-het-niet-goed-gaat hulp gehoord-worden vertrouwde-volwassene baas-van-de-wijk | leeftijd school talen",
		"ouders-extra-hulp@1.2.0":    "uw-kind de-weg-tot-nu-toe eerste-signalen school-en-maatwerk thuis-zitten kennis samenwerken passende-plek geld-en-regels andere-ouders wat-gaat-goed wat-kan-beter aanknopingspunten agenda | wie leeftijd-kind schoolsoort talen",
	}
	for name, ids := range want {
		slug, version, _ := strings.Cut(name, "@")
		v, _ := library.Find(slug, version)
		if got := idsOf(v.Guide); got != ids {
			t.Errorf("%s\n got %s\nwant %s", name, got, ids)
		}
	}
}

func idsOf(g research.Guide) string {
	var words []string
	for _, topic := range g.Topics {
		words = append(words, topic.ID)
	}
	words = append(words, "|")
	for _, question := range g.Background {
		words = append(words, question.ID)
	}
	return strings.Join(words, " ")
}

// TestPromises finds the sentences that every consent script must hold.
func TestPromises(t *testing.T) {
	library, err := guide.Load(interviewguides.Files)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range library.All() {
		if v.Guide.Practice {
			continue // nobody's story is told in it
		}
		var script strings.Builder
		for _, block := range v.Guide.Consent.Blocks {
			script.WriteString(block.Text["nl"] + " ")
		}
		your := map[string]string{"parent": "uw", "young-person": "jouw"}[v.Guide.Audience]
		promise := "De gemeente leest " + your + " verhaal niet. Alleen {organisatie} leest het."
		if !strings.Contains(script.String(), promise) {
			t.Errorf("%s does not say %q", v.Name(), promise)
		}
		if !strings.Contains(v.Guide.Consent.PublishedNumbers["nl"], "blijven de getallen") {
			t.Errorf("%s does not say that published numbers stay", v.Name())
		}
	}
}

func sources(t *testing.T) map[string][]byte {
	t.Helper()
	names, err := fs.Glob(interviewguides.Files, "*.yaml")
	if err != nil || len(names) < 3 {
		t.Fatalf("found %v: %v", names, err)
	}
	found := map[string][]byte{}
	for _, name := range names {
		if _, translation := guide.TranslationOf(name); translation {
			continue
		}
		if found[name], err = fs.ReadFile(interviewguides.Files, name); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func compile(t *testing.T) *jsonschema.Schema {
	t.Helper()
	source, err := interviewguides.Files.ReadFile("guide.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("guide.schema.json", document); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("guide.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// plain reads YAML as the values that a JSON Schema judges.
func plain(t *testing.T, source []byte) any {
	t.Helper()
	document, err := yaml.YAMLToJSON(source)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	return value
}
