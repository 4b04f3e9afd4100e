package study

import (
	"context"
	"slices"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
)

// SettleReview notes what a lead decided about the reason to look at an
// interview, so that it need not be looked at any more. Doubled words are settled
// by giving others. Faults: Invalid, Conflict when the reason is another by now,
// Erased, NotFound.
func (s *Study) SettleReview(ctx context.Context, by By, project, id research.ID, reason research.Review, decision string) (InterviewView, error) {
	if err := require(by.Scope, research.Lead); err != nil {
		return InterviewView{}, err
	}
	decision = strings.TrimSpace(decision)
	var c research.Checks
	c.That(decision != "", "/decision", "Schrijf op wat u besloot.")
	c.That(reason != research.ReviewDoubleReference, "/review", "Geef dit gesprek andere woorden. Daarmee is het opgelost.")
	if err := c.Err(); err != nil {
		return InterviewView{}, err
	}
	return s.changeInterview(ctx, by, project, id, "interview.review", func(tx Tx, i *research.Interview) error {
		if i.Review != reason {
			return research.Errorf(research.Conflict, "Hierover is intussen al besloten, of er is iets anders. Kijk opnieuw.")
		}
		i.Settled = append(slices.Clone(i.Settled), research.SettledReview{
			Review: reason, Decision: decision, At: s.Now().UTC(), By: by.Scope.Actor(),
		})
		i.Review = ""
		i.Held = i.Held && reason != research.ReviewNoParentYes
		return flagHidden(tx, i)
	})
}

// flagHidden shows the yes that is missing, or a phone that was revoked before the
// interview came from it, where another reason stood before that one.
func flagHidden(tx Tx, i *research.Interview) error {
	device, found, err := find[research.Device](tx, research.DeviceDocument(i.Device))
	if found && device.State == research.DeviceRevoked && !i.ArrivedAt.Before(device.RevokedAt) {
		i.Flag(research.ReviewRevokedDevice)
	}
	if i.Held {
		i.Review = research.ReviewNoParentYes
	}
	if i.Review == "" && i.AskLead() {
		i.Review = research.ReviewPersonLeft
	}
	return err
}
