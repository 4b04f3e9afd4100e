package research

import (
	"time"
)

// Wordings are what speakers of a language made of one version of a guide in it. The
// version itself never changes: phones lay this over it.
type Wordings struct {
	// Guide is "slug@version".
	Guide    string `json:"guide"`
	Language string `json:"language"`
	// Texts are by text id; what nobody looked at is not there.
	Texts map[string]Wording `json:"texts"`
}

// Wording is one text of a guide as a speaker of the language left it.
type Wording struct {
	// Words take the place of the guide's own.
	Words string `json:"words,omitempty"`
	// By is the actor who wrote or approved them last.
	By string    `json:"by,omitempty"`
	At time.Time `json:"at,omitzero"`
	// Approved tells that phones may say them without a mark.
	Approved bool `json:"approved,omitempty"`
}

// WordingsDocument is the id of the wordings of a guide ("slug@version") in a language.
func WordingsDocument(guide, language string) string {
	return "wording/" + guide + "/" + language
}

// MostWords is how long a wording may be, in bytes: twice the longest text of a guide.
const MostWords = 4000
