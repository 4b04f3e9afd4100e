package demo

import (
	"context"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// Doors lets visitors into the demonstration as one of its people.
type Doors struct {
	// Invite makes a pairing code in a project for whoever opens the phone's door.
	Invite func(ctx context.Context, project research.ID) (study.PairingCode, error) `json:"-"`
	// People are the accounts by their key, Projects the projects by their study.
	People   map[string]research.ID `json:"people"`
	Projects map[string]research.ID `json:"projects"`
}

// door is whose it is, in which study, and where it leads.
type door struct{ person, study, path string }

var doors = map[string]door{
	"lead":             {"ilse", "wijk", "/werkplek/"},
	"researcher":       {"marit", "wijk", "/werkplek/"},
	"second-reader":    {"bram", "wijk", "/werkplek/"},
	"municipality":     {"municipality@wijk", "wijk", "/inzicht/"},
	"lea-municipality": {"municipality@lea", "lea", "/inzicht/"},
	"school-board":     {"school-board@lea", "lea", "/inzicht/"},
}

// Open says whose door it is and where it leads.
func (d *Doors) Open(ctx context.Context, name string) (account research.ID, path, pairingCode string, err error) {
	if name == "phone" {
		code, err := d.Invite(ctx, d.firstProject())
		return "", "/app/", code.Code, err
	}
	behind, known := doors[name]
	if !known || d.People[behind.person] == "" {
		return "", "", "", research.Errorf(research.NotFound, "Deze deur is er niet.")
	}
	path = behind.path
	if project := d.Projects[behind.study]; project != "" {
		path += string(project)
	}
	return d.People[behind.person], path, "", nil
}

// firstProject is where the phone's door leads: the neighbourhood, else the
// only study there is.
func (d *Doors) firstProject() research.ID {
	for _, name := range Studies() {
		if project, loaded := d.Projects[name]; loaded {
			return project
		}
	}
	return ""
}
