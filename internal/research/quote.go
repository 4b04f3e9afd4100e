package research

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
	// OwnYes is the participant's yes to this exact text.
	OwnYes bool `json:"ownYes"`
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

// QuoteDocument is the id of a quote's document.
func QuoteDocument(quote ID) string { return "quote/" + string(quote) }
