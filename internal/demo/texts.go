package demo

import (
	"context"
	"fmt"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// loadTexts lets the researcher write out what was recorded, code every text
// and tick it as checked.
func (l *Loader) loadTexts(ctx context.Context, s *playedStudy) error {
	marit, err := l.as(ctx, "marit", s.project)
	if err != nil {
		return err
	}
	for i, talk := range s.talks {
		l.Clock.set(l.calendar.at(talk.Date, 40))
		if err := l.loadText(ctx, marit, s, talk); err != nil {
			return fmt.Errorf("text of %s: %w", talk.Reference, err)
		}
		if (i+1)%20 == 0 {
			l.Tell(fmt.Sprintf("%s: %d van %d gesprekken gecodeerd", s.file.Name, i+1, len(s.talks)))
		}
	}
	return nil
}

func (l *Loader) loadText(ctx context.Context, marit study.By, s *playedStudy, talk Talk) error {
	interview := s.interviews[talk.Reference]
	text, err := l.Study.Text(ctx, marit.Scope, s.project, interview, 0)
	if err != nil {
		return err
	}
	if talk.Full() {
		change := study.TextChange{Utterances: utterancesOf(talk), Source: research.TextTyped}
		if text, err = l.Study.WriteText(ctx, marit, s.project, interview, change, text.Revision); err != nil {
			return err
		}
	}
	if len(text.Utterances) != len(talk.Text) {
		return fmt.Errorf("%d utterances came of %d turns", len(text.Utterances), len(talk.Text))
	}
	for i, turn := range talk.Text {
		if err := l.code(ctx, marit, s, talk, text.Utterances[i].ID, turn); err != nil {
			return err
		}
	}
	// The texts of those who did not want health written down hold none.
	_, err = l.Study.Check(ctx, marit, s.project, interview, study.Checking{Checked: true, HealthCut: true})
	return err
}

var speakers = map[string]string{
	"gespreksvoerder": "interviewer", "deelnemer": "participant", "deelnemer-2": "participant-2",
	"tolk": "interpreter", "notitie": "note",
}

func utterancesOf(talk Talk) []research.Utterance {
	var all []research.Utterance
	for _, turn := range talk.Text {
		plain, _, _ := turn.Plain() // read before: it is whole
		all = append(all, research.Utterance{Speaker: speakers[turn.Speaker], Topic: turn.Topic, Text: plain})
	}
	return all
}

// code adds the codings that stand in a turn.
func (l *Loader) code(ctx context.Context, marit study.By, s *playedStudy, talk Talk, utterance string, turn Turn) error {
	_, marks, err := turn.Plain()
	if err != nil {
		return err
	}
	for _, mark := range marks {
		id := l.Study.NewID()
		_, _, err := l.Study.WriteCoding(ctx, marit, s.project, id, study.NewCoding{
			Interview: s.interviews[talk.Reference], Code: mark.Code, Kind: mark.Kind,
			From: &research.Point{Utterance: utterance, Offset: mark.From},
			To:   &research.Point{Utterance: utterance, Offset: mark.To},
		})
		if err != nil {
			return fmt.Errorf("%s on %q: %w", mark.Code, turn.Topic, err)
		}
		key := talk.Reference + "/" + mark.Code
		s.codings[key] = append(s.codings[key], id)
	}
	return nil
}
