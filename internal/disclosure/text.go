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
const amount = `(?:[eé]én|twee|drie|vier|vijf|zes|zeven|acht|negen|alle|allemaal|beide|elke|iedere|geen enkele|one|two|three|four|five|six|seven|eight|nine|all|both|every)`

var (
	digits    = regexp.MustCompile(`\p{Nd}`)
	percent   = regexp.MustCompile(`(?i)%|\bprocent\b|\bpercent\b`)
	countOf   = regexp.MustCompile(`(?i)(?:^|[^\p{L}])` + amount + `(?: (?:van|of))?(?: (?:de|the))? ` + people + `(?:[^\p{L}]|$)`)
	fractions = regexp.MustCompile(`(?i)(?:^|[^\p{L}])(?:de helft|een derde|een kwart|half|a third|a quarter) (?:van|of) (?:de |the )?` + people)
	diagnoses = regexp.MustCompile(`(?i)(autis|asperger|adhd|\badd\b|\bnah\b|hersenletsel|brain injury|hoogbegaafd|gifted|dysle|dyscalcul|epilep|\btos\b|taalontwikkelingsstoornis|syndroom|syndrome|gilles de la tourette|\bptss\b|depressi|anorexi|boulimi|psychos)`)
)

// Numbers tells whether a text says a number, or how many people said
// something: no text of a release about fewer than ten people may.
func Numbers(text string) bool {
	return digits.MatchString(text) || percent.MatchString(text) ||
		countOf.MatchString(text) || fractions.MatchString(text)
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
