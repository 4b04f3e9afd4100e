package study

import (
	"slices"

	"github.com/wijkstem/wijkstem/internal/disclosure"
	"github.com/wijkstem/wijkstem/internal/research"
)

// writing is a text by people with the place where it stands.
type writing struct {
	where, text string
	about       research.ReleaseAbout
	// codes are those that the text is about: it may repeat their figures.
	codes []string
	// named tells that a diagnosis may be named: others judged this text on
	// it, or it is what the whole study is about.
	named bool
	// literal words are the participant's own, not ours.
	literal bool
}

// writings are all texts by people that the version shows.
func (c *checker) writings() []writing {
	all := append(c.findingTexts(), c.pieceTexts()...)
	all = append(all, c.themeTexts()...)
	v := c.draft.version
	add := func(where string, texts ...string) {
		for _, text := range texts {
			all = append(all, writing{where: where, text: text})
		}
	}
	if v.Discussed != nil {
		add("Samen besproken", v.Discussed.WithWhom, v.Discussed.Differently)
	}
	add("Niet gehoord", v.NotHeard...)
	add("Zo leest u dit", v.Reading...)
	for _, theme := range v.PolicyThemes {
		add("Beleidsthema’s", theme.Label)
	}
	large := v.Mode == research.VersionLarge
	return append(all, writing{where: "De vraag van het onderzoek", text: v.Question, named: large},
		writing{where: "De naam van het onderzoek", text: v.Project.Name, named: large})
}

// findingTexts are the texts of findings that rest on several people.
func (c *checker) findingTexts() []writing {
	v, all := c.draft.version, []writing{}
	add := func(finding research.ID, where string, texts ...string) {
		codes := c.codesOf(finding)
		for _, text := range texts {
			all = append(all, writing{
				where: where, text: text, about: research.ReleaseAbout{Finding: finding}, codes: codes, named: c.countedDiagnosis(codes),
			})
		}
	}
	for _, f := range v.Findings {
		add(f.ID, f.Title, f.Title, f.Sentence, f.CounterVoice)
	}
	for _, f := range v.Important {
		add(f.Finding, f.Title, f.Reason)
	}
	if v.Glance != nil {
		for _, s := range v.Glance.Sentences {
			add(s.Finding, "In één oogopslag", plain(s.Parts))
		}
	}
	return all
}

// pieceTexts are the texts that rest on one person. A quote that names a
// diagnosis is left to the second person who judged whether somebody would
// recognise the participant (rules §7), except where few were spoken with.
func (c *checker) pieceTexts() []writing {
	var all []writing
	large := c.draft.version.Mode == research.VersionLarge
	for n, p := range c.draft.pieces {
		q, isQuote := c.quote(p.quote)
		w := writing{where: c.reference(p.interview), about: c.about(n), named: isQuote && large, literal: isQuote && q.Form == research.FormQuote}
		w.codes = append(c.codesOf(w.about.Finding), w.about.Code)
		for _, text := range []string{p.content.Text, p.content.Title, p.content.Sentence, p.content.Reason, plain(p.content.Glance)} {
			w.text = text
			all = append(all, w)
		}
	}
	return all
}

// themeTexts are the names of rows. A code that is flagged as a diagnosis is
// named by it.
func (c *checker) themeTexts() []writing {
	var all []writing
	for _, theme := range c.draft.version.Themes {
		w := writing{where: theme.Label, about: research.ReleaseAbout{Code: theme.Code}, codes: []string{theme.Code}, named: c.flagged(theme.Code)}
		for _, text := range []string{theme.Label, theme.Definition} {
			w.text = text
			all = append(all, w)
		}
	}
	return all
}

func plain(parts []research.TextPart) string {
	text := ""
	for _, part := range parts {
		text += part.Text
	}
	return text
}

func (c *checker) codesOf(finding research.ID) []string {
	for _, f := range c.draft.version.Findings {
		if f.ID == finding {
			return slices.Clone(f.Codes)
		}
	}
	return nil
}

// flagged tells whether a code is a diagnosis.
func (c *checker) flagged(code string) bool {
	return slices.ContainsFunc(c.material.Codes, func(known research.Code) bool {
		return known.ID == code && known.Flagged(research.FlagDiagnosis)
	})
}

// countedDiagnosis tells whether one of the codes is a diagnosis of which the
// version shows a number: so many named it that it points at nobody.
func (c *checker) countedDiagnosis(codes []string) bool {
	return slices.ContainsFunc(c.draft.version.Themes, func(theme research.VersionTheme) bool {
		return slices.Contains(codes, theme.Code) && c.flagged(theme.Code) && theme.N.Number != nil
	})
}

// shown are the numbers that a text about these codes may repeat: how many were
// spoken with, and the figures of the codes.
func (c *checker) shown(codes []string) []int {
	v := c.draft.version
	numbers := []int{v.N}
	add := func(figures ...research.Figure) {
		for _, figure := range figures {
			if figure.Number != nil {
				numbers = append(numbers, *figure.Number)
			}
		}
	}
	if v.Reach != nil {
		numbers = append(numbers, spokenIn(v.Reach)...)
	}
	for _, theme := range v.Themes {
		if !slices.Contains(codes, theme.Code) {
			continue
		}
		add(theme.N)
		if theme.Asked != nil {
			add(*theme.Asked)
		}
		if parts := theme.Parts; parts != nil {
			add(parts.Good, parts.Mixed, parts.Better, parts.Lead)
		}
		if pair := theme.Pair; pair != nil {
			add(pair.Better, pair.Rest)
		}
	}
	return numbers
}

// texts holds that texts by people say no number beside those that are shown,
// and name no diagnosis that points at one family.
func (c *checker) texts() {
	large := c.draft.version.Mode == research.VersionLarge
	for _, w := range c.writings() {
		if large {
			c.countsIn(w)
		} else if disclosure.Numbers(w.text) {
			c.stopAt(w.about, "numbers", w.where, "In deze tekst staat een getal, of hoeveel mensen iets zeiden: "+cited(w.text), "Schrijf het zonder getal")
		}
		if !w.named && disclosure.NamesDiagnosis(w.text) {
			c.stopAt(w.about, "diagnosis", w.where, "Deze tekst noemt een diagnose die naar één gezin kan wijzen: "+cited(w.text),
				"Noem geen diagnose", "Noem er drie of meer als voorbeeld")
		}
	}
	if large {
		c.pass("numbers", "Teksten noemen geen andere aantallen dan de getallen die er al staan.")
	} else {
		c.pass("numbers", "In geen tekst staat hoeveel mensen iets zeiden.")
	}
	c.pass("diagnosis", "Geen tekst noemt een diagnose die naar één gezin wijst.")
}

// countsIn stops a text that says how many otherwise than the version does.
func (c *checker) countsIn(w writing) {
	if w.literal {
		return
	}
	if said := disclosure.Counts(w.text, c.shown(w.codes)); len(said) > 0 {
		c.stopAt(w.about, "numbers", w.where,
			"‘"+said[0]+"’ zegt hoeveel mensen iets zeiden, en staat niet zo bij de getallen: "+cited(w.text),
			"Schrijf het zonder aantal", "Gebruik een getal dat bij deze bevinding staat")
	}
}

// longestCited is how much of a text a check repeats, in characters.
const longestCited = 400

func cited(text string) string {
	if letters := []rune(text); len(letters) > longestCited {
		text = string(letters[:longestCited]) + "…"
	}
	return "‘" + text + "’"
}
