package api

import (
	"net/http"
	"time"

	"github.com/wijkstem/wijkstem/internal/study"
)

// deliveryKeysJSON is one generation of the keys to which phones address talks.
type deliveryKeysJSON struct {
	Generation int        `json:"generation"`
	Since      *time.Time `json:"since,omitempty"`
	State      string     `json:"state"`
	Holders    []string   `json:"holders"`
	Until      *time.Time `json:"until,omitempty"`
}

func (s *Server) listDeliveryKeys(c *call) error {
	return s.sendDeliveryKeys(c, http.StatusOK)
}

func (s *Server) renewDeliveryKeys(c *call) error {
	input, err := decode[struct{ Follows int }](c)
	if err != nil {
		return err
	}
	if err := s.Study.FollowDeliveryKeys(c.context(), c.by(), c.id("project"), input.Follows); err != nil {
		return err
	}
	return s.sendDeliveryKeys(c, http.StatusCreated)
}

func (s *Server) sendDeliveryKeys(c *call, status int) error {
	pairs, err := s.Study.DeliveryPairs(c.context(), c.scope, c.id("project"))
	if err != nil {
		return err
	}
	answer := list[deliveryKeysJSON]{Items: []deliveryKeysJSON{}}
	for _, pair := range pairs {
		answer.Items = append(answer.Items, deliveryKeysOf(pair))
	}
	return c.send(status, answer)
}

func deliveryKeysOf(pair study.PairView) deliveryKeysJSON {
	shown := deliveryKeysJSON{Generation: pair.Generation, State: "kept", Holders: []string{}}
	if !pair.Since.IsZero() {
		shown.Since = &pair.Since
	}
	switch {
	case pair.Current:
		shown.State = "current"
	case pair.Gone:
		shown.State = "gone"
	default:
		shown.Until, shown.Holders = &pair.Until, append(shown.Holders, pair.Holders...)
	}
	return shown
}
