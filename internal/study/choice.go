package study

import (
	"context"

	"github.com/wijkstem/wijkstem/internal/research"
)

// ChangeChoice notes one choice that the participant changed with the
// interviewer whose phone held the interview; it does what ChangeConsent does.
// meedoen = nee is a withdrawal, also of an interview that never arrived. The
// phone learns nothing of the interview by it. Faults: NotFound for interviews
// of other phones, Erased.
func (s *Study) ChangeChoice(ctx context.Context, by By, project, id research.ID, choice research.ChoiceName, answer research.ChoiceAnswer) error {
	device, err := requireDevice(by.Scope)
	if err != nil {
		return err
	}
	leaves := choice == research.ChoiceParticipate
	var c research.Checks
	c.That(!leaves || answer == research.No, "/answer", "Meedoen kan hier alleen naar nee.")
	if err := c.Err(); err != nil {
		return err
	}
	if s.gone(research.RestKey(id)) {
		return erasedInterview()
	}
	parcel, err := s.parcel(ctx, project, id)
	switch fault := research.FaultOf(err); {
	case fault == research.NotFound && leaves:
		return s.withdraw(ctx, by, project, id)
	case err != nil:
		return err
	case parcel.Device != device:
		return absent()
	case leaves:
		return s.withdraw(ctx, by, project, id)
	}
	return s.alterInterview(ctx, by, project, id, "interview.consent", s.choosing(by, project, research.Consent{choice: answer}))
}
