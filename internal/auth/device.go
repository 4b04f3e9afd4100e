package auth

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// challengeLife is how long a phone has to sign; a challenge is bound to the
// phone. It is stored only once it was used: it works once.
const challengeLife = time.Minute

const challengeCell research.CellKind = "challenge"

// signedText is what a phone signs: the challenge with its purpose before it.
const signedText = "wijkstem/device/v1/"

// PairDevice makes a phone known with a code. Guessing codes is slowed down by
// address.
func (a *Auth) PairDevice(ctx context.Context, code, label string, keys study.PhoneKeys, browser Browser) (research.Device, error) {
	b := a.addressBucket("pair", browser.Address)
	if err := a.attempt(ctx, b); err != nil {
		return research.Device{}, err
	}
	device, err := a.study.PairDevice(ctx, code, label, keys)
	if err != nil {
		return research.Device{}, err
	}
	return device, a.forgive(ctx, b)
}

// Challenge is what a phone must sign next. It is the same for phones that are
// not there, so that ids cannot be tried.
func (a *Auth) Challenge(device research.ID) string {
	ends := strconv.FormatInt(a.study.Now().Add(challengeLife).Unix(), 10)
	return a.challengeFor(device, ends+"."+string(a.study.NewID()))
}

func (a *Auth) challengeFor(device research.ID, head string) string {
	mac := hmac.New(sha256.New, a.challenge)
	mac.Write([]byte(string(device) + "." + head))
	return head + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// DeviceAccess is a phone's access token.
type DeviceAccess struct {
	Access
	// Revoked tells the phone that it may only deliver and must then wipe itself.
	Revoked bool
}

// AdmitDevice gives a token to a phone that signed its challenge. A revoked
// phone gets one with which it may only deliver, for 30 days. Faults: Unauthorized.
func (a *Auth) AdmitDevice(ctx context.Context, id research.ID, challenge, signature string) (DeviceAccess, error) {
	refused := research.Errorf(research.Unauthorized, "Deze telefoon is niet herkend. Koppel hem opnieuw.")
	ends, fresh := a.fresh(id, challenge)
	if !fresh {
		return DeviceAccess{}, refused
	}
	device, err := a.study.Device(ctx, id)
	if research.FaultOf(err) == research.NotFound {
		return DeviceAccess{}, refused
	}
	if err != nil {
		return DeviceAccess{}, err
	}
	if !signedBy(device.SigningKey, signedText+challenge, signature) || !device.Delivers(a.study.Now()) {
		return DeviceAccess{}, refused
	}
	if err := a.spend(ctx, challenge, ends); err != nil {
		return DeviceAccess{}, orRefused(err, refused)
	}
	revoked := device.State == research.DeviceRevoked
	kind := accessToken
	if revoked {
		kind = deliveryToken
	}
	access, err := a.issue(claims{
		RegisteredClaims: jwt.RegisteredClaims{Subject: "device/" + string(id)}, Type: kind, Project: device.Project,
	})
	if err != nil {
		return DeviceAccess{}, err
	}
	return DeviceAccess{access, revoked}, a.study.SeenDevice(ctx, id)
}

// fresh tells whether this server made the challenge for the device and it has
// not ended, and when it ends.
func (a *Auth) fresh(device research.ID, challenge string) (ends time.Time, ok bool) {
	cut := strings.LastIndexByte(challenge, '.')
	if cut < 0 || !hmac.Equal([]byte(challenge), []byte(a.challengeFor(device, challenge[:cut]))) {
		return ends, false
	}
	first, _, _ := strings.Cut(challenge, ".")
	seconds, err := strconv.ParseInt(first, 10, 64)
	ends = time.Unix(seconds, 0)
	return ends, err == nil && a.study.Now().Before(ends)
}

// spend notes that a challenge was used, until it would have ended anyway. Of
// several requests at once with the same one the first wins. Fault: Stale when
// it was used before.
func (a *Auth) spend(ctx context.Context, challenge string, ends time.Time) error {
	_, err := a.study.Store.Swap(ctx, research.Cell{
		Kind: challengeCell, Name: a.hash("challenge/" + challenge),
		Due: ends.UTC().Format(time.RFC3339), Body: []byte("{}"),
	})
	return err
}

// orRefused is refused when the challenge was used before, else the error.
func orRefused(err, refused error) error {
	if research.FaultOf(err) == research.Stale {
		return refused
	}
	return err
}

// signedBy checks an ECDSA P-256 SHA-256 signature of 64 bytes, r and s.
func signedBy(key, text, signature string) bool {
	point, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil {
		return false
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return false
	}
	raw, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil || len(raw) != 64 {
		return false
	}
	hash := sha256.Sum256([]byte(text))
	return ecdsa.Verify(public, hash[:], new(big.Int).SetBytes(raw[:32]), new(big.Int).SetBytes(raw[32:]))
}
