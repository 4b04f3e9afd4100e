package study

import (
	"context"
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
