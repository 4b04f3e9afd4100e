package research

import "time"

// Point is a place in a text: an utterance and the number of Unicode code
// points before it in that utterance.
type Point struct {
	Utterance string `json:"utterance"`
	Offset    int    `json:"offset"`
}

// Anchor is what a coding points at: words, or a stretch of sound without
// text. The words themselves and those around them are kept, so that a
// corrected text keeps its codings.
type Anchor struct {
	From *Point `json:"from,omitempty"`
	To   *Point `json:"to,omitempty"` // just after the last code point
	// Part, FromMs and ToMs name a stretch of sound.
	Part   *int  `json:"part,omitempty"`
	FromMs int64 `json:"fromMs,omitempty"`
	ToMs   int64 `json:"toMs,omitempty"`
	// Quote is the words, Before and After at most AnchorContext code points.
	Quote  string `json:"quote,omitempty"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
}

// AnchorContext is how many code points around the words an anchor keeps.
const AnchorContext = 32

// Sound tells whether the anchor is a stretch of sound.
func (a Anchor) Sound() bool { return a.Part != nil }

// Coding says that a stretch of an interview is about a theme, and in what
// kind of way.
type Coding struct {
	ID        ID            `json:"id"`
	Interview ID            `json:"interview"`
	Code      string        `json:"code"`
	Kind      StatementKind `json:"kind"`
	Anchor    Anchor        `json:"anchor"`
	Note      string        `json:"note,omitempty"`
	// TalkFirst is "eerst met begeleider bespreken": out of releases until a lead lifts it.
	TalkFirst bool `json:"talkFirst,omitempty"`
	// Lost tells that the words are no longer in the text: a person must choose
	// new ones. The anchor of a lost coding holds no words.
	Lost bool `json:"lost,omitempty"`
	// Coder is a person ("account/<id>") or a machine.
	Coder string    `json:"coder"`
	At    time.Time `json:"at"`
}

// CodingDocument is the id of a coding's document.
func CodingDocument(coding ID) string { return "coding/" + string(coding) }

// Counted tells whether the kind makes an interview count for a theme.
func (k StatementKind) Counted() bool {
	return k == StatementGood || k == StatementBetter || k == StatementLead
}

// Known tells whether it is one of the four kinds.
func (k StatementKind) Known() bool { return k.Counted() || k == StatementFact }
