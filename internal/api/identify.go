package api

import (
	"errors"
	"slices"
	"strings"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/research"
)

const actorKey = "actor"

// who says who may call an operation: with which sort of token, and, for people,
// in which roles. Sorts of token are checked here; roles are checked by the act
// in study, and the table test holds both to this.
type who struct {
	open     bool // nobody needs to sign in
	cookie   bool // a cookie decides, in the handler
	person   bool // any account
	admin    bool // an account that manages its organisation
	phone    bool // a paired phone
	delivery bool // a revoked phone that still delivers
	roles    []research.Role
}

var (
	everyone = who{open: true}
	cookies  = who{cookie: true}
	people   = who{person: true}
	admins   = who{admin: true}
	phones   = who{phone: true}
	couriers = who{phone: true, delivery: true}
)

// in is people with one of the roles in the project.
func in(roles ...research.Role) who { return who{roles: roles} }

// orPhones is also paired phones.
func (w who) orPhones() who { w.phone = true; return w }

// accounts tells whether accounts may call at all.
func (w who) accounts() bool { return w.person || w.admin || len(w.roles) > 0 }

// everyRole is all who take part in a project, guests too.
func everyRole() who { return in(research.Roles()...) }

// insiders is all who take part and are no guests.
func insiders() who {
	return in(slices.DeleteFunc(research.Roles(), func(r research.Role) bool { return r.Guest() })...)
}

// identify finds out who asks and what they may reach.
func (s *Server) identify(c *call) error {
	w := c.route.who
	if w.open || w.cookie {
		return nil
	}
	token, found := strings.CutPrefix(c.Request().Header.Get("Authorization"), "Bearer ")
	if !found {
		return research.Errorf(research.Unauthorized, "Meld u aan en probeer het opnieuw.")
	}
	caller, err := s.Auth.Caller(c.context(), token)
	if err != nil {
		return err
	}
	c.caller = caller
	c.Set(actorKey, caller.Actor)
	if err := w.admits(caller); err != nil {
		return err
	}
	var project research.ID // an admin comes as one of the organisation, with no role in a project
	if !w.admin && slices.Contains(c.ParamNames(), "project") {
		if project = c.id("project"); !project.Valid() {
			return nil // the description says what is wrong with it
		}
	}
	c.scope, err = s.Auth.Scope(c.context(), caller, project)
	if research.FaultOf(err) == research.NotFound { // somebody tries another's project
		return errors.Join(err, s.keep(c, "access.refuse"))
	}
	return err
}

func (w who) admits(caller auth.Caller) error {
	switch {
	case caller.Delivery && !w.delivery:
		return research.Errorf(research.Forbidden, "Deze telefoon is ingetrokken en mag alleen nog afleveren.")
	case caller.Device != nil && !w.phone:
		return research.Errorf(research.Forbidden, "Dit kan niet met een telefoon van een gespreksvoerder.")
	case caller.Account != nil && !w.accounts():
		return research.Errorf(research.Forbidden, "Dit kan alleen met een gekoppelde telefoon.")
	default:
		return nil
	}
}
