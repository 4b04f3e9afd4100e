package study

import (
	"context"
	"sync"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Room is how much sound a project has, and may have, in sealed bytes. Quota is
// 0 where nobody set one.
type Room struct{ Used, Quota int64 }

// rooms remember how much sound projects have, exact at one revision.
type rooms struct {
	mu    sync.Mutex
	known map[research.ID]roomAt
}

type roomAt struct {
	revision research.Revision
	used     int64
}

// SetQuota bounds the sound of a project of one's own organisation; 0 bounds it
// no more. What is there stays, also above it.
func (s *Study) SetQuota(ctx context.Context, by By, organisation, project research.ID, bytes int64) (room Room, err error) {
	if err := s.mayBound(ctx, by.Scope, organisation, project); err != nil {
		return room, err
	}
	var c research.Checks
	c.That(bytes >= 0 && bytes <= research.MostQuota, "/bytes", "Kies 0 (geen grens) tot en met 1 PB.")
	if err := c.Err(); err != nil {
		return room, err
	}
	_, err = s.act(ctx, by.as(s.System), research.ProjectStream(project), "project.quota", func(tx Tx) error {
		p, err := load[research.Project](tx, research.ProjectDocument)
		if err != nil {
			return err
		}
		p.Quota = bytes
		tx.Put(owned(research.ProjectStream(project), research.ProjectDocument, "", p))
		return nil
	})
	if err != nil {
		return room, err
	}
	return s.counted(ctx, project)
}

// Quota is how much sound a project of one's own organisation has, also where
// nothing bounds it.
func (s *Study) Quota(ctx context.Context, scope research.Scope, organisation, project research.ID) (room Room, err error) {
	if err := s.mayBound(ctx, scope, organisation, project); err != nil {
		return room, err
	}
	return s.counted(ctx, project)
}

// mayBound is nil for an administrator of the organisation that owns a project.
func (s *Study) mayBound(ctx context.Context, scope research.Scope, organisation, project research.ID) error {
	if organisation != scope.Organisation() {
		return absent()
	}
	if err := requireAdmin(scope); err != nil {
		return err
	}
	p, _, err := s.project(ctx, s.System, project)
	if err == nil && p.Organisation != organisation {
		err = absent()
	}
	return err
}

// counted is how much sound a project has, counted whether or not it is bounded.
func (s *Study) counted(ctx context.Context, project research.ID) (room Room, err error) {
	err = s.view(ctx, s.System, research.ProjectStream(project), func(v View) error {
		p, err := load[research.Project](v, research.ProjectDocument)
		if err != nil {
			return err
		}
		room.Quota = p.Quota
		room.Used, err = s.usedAt(v, project)
		return err
	})
	return room, err
}

// room is how much sound a project has. It is counted only where there is a quota.
func (s *Study) room(ctx context.Context, project research.ID) (room Room, err error) {
	err = s.view(ctx, s.System, research.ProjectStream(project), func(v View) error {
		room, err = s.roomAt(v, project)
		return err
	})
	return room, err
}

func (s *Study) roomAt(v View, project research.ID) (room Room, err error) {
	p, err := load[research.Project](v, research.ProjectDocument)
	if err != nil || p.Quota == 0 {
		return room, err
	}
	room.Quota = p.Quota
	room.Used, err = s.usedAt(v, project)
	return room, err
}

func (s *Study) usedAt(v View, project research.ID) (used int64, err error) {
	if used, known := s.rooms.at(project, v.Revision()); known {
		return used, nil
	}
	parcels, err := loadAll[research.Parcel](v, "parcel")
	if err != nil {
		return 0, err
	}
	for _, parcel := range parcels {
		used += parcel.SoundBytes()
	}
	s.rooms.keep(project, roomAt{v.Revision(), used})
	return used, nil
}

func (r *rooms) at(project research.ID, revision research.Revision) (used int64, known bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, known := r.known[project]
	return at.used, known && at.revision == revision
}

func (r *rooms) keep(project research.ID, at roomAt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known == nil {
		r.known = map[research.ID]roomAt{}
	}
	if r.known[project].revision < at.revision {
		r.known[project] = at
	}
}

// takesSound refuses sound for which a project has no room: a part that would
// reach so many bytes. Answers, contact details and manifests always pass. The
// phone keeps what is refused.
func (s *Study) takesSound(ctx context.Context, target research.StoredPart, reaches int64) error {
	room, err := s.room(ctx, target.Project)
	if missing(err) || err == nil && (room.Quota == 0 || room.Used+reaches <= room.Quota) {
		return nil
	}
	if err != nil {
		return err
	}
	parcel, err := s.parcel(ctx, target.Project, target.Part.Interview)
	if err != nil && research.FaultOf(err) != research.NotFound {
		return err
	}
	if part := parcel.Part(target.Part.Number); part != nil && (part.Kind != research.PartSound || part.State != research.PartWaiting) {
		return nil
	}
	return research.Errorf(research.Full, "Dit project heeft geen ruimte meer voor geluid. Het blijft op uw telefoon. Bel uw begeleider.")
}
