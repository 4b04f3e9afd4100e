package study

import (
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
)

// cutCodings moves codings along with their words, and deletes those whose
// words or sound went. A note on what was cut may say what was cut.
func (c *cutting) cutCodings() error {
	documents, err := belonging(c.tx, "coding", c.id)
	if err != nil {
		return err
	}
	touched := c.edit.touched()
	for _, document := range documents {
		coding, err := decode[research.Coding](document)
		if err != nil {
			return err
		}
		keep, changed := c.coding(&coding, touched)
		switch {
		case !keep:
			c.tx.Delete(document.ID)
			c.done.Codings = append(c.done.Codings, coding.ID)
		case changed:
			c.tx.Put(said(c.id, document.ID, document.By, coding))
		}
	}
	if len(c.done.Codings) == 0 {
		return nil
	}
	return tally(c.tx, research.ProjectStream(c.project), c.id, -len(c.done.Codings))
}

func (c *cutting) coding(coding *research.Coding, touched map[string]bool) (keep, changed bool) {
	if coding.Anchor.Sound() {
		return c.soundCoding(coding)
	}
	if coding.Lost || !c.edit.crosses(coding.Anchor, touched) {
		return true, false
	}
	some, all := c.ranges.Touches(coding.Anchor, span(c.edit.before, coding.Anchor))
	if some {
		c.touched[coding.ID], coding.Note = true, ""
	}
	if all || !c.edit.follow(coding) {
		return false, true
	}
	return true, true
}

// soundCoding points a coding at the sound that took the place of its own.
func (c *cutting) soundCoding(coding *research.Coding) (keep, changed bool) {
	a := &coding.Anchor
	i := slices.IndexFunc(c.next.resealed, func(r resealed) bool { return r.old == *a.Part })
	if i < 0 {
		return true, false
	}
	for _, span := range c.cut.Silenced(*a.Part) {
		if a.FromMs < span[1] && a.ToMs > span[0] {
			c.touched[coding.ID] = true
			return false, true
		}
	}
	if c.next.resealed[i].gone {
		return false, true
	}
	a.Part = &c.next.resealed[i].fresh
	return true, true
}

// cutQuotes deletes the quotes that were made of what went.
func (c *cutting) cutQuotes() error {
	documents, err := belonging(c.tx, "quote", c.id)
	if err != nil {
		return err
	}
	for _, document := range documents {
		quote, err := decode[research.Quote](document)
		if err != nil {
			return err
		}
		if c.touched[quote.Coding] || slices.Contains(c.done.Codings, quote.Coding) {
			c.tx.Delete(document.ID)
			c.done.Quotes = append(c.done.Quotes, quote.ID)
		}
	}
	return nil
}

func (c *cutting) nameFindings() error {
	findings, err := allFindings(c.tx)
	if err != nil {
		return err
	}
	for _, f := range findings {
		if slices.ContainsFunc(f.Evidence, func(coding research.ID) bool {
			return c.touched[coding] || slices.Contains(c.done.Codings, coding)
		}) {
			c.done.Findings = append(c.done.Findings, f.ID)
		}
	}
	return nil
}
