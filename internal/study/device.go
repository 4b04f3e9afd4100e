package study

import (
	"cmp"
	"context"
	"crypto/ecdh"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// requireDevice is the phone that asks; only a phone does what phones do.
func requireDevice(scope research.Scope) (research.ID, error) {
	kind, id, _ := strings.Cut(scope.Actor(), "/")
	if kind != "device" {
		return "", research.Errorf(research.Forbidden, "Dit kan alleen een gekoppelde telefoon.")
	}
	return research.ID(id), nil
}

// PairingCode is a code that pairs one phone.
type PairingCode struct {
	ID        research.ID
	Code      string
	ExpiresAt time.Time
}

// NewPhone is whose phone is invited.
type NewPhone struct {
	Label   string
	Account research.ID // "" for residents
	// Minor is somebody under 18, which needs the yes of a parent.
	Minor, ParentYes bool
}

func (p NewPhone) check() error {
	var c research.Checks
	c.That(!p.Minor || p.ParentYes, "/parentYes", "Een gespreksvoerder onder de 18 begint pas als een ouder ja zei.")
	c.That(!p.Minor || p.Account == "", "/account", "Een medewerker is 18 of ouder.")
	return c.Err()
}

// InviteDevice makes a code for one phone. It is derived from the invitation's
// id, so repeating the act gives the same code and nothing stored holds it.
func (s *Study) InviteDevice(ctx context.Context, by By, project research.ID, phone NewPhone) (PairingCode, error) {
	if err := require(by.Scope, research.Lead, research.Coach); err != nil {
		return PairingCode{}, err
	}
	if err := phone.check(); err != nil {
		return PairingCode{}, err
	}
	stream := research.ProjectStream(project)
	inviter, _ := accountOf(by.Scope)
	invitation := research.DeviceInvitation{
		ID: s.NewID(), Label: phone.Label, Account: phone.Account, Minor: phone.Minor, InvitedBy: inviter,
		ExpiresAt: s.Now().UTC().Truncate(time.Second).AddDate(0, 0, research.InvitationDays),
	}
	event, err := s.act(ctx, by, stream, "device.invite", func(tx Tx) error {
		if err := s.acceptsPhones(tx, phone.Account); err != nil {
			return err
		}
		tx.Put(owned(stream, research.DeviceInvitationDocument(invitation.ID), string(invitation.ID), invitation))
		tx.Fact("invitation", string(invitation.ID))
		tx.Fact("expires", invitation.ExpiresAt.Format(time.RFC3339))
		return nil
	})
	if err != nil {
		return PairingCode{}, err
	}
	return s.announceCode(ctx, by, project, event)
}

func (s *Study) acceptsPhones(tx Tx, account research.ID) error {
	project, err := load[research.Project](tx, research.ProjectDocument)
	if err != nil {
		return err
	}
	if project.State == research.ProjectClosed {
		return research.Errorf(research.Conflict, "Dit project is gesloten.")
	}
	if account == "" {
		return nil
	}
	_, found, err := find[research.Member](tx, research.MemberDocument(account))
	if err == nil && !found {
		return &research.Error{Fault: research.Invalid, Detail: "Deze persoon is geen lid van het project.",
			Fields: []research.FieldError{{Field: "/account", Detail: "Maak deze persoon eerst lid."}}}
	}
	return err
}

// announceCode lets the directory find the invitation by its code.
func (s *Study) announceCode(ctx context.Context, by By, project research.ID, event research.Event) (PairingCode, error) {
	id := research.ID(event.Facts["invitation"])
	expires, err := time.Parse(time.RFC3339, event.Facts["expires"])
	if err != nil {
		return PairingCode{}, err
	}
	code, document, err := s.codeOf(ctx, id)
	if err != nil {
		return PairingCode{}, err
	}
	err = s.ensure(ctx, by.as(s.System), research.Directory, "device.announce", func(tx Tx) error {
		pairing := research.Pairing{Project: project, Invitation: id, ExpiresAt: expires}
		tx.Put(owned(research.Directory, document, "", pairing))
		return nil
	})
	return PairingCode{ID: id, Code: code, ExpiresAt: expires}, err
}

func (s *Study) codeOf(ctx context.Context, invitation research.ID) (code, document string, err error) {
	key, err := s.Derive(ctx, "pairing-code")
	if err != nil {
		return "", "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(invitation))
	code = pairingCode(mac.Sum(nil))
	document, err = s.pairingDocument(ctx, code)
	return code, document, err
}

func (s *Study) pairingDocument(ctx context.Context, code string) (string, error) {
	hash, err := s.lookup(ctx, "pairing", code)
	return "pairing/" + hash, err
}

// PhoneKeys are the public keys that a phone made itself: P-256 points, 65
// bytes uncompressed, base64url.
type PhoneKeys struct{ Signing, Agreement string }

// Check says which key is no point of the curve.
func (k PhoneKeys) Check() error {
	var c research.Checks
	c.That(isPoint(k.Signing), "/signingKey", "Dit is geen sleutel van de soort P-256.")
	c.That(isPoint(k.Agreement), "/agreementKey", "Dit is geen sleutel van de soort P-256.")
	return c.Err()
}

func isPoint(text string) bool {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return false
	}
	_, err = ecdh.P256().NewPublicKey(raw)
	return err == nil
}

// unknownCode is the one answer to every code that does not pair.
func unknownCode() error {
	return research.Errorf(research.NotFound, "Deze code werkt niet. Vraag uw begeleider om een nieuwe.")
}

// PairDevice makes a phone known by its keys, once per code. The same phone
// may repeat it and gets the same answer.
func (s *Study) PairDevice(ctx context.Context, code, label string, keys PhoneKeys) (research.Device, error) {
	if err := keys.Check(); err != nil {
		return research.Device{}, err
	}
	document, err := s.pairingDocument(ctx, code)
	if err != nil {
		return research.Device{}, err
	}
	var pairing research.Pairing
	err = s.view(ctx, s.System, research.Directory, func(v View) (err error) {
		pairing, err = load[research.Pairing](v, document)
		return err
	})
	if research.FaultOf(err) == research.NotFound {
		return research.Device{}, unknownCode()
	}
	if err != nil {
		return research.Device{}, err
	}
	device, err := s.admitDevice(ctx, pairing, label, keys)
	if err != nil {
		return research.Device{}, err
	}
	return device, s.placeDevice(ctx, device)
}

func (s *Study) admitDevice(ctx context.Context, pairing research.Pairing, label string, keys PhoneKeys) (research.Device, error) {
	stream := research.ProjectStream(pairing.Project)
	device := research.Device{
		ID: s.NewID(), Project: pairing.Project, FirstName: label, SigningKey: keys.Signing,
		AgreementKey: keys.Agreement, PairedAt: s.Now().UTC(), State: research.DevicePaired,
	}
	err := s.ensure(ctx, By{Scope: s.System}, stream, "device.pair", func(tx Tx) error {
		invitation, found, err := find[research.DeviceInvitation](tx, research.DeviceInvitationDocument(pairing.Invitation))
		if err != nil || !found {
			return cmp.Or(err, unknownCode())
		}
		if invitation.Device != "" {
			before, err := load[research.Device](tx, research.DeviceDocument(invitation.Device))
			if err != nil || before.SigningKey != keys.Signing || before.AgreementKey != keys.Agreement {
				return cmp.Or(err, unknownCode())
			}
			device = before
			return errDone
		}
		if !s.Now().Before(invitation.ExpiresAt) {
			return unknownCode()
		}
		if err := s.acceptsPhones(tx, invitation.Account); research.FaultOf(err) != "" { // left since
			return unknownCode()
		} else if err != nil {
			return err
		}
		device.Label, device.Account, device.InvitedBy = invitation.Label, invitation.Account, invitation.InvitedBy
		device.Minor = invitation.Minor
		invitation.Device = device.ID
		tx.Put(owned(stream, research.DeviceInvitationDocument(invitation.ID), string(invitation.ID), invitation))
		tx.Put(owned(stream, research.DeviceDocument(device.ID), string(device.ID), device))
		tx.Fact("device", string(device.ID))
		return nil
	})
	return device, err
}

// placeDevice lets the directory say where a device belongs.
func (s *Study) placeDevice(ctx context.Context, device research.Device) error {
	document := research.DeviceDocument(device.ID)
	return s.ensure(ctx, By{Scope: s.System}, research.Directory, "device.place", func(tx Tx) error {
		_, found, err := find[research.DevicePlace](tx, document)
		if err != nil {
			return err
		}
		if found {
			return errDone
		}
		tx.Put(owned(research.Directory, document, "", research.DevicePlace{Project: device.Project}))
		return nil
	})
}

// Device finds a device by its id alone; auth uses it to know who is asking.
func (s *Study) Device(ctx context.Context, id research.ID) (research.Device, error) {
	var place research.DevicePlace
	err := s.view(ctx, s.System, research.Directory, func(v View) (err error) {
		place, err = load[research.DevicePlace](v, research.DeviceDocument(id))
		return err
	})
	if err != nil {
		return research.Device{}, err
	}
	return s.DeviceIn(ctx, place.Project, id)
}

// DeviceIn finds a device in its project.
func (s *Study) DeviceIn(ctx context.Context, project, id research.ID) (device research.Device, err error) {
	err = s.view(ctx, s.System, research.ProjectStream(project), func(v View) error {
		device, err = load[research.Device](v, research.DeviceDocument(id))
		return err
	})
	return device, err
}

// DeviceView is a device with what it last reported.
type DeviceView struct {
	Device research.Device
	Report research.PhoneReport
}

// Devices lists the phones of a project for lead and coach.
func (s *Study) Devices(ctx context.Context, scope research.Scope, project research.ID) ([]DeviceView, error) {
	if err := require(scope, research.Lead, research.Coach); err != nil {
		return nil, err
	}
	var devices []research.Device
	err := s.view(ctx, scope, research.ProjectStream(project), func(v View) (err error) {
		devices, err = loadAll[research.Device](v, "device")
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(devices, func(a, b research.Device) int { return a.PairedAt.Compare(b.PairedAt) })
	views := make([]DeviceView, len(devices))
	for i, d := range devices {
		report, _, err := s.phoneReport(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		views[i] = DeviceView{d, report}
	}
	return views, nil
}

func (s *Study) phoneReport(ctx context.Context, device research.ID) (research.PhoneReport, research.Cell, error) {
	var report research.PhoneReport
	cell, err := s.Store.Cell(ctx, research.PhoneCell, string(device))
	if err == nil && len(cell.Body) > 0 {
		err = json.Unmarshal(cell.Body, &report)
	}
	return report, cell, err
}

// PhoneState is what a phone says of itself: how many interviews are only there,
// since when the oldest of them is not finished (nil: none), for which pairs
// something there is wrapped (nil when it does not say), and what its lie-still test
// found (nil when it says nothing of one).
type PhoneState struct {
	Waiting    int
	OldestOpen *time.Time
	Keys       []research.KeyRef
	LieStill   *research.LieStill
}

// ReportPhone notes what the phone that asks says of itself.
func (s *Study) ReportPhone(ctx context.Context, scope research.Scope, state PhoneState) error {
	device, err := requireDevice(scope)
	if err != nil {
		return err
	}
	return s.changeReport(ctx, device, func(r *research.PhoneReport) error {
		r.Waiting, r.ReportedAt, r.SeenAt = &state.Waiting, s.Now().UTC(), s.Now().UTC()
		r.Keys, r.OldestOpen = state.Keys, state.OldestOpen
		if state.LieStill != nil {
			r.LieStill = state.LieStill
		}
		return nil
	})
}

// SeenDevice notes that a phone was here.
func (s *Study) SeenDevice(ctx context.Context, device research.ID) error {
	return s.changeReport(ctx, device, func(r *research.PhoneReport) error { r.SeenAt = s.Now().UTC(); return nil })
}

func (s *Study) changeReport(ctx context.Context, device research.ID, change func(*research.PhoneReport) error) error {
	for {
		report, cell, err := s.phoneReport(ctx, device)
		if err != nil {
			return err
		}
		if err := change(&report); err != nil {
			return err
		}
		if cell.Body, err = json.Marshal(report); err != nil {
			return err
		}
		cell.Kind, cell.Name = research.PhoneCell, string(device)
		_, err = s.Store.Swap(ctx, cell)
		if research.FaultOf(err) != research.Stale {
			return err
		}
	}
}

// RevokeDevice ends a phone's work. For 30 days it may still deliver what it holds.
func (s *Study) RevokeDevice(ctx context.Context, by By, project, id research.ID) error {
	if err := require(by.Scope, research.Lead, research.Coach); err != nil {
		return err
	}
	stream := research.ProjectStream(project)
	return s.ensure(ctx, by, stream, "device.revoke", func(tx Tx) error {
		device, err := load[research.Device](tx, research.DeviceDocument(id))
		if err != nil {
			return err
		}
		if device.State == research.DeviceRevoked {
			return errDone
		}
		s.revoke(tx, stream, device)
		tx.Fact("device", string(id))
		return nil
	})
}

func (s *Study) revoke(tx Tx, stream research.Stream, device research.Device) {
	device.State, device.RevokedAt = research.DeviceRevoked, s.Now().UTC()
	tx.Put(owned(stream, research.DeviceDocument(device.ID), string(device.ID), device))
}
