package disclosure

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Numbers tells whether a text says a number, or how many people said
// something: no text of a release about fewer than ten people may.
func Numbers(text string) bool {
	return strings.ContainsFunc(text, unicode.IsNumber) || len(claimsIn(text)) > 0
}

// Counts are the words by which a text says how many people something holds
// for otherwise than by numbers that are shown: by another number, as a
// percentage or a fraction, as all or none, or as the only one. Where numbers
// are published, a text may repeat them, and say no others (rules §6).
func Counts(text string, shown []int) []string {
	var found []string
	for _, c := range claimsIn(text) {
		hidden := func(n int) bool { return !slices.Contains(shown, n) }
		published := c.kind == exact && !slices.ContainsFunc(c.numbers, hidden)
		if c.kind != loose && !published {
			found = append(found, c.words)
		}
	}
	return found
}

var diagnoses = regexp.MustCompile(`(?i)(autis|asperger|adhd|\badd\b|\bnah\b|hersenletsel|brain injury|hoogbegaafd|gifted|` +
	`hyperacti|dysle|dyscalcul|epilep|\btos\b|taalontwikkelingsstoornis|syndroom|syndrome|trisomie|trisomy|gilles de la tourette|` +
	`\bptss\b|trauma|hechting|depressi|anorexi|boulimi|psychos|\p{L}stoornis|diabet|astma|asthma|\bkanker|\bcancer\b|` +
	`spierziekte|\bdoof\b|\bdove\b|slechthorend|slechtziend|\bblind(?:e|heid)?\b|spasti|rolstoel|wheelchair|bipolair|borderline|` +
	`schizofren|(?:verstandelijke?|lichamelijke?|motorische?) (?:beperk|handicap)|\blvb\b|\bocd\b|` +
	`(?-i:\bDown\b|\bODD\b|\bPDD|\bFAS\b|\bMS\b|\bASS\b))`)

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
