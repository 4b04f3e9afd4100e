package study

import (
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
)

// MayFollow tells whether the one who asks may know that the event happened.
// Guests learn of what is released and answered, nobody but the lead and the
// coach of phones, letters, alerts and debriefs; phones follow nothing.
func MayFollow(scope research.Scope, event research.Event) bool {
	noun, _, _ := strings.Cut(event.Verb, ".")
	switch noun {
	case "answer", "release", "removal":
		_, person := accountOf(scope)
		return person || scope.Everything()
	case "project", "member", "finding", "quote", "draft":
		return require(scope, research.Lead, research.Coach, research.Researcher, research.SecondReader) == nil
	case "device", "alert", "debrief", "reference", "letter":
		return require(scope, research.Lead, research.Coach) == nil
	case "wording":
		return require(scope, wordingWriters...) == nil
	default:
		return require(scope, research.Lead, research.Researcher) == nil
	}
}
