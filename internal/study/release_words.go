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
}

// writings are all texts by people that the version shows.
func (c *checker) writings() []writing {
	v := c.draft.version
	all := []writing{}
	add := func(about research.ReleaseAbout, where string, texts ...string) {
		for _, text := range texts {
			all = append(all, writing{where, text, about})
		}
	}
	for _, f := range v.Findings {
		add(research.ReleaseAbout{Finding: f.ID}, f.Title, f.Title, f.Sentence, f.CounterVoice)
	}
	for n, p := range c.draft.pieces {
		add(c.about(n), c.reference(p.interview), p.content.Text, p.content.Title, p.content.Sentence, plain(p.content.Glance))
	}
	if v.Glance != nil {
		for _, s := range v.Glance.Sentences {
			add(research.ReleaseAbout{Finding: s.Finding}, "In één oogopslag", plain(s.Parts))
		}
	}
	if v.Discussed != nil {
		add(research.ReleaseAbout{}, "Samen besproken", v.Discussed.WithWhom, v.Discussed.Differently)
	}
	add(research.ReleaseAbout{}, "Niet gehoord", v.NotHeard...)
	add(research.ReleaseAbout{}, "Zo leest u dit", v.Reading...)
	return all
}

// about is what a piece of the draft is and where people change it.
func (c *checker) about(n int) research.ReleaseAbout {
	p := c.draft.pieces[n]
	about := research.ReleaseAbout{Interview: p.interview, Quote: p.quote}
	if q, found := c.quote(p.quote); found {
		about.Finding, about.Code = q.Finding, q.Code
		return about
	}
	for _, f := range c.draft.version.Findings {
		if f.Item != nil && *f.Item == n || f.CounterVoiceItem != nil && *f.CounterVoiceItem == n {
			about.Finding = f.ID
		}
	}
	return about
}

func plain(parts []research.TextPart) string {
	text := ""
	for _, part := range parts {
		text += part.Text
	}
	return text
}

func (c *checker) reference(interview research.ID) string {
	for _, i := range c.material.Interviews {
		if i.ID == interview {
			return i.Reference
		}
	}
	return ""
}

// texts holds that texts by people say no numbers and single out no diagnosis
// where few people were spoken with.
func (c *checker) texts() {
	if c.draft.version.Mode == research.VersionLarge {
		return
	}
	for _, w := range c.writings() {
		if disclosure.Numbers(w.text) {
			c.stopAt(w.about, "numbers", w.where, "In deze tekst staat een getal, of hoeveel mensen iets zeiden: ‘"+w.text+"’", "Schrijf het zonder getal")
		}
		if disclosure.NamesDiagnosis(w.text) {
			c.stopAt(w.about, "diagnosis", w.where, "Deze tekst noemt een diagnose die naar één gezin kan wijzen: ‘"+w.text+"’",
				"Noem geen diagnose", "Noem er drie of meer als voorbeeld")
		}
	}
	c.pass("numbers", "In geen tekst staat hoeveel mensen iets zeiden.")
	c.pass("diagnosis", "Geen tekst noemt een diagnose die naar één gezin wijst.")
}

// quoteStates holds that every quote is still there as it was composed, that
// its person allows it and that a second person judged it.
func (c *checker) quoteStates() {
	small := c.draft.version.Mode != research.VersionLarge
	for n, p := range c.draft.pieces {
		if p.quote == "" {
			continue
		}
		q, found := c.quote(p.quote)
		interview, there := c.interview(p.interview)
		coding, coded := c.coding(q.Coding)
		switch {
		case !found || !there || !coded || q.Text != p.content.Text:
			c.stopAt(c.about(n), "quotes", c.reference(p.interview), "Dit citaat is veranderd of weg sinds de versie is samengesteld.", "Stel de versie opnieuw samen")
		default:
			if state, why := q.Judge(interview, coding, small); state != research.QuoteReady {
				c.stopAt(c.about(n), "quotes", interview.Reference, why+" ‘"+q.Text+"’", waysFor(q, interview, why)...)
			}
		}
	}
	c.pass("quotes", "Bij elk citaat zei de deelnemer ja en keek een tweede persoon mee.")
}

func waysFor(q research.Quote, interview research.Interview, why string) []string {
	switch {
	case !interview.Consent.Allows(research.ChoiceQuote):
		return []string{"Laat weg"}
	case why == research.LiteralInSmall:
		return []string{"Zet in onze woorden", "Laat weg"}
	case q.Recognised == nil:
		return []string{"Vraag een tweede persoon", "Laat weg"}
	default:
		return []string{"Zet in onze woorden", "Laat weg"}
	}
}

// MaxQuotes is how many quotes of one person a small release holds, and how
// many stand with one point.
const MaxQuotes = 2

func (c *checker) quotesOfOnePerson() {
	if c.draft.version.Mode == research.VersionLarge {
		return
	}
	of := map[string]int{}
	for n, p := range c.draft.pieces {
		if interview, found := c.interview(p.interview); found && p.quote != "" {
			of[interview.Home()]++
			if of[interview.Home()] == MaxQuotes+1 {
				c.stopAt(c.about(n), "quotes-person", interview.Reference, "Van deze deelnemer staan er meer dan twee citaten in. Samen kunnen die iemand herkenbaar maken.", "Laat citaten weg")
			}
		}
	}
	for _, f := range c.draft.version.Findings {
		if len(f.Quotes) > MaxQuotes {
			c.stopAt(research.ReleaseAbout{Finding: f.ID}, "quotes-person", f.Title, "Bij deze bevinding staan meer dan twee citaten.", "Laat citaten weg")
		}
	}
	c.pass("quotes-person", "Van niemand staan er meer dan twee citaten in.")
}

// singleVoices holds that what rests on one person is allowed by that person:
// without a yes to being quoted somebody is counted, and not paraphrased alone.
func (c *checker) singleVoices() {
	for n, p := range c.draft.pieces {
		if p.quote != "" {
			continue
		}
		interview, found := c.interview(p.interview)
		switch {
		case !found:
			c.stopAt(c.about(n), "single-voice", "", "Een tekst rust op een gesprek dat er niet meer is.", "Stel de versie opnieuw samen")
		case !interview.Consent.Allows(research.ChoiceQuote):
			c.stopAt(c.about(n), "single-voice", interview.Reference, "Deze tekst rust op één gesprek, en deze deelnemer wil niet dat woorden worden gebruikt.",
				"Laat de bevinding ook op andere gesprekken rusten", "Haal de tekst weg")
		}
	}
	c.pass("single-voice", "Wat op één gesprek rust, mag van die deelnemer.")
}

func (c *checker) quote(id research.ID) (research.Quote, bool) {
	i := slices.IndexFunc(c.quotes, func(q research.Quote) bool { return q.ID == id })
	if i < 0 {
		return research.Quote{}, false
	}
	return c.quotes[i], true
}

func (c *checker) interview(id research.ID) (research.Interview, bool) {
	i := slices.IndexFunc(c.material.Interviews, func(interview research.Interview) bool { return interview.ID == id })
	if i < 0 {
		return research.Interview{}, false
	}
	return c.material.Interviews[i], true
}

func (c *checker) coding(id research.ID) (research.Coding, bool) {
	i := slices.IndexFunc(c.material.Codings, func(coding research.Coding) bool { return coding.ID == id })
	if i < 0 {
		return research.Coding{}, false
	}
	return c.material.Codings[i], true
}
