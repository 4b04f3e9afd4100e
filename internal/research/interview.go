package research

import (
	"slices"
	"time"
)

// Group is whom an interview was held with.
type Group string

// The groups that releases may name: "een ouder", "een jongere".
const (
	Parent      Group = "parent"
	YoungPerson Group = "young-person"
)

// Capture is how an interview was kept.
type Capture string

// The ways of capture; all of them lead to one text to code.
const (
	CaptureAudio   Capture = "audio"
	CaptureNotes   Capture = "notes"
	CaptureSummary Capture = "summary" // spoken by the interviewer after the talk, without the participant
)

// TopicState is what happened to a topic of the guide.
type TopicState string

// The states of a topic.
const (
	TopicOpen      TopicState = "open"
	TopicDiscussed TopicState = "discussed"
	TopicSkipped   TopicState = "skipped"
	TopicRefused   TopicState = "refused" // wilde niet
)

// SoundState says what became of an interview's sound.
type SoundState string

// The states of sound.
const (
	SoundNone    SoundState = "none"
	SoundPresent SoundState = "present"
	SoundErased  SoundState = "erased"
	SoundInvalid SoundState = "invalid" // arrived, but could not be opened; kept
)

// TextSource is where the text of an interview came from, "" while there is none.
type TextSource string

// The sources of texts.
const (
	TextNotes      TextSource = "notes" // taken on the phone
	TextTyped      TextSource = "typed"
	TextImported   TextSource = "imported"
	TextTranscript TextSource = "transcript" // by a machine
)

// TextSources are all sources.
var TextSources = []TextSource{TextNotes, TextTyped, TextImported, TextTranscript}

// Review is why somebody must look at how an interview arrived, "" when nobody
// must.
type Review string

// The reasons to look.
const (
	ReviewInvalidPart     Review = "invalid-part"     // something that came could not be opened
	ReviewRevokedDevice   Review = "revoked-device"   // from a phone that is no longer trusted
	ReviewDoubleReference Review = "double-reference" // its two words are another interview's
	ReviewWordsGiven      Review = "words-given"      // it came without words and has new ones
	ReviewSalvaged        Review = "salvaged"         // its phone was lost during the talk; only sound is there
	ReviewImportedByHand  Review = "imported-by-hand" // from a copy of the phone, brought in by an administrator
	ReviewNoParentYes     Review = "no-parent-yes"    // of 12 to 15, without the yes of a parent or their own
	ReviewNotPeers        Review = "not-peers"        // by an interviewer under 18, with somebody who is no young person
	ReviewPersonLeft      Review = "person-left"      // one of several stopped: what of the text stays?
)

// SettledReview is what a lead decided about a reason to look.
type SettledReview struct {
	Review   Review    `json:"review"`
	Decision string    `json:"decision"` // in the lead's words
	At       time.Time `json:"at"`
	By       string    `json:"by"` // an actor
}

// Interview is one conversation as the project knows it, under its reference.
// It is sealed under its own rest key; names and numbers are in the vault.
type Interview struct {
	ID        ID        `json:"id"`
	Reference string    `json:"reference"` // two Dutch words, unique in the project
	ArrivedAt time.Time `json:"arrivedAt"`
	StartedAt time.Time `json:"startedAt"`
	EndedAt   time.Time `json:"endedAt"`
	// Device is the phone that held it, Interviewer the label of who did.
	Device      ID     `json:"device"`
	Interviewer string `json:"interviewer"`
	// Staff tells whether a professional held it, not a resident.
	Staff       bool         `json:"staff"`
	Guide       GuideVersion `json:"guide"`
	Group       Group        `json:"group"`
	Capture     Capture      `json:"capture"`
	Language    string       `json:"language"`
	Interpreter bool         `json:"interpreter"`
	People      int          `json:"people"`
	Household   string       `json:"household,omitempty"`
	// Persons is how many chose for themselves, 0 where one person sat there.
	Persons int `json:"persons,omitempty"`
	// Left are those of them who stopped, in that order.
	Left []LeftPerson `json:"left,omitempty"`
	// Consent is empty while nobody knows what the participant chose.
	Consent    Consent         `json:"consent"`
	ConsentLog []ConsentChange `json:"consentLog"`
	// Background answers: question → one or more option ids, or PreferNot.
	Background map[string][]string   `json:"background"`
	Topics     map[string]TopicState `json:"topics"`
	// Meaning is what the participant said a topic meant to them.
	Meaning map[string][]StatementKind `json:"meaning,omitempty"`
	// Observation is what the interviewer saw, per field of the guide.
	Observation map[string]string `json:"observation,omitempty"`
	Sound       SoundState        `json:"sound"`
	// Milliseconds is the length of the sound, Words that of the text.
	Milliseconds int64      `json:"milliseconds"`
	Words        int        `json:"words"`
	Utterances   int        `json:"utterances"`
	TextSource   TextSource `json:"textSource"`
	// TextErased tells that the project ended and the participant did not want
	// the text kept: what stays counts, without words.
	TextErased bool `json:"textErased,omitempty"`
	// Checked is the researcher's tick that names and health are dealt with.
	Checked   bool      `json:"checked"`
	CheckedAt time.Time `json:"checkedAt"`
	CheckedBy string    `json:"checkedBy,omitempty"`
	Review    Review    `json:"review,omitempty"`
	// Minor is what came before a talk with somebody of 12 to 15. Held is true while
	// a yes is missing and no lead has decided: nobody reads or hears it.
	Minor *Minor `json:"minor,omitempty"`
	Held  bool   `json:"held,omitempty"`
	// InterpreterPromise is when the interpreter promised secrecy.
	InterpreterPromise *Promise `json:"interpreterPromise,omitempty"`
	// Settled are the reasons before, in the order of deciding.
	Settled []SettledReview `json:"settled,omitempty"`
	// Open tells that the talk is still being held, or its phone was lost: only
	// sound is on its way. Nobody but the lead sees it and it counts nowhere.
	Open bool `json:"open,omitempty"`
	// Delivered is false while parts are still on the phone.
	Delivered bool `json:"delivered"`
	// Round counts the rounds of a project from 1.
	Round int `json:"round"`
}

// GuideVersion names one version of a guide.
type GuideVersion struct {
	Slug    string `json:"slug"`
	Version string `json:"version"`
	Hash    string `json:"hash"`
}

// Home names the household of an interview: an unlinked interview is one
// household, however many people sat there.
func (i Interview) Home() string {
	if i.Household != "" {
		return "household/" + i.Household
	}
	return "interview/" + string(i.ID)
}

// Untick takes back the tick that the text was checked.
func (i *Interview) Untick() { i.Checked, i.CheckedAt, i.CheckedBy = false, time.Time{}, "" }

// Flag gives somebody a reason to look, unless a lead decided about it already.
// What cannot be opened is each time another thing to decide about.
func (i *Interview) Flag(reason Review) {
	settled := slices.ContainsFunc(i.Settled, func(s SettledReview) bool { return s.Review == reason })
	if i.Review = reason; settled && reason != ReviewInvalidPart {
		i.Review = ""
	}
}

// Asked tells whether the topic came up as a question.
func (i Interview) Asked(topic string) bool {
	state := i.Topics[topic]
	return state == TopicDiscussed || state == TopicRefused
}

// InterviewDocument is the id of the interview's document.
func InterviewDocument(interview ID) string { return "interview/" + string(interview) }

// WholeMinutes is a length as people see it, rounded up, so that a short recording is
// not none.
func WholeMinutes(milliseconds int64) int { return int((milliseconds + 59_999) / 60_000) }
