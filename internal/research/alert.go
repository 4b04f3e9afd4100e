package research

import "time"

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
	// ToldAt is when the coach was told, EscalatedAt when a second contact was,
	// because nobody had taken it up.
	ToldAt      time.Time `json:"toldAt,omitzero"`
	EscalatedAt time.Time `json:"escalatedAt,omitzero"`
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
