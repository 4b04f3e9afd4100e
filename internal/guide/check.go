package guide

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

var (
	slugPattern    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	versionPattern = regexp.MustCompile(`^(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})$`)
	numberPattern  = regexp.MustCompile(`^\+?[0-9][0-9 -]{1,14}[0-9]$`)
)

// icons are the pictures that the phone can draw.
var icons = []string{
	"house", "people", "heart", "question", "signpost", "ball", "school", "help", "speech",
	"lightbulb", "sun", "map", "shield", "ear", "person", "crown", "star", "road", "eye",
	"book", "puzzle", "bus", "coins", "list", "tick", "triangle", "diamond",
}

var probeTypes = []string{"example", "order", "feeling", "who", "contrast", "silence"}

// askable are the kinds that can be asked for; a fact is never asked as one.
var askable = []research.StatementKind{
	research.StatementGood, research.StatementBetter, research.StatementLead,
}

// checker looks at the meaning of a guide whose form was read.
type checker struct {
	guide research.Guide
	*reader
}

func (c *checker) check() {
	c.checkHead()
	c.checkLanguages()
	c.checkChanges()
	c.checkTexts()
	c.checkIDs()
	c.checkConsent()
	c.checkBackground()
	c.checkTopics()
	c.checkTime()
	c.checkMeaning()
	c.checkPhones()
	c.checkLanguageUse()
}

// oneOf notes a value that is not allowed; an empty one was noted as missing.
func (c *checker) oneOf(field, value string, allowed []string) {
	if value != "" && !slices.Contains(allowed, value) {
		c.note(field, "%q kan hier niet; kies uit %s", value, strings.Join(allowed, ", "))
	}
}

func (c *checker) form(field, value string, pattern *regexp.Regexp, hint string) {
	if value != "" && !pattern.MatchString(value) {
		c.note(field, "%q heeft niet de goede vorm; %s", value, hint)
	}
}

const slugHint = "gebruik kleine letters, cijfers en streepjes"

func (c *checker) checkHead() {
	g := c.guide
	c.form("slug", g.Slug, slugPattern, slugHint)
	c.form("version", g.Version, versionPattern, "schrijf drie getallen, zoals 1.0.0")
	if g.State == "" {
		c.note("state", "dit veld ontbreekt")
	}
	c.oneOf("state", g.State, []string{"concept", "tested", "published"})
	if g.State == "tested" && len(g.TestedWith) == 0 {
		c.note("testedWith", "een geteste leidraad noemt met wie er getest is")
	}
	c.oneOf("audience", g.Audience, []string{"parent", "young-person"})
	c.oneOf("setting", g.Setting, []string{"one-to-one", "pair", "group"})
	if _, known := codebooks[g.Codebook]; !known && g.Codebook != "" {
		c.note("codebook", "codeboek %q is niet bekend", g.Codebook)
	}
	c.checkAges()
}

// has tells whether the field stands in the source.
func (c *checker) has(field string) bool {
	_, ok := c.lines[field]
	return ok
}

func (c *checker) checkLanguages() {
	seen := map[string]bool{}
	for i, l := range c.guide.Languages {
		at := fmt.Sprintf("languages[%d]", i)
		if seen[l.Code] {
			c.note(at+".code", "taal %q staat er twee keer", l.Code)
		}
		seen[l.Code] = true
		c.checkLanguage(at, l)
	}
	if len(seen) > 0 && !seen["nl"] {
		c.note("languages", "Nederlands (nl) ontbreekt")
	}
}

func (c *checker) checkLanguage(at string, l research.GuideLanguage) {
	c.oneOf(at+".direction", l.Direction, []string{"ltr", "rtl"})
	c.oneOf(at+".mode", l.Mode, []string{"text", "audio", "both"})
	c.oneOf(at+".state", l.State, []string{"concept", "machine", "reviewed"})
	if l.State == "reviewed" && len(l.CheckedBy) == 0 {
		c.note(at+".checkedBy", "een nagekeken taal noemt de rol van wie haar nakeek")
	}
}

func (c *checker) checkChanges() {
	g := c.guide
	for i, change := range g.Changes {
		c.date(fmt.Sprintf("changes[%d].on", i), change.On)
	}
	for i, test := range g.TestedWith {
		c.date(fmt.Sprintf("testedWith[%d].on", i), test.On)
	}
	if len(g.Changes) > 0 && g.Changes[0].Version != g.Version {
		c.note("changes[0].version", "de bovenste wijziging hoort bij versie %s", g.Version)
	}
}

func (c *checker) date(field, value string) {
	if _, err := time.Parse(time.DateOnly, value); err != nil && value != "" {
		c.note(field, "%q is geen datum; schrijf jaar-maand-dag, zoals 2026-11-24", value)
	}
}

// checkIDs notes ids of a wrong form and ids that stand twice in one list.
func (c *checker) checkIDs() {
	g := c.guide
	c.ids("consent.blocks", blockIDs(g.Consent.Blocks))
	c.ids("warmingUp", ids(g.WarmingUp, func(q research.Question) string { return q.ID }))
	c.ids("background", ids(g.Background, func(q research.BackgroundQuestion) string { return q.ID }))
	c.ids("topics", ids(g.Topics, func(t research.Topic) string { return t.ID }))
	c.ids("observation.fields", ids(g.Observation.Fields, fieldID))
	c.ids("debrief.selfCheck", ids(g.Debrief.SelfCheck, fieldID))
	c.ids("debrief.wellbeing.options", ids(g.Debrief.Wellbeing.Options, optionID))
	for i, q := range g.Background {
		c.ids(fmt.Sprintf("background[%d].options", i), ids(q.Options, optionID))
	}
	for i, t := range g.Topics {
		c.ids(fmt.Sprintf("topics[%d].probes", i), ids(t.Probes, func(p research.Probe) string { return p.ID }))
	}
}

func fieldID(f research.Field) string   { return f.ID }
func optionID(o research.Option) string { return o.ID }

func ids[T any](items []T, id func(T) string) []string {
	found := make([]string, len(items))
	for i, item := range items {
		found[i] = id(item)
	}
	return found
}

func (c *checker) ids(list string, found []string) {
	for i, id := range found {
		at := fmt.Sprintf("%s[%d].id", list, i)
		c.form(at, id, slugPattern, slugHint)
		if id == "" && list == "warmingUp" {
			c.note(at, "dit veld ontbreekt")
		}
		if first := slices.Index(found, id); first < i && id != "" {
			c.note(at, "%q staat er twee keer; ook op regel %d", id, c.line(fmt.Sprintf("%s[%d].id", list, first)))
		}
	}
}

func (c *checker) checkConsent() {
	consent := c.guide.Consent
	order := research.ChoiceNames()
	names := make([]string, len(order))
	for i, name := range order {
		names[i] = string(name)
	}
	for i, choice := range consent.Choices {
		at := fmt.Sprintf("consent.choices[%d]", i)
		c.oneOf(at+".choice", string(choice.Choice), names)
		if len(choice.Lines) != 2 && c.has(at+".lines") {
			c.note(at+".lines", "onder elke keuze staan precies twee regels uitleg")
		}
	}
	asked := ids(consent.Choices, func(choice research.ConsentChoice) string { return string(choice.Choice) })
	if !slices.Equal(asked, names) && c.has("consent.choices") {
		c.note("consent.choices", "hier horen de zeven keuzes elk één keer, in deze volgorde: %s", strings.Join(names, ", "))
	}
	for i, block := range consent.Blocks {
		c.oneOf(fmt.Sprintf("consent.blocks[%d].icon", i), block.Icon, icons)
	}
	if len(consent.TeachBack.ListenFor) > 3 {
		c.note("consent.teachBack.listenFor", "noem hooguit drie punten; meer onthoudt niemand")
	}
}

func (c *checker) checkBackground() {
	for i, q := range c.guide.Background {
		at := fmt.Sprintf("background[%d]", i)
		c.oneOf(at+".sensitivity", q.Sensitivity, []string{"ordinary", "special"})
		if len(q.Options) == 1 {
			c.note(at+".options", "geef ten minste twee antwoorden om uit te kiezen")
		}
		if slices.ContainsFunc(q.Options, func(o research.Option) bool { return o.ID == research.PreferNot }) {
			c.note(at+".options", "%s hoort bij preferNot, niet tussen de antwoorden", research.PreferNot)
		}
	}
}

func (c *checker) checkMeaning() {
	kinds := map[research.StatementKind]bool{}
	for i, choice := range c.guide.Meaning.Choices {
		c.kind(fmt.Sprintf("meaning.choices[%d].kind", i), choice.Kind)
		kinds[choice.Kind] = true
	}
	if c.has("meaning.choices") && (len(kinds) != len(askable) || len(c.guide.Meaning.Choices) != len(askable)) {
		c.note("meaning.choices", "hier horen good, better en lead elk één keer")
	}
}

func (c *checker) kind(field string, kind research.StatementKind) {
	if kind != "" && !slices.Contains(askable, kind) {
		c.note(field, "%q kan hier niet; kies uit good, better, lead", kind)
	}
}

// checkPhones wants the two numbers that anyone who worries must find.
func (c *checker) checkPhones() {
	for i, phone := range c.guide.Aftercare.Phones {
		c.form(fmt.Sprintf("aftercare.phones[%d].number", i), phone.Number, numberPattern, "schrijf alleen cijfers, spaties en streepjes")
	}
	missing := map[string]string{"112": "112", "08002000": "Veilig Thuis (0800-2000)"}
	for i, phone := range c.guide.Worry.Phones {
		c.form(fmt.Sprintf("worry.phones[%d].number", i), phone.Number, numberPattern, "schrijf alleen cijfers, spaties en streepjes")
		delete(missing, strings.NewReplacer("-", "", " ", "").Replace(phone.Number))
	}
	if c.has("worry.phones") {
		for _, number := range []string{"112", "08002000"} {
			if name, gone := missing[number]; gone {
				c.note("worry.phones", "het nummer van %s ontbreekt", name)
			}
		}
	}
}
