package study

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// WithdrawByCode takes out whoever holds the access code, at once or when their
// interview arrives. It does the same and says the same whether or not the code
// is known: a line in the erasure ledger and a job that looks for the interview.
// The fault is Invalid for words that can be no code.
func (s *Study) WithdrawByCode(ctx context.Context, words string) error {
	code, err := research.ReadAccessCode(words)
	if err != nil {
		return wrongCode(err)
	}
	hash, err := s.accessHash(ctx, code.Digest())
	if err != nil {
		return err
	}
	line := LedgerLine{At: s.Now().UTC(), Pending: hash, Reason: reasonCode}
	if err := s.Keys.Condemn(ctx, line); err != nil {
		return err
	}
	return s.planNow(ctx, research.Job{Name: JobAccess + "/" + hash, Facts: map[string]string{"access": hash}})
}

// wrongCode says which words to look at again.
func wrongCode(err error) error {
	var wrong *research.WrongCode
	if !errors.As(err, &wrong) {
		return err
	}
	detail := "Een van de woorden klopt niet. Kijk ze allemaal na."
	switch {
	case wrong.Count:
		detail = "Vul alle vijf de woorden in."
	case len(wrong.Words) == 1:
		detail = fmt.Sprintf("Woord %d klopt niet. Kijk het na.", wrong.Words[0])
	case len(wrong.Words) > 1:
		numbers := strings.Join(strings.Fields(strings.Trim(fmt.Sprint(wrong.Words), "[]")), ", ")
		detail = "Kijk deze woorden na: " + numbers + "."
	}
	return research.Checks{{Field: "/code", Detail: detail}}.Err()
}

// accessHash is how the project and the erasure ledger know an access code.
func (s *Study) accessHash(ctx context.Context, digest research.Digest) (string, error) {
	return s.lookup(ctx, "access", string(digest))
}

// HonourCode is the job after WithdrawByCode. It finds nothing while the
// interview has not arrived; then it is found on arrival.
func (s *Study) HonourCode(ctx context.Context, hash string) error {
	return s.honourCodes(ctx, []string{hash})
}

// honourCodes takes out whom the codes belong to, in whatever project.
func (s *Study) honourCodes(ctx context.Context, hashes []string) error {
	if len(hashes) == 0 {
		return nil
	}
	projects, err := s.EveryProject(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, project := range projects {
		held, err := s.heldBy(ctx, project, hashes)
		errs = append(errs, err)
		for _, access := range held {
			errs = append(errs, s.leaveInterview(ctx, project, access))
		}
	}
	return errors.Join(errs...)
}

// ignore is nil for an error of that fault.
func ignore(fault research.Fault, err error) error {
	if research.FaultOf(err) == fault {
		return nil
	}
	return err
}

// heldBy is where those of the codes lead that this project knows.
func (s *Study) heldBy(ctx context.Context, project research.ID, hashes []string) (held []research.Access, err error) {
	err = s.view(ctx, s.System, research.ProjectStream(project), func(v View) error {
		held = nil
		for _, hash := range hashes {
			access, known, err := find[research.Access](v, research.AccessDocument(hash))
			if err != nil {
				return err
			}
			if known {
				held = append(held, access)
			}
		}
		return nil
	})
	return held, err
}

// usedCodes are the persons of a delivery who withdrew by their codes before.
func (s *Study) usedCodes(ctx context.Context, m research.Manifest) (used []int, err error) {
	hashes, err := s.codesOf(ctx, m)
	if err != nil || len(hashes) == 0 {
		return nil, err
	}
	lines, err := s.Keys.Ledger(ctx)
	for _, line := range lines {
		if person, known := hashes[line.Pending]; known && line.Reason == reasonCode {
			used = append(used, person)
		}
	}
	return used, err
}

// codesOf are the keyed hashes of the codes of a delivery, with whose they are.
func (s *Study) codesOf(ctx context.Context, m research.Manifest) (map[string]int, error) {
	hashes := map[string]int{}
	for person, digest := range m.Codes() {
		hash, err := s.accessHash(ctx, digest)
		if err != nil {
			return nil, err
		}
		hashes[hash] = person
	}
	return hashes, nil
}

// takeCodes reads the codes that came along before the act that keeps them.
func (s *Study) takeCodes(ctx context.Context, a *arrival) (err error) {
	if a.codes, err = s.codesOf(ctx, a.manifest); err != nil {
		return err
	}
	used, err := s.usedCodes(ctx, a.manifest)
	for _, person := range used {
		a.left = append(a.left, research.LeftPerson{Person: person, At: a.at})
	}
	return err
}

// putCodes keeps where the codes lead, but not of who left. A code that is
// another interview's stays with that.
func (a *arrival) putCodes(tx Tx, interview research.Interview) error {
	for _, hash := range slices.Sorted(maps.Keys(a.codes)) {
		id, access := research.AccessDocument(hash), research.Access{Interview: interview.ID, Person: a.codes[hash]}
		before, known, err := find[research.Access](tx, id)
		switch {
		case err != nil:
			return err
		case known && (before.Interview != interview.ID || before == access) || interview.HasLeft(access.Person):
			continue
		}
		document := owned(research.ProjectStream(a.project), id, hash, access)
		document.Ref = string(interview.ID)
		tx.Put(document)
	}
	return nil
}

// honourUsed takes out those of a delivery who withdrew by their codes before it
// arrived, or meanwhile. erased tells that it was everybody.
func (s *Study) honourUsed(ctx context.Context, project research.ID, m research.Manifest) (erased bool, err error) {
	used, err := s.usedCodes(ctx, m)
	if err != nil || len(used) == 0 {
		return false, err
	}
	if len(used) >= max(1, len(m.Persons)) {
		return true, s.stop(ctx, project, m.Interview)
	}
	for _, person := range used { // before it arrived there is nothing to leave
		err := s.leaveInterview(ctx, project, research.Access{Interview: m.Interview, Person: person})
		if ignore(research.NotFound, err) != nil {
			return false, err
		}
	}
	return false, nil
}

// stop notes that an interview is withdrawn by its code, for the lead to hear of,
// and withdraws it.
func (s *Study) stop(ctx context.Context, project, id research.ID) error {
	err := s.ensure(ctx, By{Scope: s.System}, research.ProjectStream(project), "interview.stop", func(tx Tx) error {
		parcel, known, err := find[research.Parcel](tx, research.ParcelDocument(id))
		if err != nil || known && (parcel.Erased || !parcel.Stopped.IsZero()) {
			return cmp.Or(err, errDone)
		}
		parcel.Interview, parcel.Stopped = id, s.Now().UTC()
		tx.Put(parcelDocument(project, parcel))
		tx.Fact("interview", string(id))
		return nil
	})
	return cmp.Or(err, s.withdraw(ctx, By{Scope: s.System}, project, id))
}

// heardFor is how long a lead is told that somebody withdrew.
const heardFor = 14 * 24 * time.Hour

// stopTurns tell when somebody withdrew by code, not who, and of which talks with
// several persons one left, for a lead to decide about.
func (s *Study) stopTurns(v View, interviews []interviewLine) ([]Turn, error) {
	var turns []Turn
	for _, l := range interviews {
		if i := l.interview; i.Review == research.ReviewPersonLeft {
			turns = append(turns, Turn{Who: "projectleider", What: "Iemand uit een groepsgesprek stopte. Kies wat er met de tekst gebeurt.",
				Since: i.Left[len(i.Left)-1].At, Page: "gesprekken/" + string(i.ID)})
		}
	}
	parcels, err := loadAll[research.Parcel](v, "parcel")
	for _, parcel := range parcels {
		if !parcel.Stopped.IsZero() && s.Now().Sub(parcel.Stopped) < heardFor {
			turns = append(turns, Turn{Who: "projectleider", What: "Iemand trok zich terug met de eigen code. Het gesprek is gewist.", Since: parcel.Stopped, Page: "gesprekken"})
		}
	}
	slices.SortFunc(turns, func(a, b Turn) int { return b.Since.Compare(a.Since) })
	return turns, err
}

// verifyCode looks whether a code that somebody withdrew by leads nowhere any more.
func (s *Study) verifyCode(ctx context.Context, line LedgerLine, found *Verified) error {
	projects, err := s.EveryProject(ctx)
	if err != nil {
		return err
	}
	for _, project := range projects {
		held, err := s.heldBy(ctx, project, []string{line.Pending})
		if err != nil {
			return err
		}
		for _, access := range held {
			found.fault("somebody withdrew interview %s by code and is still in it", access.Interview)
		}
	}
	return nil
}
