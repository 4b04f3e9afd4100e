package api

import "net/http"

func (s *Server) withdraw(c *call) error {
	input, err := decode[struct{ Reference string }](c)
	if err != nil {
		return err
	}
	state, err := s.Study.Withdraw(c.context(), c.by(), c.id("project"), input.Reference)
	if err != nil {
		return err
	}
	return c.send(http.StatusCreated, map[string]string{"state": state})
}
