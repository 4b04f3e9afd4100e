package study

import (
	"context"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Checking is a researcher's word that a text was looked at.
type Checking struct {
	Checked bool
	// HealthCut says that what was said about health was cut, which must be so
	// when the participant did not want it written down.
	HealthCut bool
}

// Check ticks that names and health details are dealt with, or takes the tick
// back. The tick opens the text to others than researchers and, when the
// participant did not want the sound kept, starts its erasure.
func (s *Study) Check(ctx context.Context, by By, project, id research.ID, checking Checking) (InterviewView, error) {
	if err := require(by.Scope, research.Researcher); err != nil {
		return InterviewView{}, err
	}
	return s.changeInterview(ctx, by, project, id, "interview.check", func(tx Tx, i *research.Interview) error {
		if !checking.Checked {
			i.Untick()
			return nil
		}
		if err := heldBack(*i); err != nil {
			return err
		}
		if !i.Consent.Known() {
			return unknownConsent()
		}
		unwanted := !i.Consent.Allows(research.ChoiceHealth)
		var c research.Checks
		c.That(!unwanted || checking.HealthCut, "/healthCut",
			"Deze deelnemer wil niet dat iets over gezondheid of hulp wordt opgeschreven. Knip dat eerst weg, en zeg dat het weg is.")
		if err := c.Err(); err != nil {
			return err
		}
		if unwanted {
			tx.Fact("health", "cut")
		}
		i.Checked, i.CheckedAt, i.CheckedBy = true, s.Now().UTC(), by.Scope.Actor()
		return nil
	})
}

// unknownConsent refuses what needs the participant's choices.
func unknownConsent() error {
	return research.Errorf(research.Conflict, "Wat de deelnemer koos is niet leesbaar. De projectleider legt dat eerst vast, of trekt het gesprek in.")
}
