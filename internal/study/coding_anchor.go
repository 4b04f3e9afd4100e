package study

import (
	"fmt"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
)

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
