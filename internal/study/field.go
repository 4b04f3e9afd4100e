package study

import (
	"context"
	"slices"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Field is all that a phone needs to hold interviews without a network.
type Field struct {
	Epoch        string
	Project      research.Project
	Organisation research.Organisation
	Device       research.Device
	// Coach is who to call, nil when the project has none with a number.
	Coach  *research.Member
	Guides []GuideLine
	// Practice is the guide for practising, nil when there is none.
	Practice *GuideLine
	// Wordings are those of the guides that somebody looked at.
	Wordings   []FieldWording
	ProjectKey DeliveryKey
	VaultKey   DeliveryKey
	References []string
	Findings   []FieldFinding
	Received   []FieldReceived
	Report     research.PhoneReport
	Letters    []research.Letter
}

// FieldFinding is a released finding with what was answered.
type FieldFinding struct {
	Finding research.Finding
	Answers []research.Answer
}

// FieldReceived is an interview of this phone that has arrived.
type FieldReceived struct {
	Interview research.ID
	Reference string
	ArrivedAt time.Time
	Minutes   int // 0 when there is no sound
}

// Field reads what the phone that asks needs.
func (s *Study) Field(ctx context.Context, scope research.Scope, project research.ID) (Field, error) {
	id, err := requireDevice(scope)
	if err != nil {
		return Field{}, err
	}
	field := Field{Epoch: s.Store.Epoch()}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error { return s.readField(v, &field, id) })
	if err != nil {
		return Field{}, err
	}
	if field.Findings, err = s.AnswersOf(ctx, scope, project); err != nil {
		return Field{}, err
	}
	if field.Organisation, err = s.organisation(ctx, field.Project.Organisation); err != nil {
		return Field{}, err
	}
	if field.Report, _, err = s.phoneReport(ctx, id); err != nil {
		return Field{}, err
	}
	return field, s.addKeys(&field)
}

// readField fills in what stands in the project, all at one revision.
func (s *Study) readField(v View, f *Field, id research.ID) (err error) {
	if f.Project, err = load[research.Project](v, research.ProjectDocument); err != nil {
		return err
	}
	if f.Device, err = load[research.Device](v, research.DeviceDocument(id)); err != nil {
		return err
	}
	f.Guides, f.Practice = s.guidesOf(f.Project), s.practice()
	if f.Wordings, err = wordingsFor(v, f.Guides); err != nil {
		return err
	}
	if f.Coach, err = coachOf(v, f.Device); err != nil {
		return err
	}
	if f.Letters, err = lettersFor(v, id); err != nil {
		return err
	}
	free, err := freeOf(v, id)
	if err != nil {
		return err
	}
	f.References = free[:min(len(free), mostReferences)]
	f.Received, err = s.receivedFrom(v, f.Project.ID, id)
	return err
}

// coachOf is who made the phone's code, else the first coach with a number.
func coachOf(v View, device research.Device) (*research.Member, error) {
	members, err := loadAll[research.Member](v, "member")
	if err != nil {
		return nil, err
	}
	callable := slices.DeleteFunc(members, func(m research.Member) bool {
		return m.Phone == "" || !carries(m)
	})
	if len(callable) == 0 {
		return nil, nil
	}
	own := slices.IndexFunc(callable, func(m research.Member) bool { return m.Account == device.InvitedBy })
	return &callable[max(own, 0)], nil
}

func (s *Study) receivedFrom(v View, project, device research.ID) ([]FieldReceived, error) {
	lines, err := s.delivered(research.ProjectStream(project), v)
	received := []FieldReceived{}
	for _, l := range lines {
		if i := l.interview; i.Device == device {
			received = append(received, FieldReceived{
				Interview: i.ID, Reference: i.Reference, ArrivedAt: i.ArrivedAt, Minutes: research.WholeMinutes(i.Milliseconds),
			})
		}
	}
	return received, err
}

func (s *Study) guidesOf(project research.Project) []GuideLine {
	used := []GuideLine{}
	if s.Guides == nil {
		return used
	}
	for _, guide := range s.Guides.Published() {
		if slices.Contains(project.Settings.Guides, guide.Slug+"@"+guide.Version) {
			used = append(used, guide)
		}
	}
	return used
}

func (s *Study) practice() *GuideLine {
	if s.Guides == nil {
		return nil
	}
	if line, found := s.Guides.Practice(); found {
		return &line
	}
	return nil
}

// Guide is a published guide, as phones keep it. A project may have gone on to
// another version, or dropped the guide, while a phone holds a talk by it and lost
// its copy; and what is published is no secret. Faults: NotFound.
func (s *Study) Guide(ctx context.Context, scope research.Scope, project research.ID, slug, version string) (body []byte, hash string, err error) {
	own := slices.ContainsFunc(scope.Roles(), func(r research.Role) bool { return !r.Guest() })
	if !scope.Everything() && !own {
		return nil, "", require(scope)
	}
	if _, _, err := s.project(ctx, scope, project); err != nil {
		return nil, "", err
	}
	if s.Guides == nil {
		return nil, "", absent()
	}
	body, hash, found := s.Guides.Bundle(slug, version)
	if !found {
		return nil, "", absent()
	}
	return body, hash, nil
}

// PublishedGuides lists the guides that a project may use.
func (s *Study) PublishedGuides(scope research.Scope) ([]GuideLine, error) {
	if _, ok := accountOf(scope); !ok {
		return nil, research.Errorf(research.Forbidden, "Dit is voor wie een project voorbereidt.")
	}
	if s.Guides == nil {
		return []GuideLine{}, nil
	}
	return s.Guides.Published(), nil
}
