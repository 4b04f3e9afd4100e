package api

import (
	"net/http"

	"github.com/wijkstem/wijkstem/internal/research"
)

func (s *Server) listCodes(c *call) error {
	codes, revision, err := s.Study.Codes(c.context(), c.scope, c.id("project"))
	if err != nil {
		return err
	}
	if c.tag(revision) {
		return c.unchanged()
	}
	return c.send(http.StatusOK, list[research.Code]{Items: codes})
}

// codeCountJSON is what researchers see of a code in numbers.
type codeCountJSON struct {
	Interviews int  `json:"interviews"`
	Asked      *int `json:"asked,omitempty"`
	Named      int  `json:"named"`
	Unasked    int  `json:"unasked"`
}

func (s *Server) countCode(c *call) error {
	count, interviews, err := s.Study.CountCode(c.context(), c.scope, c.id("project"), c.Param("code"))
	if err != nil {
		return err
	}
	answer := codeCountJSON{Interviews: interviews, Named: count.N, Unasked: count.Unasked}
	if count.Asked >= 0 {
		answer.Asked = &count.Asked
	}
	return c.send(http.StatusOK, answer)
}

func (s *Server) addCode(c *call) error {
	code, err := decode[research.Code](c)
	if err != nil {
		return err
	}
	code, revision, err := s.Study.AddCode(c.context(), c.by(), c.id("project"), code)
	if err != nil {
		return err
	}
	c.tag(revision)
	return c.send(http.StatusCreated, code)
}

func (s *Server) changeCode(c *call) error {
	code, err := decode[research.Code](c)
	if err != nil {
		return err
	}
	var checks research.Checks
	checks.That(code.ID == c.Param("code"), "/id", "Dit is een andere code dan in het adres. Een code houdt haar kenmerk.")
	if err := checks.Err(); err != nil {
		return err
	}
	match, err := c.match()
	if err != nil {
		return err
	}
	code, revision, err := s.Study.ChangeCode(c.context(), c.by(), c.id("project"), code, match)
	if err != nil {
		return err
	}
	c.tag(revision)
	return c.send(http.StatusOK, code)
}
