package api

import (
	"net/http"

	"github.com/wijkstem/wijkstem/internal/research"
)

func (s *Server) listVersions(c *call) error {
	lines, err := s.Study.Versions(c.context(), c.scope, c.id("project"))
	if err != nil {
		return err
	}
	page, err := slice(c, lines, func(l research.VersionLine) string { return string(l.ID) })
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, page)
}

// readVersion sends what is kept in memory as it is.
func (s *Server) readVersion(c *call) error {
	body, revision, err := s.Study.Version(c.context(), c.scope, c.id("project"), c.Param("version"))
	if err != nil {
		return err
	}
	if c.tag(revision) {
		return c.unchanged()
	}
	return c.JSONBlob(http.StatusOK, body)
}
