package study

import (
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
)

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

func (c *checker) reference(interview research.ID) string {
	for _, i := range c.material.Interviews {
		if i.ID == interview {
			return i.Reference
		}
	}
	return ""
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

// MaxQuotes is how many texts of one person a small release holds, and how many
// quotes stand with one point.
const MaxQuotes = 2

// quotesOfOnePerson counts all that rests on one household: quotes, counter-voices
// and sentences of one talk are each a text of that person.
func (c *checker) quotesOfOnePerson() {
	if c.draft.version.Mode == research.VersionLarge {
		return
	}
	of := map[string]int{}
	for n, p := range c.draft.pieces {
		interview, found := c.interview(p.interview)
		if !found {
			continue
		}
		if of[interview.Home()]++; of[interview.Home()] == MaxQuotes+1 {
			c.stopAt(c.about(n), "quotes-person", interview.Reference, "Van deze deelnemer staan er meer dan twee teksten in. Samen kunnen die iemand herkenbaar maken.",
				"Laat citaten weg", "Haal een tegenstem weg", "Laat een bevinding ook op andere gesprekken rusten")
		}
	}
	for _, f := range c.draft.version.Findings {
		if len(f.Quotes) > MaxQuotes {
			c.stopAt(research.ReleaseAbout{Finding: f.ID}, "quotes-person", f.Title, "Bij deze bevinding staan meer dan twee citaten.", "Laat citaten weg")
		}
	}
	c.pass("quotes-person", "Van niemand staan er meer dan twee teksten in.")
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
