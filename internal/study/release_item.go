package study

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
)

// fixedOf reads the content of a release that does not change.
func fixedOf(release research.Release) (v research.Version, err error) {
	if err := json.Unmarshal(release.Fixed, &v); err != nil {
		return v, fmt.Errorf("read the fixed content of a release: %w", err)
	}
	return v, nil
}

// fix puts the content on a day, with its hash.
func fix(release *research.Release, v research.Version, day string) error {
	v.Date = day
	fixed, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write the fixed content of a release: %w", err)
	}
	release.Fixed = fixed
	release.Hash = research.RootHash(fixed, release.Commitments)
	return nil
}

// itemOf seals a piece behind a salted commitment.
func itemOf(p piece, salt research.ID) (research.Item, error) {
	content, err := json.Marshal(p.content)
	if err != nil {
		return research.Item{}, fmt.Errorf("write an item of a release: %w", err)
	}
	return research.Item{N: p.content.N, Salt: string(salt), Content: content}, nil
}

// contentOf reads what an item holds.
func contentOf(item research.Item) (c research.ItemContent, err error) {
	if err := json.Unmarshal(item.Content, &c); err != nil {
		return c, fmt.Errorf("read an item of a release: %w", err)
	}
	return c, nil
}

// assembly puts the texts that are still there into the content that is fixed.
type assembly struct {
	items map[int]research.ItemContent
}

// assemble is the version as people see it: what was removed is absent, with
// all that stood around it.
func assemble(release research.Release, contents map[int]research.ItemContent, removed []int) (research.Version, error) {
	v, err := fixedOf(release)
	if err != nil {
		return v, err
	}
	a := assembly{items: map[int]research.ItemContent{}}
	v.Removed = []int{}
	for n, commitment := range release.Commitments {
		v.Items = append(v.Items, research.VersionItem{N: n, Commitment: commitment})
		content, there := contents[n]
		if !there || slices.Contains(removed, n) {
			v.Removed = append(v.Removed, n)
			continue
		}
		a.items[n] = content
	}
	a.fill(&v)
	v.Hash, v.Words = release.Hash, research.HashWords(release.Hash)
	return v, nil
}

func (a assembly) fill(v *research.Version) {
	v.Findings = slices.DeleteFunc(v.Findings, func(f research.VersionFinding) bool { return a.gone(f.Item) })
	for i := range v.Findings {
		f := &v.Findings[i]
		a.say(f.Item, &f.Title, &f.Sentence)
		a.voice(&f.CounterVoiceItem, &f.CounterVoice)
		f.Quotes = a.quotes(f.Quotes)
	}
	v.Important = slices.DeleteFunc(v.Important, func(i research.VersionImportant) bool { return a.gone(i.Item) })
	for i := range v.Important {
		a.say(v.Important[i].Item, &v.Important[i].Title, &v.Important[i].Sentence)
		if item := v.Important[i].Item; item != nil {
			v.Important[i].Reason = a.items[*item].Reason
		}
	}
	for i := range v.Themes {
		v.Themes[i].Quotes = a.quotes(v.Themes[i].Quotes)
	}
	if v.Columns != nil {
		v.Columns.Good = a.points(v.Columns.Good)
		v.Columns.Better = a.points(v.Columns.Better)
		v.Columns.Lead = a.points(v.Columns.Lead)
	}
	if v.Glance != nil {
		a.glance(v.Glance)
	}
}

func (a assembly) points(points []research.VersionPoint) []research.VersionPoint {
	points = slices.DeleteFunc(points, func(p research.VersionPoint) bool { return a.gone(p.Item) })
	for i := range points {
		p := &points[i]
		a.say(p.Item, &p.Title, &p.Sentence)
		a.voice(&p.CounterVoiceItem, &p.CounterVoice)
		p.Quotes = a.quotes(p.Quotes)
	}
	return points
}

func (a assembly) glance(g *research.VersionGlance) {
	g.Sentences = slices.DeleteFunc(g.Sentences, func(s research.VersionSentence) bool { return a.gone(s.Item) })
	for i := range g.Sentences {
		if item := g.Sentences[i].Item; item != nil {
			g.Sentences[i].Parts = a.items[*item].Glance
		}
	}
}

func (a assembly) quotes(quotes []research.VersionQuote) []research.VersionQuote {
	quotes = slices.DeleteFunc(quotes, func(q research.VersionQuote) bool { return a.gone(&q.N) })
	for i := range quotes {
		quotes[i].Text = a.items[quotes[i].N].Text
	}
	return quotes
}

func (a assembly) voice(item **int, text *string) {
	if *item == nil {
		return
	}
	*text = a.items[**item].Text
	if a.gone(*item) {
		*item = nil
	}
}

func (a assembly) say(item *int, title, sentence *string) {
	if item != nil {
		*title, *sentence = a.items[*item].Title, a.items[*item].Sentence
	}
}

// gone tells whether a text was removed; what is in no item cannot be.
func (a assembly) gone(item *int) bool {
	if item == nil {
		return false
	}
	_, there := a.items[*item]
	return !there
}
