package study

import (
	"context"
	"slices"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// ApproveRelease makes a fixed version of a draft. Only a second reader may,
// never who composed it, and everything is checked once more.
func (s *Study) ApproveRelease(ctx context.Context, by By, project, id research.ID) (ReleaseView, error) {
	if err := require(by.Scope, research.SecondReader); err != nil {
		return ReleaseView{}, err
	}
	waiting, err := s.waiting(ctx, project)
	if err != nil {
		return ReleaseView{}, err
	}
	stream := research.ProjectStream(project)
	err = s.ensure(ctx, by, stream, "release.approve", func(tx Tx) error {
		release, err := load[research.Release](tx, research.ReleaseDocument(id))
		if err != nil {
			return err
		}
		if release.State == research.ReleaseReleased && release.ApprovedBy == by.Scope.Actor() {
			return errDone
		}
		if err := s.mayApprove(tx, by.Scope, release); err != nil {
			return err
		}
		if release.Checks, err = s.passed(tx, stream, waiting, release); err != nil {
			return err
		}
		release.State, release.ApprovedBy, release.ApprovedAt = research.ReleaseReleased, by.Scope.Actor(), s.Now().UTC()
		if err := fixAnew(&release); err != nil {
			return err
		}
		tx.Put(releaseDocument(stream, release))
		tx.Fact("release", string(id))
		return nil
	})
	if err != nil {
		return ReleaseView{}, err
	}
	return s.Release(ctx, by.Scope, project, id)
}

// passed are the checks of a draft as they stand now, refused when one of them
// blocks it.
func (s *Study) passed(tx Tx, stream research.Stream, waiting int, release research.Release) ([]research.ReleaseCheck, error) {
	contents, _, err := contentsOf(tx, release.ID)
	if err != nil {
		return nil, err
	}
	checks, err := s.recheck(tx, stream, waiting, release, contents)
	if err == nil && research.Blocked(checks) {
		err = blockedBy(checks)
	}
	return checks, err
}

// fixAnew fixes what a draft holds under the date of its approval.
func fixAnew(release *research.Release) error {
	version, err := fixedOf(*release)
	if err != nil {
		return err
	}
	return fix(release, version, release.ApprovedAt.Format(time.DateOnly))
}

// mayApprove holds the rules of two people (rules §2 and §6).
func (s *Study) mayApprove(v View, scope research.Scope, release research.Release) error {
	switch release.State {
	case research.ReleaseReleased:
		return research.Errorf(research.Conflict, "Deze versie is al vrijgegeven.")
	case research.ReleaseVoid:
		return research.Errorf(research.Conflict, "Iemand die meetelde, trok zich terug. Stel de versie opnieuw samen.")
	}
	if scope.Actor() == release.ComposedBy {
		return research.Errorf(research.Forbidden, "U stelde deze versie zelf samen. Een ander geeft haar vrij.")
	}
	account, _ := accountOf(scope)
	member, found, err := find[research.Member](v, research.MemberDocument(account))
	if err != nil {
		return err
	}
	if found && member.Guest {
		return research.Errorf(research.Forbidden, "Iemand van de gemeente, een school of een partner geeft niet vrij.")
	}
	return stillCounted(v, release)
}

// stillCounted is nil when everybody whom a draft counts is there, with all that
// must come before it.
func stillCounted(v View, release research.Release) error {
	for _, id := range release.Interviews {
		interview, there, err := find[research.Interview](v, research.InterviewDocument(id))
		switch {
		case err != nil:
			return err
		case !there:
			return research.Errorf(research.Conflict, "Iemand die meetelde, is er niet meer. Stel de versie opnieuw samen.")
		case interview.Held:
			return research.Errorf(research.Conflict, "Bij een jongere onder de 16 die meetelde, ontbreekt een ja. Zoek dat eerst uit, of stel de versie opnieuw samen.")
		}
	}
	return nil
}

// blockedBy names every check that stops the release.
func blockedBy(checks []research.ReleaseCheck) error {
	err := research.Errorf(research.Conflict, "Deze versie kan nog niet naar buiten. Kijk naar de controles.")
	for _, check := range checks {
		if !check.OK {
			err.Fields = append(err.Fields, research.FieldError{Field: "/checks/" + check.Rule, Detail: check.Detail})
		}
	}
	return err
}

// DropRelease throws a draft away. A fixed version stays.
func (s *Study) DropRelease(ctx context.Context, by By, project, id research.ID) error {
	if err := require(by.Scope, research.Lead, research.Researcher); err != nil {
		return err
	}
	_, err := s.act(ctx, by, research.ProjectStream(project), "draft.drop", func(tx Tx) error {
		release, err := load[research.Release](tx, research.ReleaseDocument(id))
		if err != nil {
			return err
		}
		if release.State == research.ReleaseReleased {
			return research.Errorf(research.Conflict, "Een vaste versie blijft bestaan.")
		}
		items, err := itemsOf(tx, id)
		if err != nil {
			return err
		}
		for _, item := range items {
			tx.Delete(research.ItemDocument(id, item.N))
		}
		tx.Delete(research.ReleaseDocument(id))
		tx.Fact("release", string(id))
		return nil
	})
	return err
}

// withdrawFromWriting is the part of a withdrawal that is about what others
// wrote (rules §6): drafts that counted the person are void, texts of the
// person leave released versions, and findings lose the evidence. The person's
// keys are condemned by then; documents that are sealed under them (quotes,
// findings and counter-voices of this interview alone among them) the act
// deletes itself.
func withdrawFromWriting(tx Tx, stream research.Stream, interview research.ID) error {
	if err := withdrawFromFindings(tx, stream, interview); err != nil {
		return err
	}
	releases, err := loadAll[research.Release](tx, "release")
	if err != nil {
		return err
	}
	for _, release := range releases {
		if err := withdrawFromRelease(tx, stream, release, interview); err != nil {
			return err
		}
	}
	return nil
}

func withdrawFromRelease(tx Tx, stream research.Stream, release research.Release, interview research.ID) error {
	if !slices.Contains(release.Interviews, interview) && len(release.Owned[interview]) == 0 {
		return nil
	}
	if release.State == research.ReleaseDraft {
		release.State = research.ReleaseVoid
	}
	return removeItems(tx, stream, release, interview, release.Owned[interview])
}

// removeQuotedTexts takes a person's texts out of released versions, for
// somebody who no longer wants to be quoted and still takes part. Drafts that
// hold such texts end: another is composed without them.
func removeQuotedTexts(tx Tx, stream research.Stream, interview research.ID) error {
	releases, err := loadAll[research.Release](tx, "release")
	if err != nil {
		return err
	}
	for _, release := range releases {
		if len(release.Owned[interview]) == 0 {
			continue
		}
		if err := withdrawFromRelease(tx, stream, release, interview); err != nil {
			return err
		}
	}
	return nil
}

// removeItems deletes items of a person in a release and, when it is a fixed
// version, notes their numbers.
func removeItems(tx Tx, stream research.Stream, release research.Release, interview research.ID, mine []int) error {
	for _, n := range mine {
		tx.Delete(research.ItemDocument(release.ID, n))
		delete(release.Quotes, n)
	}
	left := slices.DeleteFunc(slices.Clone(release.Owned[interview]), func(n int) bool { return slices.Contains(mine, n) })
	if delete(release.Owned, interview); len(left) > 0 {
		release.Owned[interview] = left
	}
	tx.Put(releaseDocument(stream, release))
	if release.State != research.ReleaseReleased || len(mine) == 0 {
		return nil
	}
	removal, _, err := find[research.Removal](tx, research.RemovalDocument(release.ID))
	if err != nil {
		return err
	}
	removal.Release = release.ID
	removal.Removed = append(removal.Removed, mine...)
	slices.Sort(removal.Removed)
	tx.Put(owned(stream, research.RemovalDocument(release.ID), string(release.ID), removal))
	return nil
}
