package guide

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/wijkstem/wijkstem/internal/research"
)

var placeholderPattern = regexp.MustCompile(`\{[^{}]*\}|[{}]`)

// placeholders are filled in on the phone: the research organisation's name,
// and the two words that belong to the interview.
var placeholders = []string{"{organisatie}", "{woorden}"}

// checkTexts looks at every text in every language.
func (c *checker) checkTexts() {
	var codes []string
	for _, l := range c.guide.Languages {
		codes = append(codes, l.Code)
	}
	for field, text := range Texts(c.guide) {
		for _, code := range codes {
			if _, ok := text[code]; !ok {
				c.note(field, "de tekst in taal %q ontbreekt", code)
			}
		}
		for _, code := range sortedKeys(text) {
			if !slices.Contains(codes, code) {
				c.note(join(field, code), "taal %q staat niet bij languages", code)
			}
			c.checkWords(join(field, code), text[code])
		}
		c.checkPlaceholders(field, text)
	}
	if !strings.Contains(c.script("nl"), "{organisatie}") && c.has("consent.blocks") {
		c.note("consent.blocks", "de uitleg noemt niet wie het verhaal leest: {organisatie}")
	}
}

func sortedKeys(text research.Text) []string {
	keys := make([]string, 0, len(text))
	for key := range text {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func (c *checker) checkWords(field, words string) {
	if strings.TrimSpace(words) == "" {
		c.note(field, "deze tekst is leeg")
	}
	if strings.ContainsFunc(words, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
		c.note(field, "in deze tekst staat een onzichtbaar teken")
	}
}

// checkPlaceholders wants the same known placeholders in every language.
func (c *checker) checkPlaceholders(field string, text research.Text) {
	want := placeholdersOf(text["nl"])
	for _, code := range sortedKeys(text) {
		found := placeholdersOf(text[code])
		for _, name := range found {
			c.oneOf(join(field, code), name, placeholders)
		}
		if _, ok := text["nl"]; ok && !slices.Equal(found, want) {
			c.note(join(field, code), "hier horen dezelfde invulwoorden als in het Nederlands: %s", strings.Join(want, ", "))
		}
	}
}

func placeholdersOf(words string) []string {
	found := placeholderPattern.FindAllString(words, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func (c *checker) script(language string) string {
	var all strings.Builder
	for _, block := range c.guide.Consent.Blocks {
		all.WriteString(block.Text[language])
	}
	return all.String()
}

// checkLanguageUse holds the rules of plain, open asking.
func (c *checker) checkLanguageUse() {
	for field, text := range Texts(c.guide) {
		if asked(field) {
			c.checkAsked(field, text)
		}
		if !backstage(field) {
			c.checkPlain(join(field, "nl"), text["nl"])
			c.checkAddress(join(field, "nl"), text["nl"])
		}
	}
}

var diagnosisPattern = regexp.MustCompile(`(?i)diagnos|autis|\badhd\b|\badd\b|\bpdd|hersenletsel|\bnah\b|hoogbegaafd|gifted|stoornis|disorder|brain injury`)

// checkAsked refuses two questions at once and any asking for a diagnosis.
func (c *checker) checkAsked(field string, text research.Text) {
	for _, code := range sortedKeys(text) {
		words := text[code]
		if questions(words) > 1 {
			c.note(join(field, code), "hier staan twee vragen; stel één vraag tegelijk")
		}
		if found := diagnosisPattern.FindString(words); found != "" {
			c.note(join(field, code), "vraag niet naar een diagnose (%q)", found)
		}
	}
}

var (
	formal   = regexp.MustCompile(`(?i)\b(u|uw|uzelf)\b`)
	informal = regexp.MustCompile(`(?i)\b(je|jij|jou|jouw|jezelf|jullie)\b`)
)

// checkAddress wants u for parents and je for young people in what they hear.
func (c *checker) checkAddress(field, words string) {
	if !heard(field) {
		return
	}
	wrong, form := informal, "u"
	if c.guide.Audience == "young-person" && !toParent(field) {
		wrong, form = formal, "je"
	}
	if found := wrong.FindString(words); found != "" {
		c.advise(field, "zeg %s tegen de deelnemer, niet %q", form, found)
	}
}

var (
	askedFields     = regexp.MustCompile(`^(topics\[\d+\]\.(question\.(text|simpler)|probes\[\d+\]\.text|statementKinds\[\d+\]\.prompt)|warmingUp\[\d+\]\.(text|simpler)|background\[\d+\]\.question|closing\.(addition|wish)|meaning\.question|ageGate\.question|ageGate\.from12\.(parent\.(question|ask)|assent\.question))$`)
	backstageFields = regexp.MustCompile(`^(goal|researchQuestions|madeBy|testedWith|languages|changes)\b`)
	unheardFields   = regexp.MustCompile(`^(title|preparation|ageGate\.from12\.(alone|parent\.(letter|table|notYet)$)|acquaintance\.arrange|consent\.teachBack\.listenFor|reference\.write|topics\[\d+\]\.why|worry\.|observation|debrief)`)
	parentPattern   = regexp.MustCompile(`^ageGate\.from12\.parent\.(blocks|ask|yes|no)\b`)
	workerSays      = regexp.MustCompile(`^worry\.say`)
)

// toParent tells whether a parent hears the text, where others are for a young person.
func toParent(field string) bool { return parentPattern.MatchString(field) }

// asked tells whether the text is put to the participant as a question.
func asked(field string) bool { return askedFields.MatchString(field) }

// backstage texts are for makers of guides only.
func backstage(field string) bool { return backstageFields.MatchString(field) }

// heard tells whether the participant hears or reads the text; the others
// speak to the interviewer.
func heard(field string) bool {
	return workerSays.MatchString(field) || !unheardFields.MatchString(field)
}
