package study

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"sync"

	"github.com/wijkstem/wijkstem/internal/research"
)

// versions are the fixed versions of projects as everybody reads them, kept in
// memory until the project changes. The zero value is ready.
type versions struct {
	mu   sync.Mutex
	held map[research.Stream]shelf
}

// shelf is what one project released, the newest first, exact at a revision.
type shelf struct {
	head  research.Revision
	fixed []fixedVersion
}

// fixedVersion is one version without what was removed.
type fixedVersion struct {
	version research.Version
	body    []byte // its JSON
	release research.Release
	// revision is the last change of the release or of its removal list.
	revision research.Revision
}

// heldProjects bounds how many projects are kept in memory.
const heldProjects = 200

func (v *versions) find(stream research.Stream) shelf {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.held[stream]
}

func (v *versions) keep(stream research.Stream, s shelf) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.held == nil || len(v.held) >= heldProjects {
		v.held = map[research.Stream]shelf{}
	}
	if v.held[stream].head <= s.head {
		v.held[stream] = s
	}
}

// released are the fixed versions of a project, the newest first. Everybody who
// reaches the project may read them: they are all that guests and phones get.
func (s *Study) released(ctx context.Context, scope research.Scope, project research.ID) (shelf, error) {
	stream := research.ProjectStream(project)
	head, err := s.Store.Head(ctx, scope, stream)
	if err != nil {
		return shelf{}, err
	}
	held := s.versions.find(stream)
	if held.head == head && head > 0 {
		return held, nil
	}
	var fresh shelf
	err = s.view(ctx, scope, stream, func(v View) (err error) {
		fresh, err = shelfOf(v, held)
		return err
	})
	if err != nil {
		return shelf{}, err
	}
	s.versions.keep(stream, fresh)
	return fresh, nil
}

// shelfOf reads the versions, taking over those that did not change.
func shelfOf(v View, held shelf) (shelf, error) {
	fresh := shelf{head: v.Revision()}
	err := each(v, research.Page{Kind: "release"}, func(document research.Document) error {
		fixed, released, err := fixedVersionOf(v, document, held)
		if err == nil && released {
			fresh.fixed = append(fresh.fixed, fixed)
		}
		return err
	})
	if err != nil {
		return fresh, err
	}
	slices.SortFunc(fresh.fixed, func(a, b fixedVersion) int {
		return cmp.Or(b.release.ApprovedAt.Compare(a.release.ApprovedAt), cmp.Compare(b.revision, a.revision))
	})
	return fresh, nil
}

func fixedVersionOf(v View, document research.Document, held shelf) (fixed fixedVersion, released bool, err error) {
	if fixed.release, err = decode[research.Release](document); err != nil || fixed.release.State != research.ReleaseReleased {
		return fixed, false, err
	}
	fixed.revision = document.Revision
	removal, err := v.Document(research.RemovalDocument(fixed.release.ID))
	if err == nil {
		fixed.revision = max(fixed.revision, removal.Revision)
	} else if research.FaultOf(err) != research.NotFound {
		return fixed, false, err
	}
	for _, old := range held.fixed {
		if old.release.ID == fixed.release.ID && old.revision == fixed.revision {
			return old, true, nil
		}
	}
	contents, removed, err := contentsOf(v, fixed.release.ID)
	if err != nil {
		return fixed, false, err
	}
	if fixed.version, err = assemble(fixed.release, contents, removed); err != nil {
		return fixed, false, err
	}
	fixed.body, err = json.Marshal(fixed.version)
	return fixed, true, err
}

// Versions lists the fixed versions of a project, the newest first.
func (s *Study) Versions(ctx context.Context, scope research.Scope, project research.ID) ([]research.VersionLine, error) {
	all, err := s.released(ctx, scope, project)
	if err != nil {
		return nil, err
	}
	lines := make([]research.VersionLine, 0, len(all.fixed))
	for _, f := range all.fixed {
		lines = append(lines, research.VersionLine{
			ID: f.version.ID, Date: f.version.Date, N: f.version.N, Round: f.version.Round, Hash: f.version.Hash, Words: f.version.Words,
		})
	}
	return lines, nil
}

// LatestVersion is the name by which the newest version is read.
const LatestVersion = "latest"

// Version is the JSON of a fixed version, shared with other readers, and the
// revision that last changed it. Faults: NotFound.
func (s *Study) Version(ctx context.Context, scope research.Scope, project research.ID, name string) ([]byte, research.Revision, error) {
	all, err := s.released(ctx, scope, project)
	if err != nil {
		return nil, 0, err
	}
	for _, f := range all.fixed {
		if name == LatestVersion || name == string(f.version.ID) {
			return f.body, f.revision, nil
		}
	}
	return nil, 0, research.Errorf(research.NotFound, "Er is nog geen vaste versie.")
}
