package study

import (
	"context"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// DebriefView is a debrief with the reference of its interview.
type DebriefView struct {
	Debrief   research.Debrief
	Reference string
	TalkedBy  string // a name
}

// Debriefs lists how interviewers looked back on their talks: who wants to talk
// first, then the others, then with whom was talked, the latest talk first. A
// coach has those of own interviewers; a page may hold fewer than limit, also
// when another follows.
func (s *Study) Debriefs(ctx context.Context, scope research.Scope, project research.ID, after string, limit int) (list Page[DebriefView], err error) {
	if err := require(scope, research.Lead, research.Coach); err != nil {
		return list, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		own, err := ownPhones(v, scope)
		if err != nil {
			return err
		}
		debriefs, next, err := loadPage[research.Debrief](v, research.Page{Kind: "debrief", After: after, Limit: limit, Descending: true})
		if err != nil {
			return err
		}
		list = Page[DebriefView]{Items: []DebriefView{}, Next: next}
		for _, debrief := range debriefs {
			if s.gone(research.RestKey(debrief.Interview)) || !own(debrief.Device) {
				continue
			}
			view, err := debriefView(v, debrief)
			if err != nil {
				return err
			}
			list.Items = append(list.Items, view)
		}
		return nil
	})
	return list, err
}

func debriefView(v View, d research.Debrief) (DebriefView, error) {
	interview, _, err := find[research.Interview](v, research.InterviewDocument(d.Interview))
	if err != nil {
		return DebriefView{}, err
	}
	name, err := nameOf(v, d.TalkedBy)
	return DebriefView{Debrief: d, Reference: interview.Reference, TalkedBy: name}, err
}

// NoteTalk notes that somebody talked with the interviewer about a talk, or
// takes that back. The first one who talked stays. To a coach the debriefs of
// other coaches' interviewers are NotFound. Faults: NotFound, Erased.
func (s *Study) NoteTalk(ctx context.Context, by By, project, interview research.ID, state research.DebriefState) (view DebriefView, err error) {
	if err := require(by.Scope, research.Lead, research.Coach); err != nil {
		return view, err
	}
	err = s.ensure(ctx, by, research.ProjectStream(project), "debrief.talk", func(tx Tx) error {
		debrief, err := s.debriefIn(tx, by.Scope, interview)
		if err != nil {
			return err
		}
		if debrief.State == state {
			return errDone
		}
		debrief.State, debrief.TalkedBy, debrief.TalkedAt = state, "", time.Time{}
		if state == research.DebriefTalked {
			debrief.TalkedBy, debrief.TalkedAt = by.Scope.Actor(), s.Now().UTC().Truncate(time.Millisecond)
		}
		tx.Put(debriefDocument(debrief))
		tx.Fact("interview", string(interview))
		return nil
	})
	if err != nil {
		return view, err
	}
	err = s.view(ctx, by.Scope, research.ProjectStream(project), func(v View) error {
		debrief, err := s.debriefIn(v, by.Scope, interview)
		if err != nil {
			return err
		}
		view, err = debriefView(v, debrief)
		return err
	})
	return view, err
}

// debriefIn is a debrief, if it is of an own phone of the one who asks.
func (s *Study) debriefIn(v View, scope research.Scope, interview research.ID) (research.Debrief, error) {
	if _, err := s.interviewIn(v, interview); err != nil {
		return research.Debrief{}, err
	}
	debrief, err := load[research.Debrief](v, research.DebriefDocument(interview))
	if err != nil {
		return debrief, err
	}
	own, err := ownPhones(v, scope)
	if err == nil && !own(debrief.Device) {
		err = absent()
	}
	return debrief, err
}

// takeDebrief keeps what the interviewer said of themselves, once.
func (a *arrival) takeDebrief(tx Tx, interview research.Interview) error {
	_, known, err := find[research.Debrief](tx, research.DebriefDocument(interview.ID))
	if err != nil || known {
		return err
	}
	a.putDebrief(tx, interview)
	return nil
}

func (a *arrival) putDebrief(tx putter, i research.Interview) {
	debrief, said := a.answers.Debriefed()
	if !a.answered || !said {
		return
	}
	debrief.Interview, debrief.Device, debrief.Interviewer, debrief.Guide = i.ID, i.Device, i.Interviewer, i.Guide
	if debrief.At = i.EndedAt; debrief.At.IsZero() || debrief.At.After(i.ArrivedAt) {
		debrief.At = i.ArrivedAt // no phone's clock counts beyond it
	}
	tx.Put(debriefDocument(debrief))
}

func debriefDocument(d research.Debrief) research.Document {
	return said(d.Interview, research.DebriefDocument(d.Interview), d.Place(), d)
}
