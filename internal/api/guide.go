package api

import (
	"net/http"

	"github.com/wijkstem/wijkstem/internal/study"
)

func (s *Server) listGuides(c *call) error {
	guides, err := s.Study.PublishedGuides(c.scope)
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, list[study.GuideLine]{Items: guides})
}

// readGuide sends the bundle byte for byte, so that its hash is right.
func (s *Server) readGuide(c *call) error {
	body, hash, err := s.Study.Guide(c.context(), c.scope, c.id("project"), c.Param("slug"), c.Param("version"))
	if err != nil {
		return err
	}
	if c.tagText(hash) {
		return c.unchanged()
	}
	return c.Blob(http.StatusOK, "application/json", body)
}
