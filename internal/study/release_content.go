package study

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/wijkstem/wijkstem/internal/disclosure"
	"github.com/wijkstem/wijkstem/internal/research"
)

// content is the version without what can be removed.
func (c *composer) content() research.Version {
	v := research.Version{
		ID:      c.id,
		Project: research.VersionProject{Name: c.project.Name, Municipality: municipalityName(c.project.Settings.Municipality)},
		Round:   c.choices.Round, Mode: c.mode(), N: c.tables.Interviews, Question: c.project.Settings.Question,
		Discussed: c.choices.Discussed, NotHeard: atLeastEmpty(c.choices.NotHeard), Reading: c.choices.Reading,
		Words: []string{}, Important: []research.VersionImportant{}, Findings: []research.VersionFinding{},
		Items: []research.VersionItem{}, Removed: []int{},
	}
	if c.first != nil {
		v.N = c.fixed.N
	}
	v.FixedSentence = fixedSentence(v.N, v.Project.Municipality)
	if len(v.Reading) == 0 {
		v.Reading = readingOf(v.Mode, c.inChosenOrder())
	}
	if v.Mode == "" {
		c.pieces = nil
		return v
	}
	if v.Mode == research.VersionLarge {
		v.Themes = c.themes()
		v.Reach = c.reach()
		v.Important = c.important()
	}
	v.Findings = c.versionFindings(v.Mode, v.Themes)
	v.PolicyThemes = policyThemesOf(v.Findings, c.project.Settings.PolicyThemes)
	if v.Mode == research.VersionSmall {
		v.Columns = c.columns(v.Findings)
	}
	v.Glance = c.glance()
	return v
}

// municipalityName is the name alone: texts say "gemeente" before it themselves.
func municipalityName(written string) string {
	name := strings.TrimSpace(written)
	if word := "gemeente "; len(name) > len(word) && strings.EqualFold(name[:len(word)], word) {
		return strings.TrimSpace(name[len(word):])
	}
	return name
}

// policyThemesOf are the project's themes that a finding belongs to, in the
// project's order.
func policyThemesOf(findings []research.VersionFinding, known []research.PolicyTheme) []research.PolicyTheme {
	var used []research.PolicyTheme
	for _, theme := range known {
		belongs := func(f research.VersionFinding) bool { return slices.Contains(f.PolicyThemes, theme.ID) }
		if slices.ContainsFunc(findings, belongs) {
			used = append(used, theme)
		}
	}
	return used
}

func fixedSentence(n int, municipality string) string {
	place := ""
	if municipality != "" {
		place = " in de hele gemeente " + municipality
	}
	return fmt.Sprintf("Dit zijn verhalen uit %d gesprekken. Ze zeggen wat er speelt, niet hoe vaak het%s voorkomt.", n, place)
}

func readingOf(mode research.VersionMode, chosen bool) []string {
	order := "De punten staan op volgorde van het alfabet. Bovenaan betekent niet belangrijker."
	if chosen {
		order = "Mensen kozen de volgorde van de punten. Bovenaan betekent niet dat het vaker genoemd is."
	}
	switch mode {
	case research.VersionLarge:
		return []string{
			"Elke rij is een thema. Wij tellen gesprekken, geen zinnen.",
			"De vier getallen samen zijn het aantal gesprekken over dat thema.",
			"Is een getal te klein om te laten zien, dan staan er woorden.",
		}
	case research.VersionSmall:
		return []string{
			order,
			"Achter elk punt staat in woorden hoe sterk het leeft. Getallen staan er met opzet niet bij.",
			"Bij ‘in onze woorden’ vatte de onderzoeker samen wat iemand zei. Letterlijke woorden staan er met opzet niet bij.",
		}
	default:
		return []string{"Mensen schreven deze zinnen na de gesprekken. Getallen staan er met opzet niet bij."}
	}
}

// inChosenOrder tells whether people put the findings in an order.
func (c *composer) inChosenOrder() bool {
	return slices.ContainsFunc(c.chosenFindings(), func(f research.Finding) bool { return f.Order > 0 })
}

// versionFindings are the findings in the order that people chose, else by the
// alphabet: never by how many said it.
func (c *composer) versionFindings(mode research.VersionMode, themes []research.VersionTheme) []research.VersionFinding {
	chosen := c.chosenFindings()
	slices.SortStableFunc(chosen, func(a, b research.Finding) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order),
			strings.Compare(alphabetic(a.Title), alphabetic(b.Title)), strings.Compare(string(a.ID), string(b.ID)))
	})
	findings := make([]research.VersionFinding, 0, len(chosen))
	for _, f := range chosen {
		findings = append(findings, c.versionFinding(f, mode, themes))
	}
	return findings
}

func (c *composer) versionFinding(f research.Finding, mode research.VersionMode, themes []research.VersionTheme) research.VersionFinding {
	v := research.VersionFinding{
		ID: f.ID, Title: f.Title, Sentence: f.Sentence, Kind: f.Kind, Codes: c.shownCodes(f.Codes, mode),
		PolicyThemes: atLeastEmpty(f.PolicyThemes), Owners: atLeastEmpty(f.Owners),
		Quotes: c.quotesOf(mode, func(q research.Quote) bool { return q.Finding == f.ID }),
	}
	if owner, personal := c.ownerOf(f); personal {
		v.Title, v.Sentence = "", ""
		v.Item = c.put("finding/"+string(f.ID), piece{interview: owner, content: research.ItemContent{
			Title: f.Title, Sentence: f.Sentence, Reason: f.Important, Glance: research.Bold(f.GlanceSentence),
		}})
	}
	if voice := f.CounterVoice; voice != nil && voice.Interview == "" {
		v.CounterVoice = voice.Text
	} else if voice != nil {
		v.CounterVoiceItem = c.put("voice/"+string(f.ID), piece{
			interview: voice.Interview, content: research.ItemContent{Text: voice.Text},
		})
	}
	if len(f.Codes) == 1 {
		for _, theme := range themes {
			if theme.Code == f.Codes[0] {
				figure := theme.N
				v.Figure = &figure
			}
		}
	}
	return v
}

// put keeps a piece under its number.
func (c *composer) put(key string, p piece) *int {
	n := c.numbers[key]
	p.content.N = n
	c.pieces[n] = p
	c.used = append(c.used, key)
	return &n
}

// shownCodes are the codes of a finding. Where people are few, a code that
// names a diagnosis stands under its group, "Kennis bij professionals".
func (c *composer) shownCodes(codes []string, mode research.VersionMode) []string {
	shown := []string{}
	for _, id := range codes {
		code := c.codes[id]
		if mode != research.VersionLarge && code.Flagged(research.FlagDiagnosis) && code.Group != "" {
			id = code.Group
		}
		if !slices.Contains(shown, id) {
			shown = append(shown, id)
		}
	}
	return shown
}

// quotesOf are the quotes that belong somewhere, in the order of their numbers,
// which is a shuffled one.
func (c *composer) quotesOf(mode research.VersionMode, belongs func(research.Quote) bool) []research.VersionQuote {
	quotes := []research.VersionQuote{}
	for _, q := range c.chosenQuotes() {
		if !belongs(q) {
			continue
		}
		n := c.put("quote/"+string(q.ID), piece{interview: q.Interview, quote: q.ID, content: research.ItemContent{Text: q.Text}})
		quote := research.VersionQuote{N: *n, Kind: q.Kind, Form: q.Form, Translated: q.Translated, Label: research.LabelOf(q.Label)}
		if mode == research.VersionLarge {
			quote.Code = c.codeOf(q)
		}
		quotes = append(quotes, quote)
	}
	slices.SortFunc(quotes, func(a, b research.VersionQuote) int { return cmp.Compare(a.N, b.N) })
	return quotes
}

func (c *composer) codeOf(q research.Quote) string {
	if q.Code != "" {
		return q.Code
	}
	return c.codings[q.Coding].Code
}

// columns are the points of the small mode, by the alphabet.
func (c *composer) columns(findings []research.VersionFinding) *research.VersionColumns {
	columns := research.VersionColumns{
		Good: []research.VersionPoint{}, Better: []research.VersionPoint{}, Lead: []research.VersionPoint{},
	}
	strengths := c.strengths()
	for _, f := range findings {
		point := research.VersionPoint{
			Finding: f.ID, Title: f.Title, Sentence: f.Sentence, Strength: strengths[f.ID], Quotes: f.Quotes,
			CounterVoice: f.CounterVoice, Owners: f.Owners, Item: f.Item, CounterVoiceItem: f.CounterVoiceItem,
		}
		switch f.Kind {
		case research.StatementGood:
			columns.Good = append(columns.Good, point)
		case research.StatementBetter:
			columns.Better = append(columns.Better, point)
		default:
			columns.Lead = append(columns.Lead, point)
		}
	}
	return &columns
}

// strengths are the words of this round: those of its first release unchanged
// (what was found later has none), else counted now in households.
func (c *composer) strengths() map[research.ID]research.Strength {
	strengths := map[research.ID]research.Strength{}
	if c.first != nil && c.fixed.Columns != nil {
		for _, column := range [][]research.VersionPoint{c.fixed.Columns.Good, c.fixed.Columns.Better, c.fixed.Columns.Lead} {
			for _, point := range column {
				strengths[point.Finding] = point.Strength
			}
		}
		return strengths
	}
	for _, f := range c.chosenFindings() {
		homes := map[string]bool{}
		for _, interview := range c.saidBy(f) {
			homes[c.counted[interview].Home()] = true
		}
		strengths[f.ID] = research.StrengthAlso
		if disclosure.StrengthOf(len(homes), c.tables.Households) == disclosure.InMost {
			strengths[f.ID] = research.StrengthMost
		}
	}
	return strengths
}

// glance are the three sentences, nil when nobody chose one.
func (c *composer) glance() *research.VersionGlance {
	var sentences []research.VersionSentence
	for _, f := range c.glanceFindings() {
		text := cmp.Or(f.GlanceSentence, f.Title)
		sentence := research.VersionSentence{Parts: research.Bold(text), Finding: f.ID}
		if _, personal := c.ownerOf(f); personal {
			n := c.numbers["finding/"+string(f.ID)]
			c.pieces[n].content.Glance = research.Bold(text)
			sentence.Parts, sentence.Item = []research.TextPart{}, &n
		}
		sentences = append(sentences, sentence)
	}
	if len(sentences) == 0 {
		return nil
	}
	return &research.VersionGlance{Sentences: sentences}
}

func (c *composer) glanceFindings() []research.Finding {
	chosen := c.chosenFindings()
	place := func(f research.Finding) int { return f.Glance }
	if len(c.choices.Glance) > 0 {
		place = func(f research.Finding) int { return slices.Index(c.choices.Glance, f.ID) + 1 }
	}
	chosen = slices.DeleteFunc(chosen, func(f research.Finding) bool { return place(f) == 0 })
	slices.SortStableFunc(chosen, func(a, b research.Finding) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.Order, b.Order))
	})
	return chosen[:min(len(chosen), research.GlancePlaces)]
}

// important are the findings that people show although few named them.
func (c *composer) important() []research.VersionImportant {
	important := []research.VersionImportant{}
	for _, f := range c.chosenFindings() {
		if f.Important == "" {
			continue
		}
		line := research.VersionImportant{Finding: f.ID, Title: f.Title, Sentence: f.Sentence, Reason: f.Important}
		if _, personal := c.ownerOf(f); personal {
			n := c.numbers["finding/"+string(f.ID)]
			line = research.VersionImportant{Finding: f.ID, Item: &n}
		}
		important = append(important, line)
	}
	return important
}

var accents = strings.NewReplacer("á", "a", "à", "a", "ä", "a", "â", "a", "é", "e", "è", "e", "ë", "e", "ê", "e",
	"í", "i", "ï", "i", "î", "i", "ó", "o", "ö", "o", "ô", "o", "ú", "u", "ü", "u", "û", "u", "ç", "c", "ñ", "n")

// alphabetic is the text as the Dutch alphabet sorts it.
func alphabetic(text string) string {
	return strings.TrimLeft(accents.Replace(strings.ToLower(text)), "‘’“”\"' ")
}

func atLeastEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
