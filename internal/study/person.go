package study

import (
	"context"
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
)

// leaveInterview takes one of several persons out of an interview that has arrived: the
// text stays, nobody in it is quoted or read by others any more, and a lead is
// asked what to do with the rest. The last who leaves, and who sat there alone,
// withdraws the whole interview.
func (s *Study) leaveInterview(ctx context.Context, project research.ID, who research.Access) error {
	if who.Person == 0 {
		return s.stop(ctx, project, who.Interview)
	}
	last, err := s.takeOut(ctx, By{Scope: s.System}, project, who)
	if err != nil || !last {
		return quietWhenErased(err)
	}
	return s.stop(ctx, project, who.Interview)
}

// withdrawPerson takes out one of several persons who called the lead, as their
// own code does; the last takes all along. The interview is "left", or "erased".
func (s *Study) withdrawPerson(ctx context.Context, by By, project research.ID, who research.Access) (state string, err error) {
	var hash string
	err = s.view(ctx, by.Scope, research.ProjectStream(project), func(v View) error {
		interview, err := s.interviewIn(v, who.Interview)
		if err != nil {
			return err
		}
		var c research.Checks
		c.That(who.Person <= interview.Persons, "/person", "Zoveel mensen waren er niet bij dit gesprek.")
		if err := c.Err(); err != nil {
			return err
		}
		hash, err = codeOf(v, who)
		return err
	})
	if err != nil {
		return "", err
	}
	if hash != "" { // a restored database forgets that they left, the ledger does not
		line := LedgerLine{At: s.Now().UTC(), Pending: hash, Reason: reasonCode}
		if err := s.Keys.Condemn(ctx, line); err != nil {
			return "", err
		}
	}
	last, err := s.takeOut(ctx, by, project, who)
	if err != nil || !last {
		return "left", err
	}
	return "erased", s.withdraw(ctx, by, project, who.Interview)
}

// codeOf is the keyed hash of a person's code, "" where the phone made none.
func codeOf(v View, who research.Access) (hash string, err error) {
	documents, err := belonging(v, "access", who.Interview)
	for _, document := range documents {
		access, err := decode[research.Access](document)
		if err != nil {
			return "", err
		}
		if access == who {
			return document.By, nil
		}
	}
	return "", err
}

// takeOut is the act in the project; last tells that nobody else is left, and
// nothing was done.
func (s *Study) takeOut(ctx context.Context, by By, project research.ID, who research.Access) (last bool, err error) {
	id, stream := who.Interview, research.ProjectStream(project)
	jobs := []research.Job{soundJob(project, id), contactJob(project, id), textJob(project, id)}
	err = s.followed(ctx, jobs, func() error {
		return s.ensure(ctx, by, stream, "interview.leave", func(tx Tx) error {
			interview, err := s.interviewIn(tx, id)
			if err != nil {
				return err
			}
			left := interview.HasLeft(who.Person)
			if last = !left && len(interview.Left)+1 >= interview.Persons; left || last {
				return errDone
			}
			now := []research.LeftPerson{{Person: who.Person, At: s.Now().UTC()}}
			if err := leaveBehind(tx, stream, &interview, now); err != nil {
				return err
			}
			tx.Put(interviewDocument(interview))
			tx.Fact("interview", string(id))
			return nil
		})
	})
	return last, err
}

// leaveBehind takes the persons out of an interview: every quote of it goes,
// whoever said it, and so does their code.
func leaveBehind(tx Tx, stream research.Stream, i *research.Interview, persons []research.LeftPerson) error {
	before := i.Consent
	i.Left = append(slices.Clone(i.Left), persons...)
	unquote(i)
	if err := deleteCodes(tx, *i); err != nil {
		return err
	}
	if err := deleteAll(tx, "quote", i.ID); err != nil {
		return err
	}
	i.Untick()
	i.Review = research.ReviewPersonLeft
	return honour(tx, stream, before, i)
}

// byAccess is who noted a change of consent that an access code asked for.
const byAccess = "access"

// unquote has nobody in the interview quoted, read by other interviewers or called
// back, with lines in the log that no phone undoes: nobody can tell whose words, and
// whose number, they are.
func unquote(i *research.Interview) {
	if !i.Consent.Known() {
		return
	}
	i.Consent, i.ConsentLog = i.Consent.Full(), slices.Clone(i.ConsentLog)
	for _, choice := range []research.ChoiceName{research.ChoiceQuote, research.ChoiceOthers, research.ChoiceHearBack} {
		if i.Consent.Allows(choice) {
			i.Consent[choice] = research.No
			i.ConsentLog = append(i.ConsentLog, research.ConsentChange{Choice: choice, Answer: research.No, At: i.Left[len(i.Left)-1].At, By: byAccess})
		}
	}
}

// deleteCodes deletes the codes of those who left.
func deleteCodes(tx Tx, i research.Interview) error {
	documents, err := belonging(tx, "access", i.ID)
	for _, document := range documents {
		access, err := decode[research.Access](document)
		if err != nil {
			return err
		}
		if i.HasLeft(access.Person) {
			tx.Delete(document.ID)
		}
	}
	return err
}

// keepLeft takes over who left since the phone first sent the interview, and
// takes out who left by code before it arrived.
func (a *arrival) keepLeft(tx Tx, before research.Interview, i *research.Interview) error {
	i.Left = before.Left
	fresh := slices.DeleteFunc(slices.Clone(a.left), func(l research.LeftPerson) bool { return l.Person == 0 || i.HasLeft(l.Person) })
	if len(fresh) > 0 {
		return leaveBehind(tx, research.ProjectStream(a.project), i, fresh)
	}
	if len(i.Left) > 0 {
		unquote(i)
	}
	if i.Review == "" && i.AskLead() {
		i.Review = research.ReviewPersonLeft
	}
	return nil
}
