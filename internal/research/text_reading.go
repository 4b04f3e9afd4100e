package research

// TextFormat is a kind of file that a text can be read from.
type TextFormat string

// The formats.
const (
	PlainText TextFormat = "text/plain"
	WebVTT    TextFormat = "text/vtt"
	SubRip    TextFormat = "application/x-subrip"
	Word      TextFormat = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

// TextReading is what was understood of a file; nothing of it has been kept.
type TextReading struct {
	Utterances []Utterance `json:"utterances"`
	// Understood and Warnings are Dutch sentences for whoever checks the reading.
	Understood []string `json:"understood"`
	Warnings   []string `json:"warnings"`
}

// The speakers of a text. A second participant is "participant-2", and so on.
const (
	SpeakerParticipant = "participant"
	SpeakerInterviewer = "interviewer"
	SpeakerInterpreter = "interpreter"
	SpeakerNote        = "note"
	SpeakerSummary     = "summary"
)

// The limits of one text.
const (
	MaxUtterances   = 20_000
	MaxMilliseconds = 24 * 60 * 60 * 1000
)
