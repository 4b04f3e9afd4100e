package api

import (
	"net/http"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

type memberJSON struct {
	Account      research.ID     `json:"account"`
	Name         string          `json:"name"`
	Organisation namedID         `json:"organisation"`
	Roles        []research.Role `json:"roles"`
	Phone        string          `json:"phone,omitempty"`
	Owner        research.Owner  `json:"owner,omitempty"`
	Languages    []string        `json:"languages,omitempty"`
}

func newMemberJSON(v study.MemberView) memberJSON {
	return memberJSON{
		Account: v.Member.Account, Name: v.Member.Name, Organisation: namedID{v.Organisation.ID, v.Organisation.Name},
		Roles: v.Member.Roles, Phone: v.Member.Phone, Owner: v.Member.Owner,
		Languages: v.Member.Languages,
	}
}

type memberCandidateJSON struct {
	Account      research.ID `json:"account"`
	Name         string      `json:"name"`
	Organisation namedID     `json:"organisation"`
	Guest        bool        `json:"guest"`
}

func (s *Server) listMembers(c *call) error {
	members, err := s.Study.Members(c.context(), c.scope, c.id("project"))
	if err != nil {
		return err
	}
	lines := make([]memberJSON, len(members))
	for i, m := range members {
		lines[i] = newMemberJSON(m)
	}
	page, err := slice(c, lines, func(m memberJSON) string { return string(m.Account) })
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, page)
}

func (s *Server) listMemberCandidates(c *call) error {
	candidates, err := s.Study.MemberCandidates(c.context(), c.scope, c.id("project"))
	if err != nil {
		return err
	}
	lines := list[memberCandidateJSON]{Items: make([]memberCandidateJSON, len(candidates))}
	for i, m := range candidates {
		lines.Items[i] = memberCandidateJSON{m.Member.Account, m.Member.Name, namedID{m.Organisation.ID, m.Organisation.Name}, m.Member.Guest}
	}
	return c.send(http.StatusOK, lines)
}

func (s *Server) writeMember(c *call) error {
	input, err := decode[study.MemberInput](c)
	if err != nil {
		return err
	}
	member, err := s.Study.WriteMember(c.context(), c.by(), c.id("project"), c.id("account"), input)
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, newMemberJSON(member))
}

func (s *Server) removeMember(c *call) error {
	if err := s.Study.RemoveMember(c.context(), c.by(), c.id("project"), c.id("account")); err != nil {
		return err
	}
	return c.nothing()
}
