package study

import (
	"slices"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// heldBack refuses what an interview says while nobody knows that a parent and the
// young person said yes. Nobody reads or hears it before a lead has decided.
func heldBack(i research.Interview) error {
	if !i.Held {
		return nil
	}
	return research.Errorf(research.Forbidden,
		"Bij dit gesprek met een jongere onder de 16 ontbreekt een ja. De projectleider zoekt dat eerst uit, of trekt het gesprek in.")
}

// withhold leaves out what was answered and seen in an interview that is held back.
func withhold(i *research.Interview) {
	if i.Held {
		i.Background, i.Topics, i.Meaning, i.Observation = nil, nil, nil, nil
	}
}

// hold marks an interview that waits for a lead, unless one decided since.
func hold(i *research.Interview, since time.Time) {
	settled := slices.ContainsFunc(i.Settled, func(s research.SettledReview) bool {
		return s.Review == research.ReviewNoParentYes && s.At.After(since)
	})
	if i.Held = !settled; i.Held && i.Review == "" {
		i.Review = research.ReviewNoParentYes
	}
}

// takeParentYes looks whether what must come before a talk with somebody of 12 to
// 15 is there, and holds the interview back where it is not.
func (a *arrival) takeParentYes(tx Tx, i *research.Interview) error {
	i.Held = false
	minor := a.manifest.Minor
	if minor == nil {
		return nil
	}
	if minor.Parent.How != research.ByLetter {
		if !minor.Complete() {
			hold(i, time.Time{})
		}
		return nil
	}
	letter, found, err := find[research.Letter](tx, research.LetterDocument(minor.Parent.Letter))
	if err != nil {
		return err
	}
	if !found || !letter.Holds() || !minor.Complete() {
		hold(i, letter.EndedAt)
	}
	if found && !slices.Contains(letter.Interviews, i.ID) {
		letter.Interviews = append(slices.Clone(letter.Interviews), i.ID)
		tx.Put(letterDocument(a.project, letter))
	}
	return nil
}
