package demo

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// Clock tells the time of a demonstration: that of the invented studies while
// they are played, and then the real one.
type Clock struct{ played atomic.Pointer[time.Time] }

// Now is the time.
func (c *Clock) Now() time.Time {
	if t := c.played.Load(); t != nil {
		return *t
	}
	return time.Now()
}

func (c *Clock) set(t time.Time) { c.played.Store(&t) }

// Loader plays the invented studies in an installation that is empty.
type Loader struct {
	Study *study.Study
	// Clock is the clock of the installation.
	Clock *Clock
	// Phones sends what the phones send; Base is the address of the API.
	Phones phone.Client
	Base   string
	// Scope is what an actor reaches in a project.
	Scope func(ctx context.Context, actor string, project research.ID) (research.Scope, error)
	// RunJobs does the jobs that are due.
	RunJobs func(ctx context.Context) error
	// Tell says how far it is.
	Tell func(line string)

	calendar calendar
	people   map[string]research.ID // key of a person, or owner@project → account
	house    map[string]research.ID // organisation's key → id
}

// Studies are the names of what can be loaded: the neighbourhood, the five
// parents, and 24 interviews of the neighbourhood that were never released.
func Studies() []string { return []string{"wijk", "lea", "proef"} }

// Load plays the named studies, as of today. It returns who stands behind the doors.
func (l *Loader) Load(ctx context.Context, today time.Time, names ...string) (*Doors, error) {
	l.calendar = newCalendar(today)
	l.Clock.set(today.AddDate(0, -6, 0))
	defer l.Clock.played.Store(nil)
	l.people, l.house = map[string]research.ID{}, map[string]research.ID{}
	if err := l.loadHouse(ctx); err != nil {
		return nil, fmt.Errorf("the research organisation: %w", err)
	}
	doors := &Doors{People: l.people, Projects: map[string]research.ID{}}
	for _, name := range names {
		project, err := l.loadStudy(ctx, name)
		if err != nil {
			return nil, fmt.Errorf("study %s: %w", name, err)
		}
		doors.Projects[name] = project
	}
	return doors, nil
}

// system is an act by the installation itself.
func (l *Loader) system() study.By { return study.By{Scope: l.Study.System} }

// as is an act of a person in a project.
func (l *Loader) as(ctx context.Context, person string, project research.ID) (study.By, error) {
	account, known := l.people[person]
	if !known {
		return study.By{}, fmt.Errorf("nobody is called %s", person)
	}
	scope, err := l.Scope(ctx, "account/"+string(account), project)
	return study.By{Scope: scope}, err
}

// loadStudy plays one study from its settings to the answers.
func (l *Loader) loadStudy(ctx context.Context, name string) (research.ID, error) {
	s, err := openStudy(name)
	if err != nil {
		return "", err
	}
	l.Tell(fmt.Sprintf("%s: %d gesprekken", s.file.Name, len(s.talks)))
	steps := []func(context.Context, *playedStudy) error{
		l.loadProject, l.loadTalks, l.loadTexts, l.loadWorries, l.loadWithdrawn, l.loadFindings, l.loadRelease, l.loadChanges,
	}
	for _, step := range steps {
		if err := step(ctx, s); err != nil {
			return "", err
		}
	}
	return s.project, l.RunJobs(ctx)
}

// playedStudy is one study while it is played.
type playedStudy struct {
	name     string
	folder   string
	released bool
	file     projectFile
	findings findingsFile
	talks    []Talk

	project    research.ID
	phones     map[string]*handset
	interviews map[string]research.ID   // reference → interview
	codings    map[string][]research.ID // reference/code → codings
	byFinding  map[string]research.ID
	refused    []research.ID // quotes that their participants heard and did not want
}

func openStudy(name string) (*playedStudy, error) {
	s := &playedStudy{
		name: name, folder: name, released: name != "proef",
		phones: map[string]*handset{}, interviews: map[string]research.ID{},
		codings: map[string][]research.ID{}, byFinding: map[string]research.ID{},
	}
	findings := "lea/points.yaml"
	if name != "lea" {
		s.folder, findings = "wijk", "wijk/findings.yaml"
	}
	if err := read(s.folder+"/project.yaml", &s.file); err != nil {
		return nil, err
	}
	if err := read(findings, &s.findings); err != nil {
		return nil, err
	}
	if name == "proef" {
		s.file.Name += " (proef)"
		s.file.Worries, s.file.Withdrawn, s.file.OnPhone, s.file.Changes = nil, nil, nil, nil
	}
	return s, s.readTalks()
}

func (s *playedStudy) readTalks() (err error) {
	if s.talks, err = talks(s.folder + "/texts"); err != nil || s.name != "wijk" {
		return err
	}
	notes, err := talks("wijk/notes")
	s.talks = append(s.talks, notes...)
	return err
}
