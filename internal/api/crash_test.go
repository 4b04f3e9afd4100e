package api_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// powerCut is a store that stops before the act that it has counted down to.
type powerCut struct {
	study.Store
	left int
}

var errPower = errors.New("the power is gone")

func (p *powerCut) Act(ctx context.Context, scope research.Scope, act study.Act, decide func(study.Tx) error) (research.Event, error) {
	if p.left == 0 {
		return research.Event{}, errPower
	}
	p.left--
	return p.Store.Act(ctx, scope, act, decide)
}

// deed is something that takes acts in several streams. do does it and may be
// repeated; done says whether all of it is there.
type deed struct {
	do   func(w *world, key string) error
	done func(w *world, key string) error
}

// TestDeedsSurviveACrash stops each deed before every one of its acts, and does
// it again as whoever got no answer would: afterwards all of it is there, once.
func TestDeedsSurviveACrash(t *testing.T) {
	for name, deed := range deeds() {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			real := w.Study.Store
			for cut := 0; ; cut++ {
				key := fmt.Sprintf("crash-%d", cut)
				w.Study.Store = &powerCut{real, cut}
				err := deed.do(w, key)
				w.Study.Store = real
				if err == nil && cut > 1 {
					return
				}
				if !errors.Is(err, errPower) {
					t.Fatalf("stopped before act %d: %v", cut, err)
				}
				if err := deed.do(w, key); err != nil {
					t.Fatalf("again after stopping before act %d: %v", cut, err)
				}
				if err := deed.done(w, key); err != nil {
					t.Errorf("after stopping before act %d: %v", cut, err)
				}
			}
		})
	}
}

func (w *world) by(name string, project research.ID, key string) study.By {
	w.t.Helper()
	by, err := w.By(w.t.Context(), name, project)
	if err != nil {
		w.t.Fatal(err)
	}
	by.Act, by.Request = key, []byte(key)
	return by
}

// unharmed keeps the power on for what comes before the deed; mend ends it.
func (w *world) unharmed() (mend func()) {
	now := w.Study.Store
	if cut, ok := now.(*powerCut); ok {
		w.Study.Store = cut.Store
	}
	return func() { w.Study.Store = now }
}

func deeds() map[string]deed {
	return map[string]deed{
		"a project":                      projectDeed(),
		"an account":                     accountDeed(),
		"an account of the command line": commandLineDeed(),
		"a new password":                 passwordDeed(),
		"the end of an account":          accountEndDeed(),
		"a pairing code":                 pairingDeed(),
		"a phone":                        phoneDeed(),
		"a guest":                        guestDeed(),
		"a member":                       memberDeed(),
	}
}

func projectDeed() deed {
	return deed{
		func(w *world, key string) error {
			_, err := w.Study.AddProject(w.t.Context(), w.by("admin", "", key), w.Organisation, "P "+key, w.Accounts["lead"])
			return err
		},
		func(w *world, key string) error { return w.onceAmongProjects("P " + key) },
	}
}

func accountDeed() deed {
	invitations := map[string]string{}
	return deed{
		func(w *world, key string) error {
			if invitations[key] == "" {
				mend := w.unharmed()
				link, err := w.Study.Invite(w.t.Context(), w.by("admin", "", key), w.Organisation, key+"@example.org", "Iemand", false)
				mend()
				if err != nil {
					return err
				}
				invitations[key] = link.Token
			}
			_, err := w.Study.AcceptInvitation(w.t.Context(), invitations[key], "Iemand", "")
			return err
		},
		(*world).accountOnce,
	}
}

// accountOnce holds that the account that a deed made is there once.
func (w *world) accountOnce(key string) error {
	account, err := w.Study.AccountByEmail(w.t.Context(), key+"@example.org")
	if err != nil {
		return err
	}
	return w.onceAmongAccounts(account.ID)
}

func commandLineDeed() deed {
	return deed{
		func(w *world, key string) error {
			_, err := w.Study.AddAccount(w.t.Context(), study.By{Scope: w.Study.System}, study.NewAccount{
				Organisation: w.Organisation, Email: key + "@example.org", Name: "Iemand",
			})
			return err
		},
		(*world).accountOnce,
	}
}

func passwordDeed() deed {
	links := map[string]string{}
	return deed{
		func(w *world, key string) error {
			if links[key] == "" {
				mend := w.unharmed()
				link, err := w.Study.ResetPassword(w.t.Context(), study.By{Scope: w.Study.System}, "lead@example.org")
				mend()
				if err != nil {
					return err
				}
				links[key] = link.Token
			}
			_, err := w.Study.UsePasswordLink(w.t.Context(), links[key], key)
			return err
		},
		func(w *world, key string) error {
			account, err := w.Study.AccountByEmail(w.t.Context(), "lead@example.org")
			if err == nil && account.PasswordHash != key {
				err = errors.New("the password is not changed")
			}
			if _, again := w.Study.UsePasswordLink(w.t.Context(), links[key], "nog eens"); research.FaultOf(again) != research.NotFound {
				err = errors.Join(err, fmt.Errorf("the link works twice: %w", again))
			}
			return err
		},
	}
}

func accountEndDeed() deed {
	ended := map[string]research.ID{}
	return deed{
		func(w *world, key string) error {
			if ended[key] == "" {
				mend := w.unharmed()
				ended[key] = w.newMember()
				mend()
			}
			return w.Study.EndAccount(w.t.Context(), w.by("admin", "", key), w.Organisation, ended[key])
		},
		func(w *world, key string) error {
			account, err := w.Study.Account(w.t.Context(), ended[key])
			if err == nil && !account.Ended {
				err = errors.New("the account goes on")
			}
			if _, member := w.Study.RolesOf(w.t.Context(), w.Project, ended[key]); research.FaultOf(member) != research.NotFound {
				err = errors.Join(err, fmt.Errorf("the membership goes on: %w", member))
			}
			return err
		},
	}
}

func pairingDeed() deed {
	codes := map[string]string{}
	return deed{
		func(w *world, key string) error {
			code, err := w.Study.InviteDevice(w.t.Context(), w.by("lead", w.Project, key), w.Project, study.NewPhone{Label: "Samira"})
			codes[key] = code.Code
			return err
		},
		func(w *world, key string) error {
			point := newPoint(w.t)
			_, err := w.Study.PairDevice(w.t.Context(), codes[key], "Samira", study.PhoneKeys{Signing: point, Agreement: point})
			return err
		},
	}
}

func phoneDeed() deed {
	codes := map[string]string{}
	points := map[string]string{}
	devices := map[string]research.ID{}
	return deed{
		func(w *world, key string) error {
			if points[key] == "" {
				mend := w.unharmed()
				code, err := w.Study.InviteDevice(w.t.Context(), w.by("lead", w.Project, key), w.Project, study.NewPhone{Label: "Samira"})
				mend()
				if err != nil {
					return err
				}
				codes[key], points[key] = code.Code, newPoint(w.t)
			}
			device, err := w.Study.PairDevice(w.t.Context(), codes[key], "Samira", study.PhoneKeys{Signing: points[key], Agreement: points[key]})
			devices[key] = device.ID
			return err
		},
		func(w *world, key string) error {
			_, err := w.Study.Device(w.t.Context(), devices[key])
			return err
		},
	}
}

func guestDeed() deed {
	return deed{
		func(w *world, key string) error {
			_, err := w.Study.AddOrganisation(w.t.Context(), w.by("admin", "", key), "G "+key, research.Partner)
			return err
		},
		func(w *world, key string) error { return w.onceAmongGuests("G " + key) },
	}
}

func memberDeed() deed {
	return deed{
		func(w *world, key string) error {
			_, err := w.Study.WriteMember(w.t.Context(), w.by("lead", w.Project, key), w.Project, w.Accounts["outsider"],
				study.MemberInput{Roles: []research.Role{research.Coach}, Phone: key})
			return err
		},
		func(w *world, _ string) error {
			roles, err := w.Study.RolesOf(w.t.Context(), w.Project, w.Accounts["outsider"])
			if err == nil && len(roles) != 1 {
				err = fmt.Errorf("roles %v", roles)
			}
			return err
		},
	}
}

func once(n int) error {
	if n != 1 {
		return fmt.Errorf("it is there %d times", n)
	}
	return nil
}

func (w *world) onceAmongProjects(name string) error {
	projects, err := w.Study.Projects(w.t.Context(), w.by("admin", "", "").Scope, w.Organisation)
	n := 0
	for _, p := range projects {
		if p.Name == name {
			n++
		}
	}
	self, selfErr := w.Study.Self(w.t.Context(), w.by("lead", "", "").Scope)
	mine := 0
	for _, p := range self.Projects {
		if p.Name == name {
			mine++
		}
	}
	return errors.Join(err, selfErr, once(n), once(mine))
}

func (w *world) onceAmongAccounts(id research.ID) error {
	lines, err := w.Study.Accounts(w.t.Context(), w.by("admin", "", "").Scope, w.Organisation)
	n := 0
	for _, line := range lines {
		if line.ID == id {
			n++
		}
	}
	return errors.Join(err, once(n))
}

func (w *world) onceAmongGuests(name string) error {
	all, err := w.Study.Organisations(w.t.Context(), w.by("admin", "", "").Scope)
	n := 0
	for _, o := range all {
		if o.Name == name {
			n++
			if _, err := w.Study.Organisation(w.t.Context(), w.by("admin", "", "").Scope, o.ID); err != nil {
				return err
			}
		}
	}
	return errors.Join(err, once(n))
}
