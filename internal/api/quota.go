package api

import "net/http"

// roomJSON is how much sound a project has and may have, in bytes.
type roomJSON struct {
	Used  int64 `json:"used"`
	Quota int64 `json:"quota"`
}

func (s *Server) readQuota(c *call) error {
	room, err := s.Study.Quota(c.context(), c.scope, c.id("organisation"), c.id("project"))
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, roomJSON{room.Used, room.Quota})
}

func (s *Server) setQuota(c *call) error {
	input, err := decode[struct{ Bytes int64 }](c)
	if err != nil {
		return err
	}
	room, err := s.Study.SetQuota(c.context(), c.by(), c.id("organisation"), c.id("project"), input.Bytes)
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, roomJSON{room.Used, room.Quota})
}
