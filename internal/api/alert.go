package api

import (
	"net/http"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

type alertJSON struct {
	ID          research.ID          `json:"id"`
	Interview   research.ID          `json:"interview"`
	Reference   string               `json:"reference,omitempty"`
	At          time.Time            `json:"at"`
	ReceivedAt  time.Time            `json:"receivedAt"`
	Device      research.ID          `json:"device,omitempty"`
	Interviewer string               `json:"interviewer,omitempty"`
	Reason      research.AlertReason `json:"reason"`
	State       research.AlertState  `json:"state"`
	TakenUpBy   string               `json:"takenUpBy,omitempty"`
	TakenUpAt   time.Time            `json:"takenUpAt,omitzero"`
	EscalatedAt time.Time            `json:"escalatedAt,omitzero"`
	Told        []toldJSON           `json:"told"`
}

// toldJSON is whom a message reached, and when.
type toldJSON struct {
	Name string    `json:"name,omitempty"`
	At   time.Time `json:"at"`
}

func newAlertJSON(v study.AlertView) alertJSON {
	a := v.Alert
	answer := alertJSON{
		a.ID, a.Interview, v.Reference, a.At, a.ReceivedAt, a.Device, a.Interviewer, a.Reason, a.State,
		v.TakenUpBy, a.TakenUpAt, a.EscalatedAt, []toldJSON{},
	}
	for n, told := range a.Told {
		answer.Told = append(answer.Told, toldJSON{v.ToldNames[n], told.At})
	}
	return answer
}

func (s *Server) listAlerts(c *call) error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	page, err := s.Study.Alerts(c.context(), c.scope, c.id("project"), after, limit)
	if err != nil {
		return err
	}
	answer := list[alertJSON]{Items: []alertJSON{}, Next: c.next(page.Next)}
	for _, v := range page.Items {
		answer.Items = append(answer.Items, newAlertJSON(v))
	}
	return c.send(http.StatusOK, answer)
}

func (s *Server) raiseAlert(c *call) error {
	input, err := decode[struct {
		ID, Interview research.ID
		At            time.Time
	}](c)
	if err != nil {
		return err
	}
	view, made, err := s.Study.RaiseAlert(c.context(), c.by(), c.id("project"), input.ID, input.Interview, input.At)
	if err != nil {
		return err
	}
	if made {
		return c.send(http.StatusCreated, newAlertJSON(view))
	}
	return c.send(http.StatusOK, newAlertJSON(view))
}

func (s *Server) takeUpAlert(c *call) error {
	if _, err := decode[struct{ State research.AlertState }](c); err != nil {
		return err
	}
	view, err := s.Study.TakeUpAlert(c.context(), c.by(), c.id("project"), c.id("alert"))
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, newAlertJSON(view))
}
