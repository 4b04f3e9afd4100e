package api

import (
	"net/http"

	"github.com/wijkstem/wijkstem/internal/research"
)

type settingsJSON struct {
	Demo         bool              `json:"demo"`
	Version      string            `json:"version"`
	Organisation fieldOrganisation `json:"organisation"`
	Languages    []string          `json:"languages"`
}

// readSettings says what this installation is; before its first administrator
// it belongs to nobody.
func (s *Server) readSettings(c *call) error {
	own, err := s.Study.Installation(c.context())
	if err != nil && research.FaultOf(err) != research.NotFound {
		return err
	}
	return c.send(http.StatusOK, settingsJSON{s.Doors != nil, s.Version, fieldOrganisation{own.Name}, []string{"nl", "en"}})
}

func (s *Server) readOpenapi(c *call) error {
	c.Response().Header().Set("Access-Control-Allow-Origin", "*")
	c.Response().Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
	return c.Blob(http.StatusOK, "application/json", s.description.json)
}
