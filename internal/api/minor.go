package api

import (
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// minorJSON is what came before a talk with somebody of 12 to 15.
type minorJSON struct {
	Parent   string      `json:"parent"`
	Letter   research.ID `json:"letter,omitempty"`
	ParentAt time.Time   `json:"parentAt,omitzero"`
	AssentAt time.Time   `json:"assentAt,omitzero"`
}

// newMinorJSON says "unknown" of a parent's yes that the phone does not name as it
// should.
func newMinorJSON(m *research.Minor) *minorJSON {
	if m == nil {
		return nil
	}
	answer := &minorJSON{Parent: m.Parent.How, Letter: m.Parent.Letter, ParentAt: m.Parent.At, AssentAt: m.Assent}
	if answer.Parent != research.ByLetter && answer.Parent != research.AtTable {
		*answer = minorJSON{Parent: "unknown", AssentAt: m.Assent}
	}
	return answer
}
