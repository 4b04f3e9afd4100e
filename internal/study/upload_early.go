package study

import (
	"context"
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
)

// admitEarly bounds what one phone can put on the disk before its deliveries say
// what that is. Parts whose delivery came, or that were taken back, do not count.
func (s *Study) admitEarly(ctx context.Context, device research.ID, target research.StoredPart) error {
	early, err := s.early(ctx, target)
	if err != nil || !early {
		return err
	}
	return s.changeReport(ctx, device, func(r *research.PhoneReport) error {
		if slices.Contains(r.Early, target.Part) {
			return nil
		}
		if len(r.Early) >= research.MostEarly {
			if err := s.forgetEarly(ctx, target.Project, r); err != nil {
				return err
			}
		}
		if len(r.Early) >= research.MostEarly {
			return &research.Error{Fault: research.Throttled, RetryAfter: 300,
				Detail: "Van te veel delen is nog niet bekend bij welk gesprek ze horen. Lever eerst die gesprekken af."}
		}
		r.Early = append(r.Early, target.Part)
		return nil
	})
}

// early tells whether bytes of the part come before its delivery.
func (s *Study) early(ctx context.Context, part research.StoredPart) (bool, error) {
	parcel, err := s.parcel(ctx, part.Project, part.Interview)
	if research.FaultOf(err) == research.NotFound {
		return true, nil
	}
	return err == nil && parcel.Part(part.Number) == nil, err
}

// forgetEarly leaves out of a phone's list what is early no more.
func (s *Study) forgetEarly(ctx context.Context, project research.ID, r *research.PhoneReport) error {
	var left []research.Part
	for _, part := range r.Early {
		stored := research.StoredPart{Project: project, Part: part}
		early, err := s.early(ctx, stored)
		if err != nil {
			return err
		}
		id, err := s.uploadID(ctx, stored)
		if err != nil {
			return err
		}
		upload, _, err := s.upload(ctx, id)
		if err != nil {
			return err
		}
		if early && (upload.State == research.UploadOpen || upload.State == research.UploadComplete) {
			left = append(left, part)
		}
	}
	r.Early = left
	return nil
}
