package research

// Text is one text in several languages: language code (ISO 639, e.g. "nl")
// → the words. Dutch is always there.
type Text map[string]string

// In is the text in the language, in Dutch where there is no translation.
func (t Text) In(language string) string {
	if words, ok := t[language]; ok {
		return words
	}
	return t["nl"]
}

// StatementKind is what a statement is: it goes well, it can be better, it is
// a lead (an idea or opening), or it is background that is not counted.
type StatementKind string

// The kinds. A lead is not a point between good and better: it is asked apart.
const (
	StatementGood   StatementKind = "good"   // gaat goed
	StatementBetter StatementKind = "better" // kan beter
	StatementLead   StatementKind = "lead"   // aanknopingspunt; on the phone: idee
	StatementFact   StatementKind = "fact"   // achtergrond
)

// PreferNot is the answer id of "zeg ik liever niet" on a background question.
const PreferNot = "zeg-ik-niet"

// Guide is a gespreksleidraad: all that an interviewer says, asks and notes,
// as one version that never changes once it is published. Texts may hold the
// placeholders {organisatie} and {woorden}, filled in on the phone.
type Guide struct {
	Slug    string `json:"slug"`
	Version string `json:"version"` // semantic version, "1.0.0"
	// State is "concept", "tested" or "published". It is the life of the guide,
	// not its content: the bundle leaves it out.
	State   string `json:"state,omitempty"`
	Licence string `json:"licence"` // SPDX
	Title   Text   `json:"title"`
	Goal    Text   `json:"goal"`
	// ResearchQuestions are what the study wants to know; they are never read out.
	ResearchQuestions []Text          `json:"researchQuestions"`
	Codebook          string          `json:"codebook"` // where SuggestedCodes come from
	Audience          string          `json:"audience"` // "parent" or "young-person"
	Setting           string          `json:"setting"`  // "one-to-one", "pair" or "group"
	Minutes           Minutes         `json:"minutes"`
	MadeBy            []Text          `json:"madeBy"` // roles, never names
	TestedWith        []GuideTest     `json:"testedWith,omitempty"`
	Languages         []GuideLanguage `json:"languages"`
	Changes           []GuideChange   `json:"changes"`
	// Practice guides are for learning how a talk goes on the phone: only choices,
	// topics and the worry card are in them, and no project chooses them.
	Practice bool `json:"practice,omitempty"`

	Preparation  []Text               `json:"preparation"`
	AgeGate      AgeGate              `json:"ageGate"`
	Acquaintance Acquaintance         `json:"acquaintance"`
	Consent      ConsentScript        `json:"consent"`
	Reference    ReferenceCard        `json:"reference"`
	Background   []BackgroundQuestion `json:"background"`
	WarmingUp    []Question           `json:"warmingUp"`
	Topics       []Topic              `json:"topics"`
	Meaning      SelfMeaning          `json:"meaning"`
	ReadBack     ReadBack             `json:"readBack"`
	Closing      Closing              `json:"closing"`
	Aftercare    Aftercare            `json:"aftercare"`
	Worry        WorryCard            `json:"worry"`
	Observation  Observation          `json:"observation"`
	Debrief      GuideDebrief         `json:"debrief"`
}

// Minutes is how long a talk usually takes.
type Minutes struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// GuideTest is a try-out with people: how many, of which group, on which date
// (2006-01-02).
type GuideTest struct {
	People int    `json:"people"`
	Group  Text   `json:"group"`
	On     string `json:"on"`
}

// GuideLanguage is a language of the guide and how far its texts can be trusted.
type GuideLanguage struct {
	Code      string `json:"code"`
	Direction string `json:"direction"`           // "ltr" or "rtl"
	Mode      string `json:"mode"`                // "text", "audio" or "both"
	State     string `json:"state"`               // "concept", "machine" or "reviewed"
	CheckedBy Text   `json:"checkedBy,omitempty"` // a role; needed for "reviewed"
}

// GuideChange tells what is new in a version, on a date (2006-01-02).
type GuideChange struct {
	Version string `json:"version"`
	On      string `json:"on"`
	What    Text   `json:"what"`
}

// AgeGate comes before everything else: whoever is younger than Minimum gets
// a friendly stop and nothing is kept, unless From12 lets them in.
type AgeGate struct {
	Minimum   int  `json:"minimum"` // years; at least 16
	Question  Text `json:"question"`
	OldEnough Text `json:"oldEnough"`
	TooYoung  Text `json:"tooYoung"`
	Stop      Card `json:"stop"`
	// From12 is there when young people of 12 to 15 may take part too. An app
	// that does not know it stops at Minimum.
	From12 *From12 `json:"from12,omitempty"`
}

// Card is a heading with a text.
type Card struct {
	Title Text `json:"title"`
	Text  Text `json:"text"`
}

// Acquaintance asks whether the two know each other; the participant decides
// who does the talk.
type Acquaintance struct {
	Question Text `json:"question"`
	Why      Text `json:"why"`
	GoOn     Text `json:"goOn"`
	Other    Text `json:"other"` // the answer "rather somebody else"
	Arrange  Text `json:"arrange"`
}

// ConsentScript is spoken before the first question; the microphone is off.
type ConsentScript struct {
	Blocks []ScriptBlock `json:"blocks"`
	// SafetyException is the one exception to secrecy.
	SafetyException Text `json:"safetyException"`
	// PublishedNumbers says that numbers already published stay.
	PublishedNumbers Text            `json:"publishedNumbers"`
	Withdraw         Text            `json:"withdraw"`
	TeachBack        TeachBack       `json:"teachBack"`
	Choices          []ConsentChoice `json:"choices"`
	Changeable       Text            `json:"changeable"`
}

// ScriptBlock is one spoken part of the consent script.
type ScriptBlock struct {
	ID   string `json:"id"`
	Icon string `json:"icon"`
	Text Text   `json:"text"`
	// Hosted replaces Text where a municipality runs the server itself.
	Hosted Text `json:"hosted,omitempty"`
}

// TeachBack lets the participant tell in own words what was agreed.
type TeachBack struct {
	Question  Text   `json:"question"`
	ListenFor []Text `json:"listenFor"` // at most three points
	Repair    Text   `json:"repair"`    // what to say when a point is missing
}

// ConsentChoice is one choice, asked with two equal buttons. Nothing is chosen
// beforehand: the format has no place for a default.
type ConsentChoice struct {
	Choice   ChoiceName `json:"choice"`
	Question Text       `json:"question"`
	Lines    []Text     `json:"lines"` // exactly two, under the question
	Yes      Text       `json:"yes"`   // the word under "Ja"
	No       Text       `json:"no"`    // the word under "Nee"
	YesMeans Text       `json:"yesMeans"`
	NoMeans  Text       `json:"noMeans"`
}

// ReferenceCard is what is said about the two words that withdraw an interview.
type ReferenceCard struct {
	Title Text `json:"title"`
	Write Text `json:"write"`
	Later Text `json:"later"`
	Done  Text `json:"done"`
}

// BackgroundQuestion asks something about the participant. Every one can be
// refused with PreferNot.
type BackgroundQuestion struct {
	ID          string   `json:"id"`
	Question    Text     `json:"question"`
	Purpose     Text     `json:"purpose"` // why we ask, to be read out
	Options     []Option `json:"options"`
	Several     bool     `json:"several,omitempty"` // more than one answer
	PreferNot   Text     `json:"preferNot"`
	Sensitivity string   `json:"sensitivity"` // "ordinary" or "special" (GDPR article 9)
}

// Option is one answer that can be tapped.
type Option struct {
	ID    string `json:"id"`
	Label Text   `json:"label"`
}

// Question is one question on one screen, with a simpler version of it.
type Question struct {
	ID      string `json:"id,omitempty"` // the topic's own question has none
	Text    Text   `json:"text"`
	Simpler Text   `json:"simpler"`
}

// Topic is one subject of the talk; topics may be taken in any order.
type Topic struct {
	ID       string   `json:"id"`
	Title    Text     `json:"title"`
	Icon     string   `json:"icon"`
	Why      Text     `json:"why"` // for the interviewer
	Core     bool     `json:"core"`
	Minutes  int      `json:"minutes"`
	Question Question `json:"question"`
	Probes   []Probe  `json:"probes"`
	// StatementKinds are asked one by one so that none is forgotten.
	StatementKinds []KindPrompt `json:"statementKinds"`
	SuggestedCodes []string     `json:"suggestedCodes"`
	// Sensitive topics begin with Skip: the sentence that makes skipping easy.
	Sensitive bool `json:"sensitive,omitempty"`
	Skip      Text `json:"skip,omitempty"`
}

// Probe is a follow-up question behind "Doorvragen". Its type chooses the icon.
type Probe struct {
	ID   string `json:"id"`
	Type string `json:"type"` // "example", "order", "feeling", "who", "contrast" or "silence"
	Text Text   `json:"text"`
}

// KindPrompt asks for one kind of statement.
type KindPrompt struct {
	Kind   StatementKind `json:"kind"`
	Prompt Text          `json:"prompt"`
}

// SelfMeaning lets the participant say what each told topic was; more than
// one kind may be chosen, good with better shows as Mixed.
type SelfMeaning struct {
	Question Text         `json:"question"`
	Hint     Text         `json:"hint"`
	Choices  []KindChoice `json:"choices"`
	Mixed    Text         `json:"mixed"`
	Skip     Text         `json:"skip"`
}

// KindChoice is a kind as the participant sees it.
type KindChoice struct {
	Kind  StatementKind `json:"kind"`
	Label Text          `json:"label"`
}

// ReadBack is reading aloud what was written down, to be corrected.
type ReadBack struct {
	Offer    Text `json:"offer"`
	Question Text `json:"question"`
	Right    Text `json:"right"`
	Changed  Text `json:"changed"`
	Removed  Text `json:"removed"`
	Done     Text `json:"done"`
}

// Closing ends the talk.
type Closing struct {
	Summary  Text `json:"summary"`
	Addition Text `json:"addition"`
	Wish     Text `json:"wish"`
	Thanks   Text `json:"thanks"`
	Next     Text `json:"next"` // what happens with the story
}

// Aftercare is for whoever leaves with a heavy heart.
type Aftercare struct {
	Title  Text    `json:"title"`
	Text   Text    `json:"text"`
	Phones []Phone `json:"phones"`
}

// Phone is a number to call and when it is the right one.
type Phone struct {
	Label  Text   `json:"label"`
	Number string `json:"number"`
	When   Text   `json:"when"`
}

// WorryCard opens behind "Ik maak me zorgen"; it keeps nothing about a child.
type WorryCard struct {
	Title   Text    `json:"title"`
	Offline Text    `json:"offline"`
	Say     Text    `json:"say"` // one sentence to say aloud
	Do      []Text  `json:"do"`
	Kept    Text    `json:"kept"`
	Coach   Text    `json:"coach"` // when to call the begeleider
	Phones  []Phone `json:"phones"`
}

// Observation is what the interviewer saw, filled in afterwards.
type Observation struct {
	Instruction Text    `json:"instruction"`
	Fields      []Field `json:"fields"`
}

// Field is something to fill in or tick, with an example or hint.
type Field struct {
	ID    string `json:"id"`
	Label Text   `json:"label"`
	Hint  Text   `json:"hint,omitempty"`
}

// GuideDebrief asks the interviewer, who may carry something home too.
type GuideDebrief struct {
	Intro     Text       `json:"intro"`
	Wellbeing OptionList `json:"wellbeing"`
	SelfCheck []Field    `json:"selfCheck"`
	Surprise  Text       `json:"surprise"`
	Safety    Text       `json:"safety"`
	Coach     Text       `json:"coach"`
}

// OptionList is a question with answers to tap.
type OptionList struct {
	Question Text     `json:"question"`
	Options  []Option `json:"options"`
}
