package api

import "net/http"

// salvageInterview takes in what had arrived of a talk whose phone was lost.
func (s *Server) salvageInterview(c *call) error {
	view, err := s.Study.Salvage(c.context(), c.by(), c.id("project"), c.id("interview"))
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, newInterviewJSON(view))
}
