package study

import (
	"context"
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
)

// QuoteView is a quote with the state that follows from it.
type QuoteView struct {
	Quote     research.Quote
	State     research.QuoteState
	BlockedBy string // in Dutch, "" when it is ready
	// JudgedBy is what the project calls the second person.
	JudgedBy string
	// EditedBy is what it calls who made or last changed the text.
	EditedBy string
	// Revision is that of its last change.
	Revision research.Revision

	interview research.Interview
}

// QuoteInput is what somebody writes of a quote.
type QuoteInput struct {
	Coding     research.ID
	Finding    research.ID
	Code       string
	Kind       research.StatementKind
	Text       string
	Form       research.QuoteForm
	Translated bool
	Label      research.Group
	// Recognisable answers whether somebody would recognise the person; nil
	// leaves what was answered.
	Recognisable *bool
	// OwnAnswer is what the participant said after hearing this exact text; ""
	// leaves what was said.
	OwnAnswer research.ChoiceAnswer
	// Match is the revision that was read, 0 for whatever is there.
	Match research.Revision
}

// Quotes lists the quotes with their states.
func (s *Study) Quotes(ctx context.Context, scope research.Scope, project research.ID, after string, limit int) (list Page[QuoteView], err error) {
	if err := requireText(scope); err != nil {
		return list, err
	}
	err = s.view(ctx, scope, research.ProjectStream(project), func(v View) error {
		documents, next, err := v.Page(research.Page{Kind: "quote", After: after, Limit: limit})
		if err != nil {
			return err
		}
		list = Page[QuoteView]{Items: []QuoteView{}, Next: next}
		for _, document := range documents {
			view, err := quoteView(v, document)
			if err != nil {
				return err
			}
			if view.readable(scope) {
				list.Items = append(list.Items, view)
			}
		}
		return nil
	})
	return list, err
}

// readable tells whether the one who asks may see the words: those of a text
// that is no longer checked only a researcher may.
func (q QuoteView) readable(scope research.Scope) bool {
	return mayRead(scope, q.interview) == nil
}

func quoteView(v View, document research.Document) (view QuoteView, err error) {
	q, err := decode[research.Quote](document)
	if err != nil {
		return view, err
	}
	view.Quote, view.Revision = q, document.Revision
	project, err := load[research.Project](v, research.ProjectDocument)
	if err != nil {
		return view, err
	}
	interview, found, err := find[research.Interview](v, research.InterviewDocument(q.Interview))
	if err != nil {
		return view, err
	}
	view.interview = interview
	if view.EditedBy, err = nameOf(v, q.EditedBy); err != nil {
		return view, err
	}
	coding, coded, err := find[research.Coding](v, research.CodingDocument(q.Coding))
	if err != nil {
		return view, err
	}
	if !found || !coded {
		view.State, view.BlockedBy = research.QuoteBlocked, "Het gecodeerde stuk is er niet meer."
		return view, nil
	}
	view.State, view.BlockedBy = q.Judge(interview, coding, project.Mode() == research.ProjectSmall)
	if q.Recognised != nil {
		view.JudgedBy, err = nameOf(v, q.Recognised.By)
	}
	return view, err
}

// WriteQuote makes or changes a quote. A text that changes loses the second
// person's judgement and the participant's own answer. made tells whether it is
// new. Faults: Invalid, Forbidden, Conflict, Stale.
func (s *Study) WriteQuote(ctx context.Context, by By, project, id research.ID, input QuoteInput) (view QuoteView, made bool, err error) {
	if err := requireText(by.Scope); err != nil {
		return view, false, err
	}
	stream := research.ProjectStream(project)
	event, err := s.act(ctx, by, stream, "quote.write", func(tx Tx) error {
		before, found, err := input.before(tx, id)
		if err != nil {
			return err
		}
		q, err := input.over(tx, by.Scope, before, found)
		if err != nil {
			return err
		}
		q.ID = id
		tx.Put(ofPerson(owned(stream, research.QuoteDocument(id), string(id), q), q.Interview))
		tx.Fact("quote", string(id))
		if !found {
			tx.Fact("made", "yes")
		}
		return nil
	})
	if err != nil {
		return view, false, err
	}
	err = s.view(ctx, by.Scope, stream, func(v View) error {
		document, err := v.Document(research.QuoteDocument(id))
		if err != nil {
			return err
		}
		view, err = quoteView(v, document)
		return err
	})
	return view, event.Facts["made"] != "", err
}

// before is the quote as it is, when there is one. A quote that was read and
// has changed or gone since is Stale.
func (in QuoteInput) before(v View, id research.ID) (q research.Quote, found bool, err error) {
	document, err := v.Document(research.QuoteDocument(id))
	gone := missing(err)
	if err != nil && !gone {
		return q, false, err
	}
	if in.Match != 0 && in.Match != document.Revision {
		return q, false, research.Errorf(research.Stale, "Iemand anders heeft dit citaat intussen veranderd of weggehaald. Haal het opnieuw op.")
	}
	if gone {
		return q, false, nil
	}
	q, err = decode[research.Quote](document)
	return q, true, err
}

// over is the quote after the input, with all rules of who may change what.
func (in QuoteInput) over(v View, scope research.Scope, before research.Quote, found bool) (research.Quote, error) {
	coding, coded, err := find[research.Coding](v, research.CodingDocument(in.Coding))
	if err != nil {
		return before, err
	}
	if !coded {
		return before, research.Checks{{Field: "/coding", Detail: "Dit gecodeerde stuk is er niet (meer)."}}.Err()
	}
	interview, err := load[research.Interview](v, research.InterviewDocument(coding.Interview))
	if err != nil {
		return before, err
	}
	q := research.Quote{
		Coding: in.Coding, Interview: coding.Interview, Finding: in.Finding, Code: in.Code, Kind: in.Kind,
		Text: in.Text, Form: in.Form, Translated: in.Translated || interview.Language != "nl", Label: in.Label,
		EditedBy: scope.Actor(),
	}
	if err := in.fits(v, q, coding, interview); err != nil {
		return before, err
	}
	same := found && before.Text == q.Text && before.Form == q.Form && before.Coding == q.Coding
	if same {
		q.EditedBy, q.Recognised, q.OwnAnswer = before.EditedBy, before.Recognised, before.OwnAnswer
	}
	edits := !found || !same || before.Finding != q.Finding || before.Code != q.Code || before.Kind != q.Kind
	if edits && !scope.Everything() && !scope.Has(research.Lead, research.Researcher) {
		return before, research.Errorf(research.Forbidden, "Een tweede lezer beoordeelt een citaat en verandert het niet.")
	}
	if in.OwnAnswer != "" && (same || !found) {
		q.OwnAnswer = in.OwnAnswer
	}
	return q, in.judge(scope, &q)
}

// judge notes the second person's answer. Saying again what was answered
// changes nothing, whoever says it.
func (in QuoteInput) judge(scope research.Scope, q *research.Quote) error {
	if in.Recognisable == nil || q.Recognised != nil && q.Recognised.Recognisable == *in.Recognisable {
		return nil
	}
	if q.EditedBy == scope.Actor() {
		return research.Errorf(research.Forbidden, "Een ander dan wie de tekst schreef, zegt of iemand deze persoon zou herkennen.")
	}
	q.Recognised = &research.Recognition{Recognisable: *in.Recognisable, By: scope.Actor()}
	return nil
}

// fits holds what a quote may be made of (rules §7 and §4).
func (in QuoteInput) fits(v View, q research.Quote, coding research.Coding, interview research.Interview) error {
	if err := q.Check(); err != nil {
		return err
	}
	if !interview.Checked {
		return research.Errorf(research.Conflict, "Kijk dit gesprek eerst na op namen en gezondheid. Daarna kunt u er een citaat van maken.")
	}
	if !interview.Consent.Allows(research.ChoiceQuote) {
		return research.Errorf(research.Conflict, "Deze deelnemer wil niet dat woorden worden gebruikt. Het gesprek telt wel mee.")
	}
	var checks research.Checks
	checks.That(q.Label == interview.Group, "/label", "Dit gesprek was met iemand anders: kies een ouder of een jongere.")
	if q.Finding != "" {
		_, found, err := find[research.Finding](v, research.FindingDocument(q.Finding))
		if err != nil {
			return err
		}
		checks.That(found, "/finding", "Deze bevinding is er niet (meer).")
	}
	if q.Code != "" {
		_, found, err := find[research.Code](v, research.CodeDocument(q.Code))
		if err != nil {
			return err
		}
		checks.That(found, "/code", "Deze code is er niet.")
	}
	if q.Form == research.FormQuote {
		literal, err := literalWords(v, coding)
		if err != nil {
			return err
		}
		checks.That(literal, "/form", "Dit zijn geen woorden van de deelnemer zelf. Zet het in onze woorden.")
	}
	return checks.Err()
}

// literalWords tells whether a coding points at words that participants said:
// notes and summaries are somebody else's.
func literalWords(v View, coding research.Coding) (bool, error) {
	within, err := spanOf(v, coding)
	if err != nil {
		return false, err
	}
	other := func(u research.Utterance) bool { return !u.Literal() }
	return len(within) > 0 && !slices.ContainsFunc(within, other), nil
}

// RemoveQuote takes a quote away. Versions that were released keep it.
func (s *Study) RemoveQuote(ctx context.Context, by By, project, id research.ID) error {
	if err := require(by.Scope, research.Lead, research.Researcher); err != nil {
		return err
	}
	_, err := s.act(ctx, by, research.ProjectStream(project), "quote.remove", func(tx Tx) error {
		if _, err := tx.Document(research.QuoteDocument(id)); err != nil {
			return err
		}
		tx.Delete(research.QuoteDocument(id))
		tx.Fact("quote", string(id))
		return nil
	})
	return err
}
