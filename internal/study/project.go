package study

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/wijkstem/wijkstem/internal/research"
)

// ProjectView is a project as a member sees it.
type ProjectView struct {
	Project      research.Project
	Organisation research.Organisation
	Revision     research.Revision // of the project's document
	Missing      []research.FieldError
	Warnings     []string
	Roles        []research.Role
}

// AddProject begins a project in the scope's organisation, led by somebody who has
// an account there: who manages accounts reads no content by it (rules §2).
func (s *Study) AddProject(ctx context.Context, by By, organisation research.ID, name string, lead research.ID) (ProjectView, error) {
	if organisation != by.Scope.Organisation() {
		return ProjectView{}, absent()
	}
	if err := requireAdmin(by.Scope); err != nil {
		return ProjectView{}, err
	}
	own, err := s.organisation(ctx, organisation)
	if err != nil {
		return ProjectView{}, err
	}
	if own.Kind != research.ResearchOrganisation {
		return ProjectView{}, research.Errorf(research.Forbidden, "Alleen de onderzoeksorganisatie begint projecten.")
	}
	id := s.NewID()
	home := research.OrganisationStream(organisation)
	event, err := s.act(ctx, by, home, "project.add", func(tx Tx) error {
		if err := hasAccount(tx, lead); err != nil {
			return err
		}
		line := ProjectName{ID: id, Name: name}
		tx.Put(owned(home, "project/"+string(id), string(id), line))
		tx.Fact("project", string(id))
		return nil
	})
	if err != nil {
		return ProjectView{}, err
	}
	project, err := s.beginProject(ctx, by, own, research.ID(event.Facts["project"]), name)
	if err != nil {
		return ProjectView{}, err
	}
	if err := s.addFirstLead(ctx, by, project, lead); err != nil {
		return ProjectView{}, err
	}
	roles, err := s.rolesHere(ctx, by.Scope, project.ID)
	return s.projectView(project, own, roles), err
}

// hasAccount is Invalid when the organisation has no such account.
func hasAccount(v View, lead research.ID) error {
	_, found, err := find[research.AccountLine](v, research.AccountLineDocument(lead))
	var c research.Checks
	c.That(err != nil || found, "/lead", "Kies iemand van uw organisatie als projectleider.")
	return cmp.Or(err, c.Err())
}

// rolesHere are the roles of the one who asks, none when it has no part in it.
func (s *Study) rolesHere(ctx context.Context, scope research.Scope, project research.ID) ([]research.Role, error) {
	account, _ := accountOf(scope)
	roles, err := s.RolesOf(ctx, project, account)
	if research.FaultOf(err) == research.NotFound {
		return []research.Role{}, nil
	}
	return roles, err
}

// ProjectName is a project as its organisation lists it.
type ProjectName struct {
	ID   research.ID `json:"id"`
	Name string      `json:"name"`
}

func (s *Study) beginProject(ctx context.Context, by By, own research.Organisation, id research.ID, name string) (research.Project, error) {
	stream := research.ProjectStream(id)
	settings := research.NewProjectSettings()
	settings.PolicyThemes = SeedCodebook().PolicyThemes
	project := research.Project{
		ID: id, Name: name, Organisation: own.ID, State: research.ProjectDraft,
		Settings: settings, CreatedAt: s.Now().UTC(),
	}
	there, _, err := s.project(ctx, s.System, id)
	if research.FaultOf(err) != research.NotFound {
		return there, err
	}
	if err := s.makeDeliveryKeys(ctx, id); err != nil {
		return research.Project{}, err
	}
	err = s.ensure(ctx, by.as(s.System), stream, "project.begin", func(tx Tx) error {
		there, found, err := find[research.Project](tx, research.ProjectDocument)
		if err != nil {
			return err
		}
		if found {
			project = there
			return errDone
		}
		tx.Put(owned(stream, research.ProjectDocument, "", project))
		putSeedCodes(tx, stream)
		return nil
	})
	return project, err
}

func (s *Study) addFirstLead(ctx context.Context, by By, project research.Project, account research.ID) error {
	self, err := s.Account(ctx, account)
	if err != nil {
		return err
	}
	return s.putMember(ctx, by.step("lead"), project.ID, research.Member{
		Account: account, Organisation: self.Organisation, Name: self.Name, Roles: []research.Role{research.Lead},
	})
}

func (s *Study) projectView(p research.Project, o research.Organisation, roles []research.Role) ProjectView {
	missing := p.Settings.Missing()
	if missing == nil {
		missing = []research.FieldError{}
	}
	return ProjectView{Project: p, Organisation: o, Missing: missing, Warnings: p.Settings.Warnings(), Roles: roles}
}

// Projects lists the projects of one's own organisation for its admin.
func (s *Study) Projects(ctx context.Context, scope research.Scope, organisation research.ID) ([]research.Project, error) {
	if organisation != scope.Organisation() {
		return nil, absent()
	}
	if err := requireAdmin(scope); err != nil {
		return nil, err
	}
	var names []ProjectName
	err := s.view(ctx, scope, research.OrganisationStream(organisation), func(v View) (err error) {
		names, err = loadAll[ProjectName](v, "project")
		return err
	})
	if err != nil {
		return nil, err
	}
	projects := []research.Project{}
	for _, name := range names {
		project, _, err := s.project(ctx, s.System, name.ID)
		if research.FaultOf(err) == research.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		projects = append(projects, project)
	}
	return projects, nil
}

func (s *Study) project(ctx context.Context, scope research.Scope, id research.ID) (p research.Project, revision research.Revision, err error) {
	err = s.view(ctx, scope, research.ProjectStream(id), func(v View) error {
		document, err := v.Document(research.ProjectDocument)
		if err != nil {
			return err
		}
		revision = document.Revision
		p, err = load[research.Project](v, research.ProjectDocument)
		return err
	})
	return p, revision, err
}

// Project reads a project with its settings. Guests and phones, which only need
// what is released or what is theirs, do not.
func (s *Study) Project(ctx context.Context, scope research.Scope, id research.ID) (ProjectView, error) {
	project, revision, err := s.project(ctx, scope, id)
	if err != nil {
		return ProjectView{}, err
	}
	own := slices.DeleteFunc(scope.Roles(), func(r research.Role) bool { return r.Guest() || r == research.Interviewer })
	if !scope.Everything() && len(own) == 0 {
		return ProjectView{}, require(scope)
	}
	organisation, err := s.organisation(ctx, project.Organisation)
	if err != nil {
		return ProjectView{}, err
	}
	view := s.projectView(project, organisation, scope.Roles())
	view.Revision = revision
	return view, nil
}

// ChangeSettings writes the settings. match is the revision that the lead read,
// 0 for whatever is there.
func (s *Study) ChangeSettings(ctx context.Context, by By, id research.ID, settings research.ProjectSettings, match research.Revision) (ProjectView, error) {
	if err := s.checkSettings(settings); err != nil {
		return ProjectView{}, err
	}
	return s.changeProject(ctx, by, id, "project.set", match, func(p *research.Project) error {
		if p.State == research.ProjectClosed {
			return research.Errorf(research.Conflict, "Dit project is gesloten: de instellingen staan vast.")
		}
		if fixed := fixedOnceRunning(p.Settings, settings); p.State == research.ProjectRunning && fixed != nil {
			return fixed
		}
		p.Settings = settings
		return nil
	})
}

// fixedOnceRunning holds what was agreed before fieldwork and may not change
// after it: by what results may be split, and what the project must keep.
func fixedOnceRunning(before, after research.ProjectSettings) error {
	same := before.Splits != nil && after.Splits != nil && before.Splits.None == after.Splits.None &&
		slices.Equal(before.Splits.Attributes, after.Splits.Attributes)
	if !same {
		return research.Errorf(research.Conflict, "Waarnaar u uitsplitst staat vast zodra het project loopt.")
	}
	if missing := after.Missing(); len(missing) > 0 {
		return &research.Error{Fault: research.Invalid, Fields: settingsFields(missing),
			Detail: "Het project loopt: deze velden mogen niet leeg zijn."}
	}
	return nil
}

// settingsFields points at the fields in a body that is the settings alone.
func settingsFields(missing []research.FieldError) []research.FieldError {
	fields := slices.Clone(missing)
	for i := range fields {
		fields[i].Field = fields[i].Field[len("/settings"):]
	}
	return fields
}

func (s *Study) checkSettings(settings research.ProjectSettings) error {
	if err := settings.Check(); err != nil {
		return err
	}
	var c research.Checks
	for i, ref := range settings.Guides {
		slug, version, ok := research.ParseGuideRef(ref)
		if ok && s.Guides != nil {
			_, _, ok = s.Guides.Bundle(slug, version)
		}
		c.That(ok, "/guides/"+strconv.Itoa(i), "Deze uitgave van de gespreksleidraad is er niet.")
	}
	return c.Err()
}

// ChangeState starts or closes a project. It starts only when nothing is missing.
func (s *Study) ChangeState(ctx context.Context, by By, id research.ID, state research.ProjectState) (ProjectView, error) {
	return s.changeProject(ctx, by, id, "project.change-state", 0, func(p *research.Project) error {
		if p.State == state {
			return nil
		}
		if !state.Follows(p.State) {
			return research.Errorf(research.Conflict, "Een project gaat van ontwerp naar lopend naar gesloten, niet anders.")
		}
		if missing := p.Settings.Missing(); state == research.ProjectRunning && len(missing) > 0 {
			return &research.Error{Fault: research.Conflict, Fields: missing,
				Detail: "Het project kan nog niet beginnen. Vul eerst de genoemde velden in."}
		}
		p.State = state
		return nil
	})
}

func (s *Study) changeProject(
	ctx context.Context, by By, id research.ID, verb string, match research.Revision, change func(*research.Project) error,
) (ProjectView, error) {
	if err := require(by.Scope, research.Lead); err != nil {
		return ProjectView{}, err
	}
	stream := research.ProjectStream(id)
	decide := func(tx Tx) error {
		document, err := tx.Document(research.ProjectDocument)
		if err != nil {
			return err
		}
		if match != 0 && match != document.Revision {
			return research.Errorf(research.Stale, "Iemand anders heeft dit intussen veranderd. Haal het opnieuw op.")
		}
		project, err := load[research.Project](tx, research.ProjectDocument)
		if err != nil {
			return err
		}
		if err := change(&project); err != nil {
			return err
		}
		tx.Put(owned(stream, research.ProjectDocument, "", project))
		tx.Fact("state", string(project.State))
		return nil
	}
	err := s.followed(ctx, []research.Job{endJob(id)}, func() error {
		_, err := s.act(ctx, by, stream, verb, decide)
		return err
	})
	if err != nil {
		return ProjectView{}, err
	}
	return s.Project(ctx, by.Scope, id)
}
