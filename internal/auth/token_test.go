package auth

import (
	"fmt"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// TestCheckedTokensEnd reads a token that is remembered: it ends when it says.
func TestCheckedTokensEnd(t *testing.T) {
	a := open(t)
	now := a.study.Now()
	a.study.Now = func() time.Time { return now }
	access, err := a.issue(claims{RegisteredClaims: jwt.RegisteredClaims{Subject: "account/x"}, Type: accessToken})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if c, err := a.read(access.Token); err != nil || c.Subject != "account/x" {
			t.Fatalf("%+v, %v", c, err)
		}
	}
	if len(a.checked.known) != 1 {
		t.Errorf("%d tokens are remembered", len(a.checked.known))
	}
	if _, err := a.read(access.Token + "x"); err == nil {
		t.Error("a longer token is taken")
	}
	now = access.ExpiresAt
	if _, err := a.read(access.Token); err == nil {
		t.Error("a token is taken after its end")
	}
}

func TestCheckedTokensAreFew(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	ends := func(after time.Duration) claims {
		return claims{RegisteredClaims: jwt.RegisteredClaims{ExpiresAt: jwt.NewNumericDate(now.Add(after))}}
	}
	var checked checkedTokens
	for i := range mostChecked {
		checked.keep(fmt.Sprint(i), ends(time.Duration(1+i%2)*time.Minute), now)
	}
	now = now.Add(time.Minute)
	checked.keep("next", ends(time.Minute), now)
	if n := len(checked.known); n != mostChecked/2+1 {
		t.Errorf("%d are remembered; those that ended should be gone", n)
	}
	for i := range 2 * mostChecked {
		checked.keep(fmt.Sprint("more", i), ends(time.Minute), now)
	}
	if n := len(checked.known); n > mostChecked {
		t.Errorf("%d are remembered", n)
	}
}
