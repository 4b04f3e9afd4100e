package research

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// PassageSize is how many bytes of utterances a passage holds at most. A
// coding reads one or two passages, however long the text is.
const PassageSize = 8 << 10

// UtteranceSize is the longest utterance in code points; longer ones are cut
// at a sentence when they come in.
const UtteranceSize = 4000

// Utterance is what one speaker said, or one note.
type Utterance struct {
	// ID is "<passage>-<number>"; it stays when the text is corrected.
	ID      string `json:"id"`
	Speaker string `json:"speaker"` // participant, participant-2, interviewer, interpreter, note, summary
	Topic   string `json:"topic,omitempty"`
	// From and To are milliseconds in the recording; both 0 when not known.
	From int64  `json:"from,omitempty"`
	To   int64  `json:"to,omitempty"`
	Text string `json:"text"`
}

// CountWords is how many words a text has: stretches between white space.
func CountWords(text string) int {
	words, inside := 0, false
	for i := 0; i < len(text); {
		size, wasInside := 1, inside
		if c := text[i]; c < utf8.RuneSelf {
			inside = c != ' ' && (c < '\t' || c > '\r')
		} else {
			var r rune
			r, size = utf8.DecodeRuneInString(text[i:])
			inside = !unicode.IsSpace(r)
		}
		if inside && !wasInside {
			words++
		}
		i += size
	}
	return words
}

// Passage is a run of utterances stored as one document, so that an act on a
// long text touches a small part of it. The passages of a text are a chain
// that begins at number 1.
type Passage struct {
	Number     int         `json:"number"` // from 1
	Next       int         `json:"next"`   // number of the next utterance made in it
	Utterances []Utterance `json:"utterances"`
	// Following is the number of the passage after it in the text, 0 at the end.
	Following int `json:"following"`
	// Moved says where utterances went whose id names this passage but who
	// stand in another.
	Moved map[string]int `json:"moved,omitempty"`
}

// Literal tells whether the speaker's words may ever become a literal quote:
// notes are the interviewer's words.
func (u Utterance) Literal() bool { return strings.HasPrefix(u.Speaker, "participant") }

// PassageOf is the passage number in an utterance's id, -1 when it is none.
func PassageOf(utterance string) int {
	number, _, found := strings.Cut(utterance, "-")
	n, err := strconv.Atoi(number)
	if !found || err != nil || n < 0 {
		return -1
	}
	return n
}

// PassageDocument is the id of a passage's document.
func PassageDocument(interview ID, number int) string {
	return "passage/" + string(interview) + "/" + strconv.Itoa(number)
}
