package study

import (
	"context"
	"slices"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Install names the organisation that runs this installation and makes it. It
// is done once; repeating it gives the same organisation, whatever the name.
func (s *Study) Install(ctx context.Context, by By, name string) (research.Organisation, error) {
	if !by.Scope.Everything() {
		return research.Organisation{}, absent()
	}
	wanted := research.Organisation{ID: s.NewID(), Name: name, Kind: research.ResearchOrganisation}
	err := s.ensure(ctx, by, research.Directory, "install.begin", func(tx Tx) error {
		install, found, err := find[research.Installation](tx, research.InstallationDocument)
		if err != nil {
			return err
		}
		if found {
			wanted.ID = install.Organisation
			return errDone
		}
		tx.Put(owned(research.Directory, research.InstallationDocument, "", research.Installation{Organisation: wanted.ID}))
		return nil
	})
	if err != nil {
		return research.Organisation{}, err
	}
	return s.ensureOrganisation(ctx, by, wanted)
}

// ensureOrganisation puts the organisation in its stream unless it is there.
func (s *Study) ensureOrganisation(ctx context.Context, by By, o research.Organisation) (research.Organisation, error) {
	stream := research.OrganisationStream(o.ID)
	err := s.ensure(ctx, by.as(s.System), stream, "organisation.begin", func(tx Tx) error {
		there, found, err := find[research.Organisation](tx, research.OrganisationDocument)
		if err != nil {
			return err
		}
		if found {
			o = there
			return errDone
		}
		tx.Put(owned(stream, research.OrganisationDocument, "", o))
		return nil
	})
	if err != nil {
		return research.Organisation{}, err
	}
	return o, nil
}

// Installation is the organisation that runs this server. Faults: NotFound
// before the first administrator was made.
func (s *Study) Installation(ctx context.Context) (research.Organisation, error) {
	var install research.Installation
	err := s.view(ctx, s.System, research.Directory, func(v View) (err error) {
		install, err = load[research.Installation](v, research.InstallationDocument)
		return err
	})
	if err != nil {
		return research.Organisation{}, err
	}
	return s.organisation(ctx, install.Organisation)
}

func (s *Study) organisation(ctx context.Context, id research.ID) (o research.Organisation, err error) {
	err = s.view(ctx, s.System, research.OrganisationStream(id), func(v View) error {
		o, err = load[research.Organisation](v, research.OrganisationDocument)
		return err
	})
	return o, err
}

// Organisation is one's own organisation, or a guest of it.
func (s *Study) Organisation(ctx context.Context, scope research.Scope, id research.ID) (research.Organisation, error) {
	o, err := s.organisation(ctx, id)
	if err != nil {
		return research.Organisation{}, err
	}
	if scope.Everything() || o.ID == scope.Organisation() {
		return o, nil
	}
	if o.Host == scope.Organisation() && o.Host != "" {
		return o, requireAdmin(scope)
	}
	return research.Organisation{}, absent()
}

// Organisations is one's own organisation and, for its admin, its guests.
func (s *Study) Organisations(ctx context.Context, scope research.Scope) ([]research.Organisation, error) {
	if err := requireAdmin(scope); err != nil {
		return nil, err
	}
	var all []research.Organisation
	err := s.view(ctx, scope, research.OrganisationStream(scope.Organisation()), func(v View) (err error) {
		all, err = loadAll[research.Organisation](v, "organisation")
		return err
	})
	slices.SortStableFunc(all, func(a, b research.Organisation) int {
		return strings.Compare(rank(a)+strings.ToLower(a.Name), rank(b)+strings.ToLower(b.Name))
	})
	return all, err
}

func rank(o research.Organisation) string {
	if o.Host == "" {
		return "0"
	}
	return "1"
}

// AddOrganisation invites an organisation as guest of one's own: the
// municipality, or a partner of the local education agenda.
func (s *Study) AddOrganisation(ctx context.Context, by By, name string, kind research.OrganisationKind) (research.Organisation, error) {
	if err := requireAdmin(by.Scope); err != nil {
		return research.Organisation{}, err
	}
	own, err := s.organisation(ctx, by.Scope.Organisation())
	if err != nil {
		return research.Organisation{}, err
	}
	if own.Kind != research.ResearchOrganisation {
		return research.Organisation{}, research.Errorf(research.Forbidden, "Alleen de onderzoeksorganisatie nodigt gasten uit.")
	}
	guest := research.Organisation{ID: s.NewID(), Name: name, Kind: kind, Host: own.ID}
	host := research.OrganisationStream(own.ID)
	event, err := s.act(ctx, by, host, "organisation.invite", func(tx Tx) error {
		tx.Put(owned(host, research.GuestDocument(guest.ID), string(guest.ID), guest))
		tx.Fact("organisation", string(guest.ID))
		return nil
	})
	if err != nil {
		return research.Organisation{}, err
	}
	guest.ID = research.ID(event.Facts["organisation"])
	return s.ensureOrganisation(ctx, by, guest)
}

// managed is nil when the scope's organisation is this one or hosts it, and the
// one who asks is its admin.
func (s *Study) managed(ctx context.Context, scope research.Scope, organisation research.ID) (research.Organisation, error) {
	o, err := s.Organisation(ctx, scope, organisation)
	if err != nil {
		return o, err
	}
	return o, requireAdmin(scope)
}
