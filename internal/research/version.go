package research

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
)

// VersionMode is what sort of page a version fills.
type VersionMode string

// The modes of a version; disclosure decides which one holds.
const (
	VersionTiny  VersionMode = "tiny"  // sentences and paraphrases
	VersionSmall VersionMode = "small" // three columns, no number but n
	VersionLarge VersionMode = "large" // numbers of the whole
)

// Version is a fixed version as every screen, print and copy shows it: all
// that is counted or chosen is in it, so that nobody calculates afterwards.
// Texts of people stay as written; fixed wording is a Dutch phrase of a short
// list (FigureWord, Strength), which screens translate.
type Version struct {
	ID        ID             `json:"id"`
	Project   VersionProject `json:"project"`
	Date      string         `json:"date"` // 2026-11-24
	Round     int            `json:"round"`
	Hash      string         `json:"hash"`
	Words     []string       `json:"words"` // the hash for people: four Dutch words
	Mode      VersionMode    `json:"mode"`
	N         int            `json:"n"` // interviews
	Question  string         `json:"question"`
	Discussed *Discussed     `json:"discussed"` // nil: nog niet samen besproken
	// PolicyThemes are what the project calls the themes that findings belong to.
	PolicyThemes  []PolicyTheme      `json:"policyThemes,omitempty"`
	NotHeard      []string           `json:"notHeard"`
	Reading       []string           `json:"reading"`
	FixedSentence string             `json:"fixedSentence"`
	Glance        *VersionGlance     `json:"glance,omitempty"`
	Reach         *VersionReach      `json:"reach,omitempty"`
	Themes        []VersionTheme     `json:"themes,omitempty"`
	Important     []VersionImportant `json:"important"`
	Columns       *VersionColumns    `json:"columns,omitempty"`
	Findings      []VersionFinding   `json:"findings"`
	Items         []VersionItem      `json:"items"`
	Removed       []int              `json:"removed"`
}

// VersionProject is what a version says about its project.
type VersionProject struct {
	Name         string `json:"name"`
	Municipality string `json:"municipality"`
}

// Discussed is the form "samen besproken".
type Discussed struct {
	On          string `json:"on"` // 2026-11-24
	WithWhom    string `json:"withWhom"`
	Differently string `json:"differently"` // what they saw otherwise
}

// VersionGlance is the first page: at most three sentences.
type VersionGlance struct {
	Sentences []VersionSentence `json:"sentences"`
}

// VersionSentence is one of them. Item, here and below, is the number of the
// item that holds the text when it is of one person; in the fixed content the
// text itself is then absent.
type VersionSentence struct {
	Parts   []TextPart `json:"parts"`
	Finding ID         `json:"finding"`
	Item    *int       `json:"item,omitempty"`
}

// TextPart is a run of a sentence.
type TextPart struct {
	Text string `json:"text"`
	Bold bool   `json:"bold"`
}

// VersionReach is whom we spoke.
type VersionReach struct {
	Parts []ReachPart `json:"parts"`
	Dots  *ReachDots  `json:"dots,omitempty"`
}

// ReachPart is one line of it.
type ReachPart struct {
	Attribute string `json:"attribute"`
	Label     string `json:"label"`
	Shown     Figure `json:"shown"`
}

// ReachDots draws one dot an interview: parents filled, young people open.
type ReachDots struct {
	Filled int `json:"filled"`
	Open   int `json:"open"`
}

// Figure is a number, or the phrase in its place.
type Figure struct {
	Number *int       `json:"number,omitempty"`
	Word   FigureWord `json:"word,omitempty"`
}

// FigureWord is a phrase that stands where a number may not; screens translate it.
type FigureWord string

// The phrases, with what each gives away.
const (
	WordFew          FigureWord = "genoemd door weinigen"      // 1–4
	WordNearlyAll    FigureWord = "in vrijwel alle gesprekken" // all, or all but one
	WordNearlyAsked  FigureWord = "in vrijwel alle gesprekken waarin het gevraagd is"
	WordFewPeople    FigureWord = "enkele"               // 1–4 people
	WordNearlyPeople FigureWord = "vrijwel alle"         // all, or all but one, of the people
	WordUnasked      FigureWord = "uit zichzelf genoemd" // no topic asks for it
	WordMostlyGood   FigureWord = "vooral goed"          // more than half
	WordMostlyBetter FigureWord = "vooral kan beter"     // more than half
	WordMostlyLeads  FigureWord = "vooral ideeën"        // more than half
	WordDivided      FigureWord = "verdeeld"             // none of the three above
)

// VersionTheme is one row of the themes.
type VersionTheme struct {
	Code       string         `json:"code"`
	Label      string         `json:"label"`
	Group      bool           `json:"group"`
	Definition string         `json:"definition,omitempty"`
	Children   []string       `json:"children"`
	Asked      *Figure        `json:"asked,omitempty"`
	N          Figure         `json:"n"`
	Parts      *VersionParts  `json:"parts"`
	Pair       *VersionPair   `json:"pair"`
	Word       FigureWord     `json:"word,omitempty"`
	Bar        []VersionBar   `json:"bar"`
	Order      int            `json:"order"`
	Quotes     []VersionQuote `json:"quotes"`
}

// VersionParts are the four parts of n.
type VersionParts struct {
	Good   Figure `json:"good"`
	Mixed  Figure `json:"mixed"`
	Better Figure `json:"better"`
	Lead   Figure `json:"lead"`
}

// VersionPair is "kan beter genoemd" and the rest.
type VersionPair struct {
	Better Figure `json:"better"`
	Rest   Figure `json:"rest"`
}

// VersionBar is one segment of a row's bar; Share is its part of all
// interviews, 0 to 1.
type VersionBar struct {
	Kind  string  `json:"kind"` // good, mixed, better, lead, rest, outline
	Share float64 `json:"share"`
}

// VersionImportant is "genoemd door weinigen, wel belangrijk", with the reason.
type VersionImportant struct {
	Finding  ID     `json:"finding"`
	Title    string `json:"title"`
	Sentence string `json:"sentence"`
	Reason   string `json:"reason"`
	Item     *int   `json:"item,omitempty"`
}

// VersionColumns is the main page of the small mode.
type VersionColumns struct {
	Good   []VersionPoint `json:"good"`
	Better []VersionPoint `json:"better"`
	Lead   []VersionPoint `json:"lead"`
}

// Strength is how widely something was said in the small mode.
type Strength string

// The only two strengths.
const (
	StrengthMost Strength = "in de meeste gesprekken"
	StrengthAlso Strength = "ook genoemd"
)

// VersionPoint is one point of a column.
type VersionPoint struct {
	Finding          ID             `json:"finding"`
	Title            string         `json:"title"`
	Sentence         string         `json:"sentence"`
	Strength         Strength       `json:"strength,omitempty"`
	Quotes           []VersionQuote `json:"quotes"`
	CounterVoice     string         `json:"counterVoice,omitempty"`
	Owners           []Owner        `json:"owners"`
	Item             *int           `json:"item,omitempty"`
	CounterVoiceItem *int           `json:"counterVoiceItem,omitempty"`
}

// VersionFinding is one finding.
type VersionFinding struct {
	ID               ID             `json:"id"`
	Title            string         `json:"title"`
	Sentence         string         `json:"sentence"`
	Kind             StatementKind  `json:"kind"`
	Codes            []string       `json:"codes"`
	CounterVoice     string         `json:"counterVoice,omitempty"`
	PolicyThemes     []string       `json:"policyThemes"`
	Owners           []Owner        `json:"owners"`
	Quotes           []VersionQuote `json:"quotes"`
	Figure           *Figure        `json:"figure,omitempty"`
	Item             *int           `json:"item,omitempty"`
	CounterVoiceItem *int           `json:"counterVoiceItem,omitempty"`
}

// VersionQuote is a quote; N is the number of the item that holds its text.
type VersionQuote struct {
	N          int           `json:"n"`
	Kind       StatementKind `json:"kind"`
	Text       string        `json:"text,omitempty"`
	Form       QuoteForm     `json:"form"`
	Translated bool          `json:"translated"`
	Label      QuoteLabel    `json:"label"`
	Code       string        `json:"code,omitempty"`
}

// QuoteLabel is all that a quote says about who said it.
type QuoteLabel string

// The labels.
const (
	LabelParent      QuoteLabel = "een ouder"
	LabelYoungPerson QuoteLabel = "een jongere"
)

// LabelOf is the label for somebody of the group.
func LabelOf(group Group) QuoteLabel {
	if group == YoungPerson {
		return LabelYoungPerson
	}
	return LabelParent
}

// VersionItem is the salted commitment to a text that can be removed.
type VersionItem struct {
	N          int    `json:"n"`
	Commitment string `json:"commitment"` // SHA-256 in hex
}

// VersionLine is a version as a list shows it.
type VersionLine struct {
	ID    ID       `json:"id"`
	Date  string   `json:"date"`
	N     int      `json:"n"`
	Round int      `json:"round"`
	Hash  string   `json:"hash"`
	Words []string `json:"words"`
}

// Item is a text of one person in a release. It is sealed by itself, under
// that person's key, and goes when the person withdraws.
type Item struct {
	N int `json:"n"`
	// Salt hides the content behind the commitment.
	Salt string `json:"salt"`
	// Content is the JSON of an ItemContent, byte for byte what was committed to.
	Content json.RawMessage `json:"content"`
}

// ItemContent is what an item holds, each part in the place that names it.
type ItemContent struct {
	N        int        `json:"n"`
	Text     string     `json:"text,omitempty"` // of a quote or counter-voice
	Title    string     `json:"title,omitempty"`
	Sentence string     `json:"sentence,omitempty"`
	Reason   string     `json:"reason,omitempty"`
	Glance   []TextPart `json:"glance,omitempty"`
}

// Commitment is SHA-256 over salt and content, in hex.
func (i Item) Commitment() string {
	sum := sha256.Sum256(append([]byte(i.Salt), i.Content...))
	return hex.EncodeToString(sum[:])
}

// ItemDocument is the id of an item's document.
func ItemDocument(release ID, n int) string {
	return "item/" + string(release) + "/" + strconv.Itoa(n)
}

// RootHash is the hash of a version: SHA-256 in hex over the fixed content and
// the commitments in their order. Texts that can be removed are not in it, so
// that it stays true without them.
func RootHash(fixed []byte, commitments []string) string {
	sum := sha256.New()
	sum.Write(fixed)
	for n, commitment := range commitments {
		sum.Write([]byte("\n" + strconv.Itoa(n) + " " + commitment))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

//go:embed hash-words.txt
var hashWordsFile string

// hashWords are 256 words, one for each value of a byte. Their order never
// changes: printed versions carry them.
var hashWords = strings.Fields(hashWordsFile)

// HashWords says the first four bytes of a hash in hex as Dutch words, for
// people who compare a print with a screen.
func HashWords(hash string) []string {
	sum, err := hex.DecodeString(hash)
	if err != nil || len(sum) < 4 {
		return []string{}
	}
	words := make([]string, 4)
	for i := range words {
		words[i] = hashWords[sum[i]]
	}
	return words
}
