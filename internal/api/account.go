package api

import (
	"net/http"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// namedID is something with its name.
type namedID struct {
	ID   research.ID `json:"id"`
	Name string      `json:"name"`
}

type accountJSON struct {
	ID           research.ID      `json:"id"`
	Name         string           `json:"name"`
	Email        string           `json:"email"`
	Organisation namedID          `json:"organisation"`
	Admin        bool             `json:"admin"`
	Projects     []accountProject `json:"projects"`
}

type accountProject struct {
	ID    research.ID           `json:"id"`
	Name  string                `json:"name"`
	Mode  research.ProjectMode  `json:"mode"`
	Roles []research.Role       `json:"roles"`
	State research.ProjectState `json:"state"`
	Owner research.Owner        `json:"owner,omitempty"`
	// Languages are those that a translator may change.
	Languages []string `json:"languages,omitempty"`
}

func (s *Server) readAccount(c *call) error {
	self, err := s.Study.Self(c.context(), c.scope)
	if err != nil {
		return err
	}
	return c.send(http.StatusOK, newAccountJSON(self))
}

func newAccountJSON(self study.Self) accountJSON {
	account := accountJSON{
		ID: self.Account.ID, Name: self.Account.Name, Email: self.Account.Email, Admin: self.Account.Admin,
		Organisation: namedID{self.Organisation.ID, self.Organisation.Name}, Projects: []accountProject{},
	}
	for _, p := range self.Projects {
		account.Projects = append(account.Projects, accountProject{p.ID, p.Name, p.Mode, p.Roles, p.State, p.Owner, p.Languages})
	}
	return account
}
