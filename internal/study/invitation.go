package study

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// How long links work.
const (
	invitationLife = 72 * time.Hour
	passwordLife   = 2 * time.Hour
)

// SentLink is a link that must reach somebody.
type SentLink struct {
	Token     string
	ExpiresAt time.Time
	Account   research.Account // of a new password; empty for an invitation
}

// Invite makes a link with which somebody gets an account in the organisation.
func (s *Study) Invite(ctx context.Context, by By, organisation research.ID, email, name string, admin bool) (SentLink, error) {
	if _, err := s.managed(ctx, by.Scope, organisation); err != nil {
		return SentLink{}, err
	}
	if _, err := s.AccountByEmail(ctx, email); err == nil {
		return SentLink{}, research.Errorf(research.Conflict, "Dit e-mailadres heeft hier al een account.")
	} else if research.FaultOf(err) != research.NotFound {
		return SentLink{}, err
	}
	return s.makeLink(ctx, by, "account.invite", research.Link{
		Purpose: research.LinkInvitation, Email: email, Name: name, Admin: admin,
		Organisation: organisation, ExpiresAt: s.Now().UTC().Add(invitationLife),
	})
}

// ResetPassword makes a link for a new password. Faults: NotFound when nobody
// here has the address; the one who asks is not told.
func (s *Study) ResetPassword(ctx context.Context, by By, email string) (SentLink, error) {
	account, err := s.AccountByEmail(ctx, email)
	if err != nil {
		return SentLink{}, err
	}
	link, err := s.makeLink(ctx, by, "account.ask-password", research.Link{
		Purpose: research.LinkPassword, Account: account.ID, ExpiresAt: s.Now().UTC().Add(passwordLife),
	})
	link.Account = account
	return link, err
}

// HandPassword makes a link for a new password that the admin hands over to
// somebody who forgot theirs, when no mail can. It says nothing of the account
// but that, and using it ends all that was signed in; the person finds in the
// account's own stream that it was made, and by whom.
func (s *Study) HandPassword(ctx context.Context, by By, organisation, account research.ID) (SentLink, error) {
	if _, err := s.managed(ctx, by.Scope, organisation); err != nil {
		return SentLink{}, err
	}
	err := s.view(ctx, s.System, research.OrganisationStream(organisation), func(v View) error {
		_, err := load[research.AccountLine](v, research.AccountLineDocument(account))
		return err
	})
	if err != nil {
		return SentLink{}, err
	}
	whose, err := s.Account(ctx, account)
	if err != nil {
		return SentLink{}, err
	}
	if err := s.Note(ctx, account, "account.password-link", map[string]string{"by": by.Scope.Actor()}); err != nil {
		return SentLink{}, err
	}
	link, err := s.makeLink(ctx, by, "account.hand-password", research.Link{
		Purpose: research.LinkPassword, Account: account, ExpiresAt: s.Now().UTC().Add(passwordLife),
	})
	link.Account = whose
	return link, err
}

// makeLink keeps the link under the keyed hash of its token. The token is
// derived from an id in the event, so that a repeat gives the same one and
// nothing that is stored holds it.
func (s *Study) makeLink(ctx context.Context, by By, verb string, link research.Link) (SentLink, error) {
	id := s.NewID()
	var expires time.Time
	event, err := s.act(ctx, by.as(s.System), research.Directory, verb, func(tx Tx) error {
		document, err := s.linkDocument(ctx, s.linkToken(ctx, id))
		if err != nil {
			return err
		}
		tx.Put(owned(research.Directory, document, "", link))
		tx.Fact("link", string(id))
		tx.Fact("expires", link.ExpiresAt.Format(time.RFC3339))
		return nil
	})
	if err != nil {
		return SentLink{}, err
	}
	if expires, err = time.Parse(time.RFC3339, event.Facts["expires"]); err != nil {
		return SentLink{}, err
	}
	return SentLink{Token: s.linkToken(ctx, research.ID(event.Facts["link"])), ExpiresAt: expires}, nil
}

func (s *Study) linkToken(ctx context.Context, id research.ID) string {
	key, err := s.Derive(ctx, "link")
	if err != nil {
		return ""
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (s *Study) linkDocument(ctx context.Context, token string) (string, error) {
	hash, err := s.lookup(ctx, "token", token)
	return "token/" + hash, err
}

// usable says what is wrong with a link, in words for who holds it.
func (s *Study) usable(link research.Link, found bool, purpose string) error {
	switch {
	case !found || link.Purpose != purpose:
		return research.Errorf(research.NotFound, "Deze link klopt niet. Vraag een nieuwe.")
	case !s.Now().Before(link.ExpiresAt):
		return research.Errorf(research.Erased, "Deze link is verlopen. Vraag een nieuwe.")
	default:
		return nil
	}
}

// AcceptInvitation makes the account of an invitation. A crash halfway is
// repaired by doing it again with the same token.
func (s *Study) AcceptInvitation(ctx context.Context, token, name, passwordHash string) (research.Account, error) {
	document, err := s.linkDocument(ctx, token)
	if err != nil {
		return research.Account{}, err
	}
	by := By{Scope: s.System}
	account := NewAccount{ID: s.NewID(), Name: name, PasswordHash: passwordHash}
	_, err = s.act(ctx, by, research.Directory, "account.accept", func(tx Tx) error {
		link, found, err := find[research.Link](tx, document)
		if err != nil {
			return err
		}
		if err := s.usable(link, found, research.LinkInvitation); err != nil {
			return err
		}
		if link.Used {
			account.ID = link.Account
		}
		place, err := s.emailDocument(ctx, link.Email)
		if err != nil {
			return err
		}
		if err := s.reserveEmail(tx, place, account.ID); err != nil {
			return err
		}
		link.Used, link.Account = true, account.ID
		account.Organisation, account.Email, account.Admin = link.Organisation, link.Email, link.Admin
		tx.Put(owned(research.Directory, document, "", link))
		return nil
	})
	if err != nil {
		return research.Account{}, err
	}
	if _, err := s.Account(ctx, account.ID); err == nil {
		return research.Account{}, research.Errorf(research.Erased, "Deze uitnodiging is al gebruikt. Meld u aan.")
	}
	return s.openAccount(ctx, by, account)
}

// UsePasswordLink gives an account a new password by its link, once, and ends
// all that was signed in. The password comes first: after a crash the link still
// works, and not the other way round.
func (s *Study) UsePasswordLink(ctx context.Context, token, passwordHash string) (research.ID, error) {
	document, err := s.linkDocument(ctx, token)
	if err != nil {
		return "", err
	}
	account, err := s.linkedAccount(ctx, document)
	if err != nil {
		return "", err
	}
	by := By{Scope: s.System}
	err = s.ChangeAccount(ctx, by, account, "account.change-password", func(a *research.Account) {
		a.PasswordHash = passwordHash
		a.Generation++
	})
	if err != nil {
		return "", err
	}
	return account, s.ensure(ctx, by, research.Directory, "account.use-password-link", func(tx Tx) error {
		link, err := load[research.Link](tx, document)
		if err != nil || link.Used {
			return cmp.Or(err, errDone)
		}
		link.Used = true
		tx.Put(owned(research.Directory, document, "", link))
		return nil
	})
}

// linkedAccount is whose password a link may change. Faults: NotFound, Erased.
func (s *Study) linkedAccount(ctx context.Context, document string) (research.ID, error) {
	var link research.Link
	var found bool
	err := s.view(ctx, s.System, research.Directory, func(v View) (err error) {
		link, found, err = find[research.Link](v, document)
		return err
	})
	if err == nil {
		err = s.usable(link, found && !link.Used, research.LinkPassword)
	}
	if err != nil {
		return "", err
	}
	account, err := s.Account(ctx, link.Account)
	if err == nil && account.Ended {
		err = s.usable(link, false, research.LinkPassword)
	}
	return account.ID, err
}
