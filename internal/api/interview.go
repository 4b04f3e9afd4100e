package api

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// interviewLineJSON is an interview in a list.
type interviewLineJSON struct {
	ID          research.ID         `json:"id"`
	Reference   string              `json:"reference"`
	ArrivedAt   time.Time           `json:"arrivedAt"`
	StartedAt   time.Time           `json:"startedAt"`
	Interviewer interviewerJSON     `json:"interviewer"`
	Group       research.Group      `json:"group,omitempty"`
	Capture     research.Capture    `json:"capture"`
	Language    string              `json:"language"`
	Interpreter bool                `json:"interpreter"`
	People      int                 `json:"people"`
	Household   string              `json:"household,omitempty"`
	Minutes     int                 `json:"minutes,omitempty"`
	Words       int                 `json:"words"`
	State       string              `json:"state"`
	Checked     bool                `json:"checked"`
	Consent     research.Consent    `json:"consent,omitempty"`
	Codings     int                 `json:"codings"`
	Sound       research.SoundState `json:"sound"`
	TextErased  bool                `json:"textErased,omitempty"`
	Review      research.Review     `json:"review,omitempty"`
}

type interviewerJSON struct {
	Device research.ID `json:"device"`
	Label  string      `json:"label"`
}

// interviewJSON is one interview with what stands beside its text.
type interviewJSON struct {
	interviewLineJSON
	EndedAt     *time.Time              `json:"endedAt,omitempty"`
	Guide       string                  `json:"guide,omitempty"`
	Background  map[string][]string     `json:"background"`
	Topics      []interviewTopicJSON    `json:"topics"`
	Observation map[string]string       `json:"observation,omitempty"`
	Parts       []research.ReceivedPart `json:"parts"`
	Moments     []momentJSON            `json:"moments"`
	Settled     []settledReviewJSON     `json:"settled,omitempty"`
	Persons     int                     `json:"persons,omitempty"`
	Left        []time.Time             `json:"left,omitempty"`
	Minor       *minorJSON              `json:"minor,omitempty"`
	Held        bool                    `json:"held,omitempty"`
	// InterpreterPromisedAt is when the interpreter promised secrecy.
	InterpreterPromisedAt *time.Time `json:"interpreterPromisedAt,omitempty"`
}

type settledReviewJSON struct {
	Review   research.Review `json:"review"`
	Decision string          `json:"decision"`
	At       time.Time       `json:"at"`
	By       string          `json:"by,omitempty"`
}

// momentJSON is when something happened, and where in the sound that is.
type momentJSON struct {
	At           time.Time           `json:"at"`
	Event        string              `json:"event"`
	Topic        string              `json:"topic,omitempty"`
	State        research.TopicState `json:"state,omitempty"`
	Note         research.ID         `json:"note,omitempty"`
	Part         *int                `json:"part,omitempty"`
	Milliseconds *int64              `json:"ms,omitempty"`
}

type interviewTopicJSON struct {
	Topic   string                   `json:"topic"`
	State   research.TopicState      `json:"state"`
	Notes   []struct{}               `json:"notes"`
	Meaning []research.StatementKind `json:"meaning,omitempty"`
}

func newInterviewLineJSON(v study.InterviewView) interviewLineJSON {
	i := v.Interview
	line := interviewLineJSON{
		ID: i.ID, Reference: orUnreadable(i.Reference),
		ArrivedAt: i.ArrivedAt, StartedAt: i.StartedAt,
		Interviewer: interviewerJSON{Device: i.Device, Label: i.Interviewer},
		Group:       i.Group, Capture: i.Capture, Language: i.Language, Interpreter: i.Interpreter,
		People: i.People, Household: i.Household,
		Minutes: research.WholeMinutes(i.Milliseconds), Words: i.Words,
		State: "arriving", Checked: i.Checked, Consent: i.Consent, Codings: v.Codings,
		Sound: i.Sound, TextErased: i.TextErased, Review: i.Review,
	}
	switch {
	case i.Delivered:
		line.State = "arrived"
	case i.Open:
		line.State = "open"
	}
	if i.StartedAt.IsZero() { // what the phone sent cannot be opened
		line.StartedAt, line.Language, line.Capture = i.ArrivedAt, "nl", research.CaptureNotes
	}
	return line
}

// orUnreadable says where two words should be that the manifest cannot be opened.
func orUnreadable(words string) string {
	if words == "" {
		return "niet leesbaar"
	}
	return words
}

func newInterviewJSON(v study.InterviewView) interviewJSON {
	i := v.Interview
	answer := interviewJSON{
		interviewLineJSON: newInterviewLineJSON(v),
		Background:        i.Background, Topics: []interviewTopicJSON{}, Observation: i.Observation, Parts: []research.ReceivedPart{},
		Moments: []momentJSON{},
	}
	if answer.Background == nil {
		answer.Background = map[string][]string{}
	}
	if !i.EndedAt.IsZero() {
		answer.EndedAt = &i.EndedAt
	}
	if i.Guide.Slug != "" {
		answer.Guide = i.Guide.Slug + "@" + i.Guide.Version
	}
	for topic, state := range i.Topics {
		answer.Topics = append(answer.Topics, interviewTopicJSON{topic, state, []struct{}{}, i.Meaning[topic]})
	}
	slices.SortFunc(answer.Topics, func(a, b interviewTopicJSON) int { return strings.Compare(a.Topic, b.Topic) })
	for _, m := range v.Moments {
		answer.Moments = append(answer.Moments, momentJSON{m.At, m.Event, m.Topic, m.State, m.Note, m.Segment, m.Milliseconds})
	}
	for n, s := range i.Settled {
		answer.Settled = append(answer.Settled, settledReviewJSON{s.Review, s.Decision, s.At, v.SettledBy[n]})
	}
	answer.Persons, answer.Minor, answer.Held = i.Persons, newMinorJSON(i.Minor), i.Held
	if i.InterpreterPromise != nil {
		answer.InterpreterPromisedAt = &i.InterpreterPromise.At
	}
	for _, left := range i.Left {
		answer.Left = append(answer.Left, left.At)
	}
	for _, p := range v.Parcel.Parts {
		answer.Parts = append(answer.Parts, research.ReceivedPart{Number: p.Number, Kind: p.Kind, Bytes: p.Bytes, SHA256: p.SHA256, State: p.State})
	}
	return answer
}

func (s *Server) listInterviews(c *call) error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	page, err := s.Study.Interviews(c.context(), c.scope, c.id("project"), c.QueryParam("state"), after, limit)
	if err != nil {
		return err
	}
	if c.tagFor(page.Revision, c.scope.Roles()) {
		return c.unchanged()
	}
	answer := list[interviewLineJSON]{Items: []interviewLineJSON{}, Next: c.next(page.Next)}
	for _, v := range page.Items {
		answer.Items = append(answer.Items, newInterviewLineJSON(v))
	}
	return c.send(http.StatusOK, answer)
}

func (s *Server) readInterview(c *call) error {
	view, err := s.Study.Interview(c.context(), c.scope, c.id("project"), c.id("interview"))
	if err != nil {
		return err
	}
	if c.tag(view.Revision) {
		return c.unchanged()
	}
	return c.send(http.StatusOK, newInterviewJSON(view))
}

func (s *Server) changeConsent(c *call) error {
	input, err := decode[struct{ Choices research.Consent }](c)
	if err != nil {
		return err
	}
	view, err := s.Study.ChangeConsent(c.context(), c.by(), c.id("project"), c.id("interview"), input.Choices)
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, newInterviewJSON(view))
}

func (s *Server) readContact(c *call) error {
	contact, err := s.Study.Contact(c.context(), c.scope, c.id("project"), c.id("interview"))
	if err != nil {
		return err
	}
	answer := struct {
		Way   string `json:"way"`
		Phone string `json:"phone,omitempty"`
	}{contact.Way, contact.Phone}
	return c.send(http.StatusOK, answer)
}

func (s *Server) giveReference(c *call) error {
	input, err := decode[struct{ Reference string }](c)
	if err != nil {
		return err
	}
	view, err := s.Study.GiveReference(c.context(), c.by(), c.id("project"), c.id("interview"), input.Reference)
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, newInterviewJSON(view))
}

func (s *Server) linkHousehold(c *call) error {
	input, err := decode[struct{ With research.ID }](c) // null is ""
	if err != nil {
		return err
	}
	view, err := s.Study.LinkHousehold(c.context(), c.by(), c.id("project"), c.id("interview"), input.With)
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, newInterviewJSON(view))
}

func (s *Server) settleReview(c *call) error {
	input, err := decode[struct {
		Review   research.Review
		Decision string
	}](c)
	if err != nil {
		return err
	}
	view, err := s.Study.SettleReview(c.context(), c.by(), c.id("project"), c.id("interview"), input.Review, input.Decision)
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, newInterviewJSON(view))
}

func (s *Server) checkInterview(c *call) error {
	input, err := decode[study.Checking](c)
	if err != nil {
		return err
	}
	view, err := s.Study.Check(c.context(), c.by(), c.id("project"), c.id("interview"), input)
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, newInterviewJSON(view))
}

type cutDoneJSON struct {
	Codings     []research.ID `json:"codings"`
	Quotes      []research.ID `json:"quotes"`
	Findings    []research.ID `json:"findings"`
	SoundErased []int         `json:"soundErased"`
}

func (s *Server) cutInterview(c *call) error {
	input, err := decode[research.Cut](c)
	if err != nil {
		return err
	}
	match, err := c.match()
	if err != nil {
		return err
	}
	done, err := s.Study.Cut(c.context(), c.by(), c.id("project"), c.id("interview"), input, match)
	if err != nil {
		return err
	}
	return c.send(http.StatusCreated, cutDoneJSON(done))
}
