package research

import (
	"slices"
	"strconv"
	"strings"
)

// Finding says in words what many codings say together.
type Finding struct {
	ID       ID            `json:"id"`
	Title    string        `json:"title"`
	Sentence string        `json:"sentence"`
	Kind     StatementKind `json:"kind"`
	// Codes are the themes it is about, Evidence the codings it rests on.
	Codes    []string `json:"codes"`
	Evidence []ID     `json:"evidence"`
	// CounterVoice is "Niet iedereen ervaart dit zo", in our words.
	CounterVoice *CounterVoice `json:"counterVoice,omitempty"`
	PolicyThemes []string      `json:"policyThemes"`
	Owners       []Owner       `json:"owners"`
	// Important is why people show it although few named it.
	Important string `json:"important,omitempty"`
	// Glance is the place among the three sentences of the first page, 0 for none.
	Glance int `json:"glance,omitempty"`
	// GlanceSentence is that sentence, its key words between **.
	GlanceSentence string `json:"glanceSentence,omitempty"`
	Order          int    `json:"order"`
}

// CounterVoice is a paraphrase of who sees it otherwise.
type CounterVoice struct {
	Text string `json:"text"`
	// Interview is whose words it paraphrases, "" when it is of several.
	Interview ID `json:"interview,omitempty"`
}

// Owner is who can act on a finding and answers it.
type Owner string

// The owners.
const (
	OwnerMunicipality Owner = "municipality" // gemeente
	OwnerSchoolBoard  Owner = "school-board" // schoolbestuur
	OwnerPartnership  Owner = "partnership"  // samenwerkingsverband
	OwnerYouthCare    Owner = "youth-care"   // jeugdhulp
)

// Owners lists every owner, in the order in which screens show them.
func Owners() []Owner {
	return []Owner{OwnerMunicipality, OwnerSchoolBoard, OwnerPartnership, OwnerYouthCare}
}

// GlancePlaces is how many sentences the first page has.
const GlancePlaces = 3

// Check says what is wrong with a finding by itself.
func (f Finding) Check() error {
	var c Checks
	c.That(strings.TrimSpace(f.Title) != "", "/title", "Schrijf een titel.")
	c.That(strings.TrimSpace(f.Sentence) != "", "/sentence", "Schrijf de bevinding in één of twee zinnen.")
	c.That(f.Kind.Counted(), "/kind", "Kies: gaat goed, kan beter of aanknopingspunt.")
	c.That(len(f.Evidence) > 0, "/evidence", "Kies minstens één gecodeerd stuk waar dit op rust.")
	c.That(f.Glance >= 0 && f.Glance <= GlancePlaces, "/glance", "De eerste bladzijde heeft plaats voor drie zinnen.")
	c.That(f.CounterVoice == nil || strings.TrimSpace(f.CounterVoice.Text) != "", "/counterVoice/text", "Schrijf op wat anderen anders zien.")
	c.That(strings.Count(f.GlanceSentence, "**")%2 == 0, "/glanceSentence", "Zet ** voor en achter de woorden die vet moeten.")
	for i, owner := range f.Owners {
		c.That(slices.Contains(Owners(), owner), "/owners/"+strconv.Itoa(i), "Deze eigenaar bestaat niet.")
	}
	return c.Err()
}

// Bold is the text in runs: what stands between ** is bold.
func Bold(text string) []TextPart {
	var parts []TextPart
	for i, run := range strings.Split(text, "**") {
		if run != "" {
			parts = append(parts, TextPart{Text: run, Bold: i%2 == 1})
		}
	}
	return parts
}

// VoiceDocument is the id of the document that holds a finding's counter-voice:
// it is sealed apart, since it may be of another person than the finding.
func VoiceDocument(finding ID) string { return "voice/" + string(finding) }

// FindingDocument is the id of a finding's document.
func FindingDocument(finding ID) string { return "finding/" + string(finding) }
