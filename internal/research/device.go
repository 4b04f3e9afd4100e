package research

import "time"

// DeviceState is whether a phone may still do its work.
type DeviceState string

// A revoked phone may deliver what it holds for DeliveryDays more.
const (
	DevicePaired  DeviceState = "paired"
	DeviceRevoked DeviceState = "revoked"
)

// DeliveryDays is how long a revoked phone may deliver.
const DeliveryDays = 30

// Device is a paired phone, known by the keys that it made itself.
type Device struct {
	ID      ID     `json:"id"`
	Project ID     `json:"project"`
	Label   string `json:"label"`
	// FirstName is what the phone itself was called at pairing.
	FirstName string `json:"firstName"`
	// Account is the staff account whose phone it is, "" for residents.
	Account ID `json:"account,omitempty"`
	// InvitedBy is the account that made the code: the phone's own coach.
	InvitedBy ID `json:"invitedBy,omitempty"`
	// SigningKey and AgreementKey are P-256 points, 65 bytes uncompressed,
	// base64url without padding.
	SigningKey   string      `json:"signingKey"`
	AgreementKey string      `json:"agreementKey"`
	PairedAt     time.Time   `json:"pairedAt"`
	RevokedAt    time.Time   `json:"revokedAt"`
	State        DeviceState `json:"state"`
	// Minor is an interviewer under 18, with the yes of a parent: only for peers.
	Minor bool `json:"minor,omitempty"`
}

// Delivers tells whether the phone may still deliver at the time.
func (d Device) Delivers(now time.Time) bool {
	return d.State == DevicePaired || now.Before(d.RevokedAt.AddDate(0, 0, DeliveryDays))
}

// DeviceDocument is the id of a device's document in its project; the
// directory holds one of the same id that names the project.
func DeviceDocument(device ID) string { return "device/" + string(device) }

// DevicePlace is the directory's note of where a device belongs.
type DevicePlace struct {
	Project ID `json:"project"`
}

// DeviceInvitation is a code that pairs one phone, once.
type DeviceInvitation struct {
	ID        ID        `json:"id"`
	Label     string    `json:"label"`
	Account   ID        `json:"account,omitempty"`
	InvitedBy ID        `json:"invitedBy,omitempty"`
	ExpiresAt time.Time `json:"expiresAt"`
	Minor     bool      `json:"minor,omitempty"` // an interviewer under 18
	// Device is the phone that used it, "" while it is open.
	Device ID `json:"device,omitempty"`
}

// DeviceInvitationDocument is the id of an invitation's document in the project.
func DeviceInvitationDocument(invitation ID) string { return "invitation/" + string(invitation) }

// InvitationDays is how long a pairing code works.
const InvitationDays = 3

// Pairing is the directory's note of which invitation a code belongs to.
type Pairing struct {
	Project    ID        `json:"project"`
	Invitation ID        `json:"invitation"`
	ExpiresAt  time.Time `json:"expiresAt"`
}

// PhoneReport is what a phone last said about itself. It is technical state: a
// cell of kind PhoneCell under the device's id.
type PhoneReport struct {
	Waiting    *int      `json:"waiting,omitempty"` // interviews still on the phone
	ReportedAt time.Time `json:"reportedAt"`
	SeenAt     time.Time `json:"seenAt"`
	// Keys are the pairs for which something on the phone is wrapped or would be;
	// nil when the phone does not say.
	Keys []KeyRef `json:"keys"`
	// OldestOpen is when the oldest interview began that is held and not finished
	// there; nil when there is none.
	OldestOpen *time.Time `json:"oldestOpen,omitempty"`
	// LieStill is nil before the phone was tested.
	LieStill *LieStill `json:"lieStill,omitempty"`
	// Early are parts of which bytes came before their delivery.
	Early []Part `json:"early,omitempty"`
}

// LieStill is whether a phone stayed awake while it recorded and nobody touched it.
type LieStill struct {
	At      time.Time `json:"at"`
	Passed  bool      `json:"passed"`
	Seconds int       `json:"seconds"` // until it first fell asleep, or all of the test
}

// MostEarly is how many parts of one phone may come before their deliveries.
const MostEarly = 50

// PhoneCell is the kind of the cells that hold phone reports.
const PhoneCell CellKind = "phone"
