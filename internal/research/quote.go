package research

import "strings"

// QuoteForm says whether words are the participant's or ours.
type QuoteForm string

// The forms.
const (
	FormQuote      QuoteForm = "quote"
	FormParaphrase QuoteForm = "paraphrase"
)

// Quote is an edited text of its own, made from one coding.
type Quote struct {
	ID        ID `json:"id"`
	Coding    ID `json:"coding"`
	Interview ID `json:"interview"`
	// Finding or Code is where it is shown.
	Finding    ID            `json:"finding,omitempty"`
	Code       string        `json:"code,omitempty"`
	Kind       StatementKind `json:"kind"`
	Text       string        `json:"text"`
	Form       QuoteForm     `json:"form"`
	Translated bool          `json:"translated"`
	// Label is "een ouder" or "een jongere", as Group.
	Label Group `json:"label"`
	// Recognised is the second person's answer to "Zou school, jeugdteam, buur
	// of familie deze persoon herkennen?"; nil while nobody answered.
	Recognised *Recognition `json:"recognised,omitempty"`
	// OwnAnswer is what the participant said after hearing this exact text; ""
	// while nobody asked.
	OwnAnswer ChoiceAnswer `json:"ownAnswer,omitempty"`
	// EditedBy made or last changed the text.
	EditedBy string `json:"editedBy"`
}

// Recognition is a second person's judgement of a quote.
type Recognition struct {
	Recognisable bool   `json:"recognisable"`
	By           string `json:"by"`
}

// Cleared tells whether a second person, not the editor, judged that nobody
// would recognise the participant.
func (q Quote) Cleared() bool {
	return q.Recognised != nil && !q.Recognised.Recognisable && q.Recognised.By != q.EditedBy
}

// QuoteState is how far a quote is; it is derived and never stored.
type QuoteState string

// The states of a quote.
const (
	QuoteDraft   QuoteState = "draft"   // nobody judged it yet, or the own yes is missing
	QuoteReady   QuoteState = "ready"   // may be released
	QuoteBlocked QuoteState = "blocked" // may not, as it is
)

// Judge derives the state of a quote (rules §7) with, when it is not ready,
// what holds it back in Dutch. small tells that few people were spoken with:
// then only what was put in our own words goes out, for now also where the
// participant said yes to the literal words.
func (q Quote) Judge(interview Interview, coding Coding, small bool) (QuoteState, string) {
	switch {
	case !interview.Consent.Allows(ChoiceQuote):
		return QuoteBlocked, "Deze deelnemer wil niet dat woorden worden gebruikt."
	case q.OwnAnswer == No:
		return QuoteBlocked, "De deelnemer hoorde deze tekst en zei nee."
	case coding.TalkFirst:
		return QuoteBlocked, "Dit stuk moet eerst met de begeleider worden besproken."
	case q.Recognised != nil && q.Recognised.Recognisable:
		return QuoteBlocked, "Iemand zou deze persoon herkennen. Maak de tekst algemener."
	case small && q.Form == FormQuote:
		return QuoteBlocked, LiteralInSmall
	case !q.Cleared():
		return QuoteDraft, "Een tweede persoon moet nog zeggen of iemand deze persoon zou herkennen."
	default:
		return QuoteReady, ""
	}
}

// LiteralInSmall is why literal words of few people stay inside.
const LiteralInSmall = "Bij zo weinig mensen gaan nu alleen teksten in onze woorden naar buiten."

// Check says what is wrong with a quote by itself.
func (q Quote) Check() error {
	var c Checks
	c.That(strings.TrimSpace(q.Text) != "", "/text", "Schrijf de tekst.")
	c.That(q.Form == FormQuote || q.Form == FormParaphrase, "/form", "Kies: letterlijk of in onze woorden.")
	c.That(q.Kind.Known(), "/kind", "Kies een van de vier soorten.")
	return c.Err()
}

// QuoteDocument is the id of a quote's document.
func QuoteDocument(quote ID) string { return "quote/" + string(quote) }
