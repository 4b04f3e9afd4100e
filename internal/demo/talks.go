package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// handset is the paired phone of one interviewer.
type handset struct{ *phone.Phone }

// pair makes a code as the project lead does and pairs the phone with it.
func (l *Loader) pair(ctx context.Context, s *playedStudy, key string) (*handset, error) {
	if h := s.phones[key]; h != nil {
		return h, h.Admit(ctx)
	}
	lead, err := l.as(ctx, "ilse", s.project)
	if err != nil {
		return nil, err
	}
	name := s.nameOf(key)
	account := research.ID("")
	if key == "wouter" {
		account = l.people[key]
	}
	code, err := l.Study.InviteDevice(ctx, lead, s.project, study.NewPhone{Label: name, Account: account})
	if err != nil {
		return nil, err
	}
	paired, err := phone.Pair(ctx, l.Phones, l.Base, code.Code, name)
	if err != nil {
		return nil, fmt.Errorf("pair the phone of %s: %w", name, err)
	}
	s.phones[key] = &handset{paired}
	return s.phones[key], paired.Admit(ctx)
}

func (s *playedStudy) nameOf(key string) string {
	var people peopleFile
	if err := read("wijk/people.yaml", &people); err == nil {
		for _, p := range slices.Concat(people.Interviewers, s.file.People) {
			if p.Key == key {
				return p.Name
			}
		}
	}
	return key
}

// loadTalks lets every interviewer deliver what they heard.
func (l *Loader) loadTalks(ctx context.Context, s *playedStudy) error {
	for _, talk := range s.talks {
		if err := l.deliver(ctx, s, talk); err != nil {
			return fmt.Errorf("talk %s: %w", talk.Reference, err)
		}
	}
	return l.reportWaiting(ctx, s)
}

func (l *Loader) deliver(ctx context.Context, s *playedStudy, talk Talk) error {
	l.Clock.set(l.calendar.at(talk.Date, 20))
	h, err := l.pair(ctx, s, talk.By)
	if err != nil {
		return err
	}
	id := l.Study.NewID()
	s.interviews[talk.Reference] = id
	sealed, err := h.Seal(ctx, l.talk(id, talk))
	if err != nil {
		return err
	}
	_, err = h.Deliver(ctx, sealed)
	return err
}

var (
	choices = map[string]research.ChoiceName{
		"meedoen": research.ChoiceParticipate, "opname": research.ChoiceRecording, "citaat": research.ChoiceQuote,
		"bewaren": research.ChoiceKeep, "terughoren": research.ChoiceHearBack, "gezondheid": research.ChoiceHealth,
		"anderen": research.ChoiceOthers,
	}
	answers     = map[string]research.ChoiceAnswer{"ja": research.Yes, "nee": research.No}
	groups      = map[string]research.Group{"ouder": research.Parent, "jongere": research.YoungPerson}
	captures    = map[string]research.Capture{"opname": research.CaptureAudio, "notities": research.CaptureNotes, "samenvatting": research.CaptureSummary}
	topicStates = map[string]research.TopicState{
		"besproken": research.TopicDiscussed, "overgeslagen": research.TopicSkipped, "wilde-niet": research.TopicRefused,
	}
)

// talk is what the phone holds of an invented interview.
func (l *Loader) talk(id research.ID, talk Talk) phone.Talk {
	started := l.calendar.at(talk.Date, 15)
	m := research.Manifest{
		Interview: id, Reference: talk.Reference, StartedAt: started, EndedAt: started.Add(40 * time.Minute),
		Guide: l.guide(talk.Guide), Language: talk.Language, Interpreter: talk.Interpreter, People: talk.People,
		Household: talk.Household, Capture: captures[talk.Capture], Group: groups[talk.Group], Consent: research.Consent{},
	}
	for name, answer := range talk.Consent {
		m.Consent[choices[name]] = answers[answer]
		m.ConsentLog = append(m.ConsentLog, research.ConsentChange{Choice: choices[name], Answer: answers[answer], At: started})
	}
	held := phone.Talk{Manifest: m, Answers: answersOf(talk, started)}
	part := 2 // after the answers
	if m.Consent.Allows(research.ChoiceHearBack) {
		part++
		held.Contact = &research.ContactDetails{Way: "interviewer"}
	}
	if sound := soundOf(talk); sound != nil {
		held.Sound = []phone.Segment{sound.segment}
		sound.heard(&held.Answers, started, part)
	}
	return held
}

// guide is the newest version, as the projects name it.
func (l *Loader) guide(slug string) research.GuideVersion {
	for _, line := range slices.Backward(l.Study.Guides.Published()) {
		if line.Slug == slug {
			return research.GuideVersion{Slug: slug, Version: line.Version, Hash: line.Hash}
		}
	}
	return research.GuideVersion{Slug: slug, Version: "1.0.0"}
}

// answersOf are the notes per topic, in the order in which they were made; of a
// whole conversation the phone has sound and no notes.
func answersOf(talk Talk, at time.Time) research.Answers {
	a := research.Answers{
		Background: map[string]research.OneOrMore{}, Topics: []research.TopicAnswers{}, Timeline: []research.Moment{},
		ReadBack: []research.ReadBackVerdict{}, Observation: map[string]string{"watOpviel": talk.Observation},
		Debrief: debriefOf(talk.Debrief),
	}
	for question, answer := range talk.Background {
		a.Background[question] = optionsOf(answer)
	}
	for _, topic := range topicOrder(talk) {
		state := topicStates[talk.Topics[topic]]
		if state == "" {
			state = research.TopicOpen
		}
		answered := research.TopicAnswers{Topic: topic, State: state, Notes: []research.Note{}, Probes: []string{}}
		for _, meaning := range talk.Meaning[topic] {
			answered.Meaning = append(answered.Meaning, kinds[meaning])
		}
		for _, turn := range talk.Text {
			if turn.Topic == topic && !talk.Full() {
				plain, _, _ := turn.Plain()
				answered.Notes = append(answered.Notes, research.Note{ID: string(research.NewID()), Text: plain, At: at})
			}
		}
		a.Topics = append(a.Topics, answered)
	}
	return a
}

// debriefOf is the look back as a phone writes it; empty when there was none.
func debriefOf(d debriefFile) map[string]json.RawMessage {
	said := map[string]any{}
	for _, line := range d.SelfCheck {
		said[line] = true
	}
	if d.Wellbeing != "" {
		said["wellbeing"] = d.Wellbeing
	}
	if d.Surprise != "" {
		said["surprise"] = d.Surprise
	}
	if d.Talk != nil {
		said["coach"] = *d.Talk
	}
	answers := map[string]json.RawMessage{}
	for field, answer := range said {
		answers[field], _ = json.Marshal(answer) // texts and ticks
	}
	return answers
}

func optionsOf(answer any) research.OneOrMore {
	switch answer := answer.(type) {
	case string:
		return research.OneOrMore{answer}
	case []any:
		options := research.OneOrMore{}
		for _, option := range answer {
			options = append(options, fmt.Sprint(option))
		}
		return options
	default:
		return research.OneOrMore{fmt.Sprint(answer)}
	}
}

// topicOrder is the order in which the topics came up, then the others.
func topicOrder(talk Talk) []string {
	var order []string
	for _, turn := range talk.Text {
		if !slices.Contains(order, turn.Topic) {
			order = append(order, turn.Topic)
		}
	}
	var others []string
	for topic := range talk.Topics {
		if !slices.Contains(order, topic) {
			others = append(others, topic)
		}
	}
	slices.Sort(others)
	return append(order, others...)
}

// voiced are the two talks that have sound: a synthetic voice reads the first turns of their questions.
var voiced = []string{"dweil anker", "stoep kastanje"}

// soundOf is the beginning of a voiced talk, spoken and compressed as a phone
// does; nil for other talks, and where the voice is not installed.
func soundOf(talk Talk) *voice {
	if !slices.Contains(voiced, talk.Reference) {
		return nil
	}
	spoken, err := speak(talk)
	if err != nil {
		return nil
	}
	return spoken
}

// reportWaiting lets phones say what is still on them.
func (l *Loader) reportWaiting(ctx context.Context, s *playedStudy) error {
	waiting := map[string]int{}
	for _, w := range s.file.OnPhone {
		waiting[w.By]++
	}
	for key, n := range waiting {
		l.Clock.set(l.calendar.at(s.file.OnPhone[0].Date, 30))
		h, err := l.pair(ctx, s, key)
		if err != nil {
			return err
		}
		scope, err := l.Scope(ctx, "device/"+string(h.Device), s.project)
		if err != nil {
			return err
		}
		if err := l.Study.ReportPhone(ctx, scope, study.PhoneState{Waiting: n}); err != nil {
			return err
		}
	}
	return nil
}

// loadWorries leaves what interviewers worried about; nobody took it up yet.
func (l *Loader) loadWorries(ctx context.Context, s *playedStudy) error {
	for _, worry := range s.file.Worries {
		at, err := time.Parse(time.RFC3339, worry.At)
		if err != nil {
			return err
		}
		at = at.AddDate(0, 0, l.calendar.days)
		l.Clock.set(at)
		h, err := l.pair(ctx, s, worry.By)
		if err != nil {
			return err
		}
		alert := map[string]any{"id": l.Study.NewID(), "interview": s.interviews[worry.Reference], "at": at.UTC()}
		if err := h.Do(ctx, "POST", "/alerts", alert, nil); err != nil {
			return fmt.Errorf("worry of %s: %w", worry.By, err)
		}
		l.Clock.set(at.Add(time.Duration(s.file.Settings.WorryProtocol.Second) * time.Minute))
		if err := l.RunJobs(ctx); err != nil {
			return err
		}
	}
	return nil
}

// loadWithdrawn lets somebody take part and withdraw.
func (l *Loader) loadWithdrawn(ctx context.Context, s *playedStudy) error {
	for _, talk := range s.file.Withdrawn {
		if err := l.deliver(ctx, s, talk.Talk); err != nil {
			return fmt.Errorf("talk %s: %w", talk.Reference, err)
		}
		l.Clock.set(l.calendar.at(talk.WithdrawnOn, 9))
		lead, err := l.as(ctx, "ilse", s.project)
		if err != nil {
			return err
		}
		if _, err := l.Study.Withdraw(ctx, lead, s.project, study.Withdrawal{Reference: talk.Reference}); err != nil {
			return err
		}
	}
	return nil
}

// loadChanges lets participants change their mind after what was released: that
// gives a researcher texts to look at again, and changes no released number.
func (l *Loader) loadChanges(ctx context.Context, s *playedStudy) error {
	for _, change := range s.file.Changes {
		l.Clock.set(l.calendar.at(change.On, 10))
		lead, err := l.as(ctx, "ilse", s.project)
		if err != nil {
			return err
		}
		consent := research.Consent{choices[change.Choice]: answers[change.Answer]}
		if _, err := l.Study.ChangeConsent(ctx, lead, s.project, s.interviews[change.Reference], consent); err != nil {
			return fmt.Errorf("change of %s: %w", change.Reference, err)
		}
	}
	return nil
}
