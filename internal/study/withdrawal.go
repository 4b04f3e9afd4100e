package study

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Withdrawal says who is taken out: by the two words that they got, or by an
// interview that has arrived, of which the words may be unreadable or doubled.
type Withdrawal struct {
	Reference string
	Interview research.ID
	// Person is one of several in that interview, by number from 1; 0 is everybody.
	Person int
}

// SeveralInterviews refuses to choose between interviews with the same words.
type SeveralInterviews struct{ Interviews []research.Interview }

// Error tells nothing about the interviews.
func (e *SeveralInterviews) Error() string { return "several interviews have these words" }

// Unwrap makes it a Conflict.
func (e *SeveralInterviews) Unwrap() error {
	return research.Errorf(research.Conflict, "Deze woorden horen bij meer dan een gesprek. Kies welk gesprek gewist wordt.")
}

// Withdraw takes a participant out of the project for good (design §4). The
// interview is "erased", or "pending" while it has not arrived: then it is
// erased when it does. Unknown words get the same answer as words of an
// interview that is still on a phone. Words of several interviews are
// SeveralInterviews, and nothing happens: the lead chooses. When one person of
// several was taken out the interview is "left".
func (s *Study) Withdraw(ctx context.Context, by By, project research.ID, who Withdrawal) (state string, err error) {
	if err := require(by.Scope, research.Lead); err != nil {
		return "", err
	}
	if who.Person > 0 {
		return s.withdrawPerson(ctx, by, project, research.Access{Interview: who.Interview, Person: who.Person})
	}
	if who.Interview != "" {
		return "erased", s.withdrawInterview(ctx, by, project, who.Interview)
	}
	var claimed research.ID
	err = s.view(ctx, by.Scope, research.ProjectStream(project), func(v View) (err error) {
		claimed, err = interviewOf(v, who.Reference)
		return err
	})
	if err != nil {
		return "", err
	}
	if claimed != "" {
		return "erased", s.withdraw(ctx, by, project, claimed)
	}
	return s.expectWithdrawal(ctx, by, project, who.Reference)
}

// withdrawInterview withdraws an interview that the project knows, or knew.
func (s *Study) withdrawInterview(ctx context.Context, by By, project, id research.ID) error {
	err := s.view(ctx, by.Scope, research.ProjectStream(project), func(v View) error {
		_, err := s.interviewIn(v, id)
		return err
	})
	if err != nil && research.FaultOf(err) != research.Erased {
		return err
	}
	return s.withdraw(ctx, by, project, id)
}

// interviewOf is the one interview that has arrived under the words, "" for none.
func interviewOf(v View, words string) (research.ID, error) {
	interviews, err := loadAll[research.Interview](v, "interview")
	if err != nil {
		return "", err
	}
	doubled := false
	alike := slices.DeleteFunc(interviews, func(i research.Interview) bool {
		doubled = doubled || i.Reference == words && i.Review == research.ReviewDoubleReference
		return i.Reference != words
	})
	if doubled { // also when one of them was erased before
		return "", &SeveralInterviews{alike}
	}
	reference, _, err := find[research.Reference](v, research.ReferenceDocument(words))
	return reference.Interview, err
}

// expectWithdrawal notes in the ledger, and in the project that the lead did,
// that whatever arrives under the words is erased.
func (s *Study) expectWithdrawal(ctx context.Context, by By, project research.ID, words string) (state string, err error) {
	hash, err := s.referenceHash(ctx, project, words)
	if err != nil {
		return "", err
	}
	line := LedgerLine{At: s.Now().UTC(), Project: project, Pending: hash, Reason: reasonWithdrawal}
	if err := s.Keys.Condemn(ctx, line); err != nil {
		return "", err
	}
	_, err = s.act(ctx, by.step("expect"), research.ProjectStream(project), "withdrawal.expect", func(Tx) error { return nil })
	if err != nil {
		return "", err
	}
	// It may have arrived since it was looked for; what arrives later finds the line.
	if arrived, err := s.eraseArrived(ctx, project, hash); err != nil || arrived {
		return "erased", err
	}
	return "pending", nil
}

// The reasons in the erasure ledger.
const (
	reasonWithdrawal = "withdrawal"
	reasonNoSound    = "no-sound"
	reasonNoContact  = "no-contact"
	reasonCut        = "cut"
	reasonCode       = "code" // whom an access code belongs to, by its keyed hash
)

// eraseArrived erases the interview that has arrived under withdrawn words.
func (s *Study) eraseArrived(ctx context.Context, project research.ID, hash string) (bool, error) {
	interview, arrived, err := s.arrivedUnder(ctx, project, hash)
	if err != nil || !arrived {
		return false, err
	}
	return true, s.withdraw(ctx, By{Scope: s.System}, project, interview)
}

// arrivedUnder is the interview that has arrived under words of which the
// ledger knows the keyed hash.
func (s *Study) arrivedUnder(ctx context.Context, project research.ID, hash string) (interview research.ID, arrived bool, err error) {
	var references []research.Reference
	err = s.view(ctx, s.System, research.ProjectStream(project), func(v View) (err error) {
		references, err = loadAll[research.Reference](v, "reference")
		return err
	})
	for _, reference := range references {
		if err != nil || reference.Interview == "" {
			continue
		}
		var of string
		if of, err = s.referenceHash(ctx, project, reference.Words); of == hash {
			return reference.Interview, true, err
		}
	}
	return "", false, err
}

// referenceHash is how the erasure ledger knows words without holding them.
func (s *Study) referenceHash(ctx context.Context, project research.ID, words string) (string, error) {
	return s.lookup(ctx, "reference", string(project)+"/"+words)
}

// eraseOnArrival erases an interview whose participant withdrew before it
// arrived, or does not take part: then nothing is kept.
func (s *Study) eraseOnArrival(ctx context.Context, project research.ID, m research.Manifest) (bool, error) {
	if m.Consent[research.ChoiceParticipate] == research.No {
		return true, s.withdraw(ctx, By{Scope: s.System}, project, m.Interview)
	}
	return s.erasePending(ctx, project, m)
}

func (s *Study) erasePending(ctx context.Context, project research.ID, m research.Manifest) (bool, error) {
	if erased, err := s.honourUsed(ctx, project, m); err != nil || erased {
		return erased, err
	}
	if m.Reference == "" {
		return false, nil
	}
	lines, err := s.Keys.Ledger(ctx)
	if err != nil || !slices.ContainsFunc(lines, func(l LedgerLine) bool { return l.Pending != "" && l.Project == project }) {
		return false, err
	}
	hash, err := s.referenceHash(ctx, project, m.Reference)
	if err != nil || !slices.ContainsFunc(lines, func(l LedgerLine) bool { return l.Pending == hash && l.Project == project }) {
		return false, err
	}
	return true, s.withdraw(ctx, By{Scope: s.System}, project, m.Interview)
}

// withdraw is the withdrawal step by step. After the ledger line nothing can
// refuse it any more; each step is repeatable, and Reconcile repeats them for
// every line, so that a crash after any of them is mended.
func (s *Study) withdraw(ctx context.Context, by By, project, id research.ID) error {
	line := LedgerLine{At: s.Now().UTC(), Project: project, Keys: interviewKeys(id), Reason: reasonWithdrawal}
	if err := s.Keys.Condemn(ctx, line); err != nil {
		return err
	}
	if err := s.planErasure(ctx, project, id); err != nil {
		return err
	}
	return s.bury(ctx, by, project, id)
}

func interviewKeys(id research.ID) []research.KeyRef {
	keys := []research.KeyRef{}
	for _, purpose := range research.Purposes() {
		keys = append(keys, research.InterviewKey(id, purpose))
	}
	return keys
}

// bury makes the interview a tombstone and destroys its keys. The job does it
// too, and a job that planned itself would never end.
func (s *Study) bury(ctx context.Context, by By, project, id research.ID) error {
	stream := research.ProjectStream(project)
	err := s.ensure(ctx, by, stream, "interview.withdraw", func(tx Tx) error {
		return entomb(tx, stream, id)
	})
	if err != nil {
		return err
	}
	s.lines.forget(stream)
	return s.Keys.Destroy(ctx, interviewKeys(id)...)
}

// entomb deletes all that is the interview's and leaves its parcel as a
// tombstone, takes it out of what others wrote, and frees nothing: the words
// are never given again.
func entomb(tx Tx, stream research.Stream, id research.ID) error {
	parcel, known, err := find[research.Parcel](tx, research.ParcelDocument(id))
	if err != nil || known && parcel.Erased {
		return cmp.Or(err, errDone)
	}
	for _, kind := range []research.Kind{"passage", "coding", "recording", "peaks", "moments", "original", "debrief", "quote", "finding", "voice", "access"} {
		if err := deleteAll(tx, kind, id); err != nil {
			return err
		}
	}
	tx.Delete(research.InterviewDocument(id))
	tx.Delete(research.TallyDocument(id))
	if err := withdrawFromWriting(tx, stream, id); err != nil {
		return err
	}
	parcel.Interview, parcel.Erased = id, true
	for i := range parcel.Parts {
		parcel.Parts[i].State = research.PartErased
	}
	tx.Put(parcelDocument(stream.Name(), parcel))
	tx.Fact("interview", string(id))
	return nil
}

// deleteAll deletes every document of a kind that belongs to the interview,
// also those that cannot be read any more.
func deleteAll(tx Tx, kind research.Kind, interview research.ID) error {
	return each(tx, research.Page{Kind: kind, Ref: string(interview), Erased: true}, func(document research.Document) error {
		tx.Delete(document.ID)
		return nil
	})
}

func (s *Study) planErasure(ctx context.Context, project, id research.ID) error {
	return s.planNow(ctx, interviewJob(JobErase, project, id))
}

// EraseRest is the job after a withdrawal: the bytes of the interview, what the
// vault holds of the person, and their jobs. It is repeatable.
func (s *Study) EraseRest(ctx context.Context, project, id research.ID) error {
	if err := s.bury(ctx, By{Scope: s.System}, project, id); err != nil {
		return err
	}
	parcel, err := s.parcel(ctx, project, id)
	if err != nil {
		return err
	}
	numbers, err := s.Blobs.Parts(ctx, project, id)
	if err != nil {
		return err
	}
	for _, part := range parcel.Parts {
		numbers = append(numbers, part.Number)
	}
	slices.Sort(numbers)
	for _, number := range slices.Compact(numbers) {
		if err := s.endUpload(ctx, stored(project, id, number), research.UploadErased); err != nil {
			return err
		}
	}
	return s.eraseContact(ctx, project, id)
}

// ErasedAt is when an interview of the project was erased, by the erasure ledger.
func (s *Study) ErasedAt(ctx context.Context, project, interview research.ID) (at time.Time, found bool, err error) {
	lines, err := s.Keys.Ledger(ctx)
	for _, line := range lines {
		if line.Project == project && slices.Contains(line.Keys, research.RestKey(interview)) {
			return line.At, true, err
		}
	}
	return time.Time{}, false, err
}

// elsewhere tells whether an interview is known here, but to another project:
// to this one it is not there, whoever knows its id.
func (s *Study) elsewhere(ctx context.Context, project, interview research.ID) (bool, error) {
	_, err := s.Keys.Key(research.RestKey(interview))
	switch research.FaultOf(err) {
	case research.NotFound:
		return false, nil
	case research.Erased:
		_, found, err := s.ErasedAt(ctx, project, interview)
		return !found, err
	}
	if err != nil {
		return false, err
	}
	_, err = s.parcel(ctx, project, interview)
	if research.FaultOf(err) == research.NotFound {
		return true, nil
	}
	return false, err
}
