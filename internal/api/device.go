package api

import (
	"net/http"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

type devicePairedJSON struct {
	Device  research.ID `json:"device"`
	Project research.ID `json:"project"`
}

type deviceChallengeJSON struct {
	Challenge string `json:"challenge"`
}

type deviceTokenJSON struct {
	AccessToken string    `json:"accessToken"`
	ExpiresAt   time.Time `json:"expiresAt"`
	Revoked     bool      `json:"revoked,omitempty"`
}

type deviceInvitationJSON struct {
	ID        research.ID `json:"id"`
	Code      string      `json:"code"`
	ExpiresAt time.Time   `json:"expiresAt"`
}

type deviceJSON struct {
	ID                research.ID          `json:"id"`
	Label             string               `json:"label"`
	Account           research.ID          `json:"account,omitempty"`
	PairedAt          time.Time            `json:"pairedAt"`
	LastSeenAt        *time.Time           `json:"lastSeenAt,omitempty"`
	State             research.DeviceState `json:"state"`
	InterviewsOnPhone *int                 `json:"interviewsOnPhone,omitempty"`
	OldestOpen        *time.Time           `json:"oldestOpen,omitempty"`
	Minor             bool                 `json:"minor,omitempty"`
	LieStill          *research.LieStill   `json:"lieStill,omitempty"`
}

func newDeviceJSON(v study.DeviceView) deviceJSON {
	d := deviceJSON{
		ID: v.Device.ID, Label: v.Device.Label, Account: v.Device.Account, PairedAt: v.Device.PairedAt,
		State: v.Device.State, InterviewsOnPhone: v.Report.Waiting, OldestOpen: v.Report.OldestOpen, Minor: v.Device.Minor,
		LieStill: v.Report.LieStill,
	}
	if !v.Report.SeenAt.IsZero() {
		d.LastSeenAt = &v.Report.SeenAt
	}
	return d
}

func (s *Server) pairDevice(c *call) error {
	input, err := decode[struct{ Code, SigningKey, AgreementKey, Label string }](c)
	if err != nil {
		return err
	}
	keys := study.PhoneKeys{Signing: input.SigningKey, Agreement: input.AgreementKey}
	device, err := s.Auth.PairDevice(c.context(), input.Code, input.Label, keys, s.browser(c))
	if err != nil {
		return err
	}
	return c.send(http.StatusCreated, devicePairedJSON{device.ID, device.Project})
}

func (s *Server) challengeDevice(c *call) error {
	input, err := decode[struct{ Device research.ID }](c)
	if err != nil {
		return err
	}
	return c.send(http.StatusCreated, deviceChallengeJSON{s.Auth.Challenge(input.Device)})
}

func (s *Server) admitDevice(c *call) error {
	input, err := decode[struct {
		Device               research.ID
		Challenge, Signature string
	}](c)
	if err != nil {
		return err
	}
	access, err := s.Auth.AdmitDevice(c.context(), input.Device, input.Challenge, input.Signature)
	if err != nil {
		return err
	}
	return c.send(http.StatusCreated, deviceTokenJSON{access.Token, access.ExpiresAt, access.Revoked})
}

func (s *Server) inviteDevice(c *call) error {
	input, err := decode[struct {
		Label            string
		Account          research.ID
		Minor, ParentYes bool
	}](c)
	if err != nil {
		return err
	}
	phone := study.NewPhone{Label: input.Label, Account: input.Account, Minor: input.Minor, ParentYes: input.ParentYes}
	code, err := s.Study.InviteDevice(c.context(), c.by(), c.id("project"), phone)
	if err != nil {
		return err
	}
	return c.send(http.StatusCreated, deviceInvitationJSON{code.ID, code.Code, code.ExpiresAt})
}

func (s *Server) listDevices(c *call) error {
	devices, err := s.Study.Devices(c.context(), c.scope, c.id("project"))
	if err != nil {
		return err
	}
	lines := make([]deviceJSON, len(devices))
	for i, d := range devices {
		lines[i] = newDeviceJSON(d)
	}
	page, err := slice(c, lines, func(d deviceJSON) string { return string(d.ID) })
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, page)
}

func (s *Server) revokeDevice(c *call) error {
	if err := s.Study.RevokeDevice(c.context(), c.by(), c.id("project"), c.id("device")); err != nil {
		return err
	}
	return c.nothing()
}
