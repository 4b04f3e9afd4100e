// Package auth knows who is asking: people by password and session, phones by
// their own keys. It makes the scopes without which nothing can be read.
//
// What is not here yet has its place: a second factor belongs between
// checkPassword and begin in SignIn (research.SecondFactor), single sign-on is
// another way to reach begin.
package auth

import (
	"context"
	"crypto/ed25519"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// signingKey is the name of the seed from which tokens are signed.
const signingKey research.KeyRef = "installation/signing"

// Auth tells who is asking. It is safe for use by many goroutines.
type Auth struct {
	study   *study.Study
	signing ed25519.PrivateKey
	// secrets are derived, each for one purpose.
	refresh, challenge, known []byte
	// hashing is held while a password is hashed: 19 MiB each.
	hashing chan struct{}
	decoy   string
	checked checkedTokens
}

// System is the scope of the program itself; it reaches everything.
func System() research.Scope {
	return research.NewScope(research.Grant{Actor: "system", Everything: true})
}

// Open reads the keys that tokens are signed with, or makes those of a new installation.
func Open(ctx context.Context, s *study.Study) (*Auth, error) {
	seed, err := s.FoundingKey(ctx, signingKey)
	if err != nil {
		return nil, err
	}
	a := &Auth{study: s, signing: ed25519.NewKeyFromSeed(seed), hashing: make(chan struct{}, 2)}
	for purpose, secret := range map[string]*[]byte{
		"refresh": &a.refresh, "device-challenge": &a.challenge, "known-browser": &a.known,
	} {
		if *secret, err = s.Derive(ctx, purpose); err != nil {
			return nil, err
		}
	}
	a.decoy, err = a.HashPassword(ctx, "nobody has this password")
	return a, err
}

// Caller is who is asking.
type Caller struct {
	Actor string // "account/<id>" or "device/<id>"
	ID    research.ID
	// Account is set for people, Device for phones.
	Account *research.Account
	Device  *research.Device
	// Delivery tells that the phone was revoked and may only deliver.
	Delivery bool
}

// Caller finds who an access token belongs to and whether that still holds.
// Faults: Unauthorized.
func (a *Auth) Caller(ctx context.Context, token string) (Caller, error) {
	claims, err := a.read(token)
	if err != nil {
		return Caller{}, unauthorized()
	}
	kind, id, _ := strings.Cut(claims.Subject, "/")
	caller := Caller{Actor: claims.Subject, ID: research.ID(id), Delivery: claims.Type == deliveryToken}
	switch {
	case kind == "account" && claims.Type == accessToken:
		account, err := a.study.Account(ctx, caller.ID)
		if err != nil || account.Generation != claims.Generation {
			return Caller{}, orUnauthorized(err)
		}
		caller.Account = &account
	case kind == "device":
		device, err := a.study.DeviceIn(ctx, claims.Project, caller.ID)
		if err != nil || caller.Delivery != (device.State == research.DeviceRevoked) || !device.Delivers(a.study.Now()) {
			return Caller{}, orUnauthorized(err)
		}
		caller.Device = &device
	default:
		return Caller{}, unauthorized()
	}
	return caller, nil
}

// Scope is what the caller may reach, in one project when it names one.
// Faults: NotFound when the caller has no part in the project.
func (a *Auth) Scope(ctx context.Context, caller Caller, project research.ID) (research.Scope, error) {
	grant := research.Grant{Actor: caller.Actor, Project: project}
	if caller.Device != nil {
		if project != "" && caller.Device.Project != project {
			return research.Scope{}, absent()
		}
		grant.Project, grant.Roles = caller.Device.Project, []research.Role{research.Interviewer}
		return research.NewScope(grant), nil
	}
	if caller.Account != nil {
		grant.Organisation, grant.Admin = caller.Account.Organisation, caller.Account.Admin
	}
	if project == "" {
		return research.NewScope(grant), nil
	}
	roles, err := a.study.RolesOf(ctx, project, caller.ID)
	if research.FaultOf(err) == research.NotFound {
		return research.Scope{}, absent()
	}
	grant.Roles = roles
	return research.NewScope(grant), err
}

func absent() error {
	return research.Errorf(research.NotFound, "Dit is er niet, of u mag het niet zien.")
}

func unauthorized() error {
	return research.Errorf(research.Unauthorized, "Meld u aan en probeer het opnieuw.")
}

// orUnauthorized keeps an error that says that something is out of order.
func orUnauthorized(err error) error {
	if err == nil || research.FaultOf(err) != "" && research.FaultOf(err) != research.Unavailable {
		return unauthorized()
	}
	return err
}
