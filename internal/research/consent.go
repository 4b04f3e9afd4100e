package research

import "time"

// ChoiceName names one of the seven consent choices.
type ChoiceName string

// The choices. Each "no" does something; none has a default.
const (
	ChoiceParticipate ChoiceName = "participate" // meedoen
	ChoiceRecording   ChoiceName = "recording"   // opname
	ChoiceQuote       ChoiceName = "quote"       // citaat
	ChoiceKeep        ChoiceName = "keep"        // bewaren
	ChoiceHearBack    ChoiceName = "hearBack"    // terughoren
	ChoiceHealth      ChoiceName = "health"      // gezondheid of hulp van uw kind opschrijven
	ChoiceOthers      ChoiceName = "others"      // andere gespreksvoerders laten lezen
)

// ChoiceNames lists the choices in the order in which they are asked.
func ChoiceNames() []ChoiceName {
	return []ChoiceName{
		ChoiceParticipate, ChoiceRecording, ChoiceQuote, ChoiceKeep,
		ChoiceHearBack, ChoiceHealth, ChoiceOthers,
	}
}

// ChoiceAnswer is the answer to one consent choice. The empty answer means: not asked yet.
type ChoiceAnswer string

// The two answers; none is the default.
const (
	Yes ChoiceAnswer = "yes"
	No  ChoiceAnswer = "no"
)

// Consent is what a participant allows, per choice.
type Consent map[ChoiceName]ChoiceAnswer

// Allows tells whether the participant said yes to the choice. Silence is no.
func (c Consent) Allows(choice ChoiceName) bool { return c[choice] == Yes }

// Known tells whether every choice was put to the participant. Where that cannot
// be read, nothing follows from it: neither a yes nor a no.
func (c Consent) Known() bool {
	for _, choice := range ChoiceNames() {
		if c[choice] != Yes && c[choice] != No {
			return false
		}
	}
	return true
}

// Refuses tells whether the participant said no to the choice. Where it is not
// known what they chose nothing is erased.
func (c Consent) Refuses(choice ChoiceName) bool { return c.Known() && !c.Allows(choice) }

// Full is the consent with an answer to every choice and to no other: what was
// not answered counts as no.
func (c Consent) Full() Consent {
	full := Consent{}
	for _, choice := range ChoiceNames() {
		full[choice] = No
		if c.Allows(choice) {
			full[choice] = Yes
		}
	}
	return full
}

// ConsentChange is one answer at one moment; a consent keeps all of them.
type ConsentChange struct {
	Choice ChoiceName   `json:"choice"`
	Answer ChoiceAnswer `json:"answer"`
	At     time.Time    `json:"at"`
	// By is who noted it when that was not the participant on the phone.
	By string `json:"by,omitempty"`
}

// Check says what is wrong with the answers: unknown choices, unknown answers,
// and choices that were never put to the participant.
func (c Consent) Check(checks *Checks, field string) {
	for _, choice := range ChoiceNames() {
		answer := c[choice]
		checks.That(answer == Yes || answer == No, field+"/"+string(choice), "Vul ja of nee in bij deze keuze.")
	}
	for choice := range c {
		checks.That(choice.known(), field+"/"+string(choice), "Deze keuze bestaat niet.")
	}
}

func (n ChoiceName) known() bool {
	for _, known := range ChoiceNames() {
		if n == known {
			return true
		}
	}
	return false
}
