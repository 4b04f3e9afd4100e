package study

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// ChangeConsent notes what the participant changed afterwards, and does what
// each "nee" asks (rules §3): what can be done in the project is part of the
// act, the sound, the contact and the text are erased by jobs that follow it.
// meedoen = nee is a withdrawal and is not taken here.
func (s *Study) ChangeConsent(ctx context.Context, by By, project, id research.ID, choices research.Consent) (InterviewView, error) {
	if err := require(by.Scope, research.Lead, research.Researcher); err != nil {
		return InterviewView{}, err
	}
	return s.changeInterview(ctx, by, project, id, "interview.consent", s.choosing(by, project, choices))
}

// choosing is the decision to note other answers, with what each "nee" asks.
func (s *Study) choosing(by By, project research.ID, choices research.Consent) func(Tx, *research.Interview) error {
	return func(tx Tx, i *research.Interview) error {
		before := i.Consent
		if !before.Known() {
			if err := require(by.Scope, research.Lead); err != nil {
				return err
			}
		}
		if err := s.changeChoices(i, choices, by.Scope.Actor()); err != nil {
			return err
		}
		return honour(tx, research.ProjectStream(project), before, i)
	}
}

func (s *Study) changeChoices(i *research.Interview, choices research.Consent, actor string) error {
	consent := research.Consent{}
	for choice, answer := range i.Consent {
		consent[choice] = answer
	}
	if !consent.Known() { // who does not take part is withdrawn instead
		consent[research.ChoiceParticipate] = research.Yes
	}
	var c research.Checks
	for _, choice := range research.ChoiceNames() {
		answer, changed := choices[choice]
		if !changed || consent[choice] == answer {
			continue
		}
		c.That(answer == research.No || !refusedByOneOfSeveral(i, choice), "/choices/"+string(choice),
			"Dit gesprek was met meer mensen, en een van hen zei nee. Dat blijft zo.")
		consent[choice] = answer
		i.ConsentLog = append(slices.Clone(i.ConsentLog), research.ConsentChange{Choice: choice, Answer: answer, At: s.Now().UTC(), By: actor})
	}
	consent.Check(&c, "/choices")
	quoted := consent.Allows(research.ChoiceQuote) || consent.Allows(research.ChoiceOthers)
	c.That(len(i.Left) == 0 || !quoted, "/choices/quote", "Een van de personen stopte. Daarom wordt niemand in dit gesprek nog geciteerd of door anderen gelezen.")
	c.That(consent.Allows(research.ChoiceParticipate), "/choices/participate", "Wil iemand niet meer meedoen? Kies dan Intrekken.")
	i.Consent = consent
	return c.Err()
}

// refusedByOneOfSeveral: somebody in a group said no to this on the phone. The
// others cannot take that back (decision 0008), and nobody knows here who it was.
// What was noted in the workbench can be undone there.
func refusedByOneOfSeveral(i *research.Interview, choice research.ChoiceName) bool {
	return i.Persons > 1 && i.Consent[choice] == research.No && lastNoted(i.ConsentLog)[choice].Answer != research.No
}

// honour does what the project can do at once about each "ja" that became
// "nee". Without leave to quote, texts that are this person's leave the
// versions and drafts that hold them end. Without leave to write down health,
// somebody must look at the text again, and cut.
func honour(tx Tx, stream research.Stream, before research.Consent, i *research.Interview) error {
	refused := func(choice research.ChoiceName) bool { return before.Allows(choice) && !i.Consent.Allows(choice) }
	if refused(research.ChoiceHealth) {
		i.Untick()
	}
	if refused(research.ChoiceQuote) {
		return removeQuotedTexts(tx, stream, i.ID)
	}
	return nil
}

// joinConsent puts together what a phone says that a participant chose and what
// was noted in the workbench before: for every choice the latest answer holds,
// and of two at the same moment the no. No phone's clock counts beyond the moment
// of arrival, and a no that was noted in the workbench is undone only there.
func joinConsent(i *research.Interview, noted []research.ConsentChange, arrived time.Time) {
	log := slices.Clone(i.ConsentLog)
	last := map[research.ChoiceName]time.Time{}
	for n := range log {
		if log[n].At.After(arrived) {
			log[n].At = arrived
		}
		if choice := log[n].Choice; log[n].At.After(last[choice]) {
			last[choice] = log[n].At
		}
	}
	consent := research.Consent{}
	for choice, answer := range i.Consent {
		consent[choice] = answer
	}
	for choice, change := range lastNoted(noted) {
		if change.Answer == research.No || !change.At.Before(last[choice]) {
			consent[choice] = change.Answer
		}
	}
	for _, change := range noted {
		if change.By != "" && !slices.Contains(log, change) {
			log = append(log, change)
		}
	}
	slices.SortStableFunc(log, byMoment)
	i.Consent, i.ConsentLog = consent, log
}

// lastNoted is for every choice what was noted last in the workbench.
func lastNoted(noted []research.ConsentChange) map[research.ChoiceName]research.ConsentChange {
	last := map[research.ChoiceName]research.ConsentChange{}
	for _, change := range noted {
		if before, known := last[change.Choice]; change.By != "" && (!known || byMoment(before, change) <= 0) {
			last[change.Choice] = change
		}
	}
	return last
}

// byMoment orders answers by when they were given; of two at the same moment the
// no is the later.
func byMoment(a, b research.ConsentChange) int {
	return cmp.Or(a.At.Compare(b.At), cmp.Compare(b.Answer, a.Answer))
}
