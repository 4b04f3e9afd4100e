package research

// Tally is how many codings an interview has.
type Tally struct {
	Interview ID  `json:"interview"`
	Codings   int `json:"codings"`
}

// TallyDocument is the id of an interview's tally.
func TallyDocument(interview ID) string { return "tally/" + string(interview) }
