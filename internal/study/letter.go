package study

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wijkstem/wijkstem/internal/research"
)

// LetterView is a letter with the interviews that rest on it.
type LetterView struct {
	Letter     research.Letter
	Interviews []LetterTalk
}

// LetterTalk is an interview that rests on a letter.
type LetterTalk struct {
	Interview research.ID
	Reference string
}

// LetterInput is what a lead writes about a letter.
type LetterInput struct {
	Label    string
	SignedOn string // a day, 2006-01-02
	Device   research.ID
}

const longestLetterLabel = 40

func (i *LetterInput) check(now time.Time) error {
	i.Label = strings.TrimSpace(i.Label)
	signed, err := time.Parse(time.DateOnly, i.SignedOn)
	var c research.Checks
	c.That(i.Label != "", "/label", "Schrijf op hoe u deze brief herkent.")
	c.That(utf8.RuneCountInString(i.Label) <= longestLetterLabel, "/label", "Gebruik hooguit 40 tekens. Een volledige naam hoort hier niet.")
	c.That(err == nil, "/signedOn", "Vul de dag in waarop de ouder tekende.")
	c.That(err != nil || signed.Before(now.AddDate(0, 0, 1)), "/signedOn", "Deze dag moet nog komen.")
	return c.Err()
}

// Letters lists the letters of parents that the lead holds, the newest first.
func (s *Study) Letters(ctx context.Context, scope research.Scope, project research.ID) (views []LetterView, err error) {
	if err := require(scope, research.Lead); err != nil {
		return nil, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		letters, err := loadAll[research.Letter](v, "letter")
		if err != nil {
			return err
		}
		slices.SortFunc(letters, func(a, b research.Letter) int { return b.At.Compare(a.At) })
		views = make([]LetterView, len(letters))
		for i, letter := range letters {
			if views[i], err = s.letterView(v, letter); err != nil {
				return err
			}
		}
		return nil
	})
	return views, err
}

func (s *Study) letterView(v View, letter research.Letter) (LetterView, error) {
	view := LetterView{Letter: letter, Interviews: []LetterTalk{}}
	for _, id := range letter.Interviews {
		interview, err := s.interviewIn(v, id)
		switch research.FaultOf(err) {
		case research.Erased, research.NotFound:
		case "":
			if err != nil {
				return view, err
			}
			view.Interviews = append(view.Interviews, LetterTalk{id, interview.Reference})
		default:
			return view, err
		}
	}
	return view, nil
}

// WriteLetter ticks that a parent's letter is in the lead's hands, or changes what
// is noted about it. Faults: Invalid, Conflict once it was taken back.
func (s *Study) WriteLetter(ctx context.Context, by By, project, id research.ID, input LetterInput) (view LetterView, made bool, err error) {
	if err := require(by.Scope, research.Lead); err != nil {
		return view, false, err
	}
	if err := input.check(s.Now()); err != nil {
		return view, false, err
	}
	err = s.ensure(ctx, by, research.ProjectStream(project), "letter.write", func(tx Tx) error {
		letter, found, err := find[research.Letter](tx, research.LetterDocument(id))
		if err != nil {
			return err
		}
		if found && !letter.Holds() {
			return research.Errorf(research.Conflict, "De ouder heeft deze brief teruggenomen. Maak een nieuwe aan.")
		}
		if err := roomForLetter(tx, found, input.Device); err != nil {
			return err
		}
		if made = !found; made {
			letter = research.Letter{ID: id, At: s.Now().UTC(), By: by.Scope.Actor()}
		}
		letter.Label, letter.SignedOn, letter.Device = input.Label, input.SignedOn, input.Device
		tx.Put(letterDocument(project, letter))
		tx.Fact("letter", string(id))
		return nil
	})
	if err != nil {
		return view, false, err
	}
	err = s.view(ctx, by.Scope, research.ProjectStream(project), func(v View) error {
		letter, err := load[research.Letter](v, research.LetterDocument(id))
		if err == nil {
			view, err = s.letterView(v, letter)
		}
		return err
	})
	return view, made, err
}

func roomForLetter(tx Tx, known bool, device research.ID) error {
	if device != "" {
		_, found, err := find[research.Device](tx, research.DeviceDocument(device))
		if err != nil {
			return err
		}
		var c research.Checks
		c.That(found, "/device", "Deze telefoon hoort niet bij het project.")
		if err := c.Err(); err != nil {
			return err
		}
	}
	if known {
		return nil
	}
	letters, err := loadAll[research.Letter](tx, "letter")
	if err == nil && len(letters) >= research.MostLetters {
		err = research.Errorf(research.Conflict, "Er zijn al %d brieven. Meer past er niet bij één project.", research.MostLetters)
	}
	return err
}

// EndLetter notes that the parent takes the yes back. Phones offer the letter no
// longer, and what rests on it is held back until a lead decided.
func (s *Study) EndLetter(ctx context.Context, by By, project, id research.ID) error {
	if err := require(by.Scope, research.Lead); err != nil {
		return err
	}
	return s.ensure(ctx, by, research.ProjectStream(project), "letter.end", func(tx Tx) error {
		letter, err := load[research.Letter](tx, research.LetterDocument(id))
		if err != nil {
			return err
		}
		if !letter.Holds() {
			return errDone
		}
		letter.EndedAt = s.Now().UTC()
		tx.Put(letterDocument(project, letter))
		tx.Fact("letter", string(id))
		return s.holdAll(tx, letter)
	})
}

// holdAll holds back the interviews that rest on a letter: the yes that a lead saw
// before was this one.
func (s *Study) holdAll(tx Tx, letter research.Letter) error {
	for _, id := range letter.Interviews {
		interview, err := s.interviewIn(tx, id)
		if fault := research.FaultOf(err); fault == research.Erased || fault == research.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		interview.Held, interview.Review = true, research.ReviewNoParentYes
		interview.Untick()
		tx.Put(interviewDocument(interview))
	}
	return nil
}

func letterDocument(project research.ID, letter research.Letter) research.Document {
	return owned(research.ProjectStream(project), research.LetterDocument(letter.ID), string(letter.ID), letter)
}

// lettersFor are the letters that a phone offers, by their labels.
func lettersFor(v View, device research.ID) ([]research.Letter, error) {
	letters, err := loadAll[research.Letter](v, "letter")
	letters = slices.DeleteFunc(letters, func(l research.Letter) bool {
		return !l.Holds() || l.Device != "" && l.Device != device
	})
	slices.SortFunc(letters, func(a, b research.Letter) int { return strings.Compare(a.Label, b.Label) })
	return letters, err
}
