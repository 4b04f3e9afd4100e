package guide

import (
	"fmt"
	"regexp"
	"strings"
)

// advise notes a fault in a published guide and a warning before that.
func (c *checker) advise(field, format string, args ...any) {
	c.note(field, format, args...)
	c.problems[len(c.problems)-1].Warning = c.guide.State != "published"
}

// warn notes what is often, but not always, a fault: whoever reads the guide decides.
func (c *checker) warn(field, format string, args ...any) {
	c.note(field, format, args...)
	c.problems[len(c.problems)-1].Warning = true
}

// maxWords is the longest sentence that is easy to hear; from hardWords on it is
// refused. A paragraph has at most maxSentences.
const (
	maxWords     = 12
	hardWords    = 15
	maxSentences = 3
)

var sentenceEnd = regexp.MustCompile(`[.!?:]+["'”’]?(\s|$)|\n`)

// habit is a habit of writing that makes Dutch hard to follow. Some are seen by
// their form alone, so that they can be wrong.
type habit struct {
	pattern *regexp.Regexp
	why     string // with %q for what was found
	likely  bool
}

// habits follow the conventions of texts in plain Dutch (B1).
var habits = []habit{
	{regexp.MustCompile(`(?i)vindt u ook|vind je ook|, toch\?|bent u het ermee eens|ben je het ermee eens`), "%q stuurt het antwoord; vraag open", false},
	{regexp.MustCompile(`\b(JGT|OOGO|LEA|SWV|CJG|NAH|POH|JGZ|GGZ|IB|PGB|VO|PO|SBO)\b`), "schrijf de afkorting %q uit", false},
	{regexp.MustCompile(`(?i)\bniet\b[^.!?\n]*\bzonder\b`), "%q ontkent twee keer; zeg wat wel kan", false},
	{regexp.MustCompile(`(?i)\ben/of\b`), "%q laat twee dingen open; kies of maak er twee zinnen van", false},
	{passive, "in %q blijft uit beeld wie iets doet; noem wie", true},
	{regexp.MustCompile(`(?i)\b(drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|twintig|dertig|veertig|vijftig|zestig|honderd|duizend)\b`), "schrijf het getal %q als cijfer", true},
}

// passive is a form of "worden" with a past participle in the same sentence.
var passive = regexp.MustCompile(`(?i)\b(word|wordt|worden|werd|werden)\b([^.!?,;:\n]*\s)(((aan|af|bij|door|in|mee|na|op|over|toe|uit|voor|weg)?ge[a-z]{3,}|(be|ver|ont|her)[a-z]{3,})(d|t|en))\b|\b((aan|af|bij|door|in|mee|na|op|over|toe|uit|voor|weg)?ge[a-z]{3,}(d|t|en))\s(word|wordt|worden|werd|werden)\b`)

// trade is a word of the trade, with how to say it plainly.
type trade struct{ word, say string }

// pattern finds the word, by its beginning.
func (t trade) pattern() *regexp.Regexp { return regexp.MustCompile(`(?i)\b` + t.word) }

var plainer = []trade{
	{"adequaat", "goed"},
	{"casus", "verhaal"},
	{"dienen te", "moeten"},
	{"faciliteren", "helpen"},
	{"indicatie", "besluit dat u hulp krijgt"},
	{"inzake", "over"},
	{"interventie", "hulp"},
	{"maatwerk", "hulp die past"},
	{"middels", "met"},
	{"optimaal", "zo goed mogelijk"},
	{"participatie", "meedoen"},
	{"participeren", "meedoen"},
	{"problematiek", "problemen"},
	{"respondent", "deelnemer"},
	{"signaleren", "merken"},
	{"teneinde", "om"},
	{"thuiszitter", "kind dat thuis zit en niet naar school gaat"},
	{"traject", "weg"},
}

// checkPlain holds the rules for Dutch at level B1.
func (c *checker) checkPlain(field, words string) {
	c.checkSentences(field, words)
	for _, habit := range habits {
		if found := habit.pattern.FindString(words); found != "" {
			c.advise(field, "%s", fmt.Sprintf(habit.why, found))
			last := &c.problems[len(c.problems)-1]
			last.Warning = last.Warning || habit.likely
		}
	}
	for _, word := range plainer {
		if word.pattern().MatchString(words) {
			c.advise(field, "%q is een moeilijk woord; zeg bijvoorbeeld %q", word.word, word.say)
		}
	}
}

func (c *checker) checkSentences(field, words string) {
	for paragraph := range strings.SplitSeq(words, "\n") {
		sentences := 0
		for _, sentence := range sentenceEnd.Split(paragraph, -1) {
			n := len(strings.Fields(sentence))
			sentences += min(n, 1)
			switch {
			case n > hardWords:
				c.advise(field, "deze zin telt %d woorden; hooguit %d: %q", n, hardWords, strings.TrimSpace(sentence))
			case n > maxWords:
				c.warn(field, "deze zin telt %d woorden; %d is beter", n, maxWords)
			}
		}
		if sentences > maxSentences {
			c.warn(field, "%d zinnen achter elkaar; begin na %d een nieuwe regel", sentences, maxSentences)
		}
	}
}
