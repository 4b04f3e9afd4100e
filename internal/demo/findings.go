package demo

import (
	"context"
	"fmt"
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// loadFindings writes the findings with their evidence, and the quotes.
func (l *Loader) loadFindings(ctx context.Context, s *playedStudy) error {
	if !s.released {
		return nil
	}
	l.Clock.set(l.calendar.at(s.findings.Release.Date, 8))
	marit, err := l.as(ctx, "marit", s.project)
	if err != nil {
		return err
	}
	for _, from := range s.findings.all() {
		view, err := l.Study.AddFinding(ctx, marit, s.project, s.finding(from))
		if err != nil {
			return fmt.Errorf("finding %s: %w", from.ID, err)
		}
		s.byFinding[from.ID] = view.Finding.ID
	}
	for _, quote := range s.findings.Quotes {
		if err := l.loadQuote(ctx, s, quote); err != nil {
			return fmt.Errorf("quote %s: %w", quote.ID, err)
		}
	}
	return nil
}

func (s *playedStudy) finding(from findingFile) research.Finding {
	f := research.Finding{
		Title: from.Title, Sentence: from.Sentence, Kind: from.Kind, Codes: from.Codes, Evidence: s.evidence(from),
		PolicyThemes: from.Policy, Owners: from.Owners, Important: from.Important, Order: from.Order,
	}
	if from.Counter != nil {
		f.CounterVoice = &research.CounterVoice{Text: from.Counter.Text, Interview: s.interviews[from.Counter.Reference]}
	}
	for i, glance := range s.findings.Glance {
		if glance.Finding == from.ID {
			f.Glance, f.GlanceSentence = i+1, glance.Text
		}
	}
	return f
}

// evidence are the codings of the codes, in the named interviews or in all.
func (s *playedStudy) evidence(from findingFile) []research.ID {
	var ids []research.ID
	for _, talk := range s.talks {
		if len(from.Evidence.References) > 0 && !slices.Contains(from.Evidence.References, talk.Reference) {
			continue
		}
		for _, code := range from.Evidence.Codes {
			ids = append(ids, s.codings[talk.Reference+"/"+code]...)
		}
	}
	return ids
}

// loadQuote writes a quote as the researcher and lets the second reader judge
// whether somebody would recognise the person.
func (l *Loader) loadQuote(ctx context.Context, s *playedStudy, from quoteFile) error {
	codings := s.codings[from.Reference+"/"+from.Code]
	if len(codings) == 0 {
		return fmt.Errorf("nothing in %s is coded %s", from.Reference, from.Code)
	}
	label := research.Parent
	if from.Label == "een jongere" {
		label = research.YoungPerson
	}
	input := study.QuoteInput{
		Coding: codings[0], Finding: s.byFinding[from.Finding+from.Point], Code: from.Code, Kind: from.Kind, Text: from.Text,
		Form: from.Form, Translated: from.Translated, Label: label, OwnAnswer: answers[from.OwnAnswer],
	}
	id := l.Study.NewID()
	if input.OwnAnswer == research.No {
		s.refused = append(s.refused, id)
	}
	for _, who := range []string{"marit", "bram"} {
		by, err := l.as(ctx, who, s.project)
		if err != nil {
			return err
		}
		if who == "bram" {
			input.Recognisable = new(bool)
		}
		if _, _, err := l.Study.WriteQuote(ctx, by, s.project, id, input); err != nil {
			return err
		}
	}
	return nil
}

// loadRelease lets one person compose and another release, and the owners answer.
func (l *Loader) loadRelease(ctx context.Context, s *playedStudy) error {
	if !s.released {
		return nil
	}
	l.Clock.set(l.calendar.at(s.findings.Release.Date, 10))
	marit, err := l.as(ctx, "marit", s.project)
	if err != nil {
		return err
	}
	d := s.findings.Discussed
	view, err := l.Study.ComposeRelease(ctx, marit, s.project, research.ReleaseChoices{
		Round: 1, LeaveOutQuotes: s.refused, NotHeard: s.findings.NotHeard, Reading: s.findings.Reading,
		Discussed: &research.Discussed{On: l.calendar.date(d.On), WithWhom: d.WithWhom, Differently: d.Differently},
	})
	if err != nil {
		return fmt.Errorf("compose: %w", err)
	}
	for _, check := range view.Checks {
		if !check.OK {
			return fmt.Errorf("the release is held: %s: %s %s", check.Rule, check.Detail, check.Where)
		}
	}
	bram, err := l.as(ctx, "bram", s.project)
	if err != nil {
		return err
	}
	if _, err := l.Study.ApproveRelease(ctx, bram, s.project, view.Release.ID); err != nil {
		return fmt.Errorf("approve: %w", err)
	}
	return l.loadAnswers(ctx, s)
}

func (l *Loader) loadAnswers(ctx context.Context, s *playedStudy) error {
	for _, finding := range s.findings.all() {
		for _, from := range finding.Answers {
			l.Clock.set(l.calendar.at(from.Date, 11))
			by, err := l.as(ctx, answererOf(from.Owner, s.folder), s.project)
			if err != nil {
				return err
			}
			answer := research.Answer{
				Finding: s.byFinding[finding.ID], Owner: from.Owner, Level: from.Level, State: from.State,
				Reason: from.Reason, Function: from.Function, DoneOn: l.calendar.date(from.DoneOn),
			}
			if from.NextStep != nil {
				answer.NextStep = &research.NextStep{Text: from.NextStep.Text, Date: l.calendar.date(from.NextStep.Date)}
			}
			if _, err := l.Study.WriteAnswer(ctx, by, s.project, answer); err != nil {
				return fmt.Errorf("answer to %s: %w", finding.ID, err)
			}
		}
	}
	return nil
}
