package auth

import (
	"crypto/ed25519"
	"crypto/sha256"
	"maps"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/wijkstem/wijkstem/internal/research"
)

// accessLife is how long an access token works.
const accessLife = 5 * time.Minute

// The types of token.
const (
	accessToken   = "access"
	deliveryToken = "delivery" // of a revoked phone: it may only deliver
)

const (
	issuer   = "wijkstem"
	audience = "wijkstem/v1"
)

// claims are what a token says.
type claims struct {
	jwt.RegisteredClaims
	Type string `json:"typ"`
	// Generation is that of the account: signing out everywhere ends it.
	Generation int         `json:"gen,omitempty"`
	Project    research.ID `json:"prj,omitempty"` // of a phone
}

// Access is an access token and when it ends.
type Access struct {
	Token     string
	ExpiresAt time.Time
}

func (a *Auth) issue(c claims) (Access, error) {
	now := a.study.Now().UTC().Truncate(time.Second)
	ends := now.Add(accessLife)
	c.Issuer, c.Audience = issuer, jwt.ClaimStrings{audience}
	c.IssuedAt, c.ExpiresAt = jwt.NewNumericDate(now), jwt.NewNumericDate(ends)
	token, err := jwt.NewWithClaims(jwt.SigningMethodEdDSA, c).SignedString(a.signing)
	return Access{token, ends}, err
}

func (a *Auth) read(token string) (claims, error) {
	now := a.study.Now()
	if c, found := a.checked.find(token, now); found {
		return c, nil
	}
	var c claims
	_, err := jwt.ParseWithClaims(token, &c,
		func(*jwt.Token) (any, error) { return a.signing.Public().(ed25519.PublicKey), nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}),
		jwt.WithIssuer(issuer), jwt.WithAudience(audience), jwt.WithExpirationRequired(),
		jwt.WithTimeFunc(a.study.Now), jwt.WithStrictDecoding())
	if err == nil {
		a.checked.keep(token, c, now)
	}
	return c, err
}

// mostChecked is how many checked tokens are remembered.
const mostChecked = 4096

// checkedTokens are tokens whose signature was found right, so that each is
// checked once in its five minutes: the check costs more than most requests.
// Whether what a token says still holds is asked every time all the same.
type checkedTokens struct {
	mu    sync.Mutex
	known map[[sha256.Size]byte]claims
}

func (t *checkedTokens) find(token string, now time.Time) (claims, bool) {
	sum := sha256.Sum256([]byte(token))
	t.mu.Lock()
	defer t.mu.Unlock()
	c, found := t.known[sum]
	return c, found && now.Before(c.ExpiresAt.Time)
}

func (t *checkedTokens) keep(token string, c claims, now time.Time) {
	sum := sha256.Sum256([]byte(token))
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.known) >= mostChecked {
		maps.DeleteFunc(t.known, func(_ [sha256.Size]byte, c claims) bool { return !now.Before(c.ExpiresAt.Time) })
	}
	if t.known == nil || len(t.known) >= mostChecked {
		t.known = map[[sha256.Size]byte]claims{}
	}
	t.known[sum] = c
}

// Sign signs claims with the server's key, e.g. that an interview was erased.
func (a *Auth) Sign(facts map[string]any) (string, error) {
	return jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.MapClaims(facts)).SignedString(a.signing)
}

// PublicKey is the key against which what the server signed can be checked.
func (a *Auth) PublicKey() ed25519.PublicKey { return a.signing.Public().(ed25519.PublicKey) }

// SignText signs a text by the server's own key, for one purpose: a signature for
// one is none for another.
func (a *Auth) SignText(purpose string, text []byte) []byte {
	return ed25519.Sign(a.signing, purposed(purpose, text))
}

// SignedText tells whether SignText made the signature.
func (a *Auth) SignedText(purpose string, text, signature []byte) bool {
	return ed25519.Verify(a.PublicKey(), purposed(purpose, text), signature)
}

func purposed(purpose string, text []byte) []byte {
	return append([]byte(purpose+"\n"), text...)
}
