package api

import (
	"net/http"

	"github.com/wijkstem/wijkstem/internal/research"
)

type organisationJSON struct {
	ID   research.ID               `json:"id"`
	Name string                    `json:"name"`
	Kind research.OrganisationKind `json:"kind"`
}

func newOrganisationJSON(o research.Organisation) organisationJSON {
	return organisationJSON{o.ID, o.Name, o.Kind}
}

func (s *Server) readOrganisation(c *call) error {
	o, err := s.Study.Organisation(c.context(), c.scope, c.id("organisation"))
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, newOrganisationJSON(o))
}

func (s *Server) listOrganisations(c *call) error {
	all, err := s.Study.Organisations(c.context(), c.scope)
	if err != nil {
		return err
	}
	lines := make([]organisationJSON, len(all))
	for i, o := range all {
		lines[i] = newOrganisationJSON(o)
	}
	page, err := slice(c, lines, func(o organisationJSON) string { return string(o.ID) })
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, page)
}

func (s *Server) addOrganisation(c *call) error {
	input, err := decode[struct {
		Name string
		Kind research.OrganisationKind
	}](c)
	if err != nil {
		return err
	}
	o, err := s.Study.AddOrganisation(c.context(), c.by(), input.Name, input.Kind)
	if err != nil {
		return err
	}
	return c.send(http.StatusCreated, newOrganisationJSON(o))
}

func (s *Server) endAccount(c *call) error {
	if err := s.Study.EndAccount(c.context(), c.by(), c.id("organisation"), c.id("account")); err != nil {
		return err
	}
	return c.nothing()
}

func (s *Server) listAccounts(c *call) error {
	lines, err := s.Study.Accounts(c.context(), c.scope, c.id("organisation"))
	if err != nil {
		return err
	}
	page, err := slice(c, lines, func(line research.AccountLine) string { return string(line.ID) })
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, page)
}
