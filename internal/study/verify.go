package study

import (
	"context"
	"fmt"
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Verified is what Verify read and what it found.
type Verified struct {
	Parts, Releases, Lines int
	// Faults say what does not fit, by ids alone; none means that all is well.
	Faults []string
}

func (v *Verified) fault(format string, args ...any) {
	v.Faults = append(v.Faults, fmt.Sprintf(format, args...))
}

// Verify reads what the projects of the installation stand for outside the
// database and in it: every part is on the disk with the sum of its receipt and
// nothing else is, every released version is what its hash says, and what the
// erasure ledger names is gone. Chains and documents are the store's to verify.
func (s *Study) Verify(ctx context.Context) (found Verified, err error) {
	projects, err := s.EveryProject(ctx)
	if err != nil {
		return found, err
	}
	parcels := map[research.ID]research.Parcel{}
	for _, project := range projects {
		if err := s.verifyProject(ctx, project, parcels, &found); err != nil {
			return found, err
		}
	}
	if err := s.verifyBytes(ctx, parcels, &found); err != nil {
		return found, err
	}
	return found, s.verifyLedger(ctx, parcels, &found)
}

// EveryProject is every project of the installation.
func (s *Study) EveryProject(ctx context.Context) (projects []research.ID, err error) {
	own, err := s.Installation(ctx)
	if research.FaultOf(err) == research.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	err = s.view(ctx, s.System, research.OrganisationStream(own.ID), func(v View) error {
		names, err := loadAll[ProjectName](v, "project")
		projects = nil
		for _, name := range names {
			projects = append(projects, name.ID)
		}
		return err
	})
	return projects, err
}

// verifyProject adds the project's parcels to those that are known.
func (s *Study) verifyProject(ctx context.Context, project research.ID, known map[research.ID]research.Parcel, found *Verified) error {
	var parcels []research.Parcel
	var own research.Project
	err := s.view(ctx, s.System, research.ProjectStream(project), func(v View) (err error) {
		if parcels, err = loadAll[research.Parcel](v, "parcel"); err != nil {
			return err
		}
		if own, _, err = find[research.Project](v, research.ProjectDocument); err != nil {
			return err
		}
		releases, err := loadAll[research.Release](v, "release")
		for _, release := range releases {
			if err == nil && release.State == research.ReleaseReleased {
				err = verifyVersion(v, release, found)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, stream := range deliveryStreams(project) {
		for generation := range own.DeliveryGeneration() {
			if _, err := s.deliveryKey(stream, generation+1); err != nil {
				found.fault("project %s: %v", project, err)
			}
		}
	}
	for _, parcel := range parcels {
		known[parcel.Interview] = parcel
		if err := s.verifyParcel(ctx, project, parcel, found); err != nil {
			return err
		}
	}
	return nil
}

// verifyVersion holds a released version to its hash, and its items to what was
// removed since: each is there as it was committed to, or noted as removed.
func verifyVersion(v View, release research.Release, found *Verified) error {
	found.Releases++
	items, err := itemsOf(v, release.ID)
	if err != nil {
		return err
	}
	if research.RootHash(release.Fixed, release.Commitments) != release.Hash {
		found.fault("release %s is not what its hash says", release.ID)
	}
	for _, item := range items {
		if item.N < 0 || item.N >= len(release.Commitments) || item.Commitment() != release.Commitments[item.N] {
			found.fault("item %d of release %s is not what its hash says", item.N, release.ID)
		}
	}
	removal, _, err := find[research.Removal](v, research.RemovalDocument(release.ID))
	if err != nil {
		return err
	}
	for n := range release.Commitments {
		there := slices.ContainsFunc(items, func(item research.Item) bool { return item.N == n })
		switch removed := slices.Contains(removal.Removed, n); {
		case there && removed:
			found.fault("item %d of release %s is noted as removed and still there", n, release.ID)
		case !there && !removed:
			found.fault("item %d of release %s is gone, and nobody noted why", n, release.ID)
		}
	}
	return nil
}

// verifyParcel compares the bytes of an interview with its receipt.
func (s *Study) verifyParcel(ctx context.Context, project research.ID, parcel research.Parcel, found *Verified) error {
	for _, part := range parcel.Parts {
		name := stored(project, parcel.Interview, part.Number)
		var err error
		switch {
		case parcel.Erased || part.Inline || part.State == research.PartErased:
		case part.State == research.PartWaiting:
			err = s.verifyWaiting(ctx, name, found)
		default:
			found.Parts++
			err = s.verifyPart(ctx, name, part, found)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Study) verifyPart(ctx context.Context, name research.StoredPart, part research.ParcelPart, found *Verified) error {
	taken, err := s.readPart(ctx, name, part)
	switch want := orText(part.Found, part.SHA256); {
	case research.FaultOf(err) == research.NotFound:
		found.fault("part %s is missing", name)
	case err != nil:
		return err
	case taken.sum != want:
		found.fault("part %s has other bytes than were received", name)
	case part.State == research.PartStored && !taken.opens && !takenBefore(part, taken):
		found.fault("part %s does not open any more", name)
	}
	return nil
}

// takenBefore tells of sound that an earlier version took without looking what it is.
func takenBefore(part research.ParcelPart, taken takenPart) bool {
	return part.Kind == research.PartSound && taken.whole
}

// verifyWaiting looks whether all bytes that were acknowledged are there.
func (s *Study) verifyWaiting(ctx context.Context, name research.StoredPart, found *Verified) error {
	id, err := s.uploadID(ctx, name)
	if err != nil {
		return err
	}
	upload, _, err := s.upload(ctx, id)
	if err != nil {
		return err
	}
	size, err := s.blobSize(ctx, name)
	if err == nil && size < upload.Offset {
		found.fault("part %s has %d bytes, %d were received", name, size, upload.Offset)
	}
	return err
}

// verifyBytes looks for bytes that nobody knows of, or that should be gone. The
// parts of an interview that has not arrived are known by their uploads.
func (s *Study) verifyBytes(ctx context.Context, parcels map[research.ID]research.Parcel, found *Verified) error {
	return s.Blobs.Walk(ctx, func(name research.StoredPart) error {
		parcel, known := parcels[name.Interview]
		part := parcel.Part(name.Number)
		switch {
		case known && parcel.Erased:
			found.fault("interview %s was erased, part %d is left", name.Interview, name.Number)
			return nil
		case part != nil && part.State == research.PartErased:
			found.fault("part %s was erased, its bytes are left", name)
			return nil
		case part != nil, name.Number >= firstFreshNumber: // or what a cut that was stopped left, which no key opens
			return nil
		}
		id, err := s.uploadID(ctx, name)
		if err != nil {
			return err
		}
		upload, _, err := s.upload(ctx, id)
		if err != nil || upload.State != "" {
			return err
		}
		size, err := s.blobSize(ctx, name)
		if err == nil && size > 0 { // an empty one was about to begin
			found.fault("the bytes of part %s belong to nothing", name)
		}
		return err
	})
}

// Belongs tells whether the bytes of a part are to stand beside this database: it
// knows the part or its upload, and the ledger does not say that the interview was
// erased. Others came while the database had been copied and they had not.
func (s *Study) Belongs(ctx context.Context, name research.StoredPart) (bool, error) {
	if s.Gone(name.Interview) {
		return false, nil
	}
	parcel, err := s.parcel(ctx, name.Project, name.Interview)
	if err != nil && research.FaultOf(err) != research.NotFound {
		return false, err
	}
	if parcel.Part(name.Number) != nil || name.Number >= firstFreshNumber {
		return true, nil
	}
	id, err := s.uploadID(ctx, name)
	if err != nil {
		return false, err
	}
	upload, _, err := s.upload(ctx, id)
	return upload.State != "", err
}

// verifyLedger looks whether each decision to erase was carried through.
func (s *Study) verifyLedger(ctx context.Context, parcels map[research.ID]research.Parcel, found *Verified) error {
	lines, err := s.Keys.Ledger(ctx)
	if err != nil {
		return err
	}
	for _, line := range lines {
		found.Lines++
		if err := s.verifyLine(ctx, line, parcels, found); err != nil {
			return err
		}
	}
	return nil
}

func (s *Study) verifyLine(ctx context.Context, line LedgerLine, parcels map[research.ID]research.Parcel, found *Verified) error {
	for _, ref := range line.Keys {
		if _, err := s.Keys.Key(ref); research.FaultOf(err) != research.Erased {
			found.fault("key %s is in the erasure ledger and still opens", ref)
		}
	}
	if line.Reason == reasonCode {
		return s.verifyCode(ctx, line, found)
	}
	if line.Pending != "" {
		return s.verifyPending(ctx, line, parcels, found)
	}
	if len(line.Keys) == 0 {
		return nil
	}
	id := line.Keys[0].Interview()
	parcel, known := parcels[id]
	if !known || parcel.Erased {
		return nil
	}
	switch line.Reason {
	case reasonWithdrawal:
		found.fault("interview %s is in the erasure ledger and still in its project", id)
	case reasonNoSound:
		found.leftOf(parcel, research.PartSound)
	case reasonNoContact:
		found.leftOf(parcel, research.PartContact)
		if there, err := s.knowsContact(ctx, line.Project, id); err != nil || there {
			found.fault("the contact of interview %s is in the erasure ledger and still in the vault", id)
			return err
		}
	case reasonCut:
		if !parcel.Cut {
			found.fault("interview %s was cut, its project has it as before", id)
		}
	}
	return nil
}

func (v *Verified) leftOf(parcel research.Parcel, kind research.PartKind) {
	if left := parcel.Erase(kind); len(left) > 0 {
		v.fault("%s of interview %s is in the erasure ledger, parts %v are still in its project", kind, parcel.Interview, left)
	}
}

// verifyPending looks whether what was withdrawn before it arrived is gone.
func (s *Study) verifyPending(ctx context.Context, line LedgerLine, parcels map[research.ID]research.Parcel, found *Verified) error {
	interview, arrived, err := s.arrivedUnder(ctx, line.Project, line.Pending)
	if err == nil && arrived && !parcels[interview].Erased {
		found.fault("interview %s was withdrawn before it arrived and is still in its project", interview)
	}
	return err
}

func orText(text, otherwise string) string {
	if text != "" {
		return text
	}
	return otherwise
}
