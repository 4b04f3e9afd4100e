package research

import "time"

// MostPersons is how many can be interviewed together, each with own choices.
const MostPersons = 12

// personsFit tells whether they can have sat there, each with a number of their own.
func personsFit(persons []Person) bool {
	numbers := map[int]bool{}
	for _, person := range persons {
		if person.Number < 1 || person.Number > MostPersons || numbers[person.Number] {
			return false
		}
		numbers[person.Number] = true
	}
	return true
}

// Chosen is what an interview allows: where several sat there, what all of them
// said yes to.
func (m Manifest) Chosen() Consent {
	chosen := m.Consent
	if !chosen.Known() || len(m.Persons) == 0 {
		return chosen
	}
	chosen = chosen.Full()
	for _, person := range m.Persons {
		for _, choice := range ChoiceNames() {
			if !person.Consent.Allows(choice) {
				chosen[choice] = No
			}
		}
	}
	return chosen
}

// Codes are the digests of the access codes of an interview: of person 0 where
// there is one, else of each of them.
func (m Manifest) Codes() map[int]Digest {
	codes := map[int]Digest{}
	if m.Code != "" && len(m.Persons) == 0 {
		codes[0] = m.Code
	}
	for _, person := range m.Persons {
		if person.Code != "" && person.Number > 0 {
			codes[person.Number] = person.Code
		}
	}
	return codes
}

// LeftPerson is one of several who stopped afterwards: the text stays, and
// nobody in it is quoted any more.
type LeftPerson struct {
	Person int       `json:"person"`
	At     time.Time `json:"at"`
}

// HasLeft tells whether the person stopped.
func (i Interview) HasLeft(person int) bool {
	for _, left := range i.Left {
		if left.Person == person {
			return true
		}
	}
	return false
}

// AskLead tells whether a lead has yet to say what happens to the text that
// somebody left behind: each who stops is another thing to decide about.
func (i Interview) AskLead() bool {
	if len(i.Left) == 0 {
		return false
	}
	last := i.Left[len(i.Left)-1].At
	for _, settled := range i.Settled {
		if settled.Review == ReviewPersonLeft && !settled.At.Before(last) {
			return false
		}
	}
	return true
}
