package research

import (
	"slices"
	"strings"
	"time"
)

// AnswerState is what an owner says to a finding.
type AnswerState string

// The states; waiting and late are derived from the due date and never stored.
const (
	AnswerWillDo      AnswerState = "will-do"      // dit gaan we doen
	AnswerPartly      AnswerState = "partly"       // doen we deels
	AnswerLookingInto AnswerState = "looking-into" // zoeken we eerst uit
	AnswerWillNot     AnswerState = "will-not"     // doen we niet, want …
	AnswerDone        AnswerState = "done"         // gedaan
	AnswerWaiting     AnswerState = "waiting"
	AnswerLate        AnswerState = "late"
)

// AnswerLevel is who within the owner answers.
type AnswerLevel string

// The two steps: default six weeks and ninety days.
const (
	LevelOfficial  AnswerLevel = "official"
	LevelGoverning AnswerLevel = "governing"
)

// Answer is an owner's reaction to a released finding.
type Answer struct {
	Finding ID          `json:"finding"`
	Owner   Owner       `json:"owner"`
	Level   AnswerLevel `json:"level"`
	State   AnswerState `json:"state"`
	Reason  string      `json:"reason"`
	// Function is the office that answers, never a name.
	Function string    `json:"function"`
	Date     string    `json:"date"` // 2026-11-24
	NextStep *NextStep `json:"nextStep,omitempty"`
	DoneOn   string    `json:"doneOn,omitempty"`
	At       time.Time `json:"at"`
}

// Answered is an answer with those that it replaced, oldest first.
type Answered struct {
	Answer
	Earlier []Answer `json:"earlier,omitempty"`
}

// AnswerLine is what one owner says to one finding, or that it says nothing yet.
type AnswerLine struct {
	Finding ID
	Title   string
	Owner   Owner
	// Level and DueDate are of the first step that is still open, or of the
	// answer when none is; DueDate is then "".
	Level   AnswerLevel
	State   AnswerState
	DueDate string
	// Steps are the levels that are asked, the official one first.
	Steps  []AnswerStep
	Answer *Answer
	// Earlier are the answers that Answer replaced, the newest first.
	Earlier []Answer
}

// AnswerStep is one level at which an owner is asked to answer, and whether it did.
type AnswerStep struct {
	Level   AnswerLevel `json:"level"`
	DueDate string      `json:"dueDate"`
	State   StepState   `json:"state"`
}

// StepState is how far a step is; it is derived and never stored.
type StepState string

// The states of a step.
const (
	StepGiven   StepState = "given"
	StepWaiting StepState = "waiting"
	StepLate    StepState = "late"
)

// The default times to answer (rules §9), in days after the release.
const (
	OfficialDays  = 42
	GoverningDays = 90
)

// Check says what is wrong with an answer by itself.
func (a Answer) Check() error {
	var c Checks
	c.That(slices.Contains([]AnswerState{AnswerWillDo, AnswerPartly, AnswerLookingInto, AnswerWillNot, AnswerDone}, a.State),
		"/state", "Kies een van de vijf antwoorden.")
	c.That(a.Level == LevelOfficial || a.Level == LevelGoverning, "/level", "Kies: ambtelijk of bestuurlijk.")
	c.That(strings.TrimSpace(a.Function) != "", "/function", "Vul de functie in van wie antwoordt, geen naam.")
	c.That(a.State == AnswerDone || strings.TrimSpace(a.Reason) != "", "/reason", "Leg uit waarom of hoe.")
	c.That(a.DoneOn == "" || a.State == AnswerDone, "/doneOn", "Een datum van klaar hoort alleen bij gedaan.")
	for field, date := range map[string]string{"/doneOn": a.DoneOn, "/nextStep/date": a.stepDate()} {
		_, err := time.Parse(time.DateOnly, date)
		c.That(date == "" || err == nil, field, "Vul een datum in als 2026-11-24.")
	}
	c.That(a.NextStep == nil || strings.TrimSpace(a.NextStep.Text) != "", "/nextStep/text", "Schrijf wat de volgende stap is.")
	slices.SortFunc(c, func(x, y FieldError) int { return strings.Compare(x.Field, y.Field) })
	return c.Err()
}

func (a Answer) stepDate() string {
	if a.NextStep == nil {
		return ""
	}
	return a.NextStep.Date
}

// DueDate is before which date an answer at the level is asked: the agreed
// date, else the default after the day of the release; "" when neither is known.
func DueDate(agreed string, level AnswerLevel, released string) string {
	if agreed != "" {
		return agreed
	}
	day, err := time.Parse(time.DateOnly, released)
	if err != nil {
		return ""
	}
	days := OfficialDays
	if level == LevelGoverning {
		days = GoverningDays
	}
	return day.AddDate(0, 0, days).Format(time.DateOnly)
}

// Line derives what stands in the list of answers on a day, from the steps that
// are asked: a step waits until its due date has passed, then it is late. What
// the governing level said, or what is done, settles the official level too.
func (l AnswerLine) Line(answered *Answered, today string) AnswerLine {
	l.State = AnswerWaiting
	var given []Answer
	if answered != nil {
		answer := answered.Answer
		l.Answer, l.State, l.Level = &answer, answer.State, answer.Level
		l.Earlier = slices.Clone(answered.Earlier)
		slices.Reverse(l.Earlier)
		given = append(slices.Clone(answered.Earlier), answer)
	}
	l.Steps = slices.Clone(l.Steps)
	for i := range l.Steps {
		l.Steps[i].State = l.Steps[i].on(today, given)
	}
	open := slices.IndexFunc(l.Steps, func(step AnswerStep) bool { return step.State != StepGiven })
	if open < 0 {
		return l
	}
	l.DueDate = l.Steps[open].DueDate
	if answered == nil {
		l.Level = l.Steps[open].Level
		if l.Steps[open].State == StepLate {
			l.State = AnswerLate
		}
	}
	return l
}

func (s AnswerStep) on(today string, given []Answer) StepState {
	settled := func(a Answer) bool {
		return a.Level == LevelGoverning || a.State == AnswerDone || s.Level == LevelOfficial
	}
	switch {
	case slices.ContainsFunc(given, settled):
		return StepGiven
	case s.DueDate != "" && s.DueDate < today:
		return StepLate
	default:
		return StepWaiting
	}
}

// NextStep is what happens next, and when.
type NextStep struct {
	Text string `json:"text"`
	Date string `json:"date,omitempty"`
}

// AnswerDocument is the id of an answer's document.
func AnswerDocument(finding ID, owner Owner) string {
	return "answer/" + string(finding) + "/" + string(owner)
}
