package api

import (
	"cmp"
	"net/http"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

func (s *Server) deliverManifest(c *call) error {
	delivery, err := decode[research.Delivery](c)
	if err != nil {
		return err
	}
	interview := c.id("interview")
	if err := delivery.Check(interview); err != nil {
		return err
	}
	receipt, created, err := s.Study.Deliver(c.context(), c.by(), c.id("project"), delivery)
	if err != nil {
		return s.orProof(c, interview, err)
	}
	if created {
		return c.send(http.StatusCreated, receipt)
	}
	return c.send(http.StatusOK, receipt)
}

func (s *Server) readReceipt(c *call) error {
	receipt, err := s.Study.Receipt(c.context(), c.scope, c.id("project"), c.id("interview"))
	if err != nil {
		return s.orProof(c, c.id("interview"), err)
	}
	return c.send(http.StatusOK, receipt)
}

// orProof adds to the answer that an interview was erased the server's signed
// word for it, against which a phone may delete its copy at once.
func (s *Server) orProof(c *call, interview research.ID, err error) error {
	if research.FaultOf(err) != research.Erased {
		return err
	}
	at, found, lookErr := s.Study.ErasedAt(c.context(), c.id("project"), interview)
	if lookErr != nil || !found {
		return cmp.Or(lookErr, err)
	}
	proof, signErr := s.Auth.Sign(map[string]any{"interview": interview, "erasedAt": at.Format(time.RFC3339)})
	return cmp.Or[error](signErr, &erasedError{proof})
}
