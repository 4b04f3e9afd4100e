package store

import (
	"bytes"
	"context"
	"fmt"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// Head is the end that a stream has, or had. MAC is that of its last event and
// covers all events before it.
type Head struct {
	Stream   research.Stream   `json:"stream"`
	Revision research.Revision `json:"revision"`
	MAC      []byte            `json:"mac"`
}

// Heads are the ends of all streams, by their names.
func (s *Store) Heads(ctx context.Context) ([]Head, error) {
	heads := []Head{}
	err := s.engine.Snapshot(ctx, func(stream research.Stream, r engine.Reader) error {
		if last := len(heads) - 1; last >= 0 && heads[last].Stream == stream { // it runs again
			heads = heads[:last]
		}
		heads = append(heads, Head{stream, r.Head().Revision, r.Head().MAC})
		return nil
	}, nil)
	return heads, err
}

// CheckHeads says which heads the streams do not have, nor ever had: then events
// are gone, or others stand in their place.
func (s *Store) CheckHeads(ctx context.Context, heads []Head) ([]string, error) {
	streams := map[research.Stream][]Head{}
	for _, head := range heads {
		streams[head.Stream] = append(streams[head.Stream], head)
	}
	var faults []string
	for stream, heads := range streams {
		var found []string
		err := s.engine.View(ctx, stream, func(r engine.Reader) (err error) {
			found, err = missing(r, heads)
			return err
		})
		if err != nil {
			return nil, err
		}
		faults = append(faults, found...)
	}
	return faults, nil
}

func missing(r engine.Reader, heads []Head) (faults []string, err error) {
	for _, head := range heads {
		if end := r.Head().Revision; end < head.Revision {
			faults = append(faults, fmt.Sprintf("%s ends at event %d; event %d was there", head.Stream, end, head.Revision))
			continue
		}
		events, err := r.Events(head.Revision-1, 1)
		if err != nil {
			return nil, err
		}
		if len(events) == 0 || events[0].Revision != head.Revision || !bytes.Equal(events[0].MAC, head.MAC) {
			faults = append(faults, fmt.Sprintf("%s has another event %d than it had", head.Stream, head.Revision))
		}
	}
	return faults, nil
}
