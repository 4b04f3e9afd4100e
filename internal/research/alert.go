package research

import (
	"slices"
	"time"
)

// Alert says that somebody must be talked with, and since when; never about
// whom or why.
type Alert struct {
	ID        ID          `json:"id"`
	Interview ID          `json:"interview"`
	Reason    AlertReason `json:"reason"`
	// At is when the worry was raised, ReceivedAt when the server heard of it.
	At         time.Time `json:"at"`
	ReceivedAt time.Time `json:"receivedAt"`
	// Device is the phone that raised it, "" when none did.
	Device      ID         `json:"device,omitempty"`
	Interviewer string     `json:"interviewer,omitempty"`
	State       AlertState `json:"state"`
	TakenUpBy   string     `json:"takenUpBy,omitempty"`
	TakenUpAt   time.Time  `json:"takenUpAt,omitzero"`
	// Told are those whom a message reached.
	Told []Told `json:"told,omitempty"`
	// EscalatedAt is since when it is for every coach and lead, because nobody
	// had taken it up in the time that the project set.
	EscalatedAt time.Time `json:"escalatedAt,omitzero"`
}

// Told is whom a message reached, and when.
type Told struct {
	Account ID        `json:"account"`
	At      time.Time `json:"at"`
}

// Heard tells whether a message reached somebody already.
func (a Alert) Heard(account ID) bool {
	return slices.ContainsFunc(a.Told, func(t Told) bool { return t.Account == account })
}

// AlertReason is what made the alert.
type AlertReason string

// The reasons.
const (
	AlertWorry     AlertReason = "worry"      // "Ik maak me zorgen"
	AlertTalkFirst AlertReason = "talk-first" // eerst met begeleider bespreken
)

// AlertState is whether somebody took it up.
type AlertState string

// The states.
const (
	AlertOpen    AlertState = "open"
	AlertTakenUp AlertState = "taken-up"
)

// AlertDocument is the id of an alert's document.
func AlertDocument(alert ID) string { return "alert/" + string(alert) }
