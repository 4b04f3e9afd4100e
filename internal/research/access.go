package research

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"math/big"
	"slices"
	"strings"
)

// AccessCode is by what a participant withdraws without anybody's help: five
// compounds of two everyday nouns each, made on the phone and given to nobody
// else. Each word is a number below AccessBase. Four are drawn, so that a code
// has 61.8 bits; the last is chosen so that the sum of each number times its
// place is a multiple of AccessBase. That is prime, so one wrong word is always
// found, and so are two words that changed places.
type AccessCode [5]int

// AccessBase is the largest prime of which there are compounds.
const AccessBase = 45_139

// NewAccessCode draws a code.
func NewAccessCode(random io.Reader) (code AccessCode, err error) {
	last := len(code) - 1
	for i := range last {
		n, err := rand.Int(random, big.NewInt(AccessBase))
		if err != nil {
			return code, err
		}
		code[i] = int(n.Int64())
	}
	code[last] = code.fitting(last)
	return code, nil
}

// fitting is the number that would make the code whole at one of its places.
func (c AccessCode) fitting(place int) int {
	sum := 0
	for i, n := range c {
		if i != place {
			sum += (i + 1) * n
		}
	}
	// place+1 times the answer is what the sum lacks: at most five steps.
	lacking := (AccessBase - sum%AccessBase) % AccessBase
	for lacking%(place+1) != 0 {
		lacking += AccessBase
	}
	return lacking / (place + 1)
}

// whole tells whether the code could have been made.
func (c AccessCode) whole() bool { return c.fitting(0) == c[0] }

// Words are the five compounds.
func (c AccessCode) Words() []string {
	words := make([]string, len(c))
	for i, n := range c {
		words[i] = compound(n)
	}
	return words
}

// String is the code as it is written: five words with one space between.
func (c AccessCode) String() string { return strings.Join(c.Words(), " ") }

// Digest is what a manifest holds instead of the code.
func (c AccessCode) Digest() Digest {
	sum := sha256.Sum256([]byte("wijkstem/access-code/v1/" + c.String()))
	return Digest(base64.RawURLEncoding.EncodeToString(sum[:]))
}

func compound(n int) string { return strings.ReplaceAll(ReferenceAt(n), " ", "") }

// WrongCode says what is wrong with words that are no access code. Words are the
// places, from 1, of those that cannot be right; without any it is some word, or
// their number.
type WrongCode struct {
	Words []int
	// Count tells that there are not five of them.
	Count bool
}

// Error says nothing of the words themselves.
func (*WrongCode) Error() string { return "these words are no access code" }

// ReadAccessCode reads a code however it was typed: capitals, hyphens, lines and
// spaces do not matter, not even inside or between words. The fault is a
// *WrongCode.
func ReadAccessCode(text string) (AccessCode, error) {
	typed := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' })
	code := AccessCode{}
	if len(typed) == len(code) {
		return readWords(typed)
	}
	nouns, rest := nouns(strings.Join(typed, ""))
	switch {
	case rest != "" && len(nouns) < 2*len(code):
		return code, &WrongCode{Words: []int{len(nouns)/2 + 1}}
	case rest != "" || len(nouns) != 2*len(code):
		return code, &WrongCode{Count: true}
	}
	words := make([]string, len(code))
	for i := range words {
		words[i] = nouns[2*i] + nouns[2*i+1]
	}
	return readWords(words)
}

func readWords(words []string) (code AccessCode, err error) {
	wrong := &WrongCode{}
	for i, word := range words {
		n, known := numberOf(word)
		if !known {
			wrong.Words = append(wrong.Words, i+1)
		}
		code[i] = n
	}
	if len(wrong.Words) > 0 {
		return AccessCode{}, wrong
	}
	if !code.whole() {
		return AccessCode{}, &WrongCode{Words: code.misheard()}
	}
	return code, nil
}

// misheard are the places where another word with one of the same nouns would
// make the code whole: there somebody most likely heard or read amiss.
func (c AccessCode) misheard() (places []int) {
	for i, n := range c {
		said, _ := nouns(compound(n))
		meant, _ := nouns(compound(c.fitting(i)))
		if said[0] == meant[0] || said[1] == meant[1] || said[0] == meant[1] && said[1] == meant[0] {
			places = append(places, i+1)
		}
	}
	return places
}

// numberOf is the number of a compound, if it is one that codes have.
func numberOf(word string) (n int, known bool) {
	parts, rest := nouns(word)
	if rest != "" || len(parts) != 2 || parts[0] == parts[1] {
		return 0, false
	}
	all := ReferenceWords()
	first, second := slices.Index(all, parts[0]), slices.Index(all, parts[1])
	if second > first {
		second--
	}
	n = first*(len(all)-1) + second
	return n, n < AccessBase
}

// nouns splits letters into reference words from the left, always the longest;
// rest is where none fits. No two rows of words spell the same.
func nouns(letters string) (found []string, rest string) {
	all := ReferenceWords()
	for letters != "" {
		longest := ""
		for _, word := range all {
			if strings.HasPrefix(letters, word) && len(word) > len(longest) {
				longest = word
			}
		}
		if longest == "" {
			return found, letters
		}
		found, letters = append(found, longest), letters[len(longest):]
	}
	return found, ""
}

// Access is where the keyed hash of an access code leads: an interview, and which
// person of several, 0 where there was one.
type Access struct {
	Interview ID  `json:"interview"`
	Person    int `json:"person,omitempty"`
}

// AccessDocument is the id of the document that a code's keyed hash leads to.
func AccessDocument(hash string) string { return "access/" + hash }
