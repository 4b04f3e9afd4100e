package demo

import (
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// projectFile is wijk/project.yaml or lea/project.yaml.
type projectFile struct {
	ID            string
	Name          string
	Mode          research.ProjectMode
	Municipality  string
	Owner         string
	Settings      settingsFile
	Organisations []organisationFile
	People        []personFile
	Worries       []worryFile
	Withdrawn     []withdrawnFile
	OnPhone       []waitingFile `yaml:"onPhone"`
	Changes       []changeFile
}

// changeFile is a choice that a participant changed after the release, told to
// the lead.
type changeFile struct{ Reference, Choice, Answer, On string }

// settingsFile is research.ProjectSettings with dates as they stand in the file.
type settingsFile struct {
	Question      string
	CanChange     string         `yaml:"canChange"`
	CannotChange  string         `yaml:"cannotChange"`
	AnswerBy      []answerByFile `yaml:"answerBy"`
	SourceEndDate string         `yaml:"sourceEndDate"`
	WorryProtocol struct {
		Text   string
		Phones []struct{ Label, Number string }
		Second int `yaml:"secondContactAfterMinutes"`
	} `yaml:"worryProtocol"`
	ParticipantPhone struct{ Number, Hours string } `yaml:"participantPhone"`
	Splits           struct {
		Attributes []string
		None       bool
	}
	SensitiveCodes  []string `yaml:"sensitiveCodes"`
	InterviewerWord string   `yaml:"interviewerWord"`
	Target          int
	Targets         []struct {
		Attribute, Value, Label string
		Number                  int
	}
	Guides       []string
	PolicyThemes []struct{ ID, Label, Seed string } `yaml:"policyThemes"`
}

type answerByFile struct {
	Owner    research.Owner
	Function string
	Level    research.AnswerLevel
	DueDate  string `yaml:"dueDate"`
}

type organisationFile struct{ ID, Name, Kind string }

// personFile is somebody of the invented studies.
type personFile struct {
	Key          string
	Name         string
	Organisation string
	Roles        []string
	Phone        string
	Function     string
	Languages    []string
	About        string
}

type peopleFile struct{ Interviewers, Staff []personFile }

type worryFile struct {
	By, Reference, At string
}

type withdrawnFile struct {
	Talk        `yaml:",inline"`
	WithdrawnOn string `yaml:"withdrawnOn"`
}

type waitingFile struct{ Reference, By, Date string }

// findingsFile is wijk/findings.yaml, or lea/points.yaml with its columns.
type findingsFile struct {
	Release   struct{ Date string }
	Discussed struct {
		On          string
		WithWhom    string `yaml:"withWhom"`
		Differently string
	}
	Glance   []struct{ Finding, Text string }
	NotHeard []string `yaml:"notHeard"`
	Reading  []string
	Findings []findingFile
	Columns  struct{ Good, Better, Lead []findingFile }
	Quotes   []quoteFile
}

type findingFile struct {
	ID        string
	Order     int
	Title     string
	Sentence  string
	Kind      research.StatementKind
	Codes     []string
	Evidence  struct{ Codes, References []string }
	Counter   *counterFile `yaml:"counterVoice"`
	Policy    []string     `yaml:"policyThemes"`
	Owners    []research.Owner
	Important string
	Answers   []answerFile
}

type counterFile struct{ Text, Reference string }

type answerFile struct {
	Owner    research.Owner
	Level    research.AnswerLevel
	State    research.AnswerState
	Reason   string
	Function string
	Date     string
	DoneOn   string                       `yaml:"doneOn"`
	NextStep *struct{ Text, Date string } `yaml:"nextStep"`
}

type quoteFile struct {
	ID         string
	Reference  string
	Code       string
	Finding    string
	Point      string
	Kind       research.StatementKind
	Form       research.QuoteForm
	Translated bool
	Label      string
	OwnAnswer  string `yaml:"ownAnswer"`
	Text       string
}

// all are the findings with the kind of their column; points in columns are by
// the alphabet.
func (f findingsFile) all() []findingFile {
	if len(f.Findings) > 0 {
		return f.Findings
	}
	var all []findingFile
	for _, column := range []struct {
		kind   research.StatementKind
		points []findingFile
	}{
		{research.StatementGood, f.Columns.Good},
		{research.StatementBetter, f.Columns.Better},
		{research.StatementLead, f.Columns.Lead},
	} {
		for _, point := range column.points {
			point.Kind = column.kind
			if len(point.Evidence.Codes) == 0 {
				point.Evidence.Codes = point.Codes
			}
			all = append(all, point)
		}
	}
	return all
}

// written is the day on which the invented studies are told: what is in the
// future of their files is in the future then.
var written = time.Date(2027, 2, 9, 9, 0, 0, 0, time.UTC)

// calendar moves the dates of the files, so that the studies are always told
// as of today.
type calendar struct{ days int }

func newCalendar(today time.Time) calendar {
	day := func(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
	return calendar{int(day(today).Sub(day(written)).Hours() / 24)}
}

// date moves a day written as 2027-02-09; what is none stays as it is.
func (c calendar) date(text string) string {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return text
	}
	return day.AddDate(0, 0, c.days).Format(time.DateOnly)
}

// at is a time of that day.
func (c calendar) at(text string, hour int) time.Time {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		day = written
	}
	return day.AddDate(0, 0, c.days).Add(time.Duration(hour) * time.Hour)
}
