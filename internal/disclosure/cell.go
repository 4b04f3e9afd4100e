package disclosure

import (
	"github.com/wijkstem/wijkstem/internal/research"
)

// Cell is what may be said of those of the interviews that something holds
// for: a number only when it and the rest are each at the floor, in
// households, and it is not (nearly) all. It is false when not even a word
// fits: for nobody, and where the number would give away few others.
func Cell(interviews []research.Interview, in func(research.Interview) bool) (Figure, bool) {
	n, homes, others := 0, map[string]bool{}, map[string]bool{}
	for _, interview := range interviews {
		if in(interview) {
			n++
			homes[interview.Home()] = true
		} else {
			others[interview.Home()] = true
		}
	}
	switch {
	case n == 0:
		return Figure{}, false
	case len(homes) < Floor:
		return Figure{Word: Few}, true
	case nearlyAll(n, len(interviews)):
		return Figure{Word: NearlyAll}, true
	case len(others) < Floor:
		return Figure{}, false
	default:
		return number(n), true
	}
}

// Rest is how many interviews are in neither of two cells, and whether the
// second may be shown beside the first: together they give the rest away, so
// that must be 0 or at the floor.
func Rest(interviews []research.Interview, one, two func(research.Interview) bool) (rest int, may bool) {
	for _, interview := range interviews {
		if !one(interview) && !two(interview) {
			rest++
		}
	}
	return rest, rest == 0 || rest >= Floor
}
