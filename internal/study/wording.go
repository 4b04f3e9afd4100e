package study

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// GuideLanguage names a version of a guide in a language.
type GuideLanguage struct{ Slug, Version, Language string }

// Guide is "slug@version".
func (g GuideLanguage) Guide() string { return g.Slug + "@" + g.Version }

func (g GuideLanguage) document() string { return research.WordingsDocument(g.Guide(), g.Language) }

// WordingsView is what speakers made of a guide in a language, with their names.
type WordingsView struct {
	Wordings research.Wordings
	// Names are of the actors in it, by actor; empty for phones.
	Names map[string]string
	// Self is the actor who reads.
	Self     string
	Revision research.Revision // 0 before the first
}

// writers of wordings speak the language, or are responsible for the questions.
var wordingWriters = []research.Role{research.Translator, research.Researcher, research.Lead}

// speaksFor is Forbidden for a translator of other languages.
func speaksFor(v View, scope research.Scope, language string) error {
	account, _ := accountOf(scope)
	member, _, err := find[research.Member](v, research.MemberDocument(account))
	if err == nil && !member.Speaks(language) {
		err = research.Errorf(research.Forbidden, "U bent vertaler van andere talen. Vraag uw projectleider om deze taal erbij te zetten.")
	}
	return err
}

// Wordings are what speakers made of a guide in a language. Fault: NotFound when the
// guide is not there, or not in this language.
func (s *Study) Wordings(ctx context.Context, scope research.Scope, project research.ID, of GuideLanguage) (view WordingsView, err error) {
	if _, phone := requireDevice(scope); phone != nil {
		if err := require(scope, wordingWriters...); err != nil {
			return view, err
		}
	}
	if err := s.speaks(of); err != nil {
		return view, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		if view.Wordings, err = wordingsIn(v, of); err != nil {
			return err
		}
		if document, err := v.Document(of.document()); err == nil {
			view.Revision = document.Revision
		}
		view.Self = scope.Actor()
		view.Names, err = namesIn(v, scope, view.Wordings)
		return err
	})
	return view, err
}

// speaks is NotFound when no published guide is in this language.
func (s *Study) speaks(of GuideLanguage) error {
	if s.Guides == nil {
		return absent()
	}
	for _, line := range s.Guides.Published() {
		if line.Slug != of.Slug || line.Version != of.Version {
			continue
		}
		for _, language := range line.Languages {
			if language == of.Language {
				return nil
			}
		}
	}
	return absent()
}

func wordingsIn(v View, of GuideLanguage) (research.Wordings, error) {
	wordings, _, err := find[research.Wordings](v, of.document())
	wordings.Guide, wordings.Language = of.Guide(), of.Language
	if wordings.Texts == nil {
		wordings.Texts = map[string]research.Wording{}
	}
	return wordings, err
}

// namesIn are the names of who wrote; phones need none.
func namesIn(v View, scope research.Scope, wordings research.Wordings) (map[string]string, error) {
	names := map[string]string{}
	if _, err := requireDevice(scope); err == nil {
		return names, nil
	}
	for _, one := range wordings.Texts {
		actors := []string{one.By}
		if one.Spoken != nil {
			actors = append(actors, one.Spoken.By, one.Spoken.ApprovedBy)
		}
		for _, actor := range actors {
			if _, known := names[actor]; known || actor == "" {
				continue
			}
			name, err := nameOf(v, actor)
			if err != nil {
				return nil, err
			}
			names[actor] = name
		}
	}
	return names, nil
}

// WriteWording keeps how a text of a guide is said in a language, and whether who
// writes it, a speaker of the language, finds it right. Dutch and what was published
// stay as they are. Faults: NotFound, Invalid.
func (s *Study) WriteWording(ctx context.Context, by By, project research.ID, of GuideLanguage, text, words string, approved bool) (view WordingsView, err error) {
	if err := require(by.Scope, wordingWriters...); err != nil {
		return view, err
	}
	words = strings.TrimSpace(words)
	if err := s.checkWording(of, text, words); err != nil {
		return view, err
	}
	err = s.ensure(ctx, by, research.ProjectStream(project), "wording.write", func(tx Tx) error {
		if err := speaksFor(tx, by.Scope, of.Language); err != nil {
			return err
		}
		wordings, err := wordingsIn(tx, of)
		if err != nil {
			return err
		}
		one := wordings.Texts[text]
		if one.Words == words && one.Approved == approved {
			return errDone
		}
		said, _ := s.Guides.Words(of.Slug, of.Version, of.Language, text)
		if one.Spoken != nil && cmp.Or(one.Words, strings.TrimSpace(said)) != words {
			one.Spoken.ApprovedBy = "" // it says other words
		}
		one.Words, one.Approved, one.By, one.At = words, approved, by.Scope.Actor(), s.Now().UTC().Truncate(time.Millisecond)
		wordings.Texts[text] = one
		putWordings(tx, project, of, wordings)
		return nil
	})
	if err != nil {
		return view, err
	}
	return s.Wordings(ctx, by.Scope, project, of)
}

func (s *Study) checkWording(of GuideLanguage, text, words string) error {
	if s.Guides == nil {
		return absent()
	}
	if _, found := s.Guides.Words(of.Slug, of.Version, of.Language, text); !found {
		return absent()
	}
	var c research.Checks
	c.That(of.Language != "nl", "/words", "De Nederlandse tekst verandert alleen met een nieuwe leidraad.")
	c.That(len(words) <= research.MostWords, "/words", "Deze tekst is te lang.")
	for _, wrong := range s.Guides.CheckWords(of.Slug, of.Version, of.Language, text, words) {
		c.That(false, "/words", wrong)
	}
	return c.Err()
}

func putWordings(tx Tx, project research.ID, of GuideLanguage, wordings research.Wordings) {
	tx.Put(owned(research.ProjectStream(project), of.document(), of.document(), wordings))
	tx.Fact("guide", of.Guide())
	tx.Fact("language", of.Language)
}

// FieldWording tells a phone that there are wordings, and when they change.
type FieldWording struct {
	GuideLanguage
	Revision research.Revision
}

// wordingsFor are the wordings of the guides that a phone uses.
func wordingsFor(v View, guides []GuideLine) ([]FieldWording, error) {
	all := []FieldWording{}
	for _, guide := range guides {
		for _, language := range guide.Languages {
			of := GuideLanguage{guide.Slug, guide.Version, language}
			document, err := v.Document(of.document())
			switch {
			case err == nil:
				all = append(all, FieldWording{of, document.Revision})
			case research.FaultOf(err) != research.NotFound:
				return nil, err
			}
		}
	}
	return all, nil
}
