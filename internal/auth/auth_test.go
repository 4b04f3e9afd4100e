package auth

import (
	"context"
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"pgregory.net/rapid"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store"
	"github.com/wijkstem/wijkstem/internal/store/storetest"
	"github.com/wijkstem/wijkstem/internal/study"
)

func open(t *testing.T) *Auth {
	t.Helper()
	keys := storetest.NewKeys()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	memory, err := store.Open(t.Context(), "sqlite:"+t.TempDir()+"/a.db", keys, store.Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := memory.Close(); err != nil {
			t.Error(err)
		}
	})
	a, err := Open(t.Context(), &study.Study{Store: memory, Keys: keys, Now: clock, NewID: research.NewID, System: System()})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestStrength(t *testing.T) {
	for password, good := range map[string]bool{
		"kort":                           false,
		"password1":                      false,
		"welkom123":                      false,
		"aaaaaaaaaaaa":                   false,
		"wijkstem2026":                   false,
		"fiets boven kaas regen":         true,
		"Tr0ub4dor&3xq":                  true,
		strings.Repeat("zeer lang ", 15): true,
	} {
		if err := CheckStrength("/password", password); (err == nil) != good {
			t.Errorf("%q: %v", password, err)
		}
	}
	if CheckStrength("/password", "samira el idrissi", "samira el idrissi") == nil {
		t.Error("somebody's own name is a password")
	}
}

func TestPasswords(t *testing.T) {
	a := open(t)
	hash, err := a.HashPassword(t.Context(), "fiets boven kaas regen")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		hash, password string
		fits           bool
	}{
		{hash, "fiets boven kaas regen", true},
		{hash, "fiets boven kaas regen ", false},
		{"", "nobody has this password", false},
	} {
		if fits, err := a.checkPassword(t.Context(), c.hash, c.password); err != nil || fits != c.fits {
			t.Errorf("%q: %v %v", c.password, fits, err)
		}
	}
	if _, err := a.checkPassword(t.Context(), "$2a$10$x", "x"); err == nil {
		t.Error("a hash of another form is taken")
	}
}

// TestHashingWaits keeps both places busy and asks for a third.
func TestHashingWaits(t *testing.T) {
	a := open(t)
	a.hashing <- struct{}{}
	a.hashing <- struct{}{}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := a.HashPassword(ctx, "x"); research.FaultOf(err) != research.Unavailable {
		t.Errorf("%v", err)
	}
}

// TestForgedTokens signs in every way but the right one.
func TestForgedTokens(t *testing.T) {
	a := open(t)
	good := claims{RegisteredClaims: jwt.RegisteredClaims{Subject: "account/x"}, Type: accessToken}
	access, err := a.issue(good)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.read(access.Token); err != nil {
		t.Fatalf("the right token: %v", err)
	}
	_, other, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	now := a.study.Now()
	full := func() claims {
		c := good
		c.Issuer, c.Audience = issuer, jwt.ClaimStrings{audience}
		c.ExpiresAt = jwt.NewNumericDate(now.Add(time.Minute))
		return c
	}
	late, stranger, endless := full(), full(), full()
	late.ExpiresAt = jwt.NewNumericDate(now.Add(-time.Second))
	stranger.Audience = jwt.ClaimStrings{"elders"}
	endless.ExpiresAt = nil
	for name, c := range map[string]struct {
		method jwt.SigningMethod
		key    any
		claims claims
	}{
		"another key":      {jwt.SigningMethodEdDSA, other, full()},
		"no signature":     {jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, full()},
		"public as secret": {jwt.SigningMethodHS256, []byte(a.PublicKey()), full()},
		"too late":         {jwt.SigningMethodEdDSA, a.signing, late},
		"another audience": {jwt.SigningMethodEdDSA, a.signing, stranger},
		"without an end":   {jwt.SigningMethodEdDSA, a.signing, endless},
	} {
		token, err := jwt.NewWithClaims(c.method, c.claims).SignedString(c.key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.read(token); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// TestRefreshTokensCannotBeMade changes one character anywhere.
func TestRefreshTokensCannotBeMade(t *testing.T) {
	a := open(t)
	rapid.Check(t, func(t *rapid.T) {
		family := research.NewID()
		counter := rapid.Int64Range(1, 1<<40).Draw(t, "counter")
		token := a.refreshToken(family, counter)
		if f, c, ok := a.parseRefresh(token); !ok || f != family || c != counter {
			t.Fatalf("%q is not read back", token)
		}
		at := rapid.IntRange(0, len(token)-1).Draw(t, "at")
		with := rapid.SampledFrom([]byte("abz279.A_-")).Draw(t, "with")
		if changed := token[:at] + string(with) + token[at+1:]; changed != token {
			if _, _, ok := a.parseRefresh(changed); ok {
				t.Fatalf("%q is taken", changed)
			}
		}
	})
}

func TestWaitingGrows(t *testing.T) {
	b := bucket{"x", 4, longestWait}
	waited := time.Duration(0)
	guesses := 0
	for ; waited < 24*time.Hour; guesses++ {
		waited += b.wait(guesses)
	}
	if guesses > 115 {
		t.Errorf("%d guesses in a day", guesses)
	}
	if b.wait(3) != 0 || b.wait(4) != time.Second || b.wait(5) != 2*time.Second || b.wait(1000) != longestWait {
		t.Error("the first waits are not as said")
	}
}

func TestIPv6AddressesCountByNetwork(t *testing.T) {
	a := open(t)
	if a.addressBucket("x", "2001:db8::1") != a.addressBucket("x", "2001:db8::ffff") {
		t.Error("one customer has many buckets")
	}
	if a.addressBucket("x", "2001:db8:1::1") == a.addressBucket("x", "2001:db8:2::1") {
		t.Error("two customers share a bucket")
	}
	if a.nearBucket("x", "2001:db8:3::1") != a.nearBucket("x", "2001:db8:3:ff::1") {
		t.Error("one site has many buckets for an account")
	}
	if a.nearBucket("x", "192.0.2.1") == a.nearBucket("x", "192.0.3.1") {
		t.Error("two networks share a bucket for an account")
	}
	if a.addressBucket("x", "::ffff:192.0.2.1") != a.addressBucket("x", "192.0.2.1") {
		t.Error("one address has two buckets")
	}
	if a.addressBucket("x", "192.0.2.1") == a.addressBucket("x", "192.0.2.2") {
		t.Error("two addresses share a bucket")
	}
}
