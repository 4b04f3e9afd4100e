package research

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Debrief is how an interviewer looks back on a talk: it is about the
// interviewer, and for whoever looks after them (rules §2), not for research.
type Debrief struct {
	Interview ID `json:"interview"`
	// Device is the phone that held the talk, Interviewer the label of who did.
	Device      ID           `json:"device"`
	Interviewer string       `json:"interviewer"`
	Guide       GuideVersion `json:"guide"`
	At          time.Time    `json:"at"` // the end of the talk
	// Wellbeing is the option of the guide that was chosen, "" for none;
	// SelfCheck are the lines that were ticked.
	Wellbeing string   `json:"wellbeing,omitempty"`
	SelfCheck []string `json:"selfCheck,omitempty"`
	Surprise  string   `json:"surprise,omitempty"`
	// WantsTalk is the answer to "wilt u praten met uw begeleider".
	WantsTalk bool         `json:"wantsTalk"`
	State     DebriefState `json:"state"`
	TalkedBy  string       `json:"talkedBy,omitempty"` // an actor
	TalkedAt  time.Time    `json:"talkedAt,omitzero"`
}

// DebriefState is whether somebody talked with the interviewer about it.
type DebriefState string

// The states.
const (
	DebriefOpen   DebriefState = "open"
	DebriefTalked DebriefState = "talked"
)

// Bounds of what is kept of a debrief: code points, and a number of lines.
const (
	mostSurprise  = 4000
	mostSelfCheck = 30
)

// What a debrief is called in the answers of a phone, beside the ids of the
// guide's self-check.
const (
	debriefWellbeing = "wellbeing"
	debriefSurprise  = "surprise"
	debriefCoach     = "coach"
)

// Debriefed is what the answers say of the interviewer, false when that is
// nothing. What is not as a phone writes it counts as not answered.
func (a Answers) Debriefed() (Debrief, bool) {
	d := Debrief{State: DebriefOpen}
	d.Wellbeing = slugOf(textOf(a.Debrief[debriefWellbeing]))
	d.Surprise = shortened(strings.TrimSpace(textOf(a.Debrief[debriefSurprise])), mostSurprise)
	d.WantsTalk = tickOf(a.Debrief[debriefCoach])
	for field, answer := range a.Debrief {
		if field != debriefCoach && slugOf(field) != "" && tickOf(answer) {
			d.SelfCheck = append(d.SelfCheck, field)
		}
	}
	slices.Sort(d.SelfCheck)
	d.SelfCheck = d.SelfCheck[:min(len(d.SelfCheck), mostSelfCheck)]
	return d, d.WantsTalk || d.Wellbeing != "" || d.Surprise != "" || len(d.SelfCheck) > 0
}

func textOf(answer json.RawMessage) (text string) {
	if json.Unmarshal(answer, &text) != nil {
		return ""
	}
	return text
}

func tickOf(answer json.RawMessage) (on bool) {
	return json.Unmarshal(answer, &on) == nil && on
}

// slugOf is a name of the guide, "" when the text cannot be one.
func slugOf(text string) string {
	if !ValidSlug(text) {
		return ""
	}
	return text
}

func shortened(text string, points int) string {
	if utf8.RuneCountInString(text) <= points {
		return text
	}
	return string([]rune(text)[:points])
}

// Place orders debriefs by how much they ask for: the last are who wants to talk
// and was not talked with, among them the latest talk.
func (d Debrief) Place() string {
	rank := "1"
	switch {
	case d.State == DebriefTalked:
		rank = "0"
	case d.WantsTalk:
		rank = "2"
	}
	return rank + "/" + d.At.UTC().Format("2006-01-02T15:04:05.000Z") + "/" + string(d.Interview)
}

// DebriefDocument is the id of the document of a talk's debrief.
func DebriefDocument(interview ID) string { return "debrief/" + string(interview) }
