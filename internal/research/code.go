package research

import "regexp"

// Code is one theme of the codebook, or a group of them.
type Code struct {
	ID    string `json:"id"` // slug, stays when the label changes
	Label string `json:"label"`
	Short string `json:"short,omitempty"`
	// Group is the id of the group that the code stands in, "" for a group.
	Group        string     `json:"group"`
	Definition   string     `json:"definition"`
	Include      string     `json:"include"`
	Exclude      string     `json:"exclude"`
	Example      string     `json:"example"`
	Domain       string     `json:"domain"` // school, zorg, thuis, buurt, gemeente, alle
	PolicyThemes []string   `json:"policyThemes"`
	Flags        []CodeFlag `json:"flags"`
	// Colour is "#rrggbb", "" for the colour of its kind.
	Colour string `json:"colour,omitempty"`
	// Topics of guides that ask about it; without one it is "uit zichzelf genoemd".
	Topics []string   `json:"topics"`
	Status CodeStatus `json:"status"`
	Order  int        `json:"order"`
}

// CodeFlag marks a code that releases treat with more care.
type CodeFlag string

// The flags.
const (
	FlagDiagnosis CodeFlag = "diagnosis"
	FlagSensitive CodeFlag = "sensitive"
)

// CodeStatus says whether a code can still be given.
type CodeStatus string

// The states of a code.
const (
	CodeActive  CodeStatus = "active"
	CodeRetired CodeStatus = "retired"
)

var slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// ValidSlug tells whether a text can be the id of a code, topic or attribute.
func ValidSlug(s string) bool { return len(s) <= 64 && slugPattern.MatchString(s) }

// Flagged tells whether the code carries the flag.
func (c Code) Flagged(flag CodeFlag) bool {
	for _, f := range c.Flags {
		if f == flag {
			return true
		}
	}
	return false
}

// IsGroup tells whether the code is a group.
func (c Code) IsGroup() bool { return c.Group == "" }

// CodeDocument is the id of a code's document.
func CodeDocument(code string) string { return "code/" + code }
