package research

// From12 is what comes before a talk with somebody of 12 to 15: a parent says
// yes first, and then the young person does, alone.
type From12 struct {
	Answer   Text       `json:"answer"`   // "12, 13, 14 of 15"
	TooYoung Text       `json:"tooYoung"` // of who is younger still
	Stop     Card       `json:"stop"`
	Parent   ParentCard `json:"parent"`
	// Alone tells the interviewer to go on without the parent.
	Alone  Card       `json:"alone"`
	Assent AssentCard `json:"assent"`
}

// ParentCard asks for the yes of a parent: by a letter that the lead holds, or
// at the table, where Blocks are told before Ask is asked.
type ParentCard struct {
	Question Text          `json:"question"` // to the young person
	Why      Text          `json:"why"`
	Letter   Text          `json:"letter"`
	Table    Text          `json:"table"`
	NotYet   Text          `json:"notYet"`
	Blocks   []ScriptBlock `json:"blocks"` // to the parent
	Ask      Text          `json:"ask"`
	Yes      Text          `json:"yes"` // the word under "Ja"
	No       Text          `json:"no"`
	Stop     Card          `json:"stop"` // without the yes of a parent
}

// AssentCard asks the young person, with two equal buttons.
type AssentCard struct {
	Title    Text   `json:"title"`
	Lines    []Text `json:"lines"` // two, under the title
	Question Text   `json:"question"`
	Yes      Text   `json:"yes"`
	No       Text   `json:"no"`
	Stop     Card   `json:"stop"`
}
