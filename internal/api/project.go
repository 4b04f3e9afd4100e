package api

import (
	"net/http"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

type projectJSON struct {
	ID           research.ID              `json:"id"`
	Name         string                   `json:"name"`
	Organisation namedID                  `json:"organisation"`
	State        research.ProjectState    `json:"state"`
	Settings     research.ProjectSettings `json:"settings"`
	Missing      []research.FieldError    `json:"missing"`
	Warnings     []string                 `json:"warnings"`
	Roles        []research.Role          `json:"roles"`
}

func newProjectJSON(v study.ProjectView) projectJSON {
	return projectJSON{
		ID: v.Project.ID, Name: v.Project.Name, Organisation: namedID{v.Organisation.ID, v.Organisation.Name},
		State: v.Project.State, Settings: v.Project.Settings, Missing: v.Missing, Warnings: v.Warnings, Roles: v.Roles,
	}
}

type projectLine struct {
	ID    research.ID           `json:"id"`
	Name  string                `json:"name"`
	State research.ProjectState `json:"state"`
}

func (s *Server) readProject(c *call) error {
	view, err := s.Study.Project(c.context(), c.scope, c.id("project"))
	if err != nil {
		return err
	}
	if c.tagFor(view.Revision, view.Roles) {
		return c.unchanged()
	}
	return c.send(http.StatusOK, newProjectJSON(view))
}

func (s *Server) listProjects(c *call) error {
	projects, err := s.Study.Projects(c.context(), c.scope, c.id("organisation"))
	if err != nil {
		return err
	}
	lines := make([]projectLine, len(projects))
	for i, p := range projects {
		lines[i] = projectLine{p.ID, p.Name, p.State}
	}
	page, err := slice(c, lines, func(p projectLine) string { return string(p.ID) })
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, page)
}

func (s *Server) addProject(c *call) error {
	input, err := decode[struct {
		Name string
		Lead research.ID
	}](c)
	if err != nil {
		return err
	}
	view, err := s.Study.AddProject(c.context(), c.by(), c.id("organisation"), input.Name, input.Lead)
	if err != nil {
		return err
	}
	return c.send(http.StatusCreated, newProjectJSON(view))
}

func (s *Server) changeProjectSettings(c *call) error {
	settings, err := decode[research.ProjectSettings](c)
	if err != nil {
		return err
	}
	match, err := c.match()
	if err != nil {
		return err
	}
	view, err := s.Study.ChangeSettings(c.context(), c.by(), c.id("project"), settings, match)
	if err != nil {
		return err
	}
	c.tag(view.Revision)
	return c.send(http.StatusOK, newProjectJSON(view))
}

func (s *Server) changeProjectState(c *call) error {
	input, err := decode[struct{ State research.ProjectState }](c)
	if err != nil {
		return err
	}
	view, err := s.Study.ChangeState(c.context(), c.by(), c.id("project"), input.State)
	if err != nil {
		return err
	}
	c.tag(view.Revision)
	return c.send(http.StatusOK, newProjectJSON(view))
}
