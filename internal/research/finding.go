package research

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

// FindingDocument is the id of a finding's document.
func FindingDocument(finding ID) string { return "finding/" + string(finding) }
