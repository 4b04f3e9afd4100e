package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/trustelem/zxcvbn"
	"golang.org/x/crypto/argon2"

	"github.com/wijkstem/wijkstem/internal/research"
)

// The cost of argon2id that OWASP's Password Storage Cheat Sheet gives as its
// first choice.
const (
	argonMemory = 19 * 1024 // KiB
	argonTime   = 2
	argonLanes  = 1
	saltSize    = 16
	hashSize    = 32
)

// strengthRead is how much of a password is judged; the estimate's cost grows
// with the square of it.
const strengthRead = 64

// CheckStrength refuses passwords that are guessed easily. own are words that
// belong to the person, e.g. name and e-mail address.
func CheckStrength(field, password string, own ...string) error {
	length := utf8.RuneCountInString(password)
	judged := password
	if len(judged) > strengthRead {
		judged = strings.ToValidUTF8(judged[:strengthRead], "")
	}
	score := zxcvbn.PasswordStrength(judged, append(own, "wijkstem")).Score
	var c research.Checks
	c.That(length >= 8, field, "Gebruik minstens 8 tekens.")
	c.That(length < 8 || score >= 3 || length >= 12 && score >= 2, field,
		"Dit wachtwoord is makkelijk te raden. Gebruik bijvoorbeeld vier losse woorden.")
	return c.Err()
}

// HashPassword is the password's argon2id hash in PHC form.
func (a *Auth) HashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails: it stops the program instead
	hash, err := a.argon(ctx, password, salt)
	if err != nil {
		return "", err
	}
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, argonMemory, argonTime, argonLanes, text(salt), text(hash)), nil
}

// argon hashes, a few at a time, so that many sign-ins cannot fill the memory.
func (a *Auth) argon(ctx context.Context, password string, salt []byte) ([]byte, error) {
	select {
	case a.hashing <- struct{}{}:
		defer func() { <-a.hashing }()
	case <-ctx.Done():
		return nil, research.Errorf(research.Unavailable, "Het is nu erg druk. Probeer het zo nog eens.")
	}
	return argon2.IDKey([]byte(password), salt, argonTime, argonMemory, argonLanes, hashSize), nil
}

// checkPassword compares in constant time. An account without a password, or
// none at all, costs as much and never fits.
func (a *Auth) checkPassword(ctx context.Context, hash, password string) (bool, error) {
	real := hash != ""
	if !real {
		hash = a.decoy
	}
	salt, want, err := parseHash(hash)
	if err != nil {
		return false, err
	}
	got, err := a.argon(ctx, password, salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && real, nil
}

func parseHash(hash string) (salt, want []byte, err error) {
	parts := strings.Split(hash, "$")
	expected := fmt.Sprintf("m=%d,t=%d,p=%d", argonMemory, argonTime, argonLanes)
	if len(parts) != 6 || parts[1] != "argon2id" || parts[3] != expected {
		return nil, nil, errors.New("a password hash has an unknown form")
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return nil, nil, err
	}
	want, err = base64.RawStdEncoding.DecodeString(parts[5])
	return salt, want, err
}
