package research

import "time"

// Letter notes that the signed yes of a parent is in the lead's hands. The phones
// offer it for a talk with the young person whom it is about.
type Letter struct {
	ID ID `json:"id"`
	// Label is the lead's own note by which the letter is recognised, never a full name.
	Label    string `json:"label"`
	SignedOn string `json:"signedOn"` // a day, 2006-01-02
	// Device is the phone that offers it, "" for all phones.
	Device ID        `json:"device,omitempty"`
	At     time.Time `json:"at"`
	By     string    `json:"by"` // an actor
	// Interviews rest on it.
	Interviews []ID `json:"interviews,omitempty"`
	// EndedAt is when the parent took it back, zero while it holds.
	EndedAt time.Time `json:"endedAt,omitzero"`
}

// Holds tells whether the parent's yes stands.
func (l Letter) Holds() bool { return l.EndedAt.IsZero() }

// LetterDocument is the id of a letter's document in its project.
func LetterDocument(letter ID) string { return "letter/" + string(letter) }

// MostLetters is how many letters a project may have.
const MostLetters = 500
