package research

import "slices"

// Member is what somebody is in a project. Names stay in the accounts.
type Member struct {
	Account ID `json:"account"`
	// Organisation is whose account it is, Guest tells that it is not the
	// project's own organisation.
	Organisation ID     `json:"organisation"`
	Guest        bool   `json:"guest"`
	Roles        []Role `json:"roles"`
	// Owner is for whom a guest of a partner answers.
	Owner Owner `json:"owner,omitempty"`
	// Languages are those that a translator speaks, and may change: codes such as "tr".
	Languages []string `json:"languages,omitempty"`
	// Name is what the project calls the person; it goes with the membership.
	Name string `json:"name"`
	// Phone is the number that interviewers call when they need their coach.
	Phone string `json:"phone,omitempty"`
}

// MemberDocument is the id of a member's document in the project.
func MemberDocument(account ID) string { return "member/" + string(account) }

// Check holds the rules of who may be what (rules §2): the roles of guests
// never go with those of the research organisation, and a second reader is
// never somebody of the municipality, a school or another guest.
func (m Member) Check() error {
	var c Checks
	guests := slices.ContainsFunc(m.Roles, Role.Guest)
	own := slices.ContainsFunc(m.Roles, func(r Role) bool { return !r.Guest() })
	c.That(len(m.Roles) > 0, "/roles", "Kies minstens één rol.")
	c.That(!(guests && own), "/roles", "Meelezen voor gemeente of partner gaat niet samen met een rol in het onderzoek.")
	c.That(!(guests && !m.Guest), "/roles", "Deze rol is voor iemand van de gemeente of een partner.")
	c.That(!(own && m.Guest), "/roles", "Iemand van een gastorganisatie kan alleen meelezen of antwoorden.")
	c.That(m.Owner == "" || slices.Contains(Owners(), m.Owner), "/owner", "Deze eigenaar bestaat niet.")
	c.That(m.Owner == "" || slices.Contains(m.Roles, PartnerAnswers), "/owner", "Alleen wie namens een partner antwoordt, heeft een eigenaar.")
	translates := slices.Contains(m.Roles, Translator)
	c.That(!translates || len(m.Languages) > 0, "/languages", "Kies de talen die deze vertaler spreekt.")
	c.That(translates || len(m.Languages) == 0, "/languages", "Alleen een vertaler heeft talen.")
	for _, role := range m.Roles {
		c.That(slices.Contains(Roles(), role), "/roles", "Deze rol bestaat niet.")
	}
	return c.Err()
}

// Speaks tells whether the member may change how guides are said in a language: those
// who are responsible for the questions in all, a translator in the own ones.
func (m Member) Speaks(language string) bool {
	return slices.Contains(m.Roles, Researcher) || slices.Contains(m.Roles, Lead) ||
		slices.Contains(m.Roles, Translator) && slices.Contains(m.Languages, language)
}

// AnswersFor tells whether the member answers findings for the owner: the
// municipality's people for the municipality, a partner's for that partner.
func (m Member) AnswersFor(owner Owner) bool {
	if owner == OwnerMunicipality {
		return slices.Contains(m.Roles, MunicipalityAnswers)
	}
	return slices.Contains(m.Roles, PartnerAnswers) && m.Owner == owner
}
