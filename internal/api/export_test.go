package api

import (
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// RouteLine is a line of routes.go as tests see it.
type RouteLine struct {
	Method, Path, Operation            string
	Open, Cookie, Person, Admin, Phone bool
	Identifying                        bool
	Roles                              []research.Role
}

// RouteLines are all lines of routes.go.
func RouteLines() []RouteLine {
	var lines []RouteLine
	for _, r := range routes() {
		lines = append(lines, RouteLine{
			r.method, r.path, r.operation, r.who.open, r.who.cookie, r.who.person, r.who.admin, r.who.phone, r.identifying, r.who.roles,
		})
	}
	return lines
}

// Hurry lets followed streams ask again after this time, whether the follower
// still may, and cut off a reader that takes as long.
func (s *Server) Hurry(d time.Duration) { s.pace.askAgain, s.pace.reader = d, d }

// Impatient cuts off whoever takes longer to send a request.
func (s *Server) Impatient(d time.Duration) { s.patience = d }
