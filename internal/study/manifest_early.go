package study

import (
	"context"

	"github.com/wijkstem/wijkstem/internal/research"
)

// soundOnly leaves out of a delivery what a phone may not bring while the talk goes
// on: the text of an interview is made once, of what the phone says at its end.
func soundOnly(d research.Delivery) research.Delivery {
	if d.Final {
		return d
	}
	sound := []research.DeliveredPart{}
	for _, part := range d.Parts {
		if part.Kind == research.PartSound {
			sound = append(sound, part)
		}
	}
	d.Parts = sound
	return d
}

// dropGone deletes the bytes of sound that the phone erased after it had sent
// some of it. The key goes with the choice that asked for it.
func (s *Study) dropGone(ctx context.Context, project research.ID, d research.Delivery) error {
	for _, part := range d.Parts {
		if !part.Gone {
			continue
		}
		if err := s.endUpload(ctx, stored(project, d.Interview, part.Number), research.UploadErased); err != nil {
			return err
		}
	}
	return nil
}
