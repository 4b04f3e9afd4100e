package study

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// AnswersView is the list of answers at a revision of the project, on a day:
// what is late depends on both.
type AnswersView struct {
	Lines    []research.AnswerLine
	Revision research.Revision
	Day      string // 2026-11-24
}

// Answers lists, for every finding of a fixed version and everybody who can act
// on it, what was answered or by when. Everybody in the project may read it:
// guests, and key figures on their phones.
func (s *Study) Answers(ctx context.Context, scope research.Scope, project research.ID) (AnswersView, error) {
	all, err := s.released(ctx, scope, project)
	if err != nil {
		return AnswersView{}, err
	}
	var settings research.ProjectSettings
	var answers []research.Answered
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		p, err := load[research.Project](v, research.ProjectDocument)
		if err != nil {
			return err
		}
		settings = p.Settings
		answers, err = loadAll[research.Answered](v, "answer")
		return err
	})
	if err != nil {
		return AnswersView{}, err
	}
	today := s.Now().UTC().Format(time.DateOnly)
	list := AnswersView{Lines: []research.AnswerLine{}, Revision: all.head, Day: today}
	for _, f := range all.findings() {
		for _, owner := range f.owners {
			i := slices.IndexFunc(answers, func(a research.Answered) bool { return a.Finding == f.id && a.Owner == owner })
			var answered *research.Answered
			if i >= 0 {
				answered = &answers[i]
			}
			list.Lines = append(list.Lines, f.line(settings, owner).Line(answered, today))
		}
	}
	return list, nil
}

// releasedFinding is a finding as a fixed version first and last showed it.
type releasedFinding struct {
	id       research.ID
	title    string
	sentence string
	owners   []research.Owner
	released string // the day of the first version that showed it
}

// findings are those of all versions in the words of the newest, without what
// was removed.
func (s shelf) findings() []releasedFinding {
	all := []releasedFinding{}
	for _, fixed := range s.fixed {
		for _, f := range fixed.version.Findings {
			i := slices.IndexFunc(all, func(known releasedFinding) bool { return known.id == f.ID })
			if i >= 0 {
				all[i].released = fixed.version.Date
				continue
			}
			all = append(all, releasedFinding{f.ID, f.Title, f.Sentence, f.Owners, fixed.version.Date})
		}
	}
	return all
}

// line is what an owner owes the finding, before any answer: a step at both
// levels (rules §9), or only at the governing one when that is all that the
// project agreed on with this owner.
func (f releasedFinding) line(settings research.ProjectSettings, owner research.Owner) research.AnswerLine {
	line := research.AnswerLine{Finding: f.id, Title: f.title, Owner: owner}
	for _, level := range []research.AnswerLevel{research.LevelOfficial, research.LevelGoverning} {
		agreed := settings.DueFor(owner, level)
		if level == research.LevelOfficial && agreed == "" && settings.DueFor(owner, research.LevelGoverning) != "" {
			continue
		}
		line.Steps = append(line.Steps, research.AnswerStep{Level: level, DueDate: research.DueDate(agreed, level, f.released)})
	}
	return line
}

// WriteAnswer answers a released finding for an owner. What was answered before
// is kept. Faults: NotFound when no version shows the finding to this owner,
// Forbidden when the one who asks does not answer for the owner.
func (s *Study) WriteAnswer(ctx context.Context, by By, project research.ID, answer research.Answer) (research.Answer, error) {
	if !by.Scope.Has(research.MunicipalityAnswers, research.PartnerAnswers) {
		return answer, research.Errorf(research.Forbidden, "Antwoorden doet de gemeente, of een partner die er iets aan kan doen.")
	}
	answer.At = s.Now().UTC()
	answer.Date = answer.At.Format(time.DateOnly)
	if err := answer.Check(); err != nil {
		return answer, err
	}
	all, err := s.released(ctx, by.Scope, project)
	if err != nil {
		return answer, err
	}
	asked := slices.ContainsFunc(all.findings(), func(f releasedFinding) bool {
		return f.id == answer.Finding && slices.Contains(f.owners, answer.Owner)
	})
	if !asked {
		return answer, research.Errorf(research.NotFound, "Deze bevinding staat niet in een vaste versie, of vraagt dit antwoord niet.")
	}
	stream := research.ProjectStream(project)
	err = s.ensure(ctx, by, stream, "answer.write", func(tx Tx) error { return putAnswer(tx, by.Scope, stream, answer) })
	if err != nil {
		return answer, err
	}
	err = s.view(ctx, by.Scope, stream, func(v View) error {
		kept, err := load[research.Answered](v, research.AnswerDocument(answer.Finding, answer.Owner))
		answer = kept.Answer
		return err
	})
	return answer, err
}

func putAnswer(tx Tx, scope research.Scope, stream research.Stream, answer research.Answer) error {
	account, _ := accountOf(scope)
	member, err := load[research.Member](tx, research.MemberDocument(account))
	if err != nil {
		return err
	}
	if !member.AnswersFor(answer.Owner) {
		return research.Errorf(research.Forbidden, "U antwoordt niet namens deze organisatie.")
	}
	id := research.AnswerDocument(answer.Finding, answer.Owner)
	kept, found, err := find[research.Answered](tx, id)
	if err != nil {
		return err
	}
	if found && sameAnswer(kept.Answer, answer) {
		return errDone
	}
	if found {
		kept.Earlier = append(kept.Earlier, kept.Answer)
	}
	kept.Answer = answer
	tx.Put(owned(stream, id, string(answer.Finding)+"/"+string(answer.Owner), kept))
	tx.Fact("finding", string(answer.Finding))
	tx.Fact("owner", string(answer.Owner))
	tx.Fact("state", string(answer.State))
	return nil
}

// sameAnswer tells whether nothing is said anew.
func sameAnswer(a, b research.Answer) bool {
	a.At, a.Date, b.At, b.Date = time.Time{}, "", time.Time{}, ""
	return reflect.DeepEqual(a, b)
}

// AnswersOf are the answers that were given to each finding of the fixed
// versions, in the order of the newest.
func (s *Study) AnswersOf(ctx context.Context, scope research.Scope, project research.ID) ([]FieldFinding, error) {
	all, err := s.released(ctx, scope, project)
	if err != nil {
		return nil, err
	}
	var answers []research.Answered
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) (err error) {
		answers, err = loadAll[research.Answered](v, "answer")
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(answers, func(a, b research.Answered) int {
		return cmp.Compare(slices.Index(research.Owners(), a.Owner), slices.Index(research.Owners(), b.Owner))
	})
	findings := []FieldFinding{}
	for _, f := range all.findings() {
		line := FieldFinding{Finding: research.Finding{ID: f.id, Title: f.title, Sentence: f.sentence}}
		for _, a := range answers {
			if a.Finding == f.id {
				line.Answers = append(line.Answers, a.Answer)
			}
		}
		if len(line.Answers) > 0 {
			findings = append(findings, line)
		}
	}
	return findings, nil
}
