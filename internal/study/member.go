package study

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
)

// accountOf is the account that asks, false for phones and jobs.
func accountOf(scope research.Scope) (research.ID, bool) {
	kind, id, _ := strings.Cut(scope.Actor(), "/")
	return research.ID(id), kind == "account" && research.ID(id).Valid()
}

// MemberView is a member with the name of the organisation.
type MemberView struct {
	Member       research.Member
	Organisation research.Organisation
}

// Members lists who takes part in a project, for those who arrange it.
func (s *Study) Members(ctx context.Context, scope research.Scope, project research.ID) ([]MemberView, error) {
	if err := require(scope, research.Lead, research.Coach, research.Researcher, research.SecondReader); err != nil {
		return nil, err
	}
	var members []research.Member
	err := s.view(ctx, scope, research.ProjectStream(project), func(v View) (err error) {
		members, err = loadAll[research.Member](v, "member")
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(members, func(a, b research.Member) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(string(a.Account), string(b.Account)))
	})
	views := make([]MemberView, len(members))
	for i, m := range members {
		o, err := s.organisation(ctx, m.Organisation)
		if err != nil {
			return nil, err
		}
		views[i] = MemberView{m, o}
	}
	return views, nil
}

// RolesOf are the roles of an account in a project; auth makes scopes of them.
// Faults: NotFound when it has none.
func (s *Study) RolesOf(ctx context.Context, project, account research.ID) (roles []research.Role, err error) {
	err = s.view(ctx, s.System, research.ProjectStream(project), func(v View) error {
		member, err := load[research.Member](v, research.MemberDocument(account))
		roles = member.Roles
		return err
	})
	return roles, err
}

// MemberCandidates lists who a lead may make a member: people of the own
// organisation and of its guests.
func (s *Study) MemberCandidates(ctx context.Context, scope research.Scope, project research.ID) ([]MemberView, error) {
	if err := require(scope, research.Lead); err != nil {
		return nil, err
	}
	p, _, err := s.project(ctx, scope, project)
	if err != nil {
		return nil, err
	}
	var all []research.Organisation
	err = s.view(ctx, s.System, research.OrganisationStream(p.Organisation), func(v View) (err error) {
		all, err = loadAll[research.Organisation](v, "organisation")
		return err
	})
	if err != nil {
		return nil, err
	}
	candidates := []MemberView{}
	for _, o := range all {
		lines, err := s.accountLines(ctx, o.ID)
		if err != nil {
			return nil, err
		}
		for _, line := range lines {
			member := research.Member{Account: line.ID, Organisation: o.ID, Guest: o.ID != p.Organisation, Name: line.Name}
			candidates = append(candidates, MemberView{member, o})
		}
	}
	return candidates, nil
}

// MemberInput is what a lead decides about a member.
type MemberInput struct {
	Roles []research.Role
	Phone string
	Owner research.Owner // for whom a guest of a partner answers
	// Languages are those that a translator may change.
	Languages []string
}

// WriteMember gives somebody roles in a project.
func (s *Study) WriteMember(ctx context.Context, by By, project, account research.ID, input MemberInput) (MemberView, error) {
	if err := require(by.Scope, research.Lead); err != nil {
		return MemberView{}, err
	}
	candidates, err := s.MemberCandidates(ctx, by.Scope, project)
	if err != nil {
		return MemberView{}, err
	}
	i := slices.IndexFunc(candidates, func(c MemberView) bool { return c.Member.Account == account })
	if i < 0 {
		return MemberView{}, absent()
	}
	view := candidates[i]
	view.Member.Roles, view.Member.Phone, view.Member.Owner = input.Roles, input.Phone, input.Owner
	view.Member.Languages = input.Languages
	if err := view.Member.Check(); err != nil {
		return MemberView{}, err
	}
	return view, s.putMember(ctx, by, project, view.Member)
}

// putMember notes the project in the account's own list and then puts the
// membership, which alone says what the account may do: a crash in between
// leaves a note without effect.
func (s *Study) putMember(ctx context.Context, by By, project research.ID, member research.Member) error {
	own := research.AccountStream(member.Account)
	err := s.ensure(ctx, by.as(s.System), own, "membership.note", func(tx Tx) error {
		_, found, err := find[research.Membership](tx, research.MembershipDocument(project))
		if err != nil {
			return err
		}
		if found {
			return errDone
		}
		tx.Put(owned(own, research.MembershipDocument(project), string(project), research.Membership{Project: project}))
		return nil
	})
	if err != nil {
		return err
	}
	stream := research.ProjectStream(project)
	_, err = s.act(ctx, by.within(s, project), stream, "member.write", func(tx Tx) error {
		if err := keepsLead(tx, member.Account, member.Roles); err != nil {
			return err
		}
		tx.Put(owned(stream, research.MemberDocument(member.Account), string(member.Account), member))
		tx.Fact("account", string(member.Account))
		return nil
	})
	return err
}

// within is the act by somebody who begins a project and has no role in it yet.
func (by By) within(s *Study, project research.ID) By {
	if by.Scope.Reaches(research.ProjectStream(project)) {
		return by
	}
	return by.as(s.System)
}

// RemoveMember takes somebody out of a project, and that person's phones with it.
func (s *Study) RemoveMember(ctx context.Context, by By, project, account research.ID) error {
	if err := require(by.Scope, research.Lead); err != nil {
		return err
	}
	stream := research.ProjectStream(project)
	_, err := s.act(ctx, by, stream, "member.remove", func(tx Tx) error {
		if _, err := tx.Document(research.MemberDocument(account)); err != nil {
			return err
		}
		if err := keepsLead(tx, account, nil); err != nil {
			return err
		}
		return s.leave(tx, stream, account)
	})
	return err
}

// leave deletes the membership and revokes the phones of somebody.
func (s *Study) leave(tx Tx, stream research.Stream, account research.ID) error {
	devices, err := loadAll[research.Device](tx, "device")
	if err != nil {
		return err
	}
	for _, device := range devices {
		if device.Account == account && device.State != research.DeviceRevoked {
			s.revoke(tx, stream, device)
		}
	}
	tx.Delete(research.MemberDocument(account))
	tx.Fact("account", string(account))
	return nil
}

// keepsLead is a Conflict when nobody would lead the project any more.
func keepsLead(v View, account research.ID, roles []research.Role) error {
	members, err := loadAll[research.Member](v, "member")
	if err != nil {
		return err
	}
	leads := func(m research.Member) bool { return slices.Contains(m.Roles, research.Lead) }
	others := slices.DeleteFunc(slices.Clone(members), func(m research.Member) bool { return m.Account == account || !leads(m) })
	if len(others) > 0 || slices.Contains(roles, research.Lead) {
		return nil
	}
	return research.Errorf(research.Conflict, "Een project heeft altijd een projectleider. Kies eerst een ander.")
}

// nameOf is what the project calls an actor, "" for one who is no member and for
// one who left.
func nameOf(v View, actor string) (string, error) {
	account, isAccount := strings.CutPrefix(actor, "account/")
	if !isAccount {
		return "", nil
	}
	member, _, err := find[research.Member](v, research.MemberDocument(research.ID(account)))
	return member.Name, err
}
