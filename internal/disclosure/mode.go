// Package disclosure decides what a release may show about few people, and
// audits what can be worked out from what it shows. It is pure: the same
// counts give the same release.
package disclosure

// Mode is how much a release may hold, by the number of people (distinct
// households) behind it.
type Mode string

// The modes, from the fewest people to the most.
const (
	Nothing Mode = "nothing" // < 3: no release
	Tiny    Mode = "tiny"    // 3–4: n, sentences and paraphrases
	Small   Mode = "small"   // 5–9: three columns, two strength words, no count but n
	Large   Mode = "large"   // 10–19: numbers of the whole
	Full    Mode = "full"    // ≥ 20: also percentages and splits
)

// Floor is the smallest number of people, above 0, that may be published.
const Floor = 5

// ModeOf is the mode for a number of people.
func ModeOf(people int) Mode {
	switch {
	case people < 3:
		return Nothing
	case people < Floor:
		return Tiny
	case people < 10:
		return Small
	case people < 20:
		return Large
	default:
		return Full
	}
}

// Strength is how widely something was said, in the small mode: in the words
// of the screens, "in de meeste gesprekken" or "ook genoemd".
type Strength string

// The only two strengths.
const (
	InMost        Strength = "in-most"
	AlsoMentioned Strength = "also-mentioned"
)

// StrengthOf is in-most when more than half of the people and at least three
// said it.
func StrengthOf(said, people int) Strength {
	if said >= 3 && 2*said > people {
		return InMost
	}
	return AlsoMentioned
}
