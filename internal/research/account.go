package research

import (
	"strings"
	"time"
)

// Account is one person's way in, whatever organisation they work for.
type Account struct {
	ID           ID     `json:"id"`
	Name         string `json:"name"`
	Email        string `json:"email"`
	Organisation ID     `json:"organisation"`
	// Admin manages accounts and settings of the organisation and reads no content.
	Admin bool `json:"admin"`
	// PasswordHash is argon2id in PHC form, "" while there is none.
	PasswordHash string `json:"passwordHash,omitempty"`
	// Generation goes up when everything signed in before must sign in again.
	Generation int       `json:"generation"`
	CreatedAt  time.Time `json:"createdAt"`
	// Ended accounts cannot sign in any more; who did what stays known.
	Ended bool `json:"ended,omitempty"`
	// SecondFactors is the place of passkeys and one-time codes; an account
	// without any signs in by password alone.
	SecondFactors []SecondFactor `json:"secondFactors,omitempty"`
}

// SecondFactor is one further proof of who signs in.
type SecondFactor struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
}

// AccountDocument is the id of the account's document in its own stream.
const AccountDocument = "account/self"

// AccountLine is what the organisation's admin sees of an account.
type AccountLine struct {
	ID    ID     `json:"id"`
	Name  string `json:"name"`
	Email string `json:"email"`
	Admin bool   `json:"admin"`
}

// AccountLineDocument is the id of an account's line in its organisation.
func AccountLineDocument(account ID) string { return "account/" + string(account) }

// Membership is the account's own note that it belongs to a project; what it
// may do there stands in the project.
type Membership struct {
	Project ID `json:"project"`
}

// MembershipDocument is the id of a membership in the account's stream.
func MembershipDocument(project ID) string { return "membership/" + string(project) }

// FoldEmail is the form in which an e-mail address is compared.
func FoldEmail(email string) string { return strings.ToLower(strings.TrimSpace(email)) }

// Link is a way in that was sent to somebody: an invitation or a new password.
// It is found by the keyed hash of its token and works once.
type Link struct {
	Purpose      string    `json:"purpose"` // LinkInvitation or LinkPassword
	Email        string    `json:"email,omitempty"`
	Name         string    `json:"name,omitempty"`
	Organisation ID        `json:"organisation,omitempty"`
	Admin        bool      `json:"admin,omitempty"`
	Account      ID        `json:"account,omitempty"` // who it is for, or who it became
	ExpiresAt    time.Time `json:"expiresAt"`
	// Used tells that the directory has acted on it.
	Used bool `json:"used,omitempty"`
}

// The purposes of a link.
const (
	LinkInvitation = "invitation"
	LinkPassword   = "password"
)
