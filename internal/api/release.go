package api

import (
	"net/http"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

type releaseLine struct {
	ID         research.ID           `json:"id"`
	State      research.ReleaseState `json:"state"`
	Round      int                   `json:"round"`
	ComposedAt time.Time             `json:"composedAt"`
	ComposedBy namedID               `json:"composedBy"`
	ApprovedAt *time.Time            `json:"approvedAt,omitempty"`
	ApprovedBy *namedID              `json:"approvedBy,omitempty"`
	Blocked    bool                  `json:"blocked"`
}

func newReleaseLine(v study.ReleaseView) releaseLine {
	line := releaseLine{
		ID: v.Release.ID, State: v.Release.State, Round: v.Release.Round, ComposedAt: v.Release.ComposedAt,
		ComposedBy: actor(v.Release.ComposedBy, v.ComposedBy), Blocked: v.Blocked(),
	}
	if v.Release.ApprovedBy != "" {
		by := actor(v.Release.ApprovedBy, v.ApprovedBy)
		line.ApprovedAt, line.ApprovedBy = &v.Release.ApprovedAt, &by
	}
	return line
}

type releaseJSON struct {
	releaseLine
	Revision research.Revision       `json:"revision"`
	Choices  research.ReleaseChoices `json:"choices"`
	Checks   []research.ReleaseCheck `json:"checks"`
	Preview  *research.Version       `json:"preview,omitempty"`
}

func (s *Server) listReleases(c *call) error {
	after, limit, err := c.page()
	if err != nil {
		return err
	}
	releases, err := s.Study.Releases(c.context(), c.scope, c.id("project"), after, limit)
	if err != nil {
		return err
	}
	page := list[releaseLine]{Items: make([]releaseLine, len(releases.Items)), Next: c.next(releases.Next)}
	for i, r := range releases.Items {
		page.Items[i] = newReleaseLine(r)
	}
	return c.send(http.StatusOK, page)
}

func (s *Server) composeRelease(c *call) error {
	choices, err := decode[research.ReleaseChoices](c)
	if err != nil {
		return err
	}
	view, err := s.Study.ComposeRelease(c.context(), c.by(), c.id("project"), choices)
	return c.sendRelease(http.StatusCreated, view, err)
}

// readRelease carries no ETag: what checks of a draft say changes with quotes
// and phones, not with the release alone.
func (s *Server) readRelease(c *call) error {
	view, err := s.Study.Release(c.context(), c.scope, c.id("project"), c.id("release"))
	return c.sendRelease(http.StatusOK, view, err)
}

func (s *Server) approveRelease(c *call) error {
	view, err := s.Study.ApproveRelease(c.context(), c.by(), c.id("project"), c.id("release"))
	return c.sendRelease(http.StatusOK, view, err)
}

func (c *call) sendRelease(status int, view study.ReleaseView, err error) error {
	if err != nil {
		return err
	}
	return c.send(status, releaseJSON{newReleaseLine(view), view.Release.Revision, view.Release.Choices, view.Checks, view.Preview})
}

func (s *Server) dropRelease(c *call) error {
	if err := s.Study.DropRelease(c.context(), c.by(), c.id("project"), c.id("release")); err != nil {
		return err
	}
	return c.nothing()
}
