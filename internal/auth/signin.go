package auth

import (
	"cmp"
	"context"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// Browser is what is known of the browser that asks.
type Browser struct {
	Address string // IP address
	Agent   string // what it calls itself
	Known   string // its proof that it signed in before, "" for none
}

// SignedIn is a session with the proof by which the browser is known later.
type SignedIn struct {
	Session
	Known string
}

func wrong() error {
	return research.Errorf(research.Unauthorized, "E-mailadres of wachtwoord klopt niet.")
}

// SignIn checks a password. An address that nobody has costs the same time and
// gets the same answer. Faults: Unauthorized, Throttled.
func (a *Auth) SignIn(ctx context.Context, email, password string, browser Browser) (SignedIn, error) {
	account, err := a.study.AccountByEmail(ctx, email)
	if err != nil && research.FaultOf(err) != research.NotFound {
		return SignedIn{}, err
	}
	buckets := a.signInBuckets(account.ID, email, browser)
	if err := a.attempt(ctx, buckets...); err != nil {
		return SignedIn{}, err
	}
	fits, err := a.checkPassword(ctx, account.PasswordHash, password)
	if err != nil {
		return SignedIn{}, err
	}
	if !fits {
		return SignedIn{}, cmp.Or(a.noteRefusal(ctx, account.ID), wrong())
	}
	if err := a.succeed(ctx, buckets[0]); err != nil {
		return SignedIn{}, err
	}
	for _, shared := range buckets[1:] {
		if err := a.forgive(ctx, shared); err != nil {
			return SignedIn{}, err
		}
	}
	return a.admit(ctx, account, browser)
}

// noteRefusal keeps that a password was refused. Of an address that nobody has
// that is kept too, without the address: the waiting for the disk would tell.
func (a *Auth) noteRefusal(ctx context.Context, account research.ID) error {
	if account == "" {
		return a.study.NoteUnknown(ctx, "session.refuse")
	}
	return a.study.Note(ctx, account, "session.refuse", nil)
}

// signInBuckets has the bucket that is this person's alone first.
func (a *Auth) signInBuckets(account research.ID, email string, browser Browser) []bucket {
	if id, ok := a.knows(account, browser.Known); ok {
		return []bucket{a.knownBucket(id)}
	}
	return []bucket{
		a.nearBucket(email, browser.Address), a.addressBucket("address", browser.Address), a.accountBucket(email),
	}
}

// admit begins a session and makes the browser known.
func (a *Auth) admit(ctx context.Context, account research.Account, browser Browser) (SignedIn, error) {
	id, ok := a.knows(account.ID, browser.Known)
	if !ok {
		id = string(a.study.NewID())
	}
	s, err := a.Begin(ctx, account, browser.Agent)
	return SignedIn{s, a.knownBrowser(account.ID, id)}, err
}

// SignOutEverywhere ends every session and access token of an account.
func (a *Auth) SignOutEverywhere(ctx context.Context, caller Caller) error {
	if caller.Account == nil {
		return research.Errorf(research.Forbidden, "Dit kan alleen wie zelf is aangemeld.")
	}
	by := study.By{Scope: System()}
	return a.study.ChangeAccount(ctx, by, caller.ID, "session.end-all", func(account *research.Account) { account.Generation++ })
}

// AskPassword makes a link for a new password; found is false when nobody has
// the address, which the one who asks is not told.
func (a *Auth) AskPassword(ctx context.Context, by study.By, email string, browser Browser) (link study.SentLink, found bool, err error) {
	if err := a.attempt(ctx, a.addressBucket("reset", browser.Address)); err != nil {
		return link, false, err
	}
	// Somebody may ask for links for another: then no more go out for a while,
	// and whoever asks hears what they always hear.
	err = a.attempt(ctx, a.resetBuckets(email, browser.Address)...)
	if research.FaultOf(err) == research.Throttled {
		return link, false, nil
	}
	if err != nil {
		return link, false, err
	}
	by.Scope = System()
	link, err = a.study.ResetPassword(ctx, by, email)
	if research.FaultOf(err) == research.NotFound {
		return link, false, a.study.NoteUnknown(ctx, "account.ask-password")
	}
	return link, err == nil, err
}

// ChangePassword uses the link for a new password. known is the proof by which
// the browser is known from then on: who has the link signs in, however often
// others guess at the account meanwhile.
func (a *Auth) ChangePassword(ctx context.Context, token, password string, browser Browser) (known string, err error) {
	if err := a.attempt(ctx, a.addressBucket("link", browser.Address)); err != nil {
		return "", err
	}
	if err := CheckStrength("/password", password); err != nil {
		return "", err
	}
	hash, err := a.HashPassword(ctx, password)
	if err != nil {
		return "", err
	}
	account, err := a.study.UsePasswordLink(ctx, token, hash)
	if err != nil {
		return "", err
	}
	return a.knownBrowser(account, string(a.study.NewID())), a.forgive(ctx, a.addressBucket("link", browser.Address))
}

// AcceptInvitation makes the account of an invitation and signs it in.
func (a *Auth) AcceptInvitation(ctx context.Context, token, name, password string, browser Browser) (SignedIn, error) {
	if err := a.attempt(ctx, a.addressBucket("link", browser.Address)); err != nil {
		return SignedIn{}, err
	}
	if err := CheckStrength("/password", password, name); err != nil {
		return SignedIn{}, err
	}
	hash, err := a.HashPassword(ctx, password)
	if err != nil {
		return SignedIn{}, err
	}
	account, err := a.study.AcceptInvitation(ctx, token, name, hash)
	if err != nil {
		return SignedIn{}, err
	}
	if err := a.forgive(ctx, a.addressBucket("link", browser.Address)); err != nil {
		return SignedIn{}, err
	}
	return a.admit(ctx, account, browser)
}
