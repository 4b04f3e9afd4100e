package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/wijkstem/wijkstem/internal/research"
)

// How long a session lasts, and how soon after a rotation the predecessor may
// come back from the same browser and get the same successor.
const (
	sessionLife = 12 * time.Hour
	sessionIdle = 30 * time.Minute
	reuseGrace  = 10 * time.Second
)

const sessionCell research.CellKind = "session"

// session is one signed-in browser: a family of refresh tokens of which the
// last works. Tokens are derived from family and counter, so nothing that is
// stored gives one away.
type session struct {
	Account    research.ID `json:"account"`
	Generation int         `json:"generation"`
	Counter    int64       `json:"counter"`
	CreatedAt  time.Time   `json:"createdAt"`
	RotatedAt  time.Time   `json:"rotatedAt"`
	Browser    string      `json:"browser"` // keyed hash of what the browser calls itself
}

// Session is a fresh access token with the refresh token of its browser.
type Session struct {
	Access
	Refresh string
	// Ends is when the refresh token's family ends at the latest.
	Ends time.Time
}

// Begin signs an account in; whoever calls it has proof of who it is.
func (a *Auth) Begin(ctx context.Context, account research.Account, browser string) (Session, error) {
	now := a.study.Now().UTC()
	family := a.study.NewID()
	s := session{account.ID, account.Generation, 1, now, now, a.browserHash(browser)}
	cell := research.Cell{Kind: sessionCell, Name: string(family), Due: now.Add(sessionLife).Format(time.RFC3339)}
	if err := a.save(ctx, cell, s); err != nil {
		return Session{}, err
	}
	if err := a.study.Note(ctx, account.ID, "session.begin", map[string]string{"session": string(family)}); err != nil {
		return Session{}, err
	}
	return a.hand(family, s)
}

func (a *Auth) save(ctx context.Context, cell research.Cell, s session) (err error) {
	if cell.Body, err = json.Marshal(s); err != nil {
		return err
	}
	_, err = a.study.Store.Swap(ctx, cell)
	return err
}

// hand makes the tokens of a session as it is.
func (a *Auth) hand(family research.ID, s session) (Session, error) {
	access, err := a.issue(claims{
		RegisteredClaims: jwt.RegisteredClaims{Subject: "account/" + string(s.Account)},
		Type:             accessToken, Generation: s.Generation,
	})
	return Session{access, a.refreshToken(family, s.Counter), s.CreatedAt.Add(sessionLife)}, err
}

func (a *Auth) refreshToken(family research.ID, counter int64) string {
	head := string(family) + "." + strconv.FormatInt(counter, 10)
	mac := hmac.New(sha256.New, a.refresh)
	mac.Write([]byte("refresh/" + head))
	return head + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// parseRefresh reads a token that this server made; ok is false for any other.
func (a *Auth) parseRefresh(token string) (family research.ID, counter int64, ok bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", 0, false
	}
	family = research.ID(parts[0])
	counter, err := strconv.ParseInt(parts[1], 10, 64)
	ok = err == nil && family.Valid() && hmac.Equal([]byte(token), []byte(a.refreshToken(family, counter)))
	return family, counter, ok
}

func (a *Auth) browserHash(browser string) string {
	mac := hmac.New(sha256.New, a.refresh)
	mac.Write([]byte("browser/" + browser))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

// Refresh turns the last token of a family into the next one. The one before
// it, from the same browser and within ten seconds, gets that same next one;
// any older token ends the family: somebody has a copy. Faults: Unauthorized.
func (a *Auth) Refresh(ctx context.Context, token, browser string) (Session, error) {
	family, counter, ok := a.parseRefresh(token)
	if !ok {
		return Session{}, unauthorized()
	}
	for {
		next, err := a.rotate(ctx, family, counter, browser)
		if research.FaultOf(err) != research.Stale {
			return next, err
		}
	}
}

func (a *Auth) rotate(ctx context.Context, family research.ID, counter int64, browser string) (Session, error) {
	cell, s, err := a.session(ctx, family)
	if err != nil {
		return Session{}, err
	}
	now := a.study.Now().UTC()
	account, err := a.study.Account(ctx, s.Account)
	if err != nil || account.Generation != s.Generation || now.Sub(s.CreatedAt) >= sessionLife || now.Sub(s.RotatedAt) >= sessionIdle {
		return Session{}, a.end(ctx, cell, orUnauthorized(err))
	}
	switch {
	case counter == s.Counter:
		s.Counter, s.RotatedAt = s.Counter+1, now
		if err := a.save(ctx, cell, s); err != nil {
			return Session{}, err
		}
		return a.hand(family, s)
	case counter == s.Counter-1 && now.Sub(s.RotatedAt) <= reuseGrace && s.Browser == a.browserHash(browser):
		return a.hand(family, s)
	default:
		if err := a.study.Note(ctx, s.Account, "session.reuse", map[string]string{"session": string(family)}); err != nil {
			return Session{}, err
		}
		return Session{}, a.end(ctx, cell, unauthorized())
	}
}

func (a *Auth) session(ctx context.Context, family research.ID) (research.Cell, session, error) {
	cell, err := a.study.Store.Cell(ctx, sessionCell, string(family))
	if err != nil {
		return cell, session{}, err
	}
	if cell.Revision == 0 || len(cell.Body) == 0 {
		return cell, session{}, unauthorized()
	}
	var s session
	err = json.Unmarshal(cell.Body, &s)
	return cell, s, err
}

// end removes a session and returns the reason, unless it could not be removed.
func (a *Auth) end(ctx context.Context, cell research.Cell, reason error) error {
	cell.Body = nil
	if _, err := a.study.Store.Swap(ctx, cell); err != nil {
		return err
	}
	return reason
}

// SignOut ends the session of a refresh token; any other token is no error.
func (a *Auth) SignOut(ctx context.Context, token string) error {
	family, _, ok := a.parseRefresh(token)
	if !ok {
		return nil
	}
	for {
		cell, s, err := a.session(ctx, family)
		if research.FaultOf(err) == research.Unauthorized {
			return nil
		}
		if err != nil {
			return err
		}
		if err = a.end(ctx, cell, nil); research.FaultOf(err) != research.Stale {
			if err == nil {
				err = a.study.Note(ctx, s.Account, "session.end", map[string]string{"session": string(family)})
			}
			return err
		}
	}
}

// Sweep removes sessions that have ended by themselves, at most limit, and says
// how many it found.
func (a *Auth) Sweep(ctx context.Context, limit int) (int, error) {
	now := a.study.Now().UTC().Format(time.RFC3339)
	found := 0
	for _, kind := range []research.CellKind{sessionCell, throttleCell, challengeCell} {
		cells, err := a.study.Store.Cells(ctx, kind, now, limit)
		if err != nil {
			return found, err
		}
		for _, cell := range cells {
			cell.Body = nil
			if _, err := a.study.Store.Swap(ctx, cell); err != nil && research.FaultOf(err) != research.Stale {
				return found, err
			}
		}
		found += len(cells)
	}
	return found, nil
}
