package disclosure

import (
	"regexp"
	"slices"
	"strings"
)

// people are the words for those who were spoken with.
const people = `(?:ouders?|moeders?|vaders?|jongeren?|gezin(?:nen)?|deelnemers?|mensen|gesprek(?:ken)?|interviews?|parents?|young people|families|people|conversations?)`

// amount are the words that say how many they are. The unstressed "een" is an
// article, not an amount.
const amount = `(?:[eé]én|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|\p{L}+tien|twintig|alle|allemaal|beide|elke|iedere|geen|geen enkele|one|two|three|four|five|six|seven|eight|nine|ten|\p{L}+teen|twenty|all|both|every|none)`

// them are the words for people named before.
const them = `(?:hen|hun|ons|ze|them|us)`

// says are the words by which a text tells what people said.
const says = `(?:zei(?:den)?|zegt|zeggen|noem(?:t|en|de|den)|vond(?:en)?|vindt|vinden|vertel(?:t|len|de|den)|wil(?:len|den|de)?|denk(?:t|en)|dacht(?:en)?|ervaar(?:t|den)?|ervaren|mis(?:t|sen|te|ten)|said|says?|mention(?:s|ed)?|wants?|wanted|told|tells?|finds?|found|felt|feels?)`

const part = `(?:de helft|(?:een|twee|drie) ?(?:derde|kwart)|driekwart|half|(?:a|one|two|three)[ -](?:thirds?|quarters?))`

var (
	digits    = regexp.MustCompile(`\p{Nd}`)
	percent   = regexp.MustCompile(`(?i)%|\bprocent\b|\bpercent\b`)
	countOf   = bounded(amount + `(?: (?:van|of))?(?: (?:de|the))? (?:\p{L}+e )?` + people)
	countThem = bounded(amount + ` (?:van|of) ` + them)
	countIn   = bounded(amount + ` (?:van|of) (?:de |the )?` + amount)
	allOf     = bounded(`(?:alle|all) ` + amount)
	countSaid = bounded(amount + ` ` + says)
	fractions = bounded(part + ` (?:(?:van|of) (?:de |the )?(?:\p{L}+e )?(?:` + people + `|` + them + `)|` + says + `)`)
	everybody = bounded(`(?:iedereen|niemand|everybody|everyone|nobody|no one) ` + says)
	diagnoses = regexp.MustCompile(`(?i)(autis|asperger|adhd|\badd\b|\bnah\b|hersenletsel|brain injury|hoogbegaafd|gifted|dysle|dyscalcul|epilep|\btos\b|taalontwikkelingsstoornis|syndroom|syndrome|gilles de la tourette|\bptss\b|depressi|anorexi|boulimi|psychos|\p{L}stoornis|diabet|\bdoof\b|\bdove\b|slechthorend|slechtziend|\bblind(?:e|heid)?\b|spasti|bipolair|borderline|schizofren|verstandelijk(?:e)? beperk|(?-i:\bDown\b|\bODD\b|\bPDD|\bFAS\b|\bMS\b))`)
)

// bounded finds whole words only; of letters with accents \b knows nothing.
func bounded(words string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[^\p{L}])` + words + `(?:[^\p{L}]|$)`)
}

// Numbers tells whether a text says a number, or how many people said
// something: no text of a release about fewer than ten people may.
func Numbers(text string) bool {
	found := func(pattern *regexp.Regexp) bool { return pattern.MatchString(text) }
	return slices.ContainsFunc([]*regexp.Regexp{digits, percent, countOf, countThem, countIn, allOf, countSaid, fractions, everybody}, found)
}

// DiagnosisList is how many diagnoses a list has to name at least, so that none
// of them points at one family.
const DiagnosisList = 3

// NamesDiagnosis tells whether a text names a diagnosis otherwise than in a
// list of three or more.
func NamesDiagnosis(text string) bool {
	var named []string
	for _, found := range diagnoses.FindAllString(text, -1) {
		named = append(named, strings.ToLower(found))
	}
	slices.Sort(named)
	n := len(slices.Compact(named))
	return n > 0 && n < DiagnosisList
}
