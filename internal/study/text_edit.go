package study

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/wijkstem/wijkstem/internal/research"
)

// edit is a change of one interview's text, with what must follow it.
type edit struct {
	document  research.Document // of the interview
	interview research.Interview
	passages  []research.Passage
	before    []research.Utterance
	after     []research.Utterance
	changed   []research.Passage
}

// openEdit reads the text that is about to change. match is the revision that
// the person read, 0 for whatever is there.
func openEdit(v View, scope research.Scope, interview research.ID, match research.Revision) (*edit, error) {
	document, err := v.Document(research.InterviewDocument(interview))
	if err != nil {
		return nil, err
	}
	e := &edit{document: document}
	if e.interview, err = decode[research.Interview](document); err != nil {
		return nil, err
	}
	if err := mayChange(scope, e.interview); err != nil {
		return nil, err
	}
	if e.interview.TextErased {
		return nil, research.Errorf(research.Conflict, "De tekst van dit gesprek is gewist: het project is afgelopen en de deelnemer wilde hem niet bewaard hebben.")
	}
	passages, err := passagesOf(v, interview)
	if err != nil {
		return nil, err
	}
	if match > 0 && passages.revision > match {
		return nil, research.Errorf(research.Stale, "Iemand heeft deze tekst intussen veranderd. Haal hem opnieuw op.")
	}
	e.passages, e.before = passages.all, research.TextOf(passages.all)
	return e, nil
}

// known checks that ids given are of this text, each once.
func (e *edit) known(text []research.Utterance) error {
	open := map[string]bool{}
	for _, u := range e.before {
		open[u.ID] = true
	}
	var checks research.Checks
	for i, u := range text {
		checks.That(u.ID == "" || open[u.ID], "/utterances/"+strconv.Itoa(i)+"/id",
			"Deze uitspraak staat niet in de tekst, of staat er twee keer.")
		delete(open, u.ID)
	}
	return checks.Err()
}

// replace puts the text in passages. New words are not checked yet, so the
// text is closed again to others than researchers.
func (e *edit) replace(text []research.Utterance) {
	e.changed, e.after = research.Arrange(e.passages, text)
	if slices.ContainsFunc(text, func(u research.Utterance) bool { return u.ID == "" }) {
		e.interview.Untick()
	}
}

// finish writes what changed: passages, the codings in them, and the numbers of
// the interview.
func (e *edit) finish(tx Tx) error {
	for _, p := range e.changed {
		tx.Put(passageDocument(e.interview.ID, p))
	}
	lost, err := e.followAll(tx)
	if err != nil {
		return err
	}
	e.interview.Utterances, e.interview.Words = len(e.after), wordsIn(e.after)
	document := said(e.interview.ID, e.document.ID, e.document.By, e.interview)
	document.Ref = e.document.Ref
	tx.Put(document)
	tx.Fact("interview", string(e.interview.ID))
	tx.Fact("utterances", strconv.Itoa(len(e.after)))
	tx.Fact("lost", strconv.Itoa(lost))
	return nil
}

func wordsIn(text []research.Utterance) int {
	n := 0
	for _, u := range text {
		n += research.CountWords(u.Text)
	}
	return n
}

// followAll moves the interview's codings along with their words, and counts
// those that lost them.
func (e *edit) followAll(tx Tx) (lost int, err error) {
	changed := e.touched()
	if len(changed) == 0 {
		return 0, nil
	}
	documents, err := belonging(tx, "coding", e.interview.ID)
	if err != nil {
		return 0, err
	}
	for _, document := range documents {
		coding, err := decode[research.Coding](document)
		if err != nil {
			return 0, err
		}
		if coding.Anchor.Sound() || coding.Lost || !e.crosses(coding.Anchor, changed) {
			continue
		}
		if !e.follow(&coding) {
			coding.Lost = true
			coding.Anchor.Forget()
			lost++
		}
		tx.Put(said(e.interview.ID, document.ID, document.By, coding))
	}
	return lost, nil
}

// touched are the utterances whose words changed, went, or stand elsewhere.
func (e *edit) touched() map[string]bool {
	place := map[string]int{}
	for i, u := range e.after {
		place[u.ID] = i
	}
	touched := map[string]bool{}
	last := -1
	for _, u := range e.before {
		at, kept := place[u.ID]
		if !kept || e.after[at].Text != u.Text || at != last+1 {
			touched[u.ID] = true
		}
		if kept {
			last = at
		}
	}
	return touched
}

// crosses tells whether the words of an anchor lie in a touched utterance.
func (e *edit) crosses(a research.Anchor, touched map[string]bool) bool {
	for _, u := range span(e.before, a) {
		if touched[u.ID] {
			return true
		}
	}
	return false
}

// span are the utterances from an anchor's first to its last, none when they
// are not both in the text in that order.
func span(text []research.Utterance, a research.Anchor) []research.Utterance {
	first := slices.IndexFunc(text, func(u research.Utterance) bool { return u.ID == a.From.Utterance })
	if first < 0 {
		return nil
	}
	last := slices.IndexFunc(text[first:], func(u research.Utterance) bool { return u.ID == a.To.Utterance })
	return text[first : first+last+1]
}

// follow gives a coding the place that its words have now; false when they are
// gone.
func (e *edit) follow(c *research.Coding) bool {
	old, now := span(e.before, c.Anchor), span(e.after, c.Anchor)
	if len(old) == 0 || len(now) == 0 {
		return false
	}
	from, to := *c.Anchor.From, *c.Anchor.To
	first, last := old[0], old[len(old)-1]
	end := to.Offset
	if len(old) > 1 {
		end = points(first.Text)
	}
	start, stop, found := research.Follow(first.Text, now[0].Text, from.Offset, end)
	if len(old) > 1 && found {
		_, stop, found = research.Follow(last.Text, now[len(now)-1].Text, 0, to.Offset)
	}
	if !found {
		return false
	}
	from.Offset, to.Offset = start, stop
	c.Anchor.From, c.Anchor.To = &from, &to
	c.Anchor.Cover(now)
	return points(c.Anchor.Quote) <= research.MaxQuote
}

func points(text string) int { return utf8.RuneCountInString(text) }
