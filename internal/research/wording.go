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
	// Spoken is how a voice says the text, nil while nobody recorded it.
	Spoken *SpokenLine `json:"spoken,omitempty"`
}

// SpokenLine is what is known of a recorded voice without its sound.
type SpokenLine struct {
	MIME  string    `json:"mime"`
	Bytes int       `json:"bytes"`
	Hash  string    `json:"hash"` // SHA-256 of the sound, in hex
	By    string    `json:"by"`   // the actor who recorded it
	At    time.Time `json:"at"`
	// ApprovedBy is somebody else who heard it and found it right, "" before: only
	// then phones get it.
	ApprovedBy string `json:"approvedBy,omitempty"`
}

// Spoken is the sound of a recorded voice.
type Spoken struct {
	MIME  string `json:"mime"`
	Sound Base64 `json:"sound"`
}

// SpokenDocument is the id of the voice of a text of a guide ("slug@version") in a language.
func SpokenDocument(guide, language, text string) string {
	return "spoken/" + guide + "/" + language + "/" + text
}

// MostSpoken is how many bytes a recorded voice may have: a minute at 128 kbit/s.
const MostSpoken = 1 << 20

// WordingsDocument is the id of the wordings of a guide ("slug@version") in a language.
func WordingsDocument(guide, language string) string {
	return "wording/" + guide + "/" + language
}

// MostWords is how long a wording may be, in bytes: twice the longest text of a guide.
const MostWords = 4000
