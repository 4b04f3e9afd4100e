package study

import (
	"crypto/sha256"
	"slices"
	"strings"

	"github.com/wijkstem/wijkstem/internal/disclosure"
	"github.com/wijkstem/wijkstem/internal/research"
)

// sources are all that a release is made from and checked against, at one
// revision of the project.
type sources struct {
	project  research.Project
	material research.Material
	findings []research.Finding // with their counter-voices
	quotes   []research.Quote
	members  []research.Member
	releases []research.Release
	arriving map[research.ID]bool // interviews of which parts are still to come
	waiting  int                  // interviews that phones say they still hold
}

// piece is a text of one person that becomes an item of its own.
type piece struct {
	interview research.ID
	quote     research.ID // "" for a finding or a counter-voice
	content   research.ItemContent
}

// draft is what was composed: the content without what can be removed, and the
// pieces that can, by number.
type draft struct {
	version    research.Version
	pieces     []piece
	interviews []research.ID
	counts     research.ID // the release that fixed the numbers, "" when this is the first
}

// composer composes one release.
type composer struct {
	sources
	id      research.ID
	choices research.ReleaseChoices
	first   *research.Release // fixed the numbers of the round
	fixed   research.Version  // the content of first
	counted map[research.ID]research.Interview
	codings map[research.ID]research.Coding
	codes   map[string]research.Code
	round   research.Material // what is counted
	tables  research.Tables
	numbers map[string]int // the number of an item by what it holds
	used    []string       // what was shown somewhere, by the same names
	pieces  []piece
}

// compose makes a draft. It decides nothing about whether the draft may be
// released: checks do.
func compose(s sources, analysis Analysis, id research.ID, choices research.ReleaseChoices) (draft, error) {
	c := &composer{sources: s, id: id, choices: choices}
	if err := c.begin(analysis); err != nil {
		return draft{}, err
	}
	c.number(c.removable())
	c.content() // finds out which texts are shown somewhere
	c.number(c.used)
	version := c.content()
	interviews := make([]research.ID, 0, len(c.round.Interviews))
	for _, interview := range c.round.Interviews {
		interviews = append(interviews, interview.ID)
	}
	d := draft{version: version, pieces: c.pieces, interviews: interviews}
	if c.first != nil {
		d.counts = c.first.ID
	}
	return d, nil
}

func (c *composer) begin(analysis Analysis) error {
	if c.first = firstRelease(c.releases, c.choices.Round); c.first != nil {
		var err error
		if c.fixed, err = fixedOf(*c.first); err != nil {
			return err
		}
	}
	c.round = c.countedMaterial()
	c.counted = map[research.ID]research.Interview{}
	for _, interview := range c.round.Interviews {
		c.counted[interview.ID] = interview
	}
	c.codings = map[research.ID]research.Coding{}
	for _, coding := range c.material.Codings {
		c.codings[coding.ID] = coding
	}
	c.codes = map[string]research.Code{}
	for _, code := range c.material.Codes {
		c.codes[code.ID] = code
	}
	c.tables = analysis.Count(c.round)
	return nil
}

// firstRelease is the release that fixed the numbers of a round, nil when none did.
func firstRelease(releases []research.Release, round int) *research.Release {
	for i, release := range releases {
		if release.State == research.ReleaseReleased && release.Round == round && release.Counts == "" {
			return &releases[i]
		}
	}
	return nil
}

// countedMaterial is what the round counts: the interviews that its first
// release counted and are still there, else all that take part, arrived and no
// other round counted; of these the codings by people.
func (c *composer) countedMaterial() research.Material {
	m := research.Material{Revision: c.material.Revision, Codes: mergeCodes(c.material.Codes, c.choices.Merge)}
	counted := map[research.ID]bool{}
	for _, interview := range c.material.Interviews {
		if c.countsInRound(interview) {
			counted[interview.ID] = true
			m.Interviews = append(m.Interviews, interview)
		}
	}
	into := map[string]string{}
	for _, merge := range c.choices.Merge {
		for _, code := range merge.Codes {
			into[code] = merge.Codes[0]
		}
	}
	for _, coding := range c.material.Codings {
		if !counted[coding.Interview] || !strings.HasPrefix(coding.Coder, "account/") {
			continue
		}
		if code, merged := into[coding.Code]; merged {
			coding.Code = code
		}
		m.Codings = append(m.Codings, coding)
	}
	return m
}

func (c *composer) countsInRound(interview research.Interview) bool {
	if c.first != nil {
		return slices.Contains(c.first.Interviews, interview.ID)
	}
	for _, release := range c.releases {
		other := release.State == research.ReleaseReleased && release.Counts == "" && release.Round != c.choices.Round
		if other && slices.Contains(release.Interviews, interview.ID) {
			return false
		}
	}
	return interview.Consent.Allows(research.ChoiceParticipate) && !interview.ArrivedAt.IsZero() && !c.arriving[interview.ID] && interview.Round <= c.choices.Round
}

// mergeCodes makes one code of those that are merged.
func mergeCodes(codes []research.Code, merges []research.Merge) []research.Code {
	merged := slices.Clone(codes)
	for _, merge := range merges {
		var topics []string
		for _, code := range merged {
			if slices.Contains(merge.Codes, code.ID) {
				topics = append(topics, code.Topics...)
			}
		}
		merged = slices.DeleteFunc(merged, func(code research.Code) bool { return slices.Contains(merge.Codes[1:], code.ID) })
		for i := range merged {
			if merged[i].ID == merge.Codes[0] {
				merged[i].Label, merged[i].Topics, merged[i].Definition = merge.Label, topics, ""
			}
		}
	}
	return merged
}

// removable names every text of one person that could be shown.
func (c *composer) removable() []string {
	var keys []string
	for _, q := range c.chosenQuotes() {
		keys = append(keys, "quote/"+string(q.ID))
	}
	for _, f := range c.chosenFindings() {
		keys = append(keys, "finding/"+string(f.ID), "voice/"+string(f.ID))
	}
	return keys
}

// number gives each text a number that says nothing about who said it or which
// texts are of the same person: their order is that of a hash.
func (c *composer) number(keys []string) {
	place := func(key string) string {
		sum := sha256.Sum256([]byte(string(c.id) + "/" + key))
		return string(sum[:])
	}
	slices.SortFunc(keys, func(a, b string) int { return strings.Compare(place(a), place(b)) })
	keys = slices.Compact(keys)
	c.numbers = map[string]int{}
	for n, key := range keys {
		c.numbers[key] = n
	}
	c.pieces, c.used = make([]piece, len(keys)), nil
}

// chosenFindings are the findings with evidence in the round.
func (c *composer) chosenFindings() []research.Finding {
	return slices.DeleteFunc(slices.Clone(c.findings), func(f research.Finding) bool { return len(c.saidBy(f)) == 0 })
}

// saidBy are the interviews of the round that a finding rests on. Codings that
// wait for a talk with the coach do not count.
func (c *composer) saidBy(f research.Finding) []research.ID {
	var interviews []research.ID
	for _, id := range f.Evidence {
		coding, found := c.codings[id]
		_, counted := c.counted[coding.Interview]
		if found && counted && !coding.TalkFirst && !slices.Contains(interviews, coding.Interview) {
			interviews = append(interviews, coding.Interview)
		}
	}
	return interviews
}

// ownerOf is the one interview that a finding rests on.
func (c *composer) ownerOf(f research.Finding) (research.ID, bool) {
	if said := c.saidBy(f); len(said) == 1 {
		return said[0], true
	}
	return "", false
}

// chosenQuotes are the quotes from the round that the composer did not leave out.
func (c *composer) chosenQuotes() []research.Quote {
	return slices.DeleteFunc(slices.Clone(c.quotes), func(q research.Quote) bool {
		_, counted := c.counted[q.Interview]
		return !counted || slices.Contains(c.choices.LeaveOutQuotes, q.ID)
	})
}

// mode is how much this release may hold. In a project that people made small
// no number leaves it, however many take part.
func (c *composer) mode() research.VersionMode {
	if c.first != nil {
		return c.fixed.Mode
	}
	return modeOf(c.tables.Households, c.project.Mode() == research.ProjectSmall)
}

func modeOf(people int, small bool) research.VersionMode {
	switch mode := disclosure.ModeOf(people); {
	case mode == disclosure.Nothing:
		return ""
	case mode == disclosure.Tiny:
		return research.VersionTiny
	case mode == disclosure.Small, small:
		return research.VersionSmall
	default:
		return research.VersionLarge
	}
}
