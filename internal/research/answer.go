package research

import "time"

// AnswerState is what an owner says to a finding.
type AnswerState string

// The states; waiting and late are derived from the due date and never stored.
const (
	AnswerWillDo      AnswerState = "will-do"      // dit gaan we doen
	AnswerPartly      AnswerState = "partly"       // doen we deels
	AnswerLookingInto AnswerState = "looking-into" // zoeken we eerst uit
	AnswerWillNot     AnswerState = "will-not"     // doen we niet, want …
	AnswerDone        AnswerState = "done"         // gedaan
	AnswerWaiting     AnswerState = "waiting"
	AnswerLate        AnswerState = "late"
)

// AnswerLevel is who within the owner answers.
type AnswerLevel string

// The two steps: default six weeks and ninety days.
const (
	LevelOfficial  AnswerLevel = "official"
	LevelGoverning AnswerLevel = "governing"
)

// Answer is an owner's reaction to a released finding.
type Answer struct {
	Finding ID          `json:"finding"`
	Owner   Owner       `json:"owner"`
	Level   AnswerLevel `json:"level"`
	State   AnswerState `json:"state"`
	Reason  string      `json:"reason"`
	// Function is the office that answers, never a name.
	Function string    `json:"function"`
	Date     string    `json:"date"` // 2026-11-24
	NextStep *NextStep `json:"nextStep,omitempty"`
	DoneOn   string    `json:"doneOn,omitempty"`
	At       time.Time `json:"at"`
}

// NextStep is what happens next, and when.
type NextStep struct {
	Text string `json:"text"`
	Date string `json:"date"`
}

// AnswerDocument is the id of an answer's document.
func AnswerDocument(finding ID, owner Owner) string {
	return "answer/" + string(finding) + "/" + string(owner)
}
