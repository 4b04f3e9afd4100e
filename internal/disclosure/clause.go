package disclosure

import (
	"regexp"
	"slices"
	"strings"
)

// clause is a stretch of text between two marks, as words in small letters,
// with the last word before it.
type clause struct {
	words  []string
	before string
}

var (
	marks      = regexp.MustCompile(`[.,;:!?()\n…–—]+`)
	wordsIn    = regexp.MustCompile(`\p{N}+|\p{L}+(?:-\p{L}+)*(?:'s\b)?|%`)
	composites = strings.NewReplacer("e\u0301", "é", "e\u0308", "ë", "i\u0308", "ï", "’", "'")
)

func clausesOf(text string) []clause {
	var clauses []clause
	before := ""
	for _, part := range marks.Split(composites.Replace(strings.ToLower(text)), -1) {
		if words := wordsIn.FindAllString(part, -1); len(words) > 0 {
			clauses = append(clauses, clause{words, before})
			before = words[len(words)-1]
		}
	}
	return clauses
}

// at is the word at a place, "" outside the clause.
func (c clause) at(i int) string {
	if i < 0 || i >= len(c.words) {
		return ""
	}
	return c.words[i]
}

// phrase is the place after a row of words that stands at a place, 0 when it
// does not.
func (c clause) phrase(i int, phrase []string) int {
	if end := i + len(phrase); end <= len(c.words) && slices.Equal(c.words[i:end], phrase) {
		return end
	}
	return 0
}

// longestName is how many words may describe people before they are named.
const longestName = 3

// people is the place after words for people that begin at a place ("van de
// jonge moeders", "of them"), 0 when there are none.
func (c clause) people(i int, who func(word string) bool) int {
	joined := joins[c.at(i)]
	if joined {
		i++
	}
	if joined && those[c.at(i)] {
		return i + 1
	}
	if articles[c.at(i)] {
		i++
	}
	for range longestName {
		if who(c.at(i)) || !c.describes(i) {
			break
		}
		i++
	}
	if who(c.at(i)) {
		return i + 1
	}
	return 0
}

// describes tells whether the word at a place can stand between an amount and
// people. Dutch adjectives end in -e there, and numbers stand there too ("drie
// van de 33"), and a word before a participle ("Turks sprekende").
func (c clause) describes(i int) bool {
	word := c.at(i)
	_, number := numberOf(word)
	return number || describe[word] || strings.HasSuffix(word, "e") || strings.HasSuffix(c.at(i+1), "ende")
}

// aboutPeople tells whether what ends before a place is about people: nothing
// else follows that it could be about.
func (c clause) aboutPeople(i int) bool {
	next := c.at(i)
	return next == "" || says[next] || acts[next] || states[next] || c.people(i, isPerson) > 0
}

// earlier and later tell whether the clause has such a word before or after a place.
func (c clause) earlier(i int, is func(word string) bool) bool {
	return slices.ContainsFunc(c.words[:min(max(i, 0), len(c.words))], is)
}

func (c clause) later(i int, is func(word string) bool) bool {
	return slices.ContainsFunc(c.words[min(i+1, len(c.words)):], is)
}
