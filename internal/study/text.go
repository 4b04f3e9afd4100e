package study

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Language cuts texts (internal/language).
type Language interface {
	// Sentences are begin and end of every sentence of each text, in code points.
	Sentences(texts []string) [][][2]int
	// Cut cuts a text into pieces of at most size code points.
	Cut(text string, size int) []string
}

// Text is one interview's text, rendered for reading.
type Text struct {
	Revision   research.Revision // of the text alone
	Source     research.TextSource
	Utterances []research.Utterance
	// Sentences are those of each utterance, in code points.
	Sentences [][][2]int
}

// TextChange is a text that takes the place of another.
type TextChange struct {
	Source     research.TextSource
	Utterances []research.Utterance
}

// largestText is how many bytes one text may hold: more than sixty hours of talk.
const largestText = 4 << 20

// mayRead is nil when the one who asks may read what the interview says: a
// researcher unless it is held back, leads and second readers once it is checked.
func mayRead(scope research.Scope, interview research.Interview) error {
	switch {
	case !scope.Everything() && interview.Held:
		return heldBack(interview)
	case scope.Everything() || scope.Has(research.Researcher):
		return nil
	case !scope.Has(research.Lead, research.SecondReader):
		return require(scope, research.Researcher)
	case !interview.Checked:
		return research.Errorf(research.Forbidden,
			"Deze tekst is nog niet nagekeken. Tot dan leest alleen een onderzoeker hem.")
	default:
		return nil
	}
}

// mayChange is nil when the one who asks may change the text or its codings: a
// researcher, and a lead once it is checked.
func mayChange(scope research.Scope, interview research.Interview) error {
	if err := require(scope, research.Researcher, research.Lead); err != nil {
		return err
	}
	return mayRead(scope, interview)
}

// Text reads the text of an interview. Faults: NotFound, Erased, Forbidden.
// When the revision is known already, utterances are left out.
func (s *Study) Text(ctx context.Context, scope research.Scope, project, interview research.ID, known research.Revision) (Text, error) {
	var text Text
	err := s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		found, err := load[research.Interview](v, research.InterviewDocument(interview))
		if err != nil {
			return err
		}
		if err := mayRead(scope, found); err != nil {
			return err
		}
		passages, err := passagesOf(v, interview)
		text = Text{Revision: passages.revision, Source: found.TextSource, Utterances: research.TextOf(passages.all)}
		return err
	})
	if err != nil || text.Revision == known && known > 0 {
		return Text{Revision: text.Revision}, err
	}
	text.Sentences = s.sentencesOf(interview, text)
	return text, nil
}

// passages are all passages of a text at one revision.
type passages struct {
	all      []research.Passage
	revision research.Revision // of the passage that changed last
}

func passagesOf(v View, interview research.ID) (p passages, err error) {
	err = each(v, research.Page{Kind: "passage", Ref: string(interview)}, func(document research.Document) error {
		passage, err := decode[research.Passage](document)
		p.all = append(p.all, passage)
		p.revision = max(p.revision, document.Revision)
		return err
	})
	return p, err
}

// said is a document that belongs to what an interview said and goes with it.
func said(interview research.ID, id, by string, value any) research.Document {
	document := owned("", id, by, value)
	document.Key, document.Ref = research.RestKey(interview), string(interview)
	return document
}

func passageDocument(interview research.ID, p research.Passage) research.Document {
	return said(interview, research.PassageDocument(interview, p.Number), fmt.Sprintf("%06d", p.Number), p)
}

// WriteText replaces the text of an interview. Utterances with an id stay
// themselves, and the codings in them follow the words; the codings of what is
// gone are lost until a person chooses other words. match is the revision that
// was read, 0 for whatever is there.
func (s *Study) WriteText(
	ctx context.Context, by By, project, interview research.ID, change TextChange, match research.Revision,
) (Text, error) {
	if err := require(by.Scope, research.Researcher); err != nil {
		return Text{}, err
	}
	text, err := s.tidy(change)
	if err != nil {
		return Text{}, err
	}
	_, err = s.act(ctx, by, research.ProjectStream(project), "text.write", func(tx Tx) error {
		e, err := openEdit(tx, by.Scope, interview, match)
		if err != nil {
			return err
		}
		if err := e.known(text); err != nil {
			return err
		}
		e.interview.TextSource = change.Source
		e.replace(text)
		return e.finish(tx)
	})
	if err != nil {
		return Text{}, err
	}
	return s.Text(ctx, by.Scope, project, interview, 0)
}

// tidy checks a text and makes it as it is kept: without empty utterances, and
// long ones cut.
func (s *Study) tidy(change TextChange) ([]research.Utterance, error) {
	var checks research.Checks
	checks.That(slices.Contains(research.TextSources, change.Source), "/source", "Kies waar de tekst vandaan komt.")
	checks.That(len(change.Utterances) <= research.MaxUtterances, "/utterances", "Dit zijn te veel uitspraken. Knip de tekst in delen.")
	text := []research.Utterance{}
	size := 0
	for i, u := range change.Utterances {
		checkUtterance(&checks, "/utterances/"+strconv.Itoa(i), u)
		size += len(u.Text)
		if strings.TrimSpace(u.Text) == "" {
			continue
		}
		text = append(text, u)
	}
	if size > largestText {
		return nil, research.Errorf(research.TooLarge, "Deze tekst is langer dan 4 MB. Maak er delen van.")
	}
	return s.cutLong(text), checks.Err()
}

// cutLong cuts utterances that are too long; the first piece keeps the id.
func (s *Study) cutLong(text []research.Utterance) []research.Utterance {
	cut := make([]research.Utterance, 0, len(text))
	for _, u := range text {
		for n, piece := range s.Language.Cut(u.Text, research.UtteranceSize) {
			next := u
			if next.Text = piece; n > 0 {
				next.ID, next.From, next.To = "", 0, 0
			}
			cut = append(cut, next)
		}
	}
	return cut
}

func checkUtterance(checks *research.Checks, field string, u research.Utterance) {
	speaker := strings.TrimSpace(u.Speaker)
	checks.That(speaker != "" && points(speaker) <= 60, field+"/speaker", "Zeg wie er spreekt, in hoogstens 60 tekens.")
	checks.That(u.From >= 0 && u.From <= research.MaxMilliseconds, field+"/from", "Deze tijd kan niet.")
	checks.That(u.To >= u.From && u.To <= research.MaxMilliseconds || u.To == 0, field+"/to", "Het eind ligt vóór het begin.")
	checks.That(u.Topic == "" || research.ValidSlug(u.Topic), field+"/topic", "Dit onderwerp bestaat niet.")
}

// UtteranceChange is what one utterance becomes.
type UtteranceChange struct{ ID, Speaker, Text string }

func (u UtteranceChange) check() error {
	var checks research.Checks
	checkUtterance(&checks, "", research.Utterance{Speaker: u.Speaker})
	checks.That(strings.TrimSpace(u.Text) != "", "/text", "Schrijf op wat er gezegd is.")
	checks.That(points(u.Text) <= research.UtteranceSize, "/text",
		fmt.Sprintf("Dit is langer dan %d tekens. Knip de uitspraak in tweeën.", research.UtteranceSize))
	return checks.Err()
}

// ChangeUtterance corrects what one speaker said, or who said it. Codings in it
// follow the words. Faults: as WriteText, and NotFound for an unknown utterance.
func (s *Study) ChangeUtterance(
	ctx context.Context, by By, project, interview research.ID, change UtteranceChange, match research.Revision,
) (u research.Utterance, revision research.Revision, err error) {
	if err := require(by.Scope, research.Researcher, research.Lead); err != nil {
		return u, 0, err
	}
	if err := change.check(); err != nil {
		return u, 0, err
	}
	_, err = s.act(ctx, by, research.ProjectStream(project), "text.change", func(tx Tx) error {
		e, err := openEdit(tx, by.Scope, interview, match)
		if err != nil {
			return err
		}
		corrected := slices.Clone(e.before)
		i := slices.IndexFunc(corrected, func(u research.Utterance) bool { return u.ID == change.ID })
		if i < 0 {
			return absent()
		}
		corrected[i].Speaker, corrected[i].Text = change.Speaker, change.Text
		e.replace(corrected)
		return e.finish(tx)
	})
	if err != nil {
		return u, 0, err
	}
	err = s.view(ctx, by.Scope, research.ProjectStream(project), func(v View) error {
		passages, err := passagesOf(v, interview)
		if err != nil {
			return err
		}
		revision = passages.revision
		text := research.TextOf(passages.all)
		i := slices.IndexFunc(text, func(u research.Utterance) bool { return u.ID == change.ID })
		if i < 0 {
			return absent()
		}
		u = text[i]
		return nil
	})
	return u, revision, err
}

// SentencesOf are the sentences of one utterance.
func (s *Study) SentencesOf(u research.Utterance) [][2]int {
	return s.Language.Sentences([]string{u.Text})[0]
}

// passageReader reads passages of one text, each once.
type passageReader struct {
	view      View
	interview research.ID
	read      map[int]research.Passage
}

func newPassageReader(v View, interview research.ID) *passageReader {
	return &passageReader{view: v, interview: interview, read: map[int]research.Passage{}}
}

func (r *passageReader) passage(number int) (research.Passage, error) {
	if p, ok := r.read[number]; ok {
		return p, nil
	}
	p, err := load[research.Passage](r.view, research.PassageDocument(r.interview, number))
	if err == nil {
		r.read[number] = p
	}
	return p, err
}

// home is the passage in which the utterance stands. Faults: NotFound.
func (r *passageReader) home(utterance string) (research.Passage, error) {
	named := research.PassageOf(utterance)
	if named < 1 {
		return research.Passage{}, absent()
	}
	p, err := r.passage(named)
	if err != nil {
		return p, err
	}
	return r.passage(p.Home(utterance))
}
