// Package research holds the nouns of participatory action research and the
// rules that hold for them everywhere. It imports the standard library only.
package research

import (
	"crypto/rand"
	"encoding/base32"
	"regexp"
)

// ID names one thing: 26 characters of lower-case base32 (a–z, 2–7) made from
// 16 random bytes. It says nothing about what it names.
type ID string

var (
	idEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)
	idPattern  = regexp.MustCompile(`^[a-z2-7]{26}$`)
)

// NewID makes an ID from the system's random source.
func NewID() ID {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: it stops the program instead
	return IDFrom(b)
}

// IDFrom writes 16 bytes as an ID, so that demonstrations and tests can choose them.
func IDFrom(b [16]byte) ID { return ID(idEncoding.EncodeToString(b[:])) }

// Valid tells whether the text has the form of an ID.
func (id ID) Valid() bool { return idPattern.MatchString(string(id)) }
