package demo

import (
	"context"
	"fmt"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// owners are the kinds of organisations in the files as owners of answers.
var owners = map[string]research.Owner{
	"municipality": research.OwnerMunicipality, "school-board": research.OwnerSchoolBoard,
	"partnership": research.OwnerPartnership, "youth-care": research.OwnerYouthCare,
}

// loadHouse makes the research organisation and the people who work there.
func (l *Loader) loadHouse(ctx context.Context) error {
	var people peopleFile
	if err := read("wijk/people.yaml", &people); err != nil {
		return err
	}
	own, err := l.Study.Install(ctx, l.system(), "De Oever")
	if err != nil {
		return err
	}
	l.house["de-oever"] = own.ID
	for _, p := range people.Staff {
		if p.Organisation != "De Oever" {
			continue
		}
		if err := l.addPerson(ctx, p.Key, p.Name, own.ID, p.Key == "ilse"); err != nil {
			return err
		}
	}
	return l.addPerson(ctx, "wouter", "Wouter Kamp", own.ID, false)
}

// addPerson makes an account without a password: one enters by a door.
func (l *Loader) addPerson(ctx context.Context, key, name string, organisation research.ID, admin bool) error {
	if _, known := l.people[key]; known {
		return nil
	}
	account, err := l.Study.AddAccount(ctx, l.system(), study.NewAccount{
		Organisation: organisation, Email: mailbox(key), Name: name, Admin: admin,
	})
	l.people[key] = account.ID
	return err
}

func mailbox(key string) string {
	return strings.NewReplacer("@", ".", "/", ".").Replace(key) + "@voorbeeld.invalid"
}

// loadProject makes the project with its guests and members, and starts it.
func (l *Loader) loadProject(ctx context.Context, s *playedStudy) error {
	l.Clock.set(l.calendar.at("2026-08-20", 9))
	admin, err := l.as(ctx, "ilse", "")
	if err != nil {
		return err
	}
	view, err := l.Study.AddProject(ctx, admin, l.house["de-oever"], s.file.Name, l.people["ilse"])
	if err != nil {
		return fmt.Errorf("add the project: %w", err)
	}
	s.project = view.Project.ID
	if err := l.addMembers(ctx, s); err != nil {
		return err
	}
	lead, err := l.as(ctx, "ilse", s.project)
	if err != nil {
		return err
	}
	if _, err := l.Study.ChangeSettings(ctx, lead, s.project, l.settings(s.file), 0); err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	_, err = l.Study.ChangeState(ctx, lead, s.project, research.ProjectRunning)
	return err
}

func (l *Loader) addMembers(ctx context.Context, s *playedStudy) error {
	staff := []struct {
		key   string
		phone string
		roles []research.Role
	}{
		{"ilse", "06-00 00 00 02", []research.Role{research.Lead, research.Coach}},
		{"marit", "", []research.Role{research.Researcher}},
		{"bram", "", []research.Role{research.SecondReader}},
		{"marlies", "06-00 00 01 23", []research.Role{research.Coach}},
	}
	if s.name == "lea" {
		staff[3].key, staff[3].phone, staff[3].roles = "wouter", "", []research.Role{research.Interviewer}
	}
	lead, err := l.as(ctx, "ilse", s.project)
	if err != nil {
		return err
	}
	for _, m := range staff {
		if _, err := l.Study.WriteMember(ctx, lead, s.project, l.people[m.key], study.MemberInput{Roles: m.roles, Phone: m.phone}); err != nil {
			return fmt.Errorf("member %s: %w", m.key, err)
		}
	}
	for _, o := range s.file.Organisations {
		if owner, answers := owners[o.Kind]; answers {
			if err := l.addGuest(ctx, lead, s, o, owner); err != nil {
				return fmt.Errorf("guest %s: %w", o.ID, err)
			}
		}
	}
	return nil
}

// addGuest makes a guest organisation with somebody who answers for it.
func (l *Loader) addGuest(ctx context.Context, lead study.By, s *playedStudy, o organisationFile, owner research.Owner) error {
	kind, role := research.Partner, research.PartnerAnswers
	if owner == research.OwnerMunicipality {
		kind, role, owner = research.Municipality, research.MunicipalityAnswers, ""
	}
	if _, known := l.house[o.ID]; !known {
		guest, err := l.Study.AddOrganisation(ctx, lead, o.Name, kind)
		if err != nil {
			return err
		}
		l.house[o.ID] = guest.ID
	}
	key := answererOf(owner, s.folder)
	name := map[string]string{"municipality@wijk": "Karin de Wolf", "municipality@lea": "Hanneke Vos"}[key]
	if name == "" {
		name = "Antwoord " + o.Name
	}
	if err := l.addPerson(ctx, key, name, l.house[o.ID], false); err != nil {
		return err
	}
	_, err := l.Study.WriteMember(ctx, lead, s.project, l.people[key], study.MemberInput{Roles: []research.Role{role}, Owner: owner})
	return err
}

// answererOf is the key of who answers for an owner in a study.
func answererOf(owner research.Owner, folder string) string {
	if owner == "" {
		owner = research.OwnerMunicipality
	}
	return string(owner) + "@" + folder
}

func (l *Loader) settings(f projectFile) research.ProjectSettings {
	from := f.Settings
	s := research.NewProjectSettings()
	s.Question, s.CanChange, s.CannotChange = from.Question, from.CanChange, from.CannotChange
	s.SourceEndDate, s.Mode, s.Municipality = l.calendar.date(from.SourceEndDate), f.Mode, f.Municipality
	s.WorryProtocol.Text, s.WorryProtocol.SecondContactAfterMinutes = from.WorryProtocol.Text, from.WorryProtocol.Second
	for _, p := range from.WorryProtocol.Phones {
		s.WorryProtocol.Phones = append(s.WorryProtocol.Phones, research.WorryPhone(p))
	}
	phone := research.ParticipantPhone(from.ParticipantPhone)
	s.ParticipantPhone = &phone
	for _, by := range from.AnswerBy {
		s.AnswerBy = append(s.AnswerBy, research.AnswerBy{Owner: by.Owner, Function: by.Function, Level: by.Level, DueDate: l.calendar.date(by.DueDate)})
	}
	s.Splits = &research.Splits{Attributes: from.Splits.Attributes, None: from.Splits.None}
	s.InterviewerWord, s.Target, s.Guides = from.InterviewerWord, from.Target, from.Guides
	for _, t := range from.Targets {
		s.Targets = append(s.Targets, research.ProjectTarget{Attribute: t.Attribute, Value: t.Value, Number: t.Number, Label: t.Label})
	}
	for _, p := range from.PolicyThemes {
		s.PolicyThemes = append(s.PolicyThemes, research.PolicyTheme{ID: p.ID, Label: p.Label, Seed: strings.ToLower(p.Seed)})
	}
	return s
}
