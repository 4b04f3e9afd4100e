package api

import "github.com/wijkstem/wijkstem/internal/research"

func (s *Server) changeChoice(c *call) error {
	input, err := decode[struct{ Answer research.ChoiceAnswer }](c)
	if err != nil {
		return err
	}
	choice := research.ChoiceName(c.Param("choice"))
	if err := s.Study.ChangeChoice(c.context(), c.by(), c.id("project"), c.id("interview"), choice, input.Answer); err != nil {
		return err
	}
	return c.nothing()
}
