package study

import (
	"context"
	"errors"
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Reconcile has done again what the ledger says and the streams do not, so that
// a server that stopped half-way, or was restored from an older backup, ends
// where the ledger is. Lines that are done cost a look.
func (s *Study) Reconcile(ctx context.Context) error {
	lines, err := s.Keys.Ledger(ctx)
	if err != nil {
		return err
	}
	s.lines.dropErased(s.gone)
	var errs []error
	var codes []string
	for _, line := range lines {
		if line.Reason == reasonCode {
			codes = append(codes, line.Pending)
			continue
		}
		errs = append(errs, s.reconcile(ctx, line))
	}
	return errors.Join(append(errs, s.honourCodes(ctx, codes))...)
}

func (s *Study) reconcile(ctx context.Context, line LedgerLine) error {
	if err := s.Keys.Destroy(ctx, line.Keys...); err != nil {
		return err
	}
	switch {
	case line.Pending != "":
		_, err := s.eraseArrived(ctx, line.Project, line.Pending)
		return err
	case len(line.Keys) == 0:
		return nil
	case line.Reason == reasonNoSound:
		return s.reconcileSound(ctx, line.Project, line.Keys[0].Interview())
	case line.Reason == reasonCut:
		return s.reconcileCut(ctx, line.Project, line.Keys[0].Interview())
	case line.Reason == reasonNoContact:
		return s.reconcileContact(ctx, line.Project, line.Keys[0].Interview())
	case line.Reason == reasonWithdrawal:
		return s.reconcileWithdrawal(ctx, line.Project, line.Keys[0].Interview())
	default:
		return nil
	}
}

// reconcileWithdrawal plans the erasure again when something is left of it.
func (s *Study) reconcileWithdrawal(ctx context.Context, project, id research.ID) error {
	parcel, err := s.parcel(ctx, project, id)
	if err != nil && research.FaultOf(err) != research.NotFound {
		return err
	}
	bytes, err := s.Blobs.Parts(ctx, project, id)
	if err != nil {
		return err
	}
	known, err := s.knowsContact(ctx, project, id)
	if err != nil || parcel.Erased && len(bytes) == 0 && !known {
		return err
	}
	return s.planErasure(ctx, project, id)
}

// reconcileSound plans the erasure of sound again when the project still knows it.
func (s *Study) reconcileSound(ctx context.Context, project, id research.ID) error {
	parcel, err := s.parcel(ctx, project, id)
	if research.FaultOf(err) == research.NotFound {
		return nil
	}
	if err != nil || !slices.ContainsFunc(parcel.Parts, func(p research.ParcelPart) bool {
		return p.Kind == research.PartSound && p.State != research.PartErased
	}) {
		return err
	}
	return s.planNow(ctx, soundJob(project, id))
}

// reconcileContact plans the erasure of a contact again when project or vault
// still know it.
func (s *Study) reconcileContact(ctx context.Context, project, id research.ID) error {
	parcel, err := s.parcel(ctx, project, id)
	if research.FaultOf(err) == research.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	known, err := s.knowsContact(ctx, project, id)
	if err != nil || !known && len(parcel.Erase(research.PartContact)) == 0 {
		return err
	}
	return s.planNow(ctx, contactJob(project, id))
}

// reconcileCut plans the end of a cut again when bytes of before are left. When
// the project holds nothing of the interview but what the keys of before
// sealed, an older backup was put back: then nothing of it can be read any
// more, and it is taken out as a whole.
func (s *Study) reconcileCut(ctx context.Context, project, id research.ID) error {
	parcel, err := s.parcel(ctx, project, id)
	if research.FaultOf(err) == research.NotFound || parcel.Erased {
		return nil
	}
	if err != nil {
		return err
	}
	err = s.view(ctx, s.System, research.ProjectStream(project), func(v View) error {
		_, err := v.Document(research.InterviewDocument(id))
		return err
	})
	if research.FaultOf(err) == research.Erased {
		return s.withdraw(ctx, By{Scope: s.System}, project, id)
	}
	if err != nil && research.FaultOf(err) != research.NotFound {
		return err
	}
	numbers, err := s.Blobs.Parts(ctx, project, id)
	if err != nil || !slices.ContainsFunc(numbers, func(n int) bool {
		part := parcel.Part(n)
		return part != nil && part.State == research.PartErased
	}) {
		return err
	}
	return s.planNow(ctx, interviewJob(JobCut, project, id))
}
