package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// AlertView is an alert with the reference of its interview, once that has arrived.
type AlertView struct {
	Alert     research.Alert
	Reference string
	TakenUpBy string // a name
	// ToldNames are the names of those whom a message reached, as Told.
	ToldNames []string
}

// RaiseAlert keeps that the interviewer of the phone that asks worries, and
// when; nothing about whom. made tells whether it is new.
func (s *Study) RaiseAlert(ctx context.Context, by By, project, id, interview research.ID, at time.Time) (view AlertView, made bool, err error) {
	device, err := requireDevice(by.Scope)
	if err != nil {
		return view, false, err
	}
	phone, err := s.DeviceIn(ctx, project, device)
	if err != nil {
		return view, false, err
	}
	now := s.Now().UTC().Truncate(time.Millisecond)
	alert := research.Alert{
		ID: id, Interview: interview, Reason: research.AlertWorry, At: at.UTC(), ReceivedAt: now,
		Device: device, Interviewer: phone.Label, State: research.AlertOpen,
	}
	job := research.Job{Name: JobAlert + "/" + string(project) + "/" + string(id), Facts: map[string]string{"project": string(project), "alert": string(id)}}
	err = s.followed(ctx, []research.Job{job}, func() error {
		return s.ensure(ctx, by, research.ProjectStream(project), "alert.raise", func(tx Tx) error {
			before, found, err := find[research.Alert](tx, research.AlertDocument(id))
			switch {
			case err != nil:
				return err
			case found && (before.Device != device || before.Interview != interview):
				return research.Errorf(research.Conflict, "Onder dit nummer is al iets anders gemeld.")
			case found:
				return errDone
			}
			made = true
			tx.Put(alertDocument(project, alert))
			tx.Fact("alert", string(id))
			return nil
		})
	})
	if err != nil {
		return view, false, err
	}
	view, err = s.alert(ctx, project, id)
	return view, made, err
}

func alertDocument(project research.ID, a research.Alert) research.Document {
	place := a.ReceivedAt.UTC().Format("2006-01-02T15:04:05.000Z")
	return owned(research.ProjectStream(project), research.AlertDocument(a.ID), place, a)
}

// Alerts lists the alerts of a project that the one who asks may see, the
// newest first. A page may hold fewer than limit, also when another follows.
func (s *Study) Alerts(ctx context.Context, scope research.Scope, project research.ID, after string, limit int) (list Page[AlertView], err error) {
	if err := require(scope, research.Lead, research.Coach); err != nil {
		return list, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		alerts, next, err := loadPage[research.Alert](v, research.Page{Kind: "alert", After: after, Limit: limit, Descending: true})
		if err != nil {
			return err
		}
		list.Next = next
		list.Items, err = alertViews(v, scope, alerts)
		return err
	})
	return list, err
}

func (s *Study) alert(ctx context.Context, project, id research.ID) (view AlertView, err error) {
	err = s.view(ctx, s.System, research.ProjectStream(project), func(v View) error {
		a, err := load[research.Alert](v, research.AlertDocument(id))
		if err != nil {
			return err
		}
		view, err = alertView(v, a)
		return err
	})
	return view, err
}

func alertView(v View, a research.Alert) (AlertView, error) {
	interview, _, err := find[research.Interview](v, research.InterviewDocument(a.Interview))
	if err != nil {
		return AlertView{}, err
	}
	view := AlertView{Alert: a, Reference: interview.Reference}
	for _, told := range a.Told {
		name, err := nameOf(v, "account/"+string(told.Account))
		if err != nil {
			return AlertView{}, err
		}
		view.ToldNames = append(view.ToldNames, name)
	}
	view.TakenUpBy, err = nameOf(v, a.TakenUpBy)
	return view, err
}

// TakeUpAlert notes that somebody took an alert up. The first one stays. To a
// coach the alerts of other coaches' interviewers are NotFound.
func (s *Study) TakeUpAlert(ctx context.Context, by By, project, id research.ID) (AlertView, error) {
	if err := require(by.Scope, research.Lead, research.Coach); err != nil {
		return AlertView{}, err
	}
	err := s.ensure(ctx, by, research.ProjectStream(project), "alert.take-up", func(tx Tx) error {
		alert, err := load[research.Alert](tx, research.AlertDocument(id))
		if err != nil {
			return err
		}
		may, err := alertsFor(tx, by.Scope)
		if err != nil {
			return err
		}
		if seen, err := may(alert); err != nil || !seen {
			return cmp.Or(err, absent())
		}
		if alert.State == research.AlertTakenUp {
			return errDone
		}
		alert.State, alert.TakenUpBy, alert.TakenUpAt = research.AlertTakenUp, by.Scope.Actor(), s.Now().UTC()
		tx.Put(alertDocument(project, alert))
		tx.Fact("alert", string(id))
		return nil
	})
	if err != nil {
		return AlertView{}, err
	}
	return s.alert(ctx, project, id)
}

// TendAlert is the job of an alert: it tells the coach at once, and a second
// contact when nobody took it up in the time that the project set. It returns
// when to look again, the zero time for never.
func (s *Study) TendAlert(ctx context.Context, project, id research.ID) (again time.Time, err error) {
	var alert research.Alert
	var settings research.Project
	var members []research.Member
	err = s.view(ctx, s.System, research.ProjectStream(project), func(v View) (err error) {
		if alert, err = load[research.Alert](v, research.AlertDocument(id)); err != nil {
			return err
		}
		if settings, err = load[research.Project](v, research.ProjectDocument); err != nil {
			return err
		}
		members, err = loadAll[research.Member](v, "member")
		return err
	})
	if research.FaultOf(err) == research.NotFound || err == nil && alert.State == research.AlertTakenUp {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, err
	}
	t := alertTelling{s, project, alert, settings, members}
	due := t.secondContact()
	if !due.IsZero() && alert.EscalatedAt.IsZero() && !due.After(s.Now()) {
		if err := t.note(ctx, "alert.escalate", func(a *research.Alert) { a.EscalatedAt = s.Now().UTC() }); err != nil {
			return time.Time{}, err
		}
	}
	if err := t.tell(ctx); err != nil {
		return time.Time{}, err // tried again soon: what is due is done then
	}
	if t.alert.EscalatedAt.IsZero() {
		return due, nil
	}
	return time.Time{}, nil
}

// alertTelling is an alert with who may hear of it.
type alertTelling struct {
	s        *Study
	project  research.ID
	alert    research.Alert
	settings research.Project
	members  []research.Member
}

// secondContact is when everybody is told, zero when the project wants none.
func (t alertTelling) secondContact() time.Time {
	minutes := t.settings.Settings.WorryProtocol.SecondContactAfterMinutes
	if minutes == 0 {
		return time.Time{}
	}
	return t.alert.ReceivedAt.Add(time.Duration(minutes) * time.Minute)
}

// audience are those who should have been told by now.
func (t alertTelling) audience(ctx context.Context) []research.Member {
	if t.alert.EscalatedAt.IsZero() {
		return t.first(ctx)
	}
	return t.everyone()
}

// first is the coach of the phone, else all coaches and leads.
func (t alertTelling) first(ctx context.Context) []research.Member {
	device, err := t.s.DeviceIn(ctx, t.project, t.alert.Device)
	own := slices.IndexFunc(t.members, func(m research.Member) bool { return err == nil && m.Account == device.InvitedBy && carries(m) })
	if own >= 0 {
		return t.members[own : own+1]
	}
	return t.everyone()
}

func (t alertTelling) everyone() []research.Member {
	return slices.DeleteFunc(slices.Clone(t.members), func(m research.Member) bool {
		return !carries(m)
	})
}

// tell sends a message to each of the audience who had none. One whom it does
// not reach keeps nobody else from hearing, and is tried again.
func (t *alertTelling) tell(ctx context.Context) error {
	if t.s.Messages == nil {
		return nil
	}
	var failed []error
	reached := t.alert.Told
	for _, member := range t.audience(ctx) {
		if t.alert.Heard(member.Account) {
			continue
		}
		if err := t.send(ctx, member); err != nil {
			failed = append(failed, err)
			continue
		}
		reached = append(slices.Clone(reached), research.Told{Account: member.Account, At: t.s.Now().UTC()})
	}
	if len(reached) > len(t.alert.Told) {
		failed = append(failed, t.note(ctx, "alert.tell", func(a *research.Alert) { a.Told = reached }))
	}
	return errors.Join(failed...)
}

func (t *alertTelling) send(ctx context.Context, member research.Member) error {
	account, err := t.s.Account(ctx, member.Account)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("Beste %s,\n\nEen gespreksvoerder in het project %s maakt zich zorgen en wil met u overleggen.\n"+
		"Open de werkplek, kies Zorgen en zet de melding op opgepakt als u contact heeft.\n", member.Name, t.settings.Name)
	return t.s.Messages.Tell(ctx, account.Email, "Een gespreksvoerder maakt zich zorgen", text)
}

// note changes the alert, here and in the project.
func (t *alertTelling) note(ctx context.Context, verb string, change func(*research.Alert)) error {
	change(&t.alert)
	return t.s.ensure(ctx, By{Scope: t.s.System}, research.ProjectStream(t.project), verb, func(tx Tx) error {
		alert, err := load[research.Alert](tx, research.AlertDocument(t.alert.ID))
		if err != nil {
			return err
		}
		change(&alert)
		tx.Put(alertDocument(t.project, alert))
		tx.Fact("alert", string(alert.ID))
		return nil
	})
}
