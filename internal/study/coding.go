package study

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// CodingView is a coding with the interview's reference and the coder's name.
type CodingView struct {
	Coding    research.Coding
	Reference string
	Coder     research.Member // only Account and Name of one who is no longer there
}

// NewCoding is what a person says of a coding; the server adds the words.
type NewCoding struct {
	Interview research.ID
	Code      string
	Kind      research.StatementKind
	From, To  *research.Point
	Part      *int
	FromMs    int64
	ToMs      int64
	Note      string
	TalkFirst bool
}

// WriteCoding makes a coding or changes it; made tells which. The words are
// taken from the text, reading only the passages that hold them.
func (s *Study) WriteCoding(ctx context.Context, by By, project, id research.ID, n NewCoding) (view CodingView, made bool, err error) {
	if err := n.check(); err != nil {
		return CodingView{}, false, err
	}
	stream := research.ProjectStream(project)
	decided, alert, now := false, s.NewID(), s.Now().UTC().Truncate(time.Millisecond)
	event, err := s.act(ctx, by, stream, "coding.write", func(tx Tx) error {
		w := codingWrite{tx: tx, by: by, id: id, input: n, now: now, alertID: alert}
		view, err = w.decide(stream)
		decided = err == nil
		return err
	})
	if err != nil {
		return CodingView{}, false, err
	}
	made = event.Facts["made"] == "yes"
	if !decided {
		view, err = s.coding(ctx, by.Scope, project, id)
	}
	return view, made, err
}

// check says what is wrong with a coding before any text is read.
func (n NewCoding) check() error {
	var c research.Checks
	c.That(n.Interview.Valid(), "/interview", "Zeg bij welk gesprek dit hoort.")
	c.That(research.ValidSlug(n.Code), "/code", "Kies een code.")
	c.That(n.Kind.Known(), "/kind", "Kies: gaat goed, kan beter, aanknopingspunt of achtergrond.")
	c.That(points(n.Note) <= 2000, "/note", "Maak de notitie korter dan 2000 tekens.")
	if n.Part != nil {
		c.That(n.From == nil && n.To == nil, "/anchor", "Kies tekst of geluid, niet allebei.")
		c.That(n.FromMs >= 0 && n.FromMs < n.ToMs, "/anchor/toMs", "Het eind ligt niet na het begin.")
		c.That(n.ToMs <= research.MaxMilliseconds, "/anchor/toMs", "Zo lang duurt geen opname.")
		return c.Err()
	}
	c.That(n.FromMs == 0 && n.ToMs == 0, "/anchor/part", "Zeg van welk deel van het geluid dit is.")
	c.That(n.From != nil, "/anchor/from", "Zeg waar de tekst begint.")
	c.That(n.To != nil, "/anchor/to", "Zeg waar de tekst ophoudt.")
	return c.Err()
}

// codingWrite is one run of the act.
type codingWrite struct {
	tx      Tx
	by      By
	id      research.ID
	input   NewCoding
	now     time.Time
	alertID research.ID
}

func (w codingWrite) decide(stream research.Stream) (CodingView, error) {
	interview, err := load[research.Interview](w.tx, research.InterviewDocument(w.input.Interview))
	if err != nil {
		return CodingView{}, err
	}
	if err := mayChange(w.by.Scope, interview); err != nil {
		return CodingView{}, err
	}
	before, there, err := find[research.Coding](w.tx, research.CodingDocument(w.id))
	if err != nil {
		return CodingView{}, err
	}
	if err := w.allowed(before, there); err != nil {
		return CodingView{}, err
	}
	coding, err := w.coding(before, there)
	if err != nil {
		return CodingView{}, err
	}
	w.tx.Put(said(coding.Interview, research.CodingDocument(w.id), codingPlace(coding), coding))
	if !there {
		if err := tally(w.tx, stream, coding.Interview, 1); err != nil {
			return CodingView{}, err
		}
	}
	w.note(coding, there)
	if coding.TalkFirst && !before.TalkFirst {
		w.alert(stream, coding)
	}
	member, err := coderOf(w.tx, coding)
	return CodingView{Coding: coding, Reference: interview.Reference, Coder: member}, err
}

// codingPlace sorts codings by the time at which they were made.
func codingPlace(c research.Coding) string { return c.At.Format("2006-01-02T15:04:05.000Z") }

// allowed is nil when the coding may become what is asked.
func (w codingWrite) allowed(before research.Coding, there bool) error {
	code, found, err := find[research.Code](w.tx, research.CodeDocument(w.input.Code))
	if err != nil {
		return err
	}
	var c research.Checks
	active := found && (code.Status == research.CodeActive || there && before.Code == code.ID)
	c.That(active, "/code", "Deze code staat niet (meer) in het codeboek.")
	c.That(!there || before.Interview == w.input.Interview, "/interview", "Deze codering hoort bij een ander gesprek.")
	if err := c.Err(); err != nil {
		return err
	}
	if !w.input.TalkFirst {
		return mayLift(w.by.Scope, before)
	}
	return nil
}

// mayLift is nil when the one who asks may take away that a coding waits for a
// talk with the coach (rules §5).
func mayLift(scope research.Scope, coding research.Coding) error {
	if coding.TalkFirst && !scope.Has(research.Lead) && !scope.Everything() {
		return research.Errorf(research.Forbidden,
			"Hier staat: eerst met begeleider bespreken. Alleen de projectleider haalt dat weg.")
	}
	return nil
}

// coding is what will be kept. Whoever made it stays its coder.
func (w codingWrite) coding(before research.Coding, there bool) (research.Coding, error) {
	coding := research.Coding{
		ID: w.id, Interview: w.input.Interview, Code: w.input.Code, Kind: w.input.Kind,
		Note: w.input.Note, TalkFirst: w.input.TalkFirst, Coder: w.by.Scope.Actor(), At: w.now,
	}
	if there {
		coding.Coder, coding.At = before.Coder, before.At
	}
	var err error
	coding.Anchor, err = w.anchor()
	return coding, err
}

func (w codingWrite) note(c research.Coding, there bool) {
	w.tx.Fact("coding", string(c.ID))
	w.tx.Fact("interview", string(c.Interview))
	w.tx.Fact("made", map[bool]string{true: "no", false: "yes"}[there])
}

// alert tells the coach that a talk is needed, without the text.
func (w codingWrite) alert(stream research.Stream, c research.Coding) {
	alert := research.Alert{
		ID: w.alertID, Interview: c.Interview, Reason: research.AlertTalkFirst,
		At: w.now, ReceivedAt: w.now, State: research.AlertOpen,
	}
	w.tx.Put(owned(stream, research.AlertDocument(alert.ID), w.now.Format("2006-01-02T15:04:05.000Z"), alert))
	w.tx.Fact("alert", string(alert.ID))
}

// anchor checks the place against the text or the sound, and adds the words.
func (w codingWrite) anchor() (research.Anchor, error) {
	n := w.input
	if n.Part != nil {
		return w.soundAnchor()
	}
	a := research.Anchor{From: n.From, To: n.To}
	r := newPassageReader(w.tx, n.Interview)
	first, err := r.at(n.From, "/anchor/from")
	if err != nil {
		return a, err
	}
	last, err := r.at(n.To, "/anchor/to")
	if err != nil {
		return a, err
	}
	utterances, err := r.between(first, n.From.Utterance, n.To.Utterance)
	if err != nil {
		return a, err
	}
	var c research.Checks
	_, ordered := last.Find(n.To.Utterance)
	ordered = ordered && len(utterances) > 0 && (len(utterances) > 1 || n.From.Offset < n.To.Offset)
	c.That(ordered, "/anchor/to", "Het eind ligt niet na het begin, of te ver ervan.")
	if err := c.Err(); err != nil {
		return a, err
	}
	a.Cover(utterances)
	c.That(strings.TrimSpace(a.Quote) != "", "/anchor", "In dit stuk staat geen tekst.")
	c.That(points(a.Quote) <= research.MaxQuote, "/anchor/to", fmt.Sprintf("Codeer hoogstens %d tekens tegelijk.", research.MaxQuote))
	return a, c.Err()
}

// soundSlack is by how many milliseconds a player and a phone may differ about
// the length of the same sound.
const soundSlack = 1000

func (w codingWrite) soundAnchor() (research.Anchor, error) {
	n := w.input
	a := research.Anchor{Part: n.Part, FromMs: n.FromMs, ToMs: n.ToMs}
	recording, there, err := find[research.Recording](w.tx, research.RecordingDocument(n.Interview, *n.Part))
	if err != nil {
		return a, err
	}
	var c research.Checks
	c.That(there, "/anchor/part", "Dit geluid is er niet (meer).")
	// A phone that could not read its interview any more does not know how long a part is.
	known := there && recording.Milliseconds > 0
	c.That(!known || n.ToMs <= recording.Milliseconds+soundSlack, "/anchor/toMs", "Zo lang duurt dit geluid niet.")
	return a, c.Err()
}

// at is the passage of a place, after checking that the place is in the text.
func (r *passageReader) at(point *research.Point, field string) (research.Passage, error) {
	var c research.Checks
	p, err := r.home(point.Utterance)
	if fault := research.FaultOf(err); fault == research.NotFound {
		c.That(false, field+"/utterance", "Deze uitspraak staat niet in de tekst.")
		return p, c.Err()
	}
	if err != nil {
		return p, err
	}
	u, found := p.Find(point.Utterance)
	c.That(found, field+"/utterance", "Deze uitspraak staat niet in de tekst.")
	c.That(!found || point.Offset >= 0 && point.Offset <= points(u.Text), field+"/offset", "Deze plek ligt buiten de uitspraak.")
	return p, c.Err()
}

// between are the utterances from the first to the last in the order of the
// text, none when the last does not come within MaxQuote code points.
func (r *passageReader) between(p research.Passage, first, last string) ([]research.Utterance, error) {
	var found []research.Utterance
	length := 0
	for {
		for _, u := range p.Utterances {
			if len(found) == 0 && u.ID != first {
				continue
			}
			found = append(found, u)
			if u.ID == last {
				return found, nil
			}
			if length += points(u.Text) + 1; length > research.MaxQuote+research.UtteranceSize {
				return nil, nil
			}
		}
		if p.Following == 0 || len(found) == 0 {
			return nil, nil
		}
		var err error
		if p, err = r.passage(p.Following); err != nil {
			return nil, err
		}
	}
}

// spanOf are the utterances that hold a coding's words, in the order of the
// text; none for sound and for words that are lost.
func spanOf(v View, c research.Coding) ([]research.Utterance, error) {
	if c.Anchor.Sound() || c.Lost || c.Anchor.From == nil || c.Anchor.To == nil {
		return nil, nil
	}
	r := newPassageReader(v, c.Interview)
	first, err := r.home(c.Anchor.From.Utterance)
	if research.FaultOf(err) == research.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return r.between(first, c.Anchor.From.Utterance, c.Anchor.To.Utterance)
}

// coderOf is who made a coding; only the id of one who left the project.
func coderOf(v View, c research.Coding) (research.Member, error) {
	account := research.ID(strings.TrimPrefix(c.Coder, "account/"))
	member, found, err := find[research.Member](v, research.MemberDocument(account))
	if !found {
		member = research.Member{Account: account}
	}
	return member, err
}

// coding reads one coding for whoever may read its words.
func (s *Study) coding(ctx context.Context, scope research.Scope, project, id research.ID) (view CodingView, err error) {
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		coding, err := load[research.Coding](v, research.CodingDocument(id))
		if err != nil {
			return err
		}
		views, err := newCodingViews(v, scope).add([]research.Coding{coding})
		if err == nil && len(views) == 0 {
			return absent()
		}
		if err == nil {
			view = views[0]
		}
		return err
	})
	return view, err
}

// RemoveCoding takes a coding away. Repeating is harmless: the fault is
// NotFound when it is not there.
func (s *Study) RemoveCoding(ctx context.Context, by By, project, id research.ID) error {
	_, err := s.act(ctx, by, research.ProjectStream(project), "coding.remove", func(tx Tx) error {
		coding, err := load[research.Coding](tx, research.CodingDocument(id))
		if err != nil {
			return err
		}
		interview, err := load[research.Interview](tx, research.InterviewDocument(coding.Interview))
		if err != nil {
			return err
		}
		if err := mayChange(by.Scope, interview); err != nil {
			return err
		}
		if err := mayLift(by.Scope, coding); err != nil {
			return err
		}
		tx.Delete(research.CodingDocument(id))
		if err := tally(tx, research.ProjectStream(project), coding.Interview, -1); err != nil {
			return err
		}
		tx.Fact("coding", string(id))
		tx.Fact("interview", string(coding.Interview))
		return nil
	})
	return err
}

// tally counts the codings of an interview, so that lists need not read them.
func tally(tx Tx, stream research.Stream, interview research.ID, change int) error {
	tally, _, err := find[research.Tally](tx, research.TallyDocument(interview))
	if err != nil {
		return err
	}
	tally.Interview, tally.Codings = interview, max(0, tally.Codings+change)
	tx.Put(owned(stream, research.TallyDocument(interview), string(interview), tally))
	return nil
}

// InterviewCodings lists the codings of an interview in the order in which they
// were made, with the revision of the last change of one that is there.
func (s *Study) InterviewCodings(ctx context.Context, scope research.Scope, project, interview research.ID) (views []CodingView, revision research.Revision, err error) {
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		found, err := load[research.Interview](v, research.InterviewDocument(interview))
		if err != nil {
			return err
		}
		if err := mayRead(scope, found); err != nil {
			return err
		}
		documents, err := belonging(v, "coding", interview)
		if err != nil {
			return err
		}
		codings := make([]research.Coding, len(documents))
		for i, document := range documents {
			if codings[i], err = decode[research.Coding](document); err != nil {
				return err
			}
		}
		revision = v.Revision()
		views, err = newCodingViews(v, scope).add(codings)
		return err
	})
	return views, revision, err
}

// CodeCodings lists all codings with a code that the one who asks may read.
func (s *Study) CodeCodings(ctx context.Context, scope research.Scope, project research.ID, code string) (views []CodingView, err error) {
	if err := require(scope, research.Researcher, research.Lead, research.SecondReader); err != nil {
		return nil, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		if _, err := load[research.Code](v, research.CodeDocument(code)); err != nil {
			return err
		}
		material, err := s.Analysis.Material(research.ProjectStream(project), v)
		if err != nil {
			return err
		}
		var codings []research.Coding
		for _, coding := range material.Codings {
			if coding.Code == code {
				codings = append(codings, coding)
			}
		}
		views, err = newCodingViews(v, scope).add(codings)
		return err
	})
	return views, err
}

// codingViews adds to codings what their readers need, reading each interview
// and each coder once.
type codingViews struct {
	view       View
	scope      research.Scope
	interviews map[research.ID]research.Interview
	coders     map[string]research.Member
}

func newCodingViews(v View, scope research.Scope) *codingViews {
	return &codingViews{v, scope, map[research.ID]research.Interview{}, map[string]research.Member{}}
}

// add leaves out what the one who asks may not read.
func (r *codingViews) add(codings []research.Coding) ([]CodingView, error) {
	views := []CodingView{}
	for _, coding := range codings {
		interview, err := r.interview(coding.Interview)
		if err != nil {
			return nil, err
		}
		if interview.ID == "" || mayRead(r.scope, interview) != nil {
			continue
		}
		coder, known := r.coders[coding.Coder]
		if !known {
			if coder, err = coderOf(r.view, coding); err != nil {
				return nil, err
			}
			r.coders[coding.Coder] = coder
		}
		views = append(views, CodingView{Coding: coding, Reference: interview.Reference, Coder: coder})
	}
	return views, nil
}

// interview is empty for one that was erased.
func (r *codingViews) interview(id research.ID) (research.Interview, error) {
	if found, ok := r.interviews[id]; ok {
		return found, nil
	}
	found, _, err := find[research.Interview](r.view, research.InterviewDocument(id))
	if err == nil {
		r.interviews[id] = found
	}
	return found, err
}
