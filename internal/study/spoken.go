package study

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// WriteSpoken keeps how a voice says a text of a guide, recorded or from a file. Phones
// get it once somebody else found it right. Faults: NotFound, Invalid.
func (s *Study) WriteSpoken(ctx context.Context, by By, project research.ID, of GuideLanguage, text string, sound []byte) (WordingsView, error) {
	mime, err := s.checkSpoken(by.Scope, of, text, sound)
	if err != nil {
		return WordingsView{}, err
	}
	sum := sha256.Sum256(sound)
	line := research.SpokenLine{
		MIME: mime, Bytes: len(sound), Hash: hex.EncodeToString(sum[:]),
		By: by.Scope.Actor(), At: s.Now().UTC().Truncate(time.Millisecond),
	}
	return s.changeSpoken(ctx, by, project, of, text, "wording.record", func(tx Tx, one *research.Wording) error {
		id := research.SpokenDocument(of.Guide(), of.Language, text)
		tx.Put(owned(research.ProjectStream(project), id, id, research.Spoken{MIME: mime, Sound: sound}))
		one.Spoken = &line
		return nil
	})
}

func (s *Study) checkSpoken(scope research.Scope, of GuideLanguage, text string, sound []byte) (mime string, err error) {
	if err := require(scope, wordingWriters...); err != nil {
		return "", err
	}
	if s.Guides == nil {
		return "", absent()
	}
	words, found := s.Guides.Words(of.Slug, of.Version, of.Language, text)
	if !found {
		return "", absent()
	}
	mime, isSound := s.Sounds.Kind(sound[:min(len(sound), kindHead)])
	var c research.Checks
	c.That(isSound, "/sound", "Dit is geen geluid dat telefoons kunnen afspelen.")
	c.That(len(sound) <= research.MostSpoken, "/sound", "Deze opname is te groot. Een tekst duurt hooguit een minuut.")
	c.That(!strings.Contains(words, "{woorden}"), "/sound", "In deze tekst staan de twee woorden van de deelnemer. Die kan niemand vooraf inspreken.")
	return mime, c.Err()
}

// ApproveSpoken tells whether a recorded voice is right; never by who recorded it.
// Faults: NotFound, Conflict.
func (s *Study) ApproveSpoken(ctx context.Context, by By, project research.ID, of GuideLanguage, text string, approved bool) (WordingsView, error) {
	return s.changeSpoken(ctx, by, project, of, text, "wording.approve-recording", func(_ Tx, one *research.Wording) error {
		switch {
		case one.Spoken == nil:
			return absent()
		case approved && one.Spoken.By == by.Scope.Actor():
			return research.Errorf(research.Conflict, "U sprak dit zelf in. Vraag iemand anders om te luisteren.")
		case approved == (one.Spoken.ApprovedBy != ""):
			return errDone
		}
		one.Spoken.ApprovedBy = ""
		if approved {
			one.Spoken.ApprovedBy = by.Scope.Actor()
		}
		return nil
	})
}

// RemoveSpoken takes a recorded voice away; phones then read with their own.
func (s *Study) RemoveSpoken(ctx context.Context, by By, project research.ID, of GuideLanguage, text string) (WordingsView, error) {
	return s.changeSpoken(ctx, by, project, of, text, "wording.remove-recording", func(tx Tx, one *research.Wording) error {
		if one.Spoken == nil {
			return absent()
		}
		id := research.SpokenDocument(of.Guide(), of.Language, text)
		tx.Put(owned(research.ProjectStream(project), id, id, research.Spoken{})) // another may come
		one.Spoken = nil
		return nil
	})
}

func (s *Study) changeSpoken(
	ctx context.Context, by By, project research.ID, of GuideLanguage, text, verb string, change func(Tx, *research.Wording) error,
) (WordingsView, error) {
	if err := require(by.Scope, wordingWriters...); err != nil {
		return WordingsView{}, err
	}
	err := s.ensure(ctx, by, research.ProjectStream(project), verb, func(tx Tx) error {
		if err := speaksFor(tx, by.Scope, of.Language); err != nil {
			return err
		}
		wordings, err := wordingsIn(tx, of)
		if err != nil {
			return err
		}
		one := wordings.Texts[text]
		if err := change(tx, &one); err != nil {
			return err
		}
		wordings.Texts[text] = one
		putWordings(tx, project, of, wordings)
		return nil
	})
	if err != nil {
		return WordingsView{}, err
	}
	return s.Wordings(ctx, by.Scope, project, of)
}

// Spoken is a recorded voice; a phone gets it only when it was found right.
// Fault: NotFound.
func (s *Study) Spoken(ctx context.Context, scope research.Scope, project research.ID, of GuideLanguage, text string) (spoken research.Spoken, err error) {
	_, notPhone := requireDevice(scope)
	if notPhone != nil {
		if err := require(scope, wordingWriters...); err != nil {
			return spoken, err
		}
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		wordings, err := wordingsIn(v, of)
		if err != nil {
			return err
		}
		line := wordings.Texts[text].Spoken
		if line == nil || notPhone == nil && line.ApprovedBy == "" {
			return absent()
		}
		spoken, err = load[research.Spoken](v, research.SpokenDocument(of.Guide(), of.Language, text))
		return err
	})
	return spoken, err
}
