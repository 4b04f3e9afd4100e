package api

import "github.com/wijkstem/wijkstem/internal/research"

// RouteLine is a line of routes.go as tests see it.
type RouteLine struct {
	Method, Path, Operation            string
	Open, Cookie, Person, Admin, Phone bool
	Roles                              []research.Role
}

// RouteLines are all lines of routes.go.
func RouteLines() []RouteLine {
	var lines []RouteLine
	for _, r := range routes() {
		lines = append(lines, RouteLine{
			r.method, r.path, r.operation, r.who.open, r.who.cookie, r.who.person, r.who.admin, r.who.phone, r.who.roles,
		})
	}
	return lines
}
