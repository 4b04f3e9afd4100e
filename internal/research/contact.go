package research

// ContactDetails are how a participant wants to hear what became of the interview. It
// is in the vault and nowhere else.
type ContactDetails struct {
	Interview ID     `json:"interview"`
	Way       string `json:"way"` // phone, interviewer
	Phone     string `json:"phone,omitempty"`
}

// ContactDocument is the id of a contact's document in the vault.
func ContactDocument(interview ID) string { return "contact/" + string(interview) }
