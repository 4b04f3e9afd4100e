package research

import (
	"encoding/json"
	"time"
)

// ReleaseState is how far a release is.
type ReleaseState string

// The states of a release.
const (
	ReleaseDraft    ReleaseState = "draft"    // composed, waits for a second reader
	ReleaseReleased ReleaseState = "released" // a fixed version
	ReleaseVoid     ReleaseState = "void"     // somebody whom it counted withdrew
)

// ReleaseChoices are what the composer decides.
type ReleaseChoices struct {
	Round     int        `json:"round"`
	Discussed *Discussed `json:"discussed,omitempty"`
	// Glance are the findings of the three sentences in their order; empty
	// takes those that the findings themselves name.
	Glance []ID `json:"glance,omitempty"`
	// LeaveOut are codes whose row is not published at all.
	LeaveOut []string `json:"leaveOut,omitempty"`
	// Merge are codes that are counted and shown as one.
	Merge []Merge `json:"merge,omitempty"`
	// LeaveOutQuotes are quotes that stay out of this release.
	LeaveOutQuotes []ID `json:"leaveOutQuotes,omitempty"`
	// NotHeard is whom we did not speak.
	NotHeard []string `json:"notHeard,omitempty"`
	// Reading are the lines "zo leest u dit"; empty takes those of the mode.
	Reading []string `json:"reading,omitempty"`
	// Splits would split results by an attribute. No release does that yet.
	Splits []string `json:"splits,omitempty"`
}

// Merge counts the codes as one row under the first of them, with a label.
type Merge struct {
	Codes []string `json:"codes"`
	Label string   `json:"label"`
}

// Release is a version on its way: composed by one person at a revision,
// released by another.
type Release struct {
	ID       ID             `json:"id"`
	State    ReleaseState   `json:"state"`
	Round    int            `json:"round"`
	Revision Revision       `json:"revision"`
	Choices  ReleaseChoices `json:"choices"`
	// ComposedBy and ApprovedBy are actors ("account/<id>").
	ComposedBy string    `json:"composedBy"`
	ComposedAt time.Time `json:"composedAt"`
	ApprovedBy string    `json:"approvedBy,omitempty"`
	ApprovedAt time.Time `json:"approvedAt"`
	// Counts is the release that fixed the numbers of the round, "" when this
	// one does.
	Counts ID `json:"counts,omitempty"`
	// Interviews are those it counted, Owned the items of each.
	Interviews []ID         `json:"interviews"`
	Owned      map[ID][]int `json:"owned"`
	// Quotes are the quotes that the items were made from, by item.
	Quotes map[int]ID `json:"quotes"`
	// Checks are what was found when it was released.
	Checks []ReleaseCheck `json:"checks"`
	// Fixed is the JSON of the Version without what can be removed, without
	// hash, words and items; Commitments are those of the items.
	Fixed       json.RawMessage `json:"fixed"`
	Commitments []string        `json:"commitments"`
	Hash        string          `json:"hash"`
}

// ReleaseDocument is the id of a release's document.
func ReleaseDocument(release ID) string { return "release/" + string(release) }

// ReleaseCheck is one rule and whether the release keeps it.
type ReleaseCheck struct {
	Rule string `json:"rule"`
	OK   bool   `json:"ok"`
	// Detail says in Dutch what was found, Ways what one can do about it.
	Detail string   `json:"detail,omitempty"`
	Where  string   `json:"where,omitempty"`
	Ways   []string `json:"ways,omitempty"`
	// About is what the check is about, so that a screen can lead there.
	About ReleaseAbout `json:"about,omitzero"`
}

// ReleaseAbout names what stops a release; what does not apply is empty.
type ReleaseAbout struct {
	Code      string `json:"code,omitempty"`
	Finding   ID     `json:"finding,omitempty"`
	Quote     ID     `json:"quote,omitempty"`
	Interview ID     `json:"interview,omitempty"`
}

// Blocked tells whether a check stops the release.
func Blocked(checks []ReleaseCheck) bool {
	for _, check := range checks {
		if !check.OK {
			return true
		}
	}
	return false
}

// Removal is the list of items taken out of a released version.
type Removal struct {
	Release ID    `json:"release"`
	Removed []int `json:"removed"`
}

// RemovalDocument is the id of a release's removal list.
func RemovalDocument(release ID) string { return "removal/" + string(release) }
