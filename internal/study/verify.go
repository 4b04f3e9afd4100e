package study

import (
	"context"
	"fmt"

	"github.com/wijkstem/wijkstem/internal/research"
)

// VerifyParts reads every part that the projects of the installation know and
// compares its sum; it looks whether what was withdrawn is gone. The lines say
// what does not fit, by ids alone.
func (s *Study) VerifyParts(ctx context.Context) (parts int, faults []string, err error) {
	own, err := s.Installation(ctx)
	if err != nil {
		return 0, nil, err
	}
	var projects []string
	err = s.eachDocument(ctx, research.OrganisationStream(own.ID), "project", func(d research.Document) error {
		projects = append(projects, d.ID[len("project/"):])
		return nil
	})
	if err != nil {
		return 0, nil, err
	}
	for _, project := range projects {
		var parcels []research.Parcel
		err := s.view(ctx, s.System, research.ProjectStream(research.ID(project)), func(v View) (err error) {
			parcels, err = loadAll[research.Parcel](v, "parcel")
			return err
		})
		if err != nil {
			return parts, faults, err
		}
		for _, parcel := range parcels {
			checked, wrong, err := s.verifyParcel(ctx, research.ID(project), parcel)
			parts, faults = parts+checked, append(faults, wrong...)
			if err != nil {
				return parts, faults, err
			}
		}
	}
	return parts, faults, nil
}

func (s *Study) eachDocument(ctx context.Context, stream research.Stream, kind research.Kind, do func(research.Document) error) error {
	page := research.Page{Kind: kind, Limit: 1000}
	for {
		var documents []research.Document
		var next string
		err := s.view(ctx, s.System, stream, func(v View) (err error) {
			documents, next, err = v.Page(page)
			return err
		})
		if err != nil {
			return err
		}
		for _, document := range documents {
			if err := do(document); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		page.After = next
	}
}

func (s *Study) verifyParcel(ctx context.Context, project research.ID, parcel research.Parcel) (parts int, faults []string, err error) {
	if parcel.Erased {
		left, err := s.Blobs.Parts(ctx, project, parcel.Interview)
		if len(left) > 0 {
			faults = append(faults, fmt.Sprintf("interview %s was erased, %d parts are left", parcel.Interview, len(left)))
		}
		return 0, faults, err
	}
	for _, part := range parcel.Parts {
		if part.Inline || part.State != research.PartStored && part.State != research.PartInvalid {
			continue
		}
		parts++
		name := stored(project, parcel.Interview, part.Number)
		taken, err := s.readPart(ctx, name, part)
		switch want := orText(part.Found, part.SHA256); {
		case research.FaultOf(err) == research.NotFound:
			faults = append(faults, fmt.Sprintf("part %s is missing", name))
		case err != nil:
			return parts, faults, err
		case taken.sum != want:
			faults = append(faults, fmt.Sprintf("part %s has other bytes than were received", name))
		case part.State == research.PartStored && !taken.opens:
			faults = append(faults, fmt.Sprintf("part %s does not open any more", name))
		}
	}
	return parts, faults, nil
}

func orText(text, otherwise string) string {
	if text != "" {
		return text
	}
	return otherwise
}
