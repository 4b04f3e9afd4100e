package study

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
)

// emailPlace is the directory's note of whose an e-mail address is; nobody's
// when the account has ended.
type emailPlace struct {
	Account research.ID `json:"account"`
}

// NewAccount is what an account is made from.
type NewAccount struct {
	ID           research.ID // "" for a new one
	Organisation research.ID
	Email, Name  string
	Admin        bool
	PasswordHash string
}

// AddAccount makes an account at once, without an invitation; the command line
// makes the first administrator so. Faults: Conflict when the address is taken.
func (s *Study) AddAccount(ctx context.Context, by By, n NewAccount) (research.Account, error) {
	if !by.Scope.Everything() {
		return research.Account{}, absent()
	}
	if n.ID == "" {
		n.ID = s.NewID()
	}
	place, err := s.emailDocument(ctx, n.Email)
	if err != nil {
		return research.Account{}, err
	}
	if n.ID, err = s.halfMade(ctx, place, n.ID); err != nil {
		return research.Account{}, err
	}
	event, err := s.act(ctx, by, research.Directory, "account.reserve", func(tx Tx) error {
		if err := s.reserveEmail(tx, place, n.ID); err != nil {
			return err
		}
		tx.Fact("account", string(n.ID))
		return nil
	})
	if err != nil {
		return research.Account{}, err
	}
	n.ID = research.ID(event.Facts["account"])
	return s.openAccount(ctx, by, n)
}

// halfMade is the id under which an account was begun of which only the address
// was reserved when the program stopped, else the id given.
func (s *Study) halfMade(ctx context.Context, document string, id research.ID) (research.ID, error) {
	var place emailPlace
	var found bool
	err := s.view(ctx, s.System, research.Directory, func(v View) (err error) {
		place, found, err = find[emailPlace](v, document)
		return err
	})
	if err != nil || !found || place.Account == "" {
		return id, err
	}
	_, err = s.Account(ctx, place.Account)
	if research.FaultOf(err) == research.NotFound {
		return place.Account, nil
	}
	return id, err
}

func (s *Study) emailDocument(ctx context.Context, email string) (string, error) {
	hash, err := s.lookup(ctx, "email", research.FoldEmail(email))
	return "email/" + hash, err
}

func (s *Study) reserveEmail(tx Tx, place string, account research.ID) error {
	taken, found, err := find[emailPlace](tx, place)
	if err != nil {
		return err
	}
	if found && taken.Account != account && taken.Account != "" {
		return research.Errorf(research.Conflict, "Dit e-mailadres heeft hier al een account.")
	}
	tx.Put(owned(research.Directory, place, "", emailPlace{Account: account}))
	return nil
}

// openAccount puts a reserved account in its own stream and its organisation's.
func (s *Study) openAccount(ctx context.Context, by By, n NewAccount) (research.Account, error) {
	account := research.Account{
		ID: n.ID, Name: n.Name, Email: strings.TrimSpace(n.Email), Organisation: n.Organisation,
		Admin: n.Admin, PasswordHash: n.PasswordHash, Generation: 1, CreatedAt: s.Now().UTC(),
	}
	line := research.AccountLine{ID: account.ID, Name: account.Name, Email: account.Email, Admin: account.Admin}
	home := research.OrganisationStream(n.Organisation)
	err := s.ensure(ctx, by.as(s.System), home, "account.add", func(tx Tx) error {
		tx.Put(owned(home, research.AccountLineDocument(account.ID), string(account.ID), line))
		tx.Fact("account", string(account.ID))
		return nil
	})
	if err != nil {
		return research.Account{}, err
	}
	own := research.AccountStream(account.ID)
	err = s.ensure(ctx, by.as(s.System), own, "account.begin", func(tx Tx) error {
		there, found, err := find[research.Account](tx, research.AccountDocument)
		if err != nil {
			return err
		}
		if found {
			account = there
			return errDone
		}
		tx.Put(owned(own, research.AccountDocument, "", account))
		return nil
	})
	return account, err
}

// Account is an account by its id; auth uses it to know who is asking.
func (s *Study) Account(ctx context.Context, id research.ID) (account research.Account, err error) {
	err = s.view(ctx, s.System, research.AccountStream(id), func(v View) error {
		account, err = load[research.Account](v, research.AccountDocument)
		return err
	})
	return account, err
}

// AccountByEmail finds the account of an address. Faults: NotFound.
func (s *Study) AccountByEmail(ctx context.Context, email string) (research.Account, error) {
	document, err := s.emailDocument(ctx, email)
	if err != nil {
		return research.Account{}, err
	}
	var place emailPlace
	err = s.view(ctx, s.System, research.Directory, func(v View) (err error) {
		place, err = load[emailPlace](v, document)
		return err
	})
	if err != nil || place.Account == "" {
		return research.Account{}, cmp.Or(err, absent())
	}
	account, err := s.Account(ctx, place.Account)
	if err == nil && account.Ended {
		err = absent()
	}
	if err != nil {
		return research.Account{}, err
	}
	return account, nil
}

// Accounts are the people of one's organisation, or of a guest of it, for its admin.
func (s *Study) Accounts(ctx context.Context, scope research.Scope, organisation research.ID) ([]research.AccountLine, error) {
	if _, err := s.managed(ctx, scope, organisation); err != nil {
		return nil, err
	}
	return s.accountLines(ctx, organisation)
}

func (s *Study) accountLines(ctx context.Context, organisation research.ID) (lines []research.AccountLine, err error) {
	err = s.view(ctx, s.System, research.OrganisationStream(organisation), func(v View) error {
		lines, err = loadAll[research.AccountLine](v, "account")
		return err
	})
	slices.SortFunc(lines, func(a, b research.AccountLine) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(string(a.ID), string(b.ID)))
	})
	return lines, err
}

// Self is one's own account with one's projects.
type Self struct {
	Account      research.Account
	Organisation research.Organisation
	Projects     []SelfProject
}

// SelfProject is a project as it stands in one's own list.
type SelfProject struct {
	ID    research.ID
	Name  string
	State research.ProjectState
	Mode  research.ProjectMode
	Roles []research.Role
	// Languages are those that a translator may change.
	Languages []string
	// Owner is the partner for which the account answers findings; "" for others.
	Owner research.Owner
}

// Self reads one's own account.
func (s *Study) Self(ctx context.Context, scope research.Scope) (Self, error) {
	kind, id, _ := strings.Cut(scope.Actor(), "/")
	if kind != "account" {
		return Self{}, absent()
	}
	account, err := s.Account(ctx, research.ID(id))
	if err != nil {
		return Self{}, err
	}
	self := Self{Account: account, Projects: []SelfProject{}}
	if self.Organisation, err = s.organisation(ctx, account.Organisation); err != nil {
		return Self{}, err
	}
	var memberships []research.Membership
	err = s.view(ctx, scope, research.AccountStream(account.ID), func(v View) (err error) {
		memberships, err = loadAll[research.Membership](v, "membership")
		return err
	})
	for _, m := range memberships {
		project, found, e := s.selfProject(ctx, account.ID, m.Project)
		if e != nil {
			return Self{}, e
		}
		if found {
			self.Projects = append(self.Projects, project)
		}
	}
	return self, err
}

func (s *Study) selfProject(ctx context.Context, account, id research.ID) (line SelfProject, found bool, err error) {
	err = s.view(ctx, s.System, research.ProjectStream(id), func(v View) error {
		project, there, err := find[research.Project](v, research.ProjectDocument)
		if err != nil || !there {
			return err
		}
		member, there, err := find[research.Member](v, research.MemberDocument(account))
		found = there
		line = SelfProject{ID: id, Name: project.Name, State: project.State, Mode: project.Mode(), Roles: member.Roles, Languages: member.Languages, Owner: member.Owner}
		return err
	})
	return line, found, err
}

// Note puts an event in one's own account's stream and nothing else: signing
// in, a refusal, reading text that may identify somebody. The facts are ids and
// fixed words.
func (s *Study) Note(ctx context.Context, account research.ID, verb string, facts map[string]string) error {
	stream := research.AccountStream(account)
	_, err := s.Store.Act(ctx, s.System, Act{Stream: stream, Verb: verb}, func(tx Tx) error {
		for name, value := range facts {
			tx.Fact(name, value)
		}
		return nil
	})
	return err
}

// NoteUnknown puts an event in the installation's own stream about somebody who
// is not known here, and nothing of who that may be.
func (s *Study) NoteUnknown(ctx context.Context, verb string) error {
	_, err := s.Store.Act(ctx, s.System, Act{Stream: research.Directory, Verb: verb}, func(tx Tx) error {
		tx.Fact("account", "unknown")
		return nil
	})
	return err
}

// ChangeAccount changes an account in its own stream, e.g. its password or
// what still counts as signed in.
func (s *Study) ChangeAccount(ctx context.Context, by By, id research.ID, verb string, change func(*research.Account)) error {
	stream := research.AccountStream(id)
	_, err := s.act(ctx, by, stream, verb, func(tx Tx) error {
		account, err := load[research.Account](tx, research.AccountDocument)
		if err != nil {
			return err
		}
		change(&account)
		tx.Put(owned(stream, research.AccountDocument, "", account))
		return nil
	})
	return err
}

// EndAccount ends what somebody could do here: signing in, every membership, the
// phones. What they did stays as it was. Who manages the accounts of the
// organisation, or hosts it, may; the last one who manages accounts cannot go, nor
// the last who leads a project. Repeating finishes what a crash left.
func (s *Study) EndAccount(ctx context.Context, by By, organisation, id research.ID) error {
	if _, err := s.managed(ctx, by.Scope, organisation); err != nil {
		return err
	}
	account, err := s.Account(ctx, id)
	if err != nil || account.Organisation != organisation {
		return cmp.Or(err, absent())
	}
	if err := s.mayLeave(ctx, id); err != nil {
		return err
	}
	job := research.Job{Name: JobAccount + "/" + string(id), Facts: map[string]string{"account": string(id)}}
	err = s.followed(ctx, []research.Job{job}, func() error {
		home := research.OrganisationStream(organisation)
		return s.ensure(ctx, by.as(s.System), home, "account.end", func(tx Tx) error { return endLine(tx, id) })
	})
	if err != nil {
		return err
	}
	return s.FinishAccount(ctx, id)
}

// endLine takes an account out of its organisation's list.
func endLine(tx Tx, id research.ID) error {
	lines, err := loadAll[research.AccountLine](tx, "account")
	if err != nil {
		return err
	}
	i := slices.IndexFunc(lines, func(line research.AccountLine) bool { return line.ID == id })
	if i < 0 {
		return errDone
	}
	others := slices.Delete(slices.Clone(lines), i, i+1)
	if lines[i].Admin && !slices.ContainsFunc(others, func(line research.AccountLine) bool { return line.Admin }) {
		return research.Errorf(research.Conflict, "Een organisatie heeft altijd een beheerder. Nodig eerst een ander uit.")
	}
	tx.Delete(research.AccountLineDocument(id))
	tx.Fact("account", string(id))
	return nil
}

// mayLeave is a Conflict while the account is the only lead of a project.
func (s *Study) mayLeave(ctx context.Context, id research.ID) error {
	return s.eachMembership(ctx, id, func(project research.ID) error {
		return s.view(ctx, s.System, research.ProjectStream(project), func(v View) error { return keepsLead(v, id, nil) })
	})
}

func (s *Study) eachMembership(ctx context.Context, account research.ID, do func(project research.ID) error) error {
	var memberships []research.Membership
	err := s.view(ctx, s.System, research.AccountStream(account), func(v View) (err error) {
		memberships, err = loadAll[research.Membership](v, "membership")
		return err
	})
	if err != nil {
		return err
	}
	for _, membership := range memberships {
		if err := do(membership.Project); err != nil {
			return err
		}
	}
	return nil
}

// FinishAccount is the job after an account was ended: nothing that was signed in
// works any more, the address is free, the memberships end. It is repeatable, and
// does nothing for an account that its organisation still has.
func (s *Study) FinishAccount(ctx context.Context, id research.ID) error {
	account, err := s.Account(ctx, id)
	if err != nil {
		return err
	}
	lines, err := s.accountLines(ctx, account.Organisation)
	if err != nil || slices.ContainsFunc(lines, func(line research.AccountLine) bool { return line.ID == id }) {
		return err
	}
	err = s.ChangeAccount(ctx, By{Scope: s.System}, id, "account.end", func(a *research.Account) {
		a.Ended, a.PasswordHash, a.SecondFactors = true, "", nil
		a.Generation++
	})
	if err == nil {
		err = s.freeEmail(ctx, account)
	}
	if err != nil {
		return err
	}
	return s.eachMembership(ctx, id, func(project research.ID) error {
		stream := research.ProjectStream(project)
		return s.ensure(ctx, By{Scope: s.System}, stream, "member.remove", func(tx Tx) error {
			if _, found, err := find[research.Member](tx, research.MemberDocument(id)); err != nil || !found {
				return cmp.Or(err, errDone)
			}
			return s.leave(tx, stream, id)
		})
	})
}

// freeEmail lets somebody else have the address of an ended account.
func (s *Study) freeEmail(ctx context.Context, account research.Account) error {
	place, err := s.emailDocument(ctx, account.Email)
	if err != nil {
		return err
	}
	return s.ensure(ctx, By{Scope: s.System}, research.Directory, "account.free", func(tx Tx) error {
		taken, found, err := find[emailPlace](tx, place)
		if err != nil || !found || taken.Account != account.ID {
			return cmp.Or(err, errDone)
		}
		tx.Put(owned(research.Directory, place, "", emailPlace{}))
		tx.Fact("account", string(account.ID))
		return nil
	})
}
