package research

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// PartKind is what a sealed part holds.
type PartKind string

// The kinds of parts beside part 0, the manifest itself.
const (
	PartAnswers PartKind = "answers"
	PartSound   PartKind = "sound"
	PartContact PartKind = "contact"
)

// Purpose is which data key seals the part.
func (k PartKind) Purpose() Purpose {
	switch k {
	case PartSound:
		return Sound
	case PartContact:
		return Contact
	default:
		return Rest
	}
}

// Delivery is what a phone sends of an interview: a sealed manifest, the keys
// wrapped for the project, and the list of sealed parts (decision 0003).
type Delivery struct {
	Version   int                 `json:"version"`
	Interview ID                  `json:"interview"`
	Keys      map[Purpose]Wrapped `json:"keys"`
	Sealed    Base64              `json:"sealed"` // part 0
	Parts     []DeliveredPart     `json:"parts"`
	Final     bool                `json:"final"`
}

// DeliveredPart names one sealed part; Bytes, SHA256 and Frames are of its
// sealed form. Small parts travel along inline.
type DeliveredPart struct {
	Number int      `json:"number"`
	Kind   PartKind `json:"kind"`
	Bytes  int64    `json:"bytes"`
	SHA256 string   `json:"sha256"` // hex; "" while the part is still growing
	Frames int      `json:"frames"`
	Inline Base64   `json:"inline,omitempty"`
	// Gone tells that the phone erased sound that it named before.
	Gone bool `json:"gone,omitempty"`
}

// InlineSize is the largest sealed part that may travel in the delivery itself.
const InlineSize = 64 << 10

// Check says everything that is wrong with the delivery as it was sent for an
// interview. Parts that cannot be opened are not wrong: they are kept.
func (d Delivery) Check(interview ID) error {
	var c Checks
	c.That(d.Version == 1, "/version", "Deze versie kent de server niet.")
	c.That(d.Interview == interview, "/interview", "Dit is een ander gesprek dan in het adres.")
	_, rest := d.Keys[Rest]
	c.That(rest, "/keys/rest", "De sleutel van het gesprek ontbreekt.")
	c.That(len(d.Sealed) > 0, "/sealed", "De lijst van delen ontbreekt.")
	numbers := map[int]bool{}
	for i, part := range d.Parts {
		field := "/parts/" + strconv.Itoa(i)
		c.That(part.Number >= 1 && part.Number < 1e5 && !numbers[part.Number], field+"/number", "Elk deel heeft een eigen nummer vanaf 1.")
		numbers[part.Number] = true
		d.checkPart(&c, field, part)
	}
	return c.Err()
}

func (d Delivery) checkPart(c *Checks, field string, part DeliveredPart) {
	if part.Gone {
		c.That(part.Kind == PartSound && part.Inline == nil && part.Bytes == 0 && part.SHA256 == "", field+"/gone", "Alleen geluid kan gewist zijn, en dan is er niets van.")
		return
	}
	_, has := d.Keys[part.Kind.Purpose()]
	c.That(has, field+"/kind", "De sleutel voor dit soort deel ontbreekt.")
	c.That(!d.Final || part.SHA256 != "", field+"/sha256", "Van een afgerond gesprek is elke som bekend.")
	if part.Inline == nil {
		return
	}
	c.That(part.Kind != PartSound, field+"/inline", "Geluid komt als een deel apart, niet hierin.")
	c.That(len(part.Inline) <= InlineSize, field+"/inline", "Dit deel is te groot om mee te sturen.")
	c.That(int64(len(part.Inline)) == part.Bytes, field+"/bytes", "Het deel heeft een andere lengte.")
	c.That(HexSHA256(part.Inline) == part.SHA256, field+"/sha256", "De som hoort niet bij dit deel.")
}

// HexSHA256 is the sum of bytes as it is written everywhere.
func HexSHA256(b []byte) string { sum := sha256.Sum256(b); return hex.EncodeToString(sum[:]) }

// Manifest is part 0: what the interview is, in the phone's own words.
type Manifest struct {
	Interview   ID              `json:"interview"`
	Project     ID              `json:"project"`
	Guide       GuideVersion    `json:"guide"`
	Reference   string          `json:"reference"`
	StartedAt   time.Time       `json:"startedAt"`
	EndedAt     time.Time       `json:"endedAt"`
	Device      ID              `json:"device"`
	Language    string          `json:"language"`
	Interpreter bool            `json:"interpreter"`
	People      int             `json:"people"`
	Household   string          `json:"household,omitempty"`
	Capture     Capture         `json:"capture"`
	Group       Group           `json:"group"`
	Consent     Consent         `json:"consent"`
	ConsentLog  []ConsentChange `json:"consentLog"`
	Parts       []ManifestPart  `json:"parts"`
	// Clock is how far the phone was ahead when that was last known.
	Clock *ClockAhead `json:"clock,omitempty"`
	// Code is the access code of a talk with one person.
	Code Digest `json:"code,omitempty"`
	// Persons are who sat there when they were two or more.
	Persons []Person `json:"persons,omitempty"`
	// Minor is what stands before a talk with somebody of 12 to 15 years.
	Minor *Minor `json:"minor,omitempty"`
	// InterpreterPromise is when the interpreter promised to keep secret what
	// was heard.
	InterpreterPromise *Promise `json:"interpreterPromise,omitempty"`
}

// ClockAhead is how many milliseconds a phone's clock was ahead of the server's,
// measured at a moment of the phone's clock.
type ClockAhead struct {
	Milliseconds int64     `json:"aheadMs"`
	At           time.Time `json:"at"`
}

// Within a minute a phone's clock is as good as the measure of it; a hundred years
// are no measure.
const (
	goodClock = 60_000
	noClock   = 100 * 366 * 24 * 3_600_000
)

func (c ClockAhead) wrong() bool {
	ahead := max(c.Milliseconds, -c.Milliseconds)
	return ahead > goodClock && ahead < noClock
}

// turnBack takes away how far the clock was ahead of all that it told.
func (m *Manifest) turnBack(ahead time.Duration) {
	turn := func(at *time.Time) {
		if !at.IsZero() {
			*at = at.Add(-ahead)
		}
	}
	turn(&m.StartedAt)
	turn(&m.EndedAt)
	for n := range m.ConsentLog {
		turn(&m.ConsentLog[n].At)
	}
	for n := range m.Parts {
		turn(&m.Parts[n].StartedAt)
	}
	for n := range m.Persons {
		for k := range m.Persons[n].ConsentLog {
			turn(&m.Persons[n].ConsentLog[k].At)
		}
	}
	if m.Minor != nil {
		turn(&m.Minor.Parent.At)
		turn(&m.Minor.Assent)
	}
	if m.InterpreterPromise != nil {
		turn(&m.InterpreterPromise.At)
	}
}

// Digest is what stands for an access code: base64url of SHA-256 over
// "wijkstem/access-code/v1/" and its five words with one space between.
type Digest string

// Person is one of several who were interviewed together; each chose.
type Person struct {
	Number     int             `json:"number"` // from 1
	Code       Digest          `json:"code"`
	Consent    Consent         `json:"consent"`
	ConsentLog []ConsentChange `json:"consentLog"`
}

// Minor is the yes of a parent and that of the young person.
type Minor struct {
	Ages   string        `json:"ages"` // "12-15"
	Parent ParentConsent `json:"parent"`
	Assent time.Time     `json:"assentAt"`
}

// Ages of who needs the yes of a parent.
const ages12to15 = "12-15"

// The ways in which a parent says yes.
const (
	ByLetter = "letter"
	AtTable  = "table"
)

// Complete tells whether a parent said yes, and after that they themselves. That a
// letter is there is for the lead to say.
func (m Minor) Complete() bool {
	parent := m.Parent.How == ByLetter && m.Parent.Letter != "" || m.Parent.How == AtTable && !m.Parent.At.IsZero() && !m.Assent.Before(m.Parent.At)
	return m.Ages == ages12to15 && parent && !m.Assent.IsZero()
}

// ParentConsent is how a parent said yes: by a letter that the lead holds, or at
// the table.
type ParentConsent struct {
	How    string    `json:"how"` // letter, table
	Letter ID        `json:"letter,omitempty"`
	At     time.Time `json:"at,omitzero"`
}

// Promise is when something was promised.
type Promise struct {
	At time.Time `json:"at"`
}

// Valid tells whether the manifest says what a manifest must say. A phone that
// had no words left, long without a network, gives none.
func (m Manifest) Valid() bool {
	group := m.Group == Parent || m.Group == YoungPerson
	capture := m.Capture == CaptureAudio || m.Capture == CaptureNotes || m.Capture == CaptureSummary
	return group && capture && !m.StartedAt.IsZero() && personsFit(m.Persons)
}

// Settle brings what phones write in several ways to one: times as the server
// would have told them, the language without its region ("nl-NL" is "nl"; "und",
// undetermined, where it is none), and words that nobody can be found by as no
// words. It is done once to a manifest as it came.
func (m *Manifest) Settle() {
	if m.Clock != nil && m.Clock.wrong() {
		m.turnBack(time.Duration(m.Clock.Milliseconds) * time.Millisecond)
	}
	language, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(m.Language), "_", "-"), "-")
	if m.Language = language; !languagePattern.MatchString(language) {
		m.Language = "und"
	}
	if !ReferenceFits(m.Reference) {
		m.Reference = ""
	}
}

// ReferenceFits tells whether words can be the two words of an interview.
func ReferenceFits(words string) bool { return referencePattern.MatchString(words) }

var (
	referencePattern = regexp.MustCompile(`^[a-zà-ÿ]{2,20} [a-zà-ÿ]{2,20}$`)
	languagePattern  = regexp.MustCompile(`^[a-z]{2,3}$`)
)

// ManifestPart tells what the plain bytes of a part are.
type ManifestPart struct {
	Number       int       `json:"number"`
	Kind         PartKind  `json:"kind"`
	Bytes        int64     `json:"bytes"`
	SHA256       string    `json:"sha256"`
	MIME         string    `json:"mime,omitempty"`
	StartedAt    time.Time `json:"startedAt"`
	Milliseconds int64     `json:"ms,omitempty"`
	Chunks       int       `json:"chunks,omitempty"`
	// Source is "file" of a sound that was taken with the phone's own recorder.
	Source string `json:"source,omitempty"`
}

// Part finds a part by its number.
func (m Manifest) Part(number int) (ManifestPart, bool) {
	i := slices.IndexFunc(m.Parts, func(p ManifestPart) bool { return p.Number == number })
	if i < 0 {
		return ManifestPart{}, false
	}
	return m.Parts[i], true
}

// Place is where an offset is in the whole recording, in milliseconds: the sound
// of the parts before it counts. Without offset it is 0.
func (m Manifest) Place(offset *Offset) int64 {
	if offset == nil {
		return 0
	}
	place := offset.Milliseconds
	for _, part := range m.Parts {
		if part.Kind == PartSound && part.Number < offset.Segment {
			place += part.Milliseconds
		}
	}
	return place
}

// Answers is the part that holds what was answered, noted and seen.
type Answers struct {
	Background  map[string]OneOrMore       `json:"background"`
	Topics      []TopicAnswers             `json:"topics"`
	Timeline    []Moment                   `json:"timeline"`
	ReadBack    []ReadBackVerdict          `json:"readBack"`
	Closing     ClosingWords               `json:"closing"`
	Observation map[string]string          `json:"observation"`
	Debrief     map[string]json.RawMessage `json:"debrief"`
	Levels      []Levels                   `json:"levels,omitempty"`
}

// Levels is how loud a sound part was: one byte for each stretch of so many
// milliseconds, 255 times the square root of the effective value (0 to 1). It may
// end before the sound does, where a phone was killed.
type Levels struct {
	Segment int    `json:"segment"`
	EveryMS int64  `json:"everyMs"`
	Values  Base64 `json:"values"`
}

// OneOrMore is one option id, or several.
type OneOrMore []string

// UnmarshalJSON reads a text or a list of texts.
func (o *OneOrMore) UnmarshalJSON(b []byte) error {
	var one string
	if json.Unmarshal(b, &one) == nil {
		*o = OneOrMore{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(o))
}

// TopicAnswers is what happened at one topic of the guide.
type TopicAnswers struct {
	Topic   string          `json:"topic"`
	State   TopicState      `json:"state"`
	Notes   []Note          `json:"notes"`
	Probes  []string        `json:"probes"`
	Meaning []StatementKind `json:"meaning,omitempty"`
}

// Note is in the interviewer's words; Offset is where the recording was. A
// spoken one has no text: Sound is the part that holds it and nothing else, 0
// when it was typed.
type Note struct {
	ID     string    `json:"id"`
	Text   string    `json:"text"`
	At     time.Time `json:"at"`
	Offset *Offset   `json:"offset,omitempty"`
	Sound  int       `json:"sound,omitempty"`
}

// Offset is a place in the sound: the part's number and milliseconds in it.
type Offset struct {
	Segment      int   `json:"segment"`
	Milliseconds int64 `json:"ms"`
}

// Moment is what happened when, on the phone's own clock. Milliseconds is the
// place in the segment, of a gap its length.
type Moment struct {
	At           time.Time  `json:"at"`
	Event        string     `json:"event"` // screen, state, note, segment, pause, resume, gap, hidden, shown, alarm
	Topic        string     `json:"topic,omitempty"`
	Stage        string     `json:"stage,omitempty"` // of a screen, when the stage changed
	Segment      *int       `json:"segment,omitempty"`
	Milliseconds *int64     `json:"ms,omitempty"`
	State        TopicState `json:"state,omitempty"`
	Note         ID         `json:"note,omitempty"`
	Cause        string     `json:"cause,omitempty"`
	From         time.Time  `json:"from,omitzero"` // of a gap
	To           time.Time  `json:"to,omitzero"`
}

// ReadBackVerdict is the participant's verdict on what was noted at a topic.
type ReadBackVerdict struct {
	Topic   string  `json:"topic"`
	Text    string  `json:"text"`
	Verdict Verdict `json:"verdict"`
}

// Verdict is what the participant said of notes that were read back.
type Verdict string

// The verdicts.
const (
	ReadBackRight   Verdict = "right"
	ReadBackChanged Verdict = "changed"
	ReadBackRemoved Verdict = "removed"
)

// ClosingWords is what was said at the end.
type ClosingWords struct {
	Wish     string `json:"wish,omitempty"`
	Addition string `json:"addition,omitempty"`
}
