package study

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/wijkstem/wijkstem/internal/disclosure"
	"github.com/wijkstem/wijkstem/internal/research"
)

var figureWords = map[disclosure.Word]research.FigureWord{
	disclosure.Few:          research.WordFew,
	disclosure.NearlyAll:    research.WordNearlyAll,
	disclosure.MostlyGood:   research.WordMostlyGood,
	disclosure.MostlyBetter: research.WordMostlyBetter,
	disclosure.MostlyLeads:  research.WordMostlyLeads,
	disclosure.Divided:      research.WordDivided,
}

func figure(n int) research.Figure { return research.Figure{Number: &n} }

func figureOf(f disclosure.Figure) research.Figure {
	if f.Shown() {
		return figure(*f.Number)
	}
	return research.Figure{Word: figureWords[f.Word]}
}

// themes are the rows: those of the first release of the round with today's
// labels and quotes, else what may be shown of what is counted now.
func (c *composer) themes() []research.VersionTheme {
	var themes []research.VersionTheme
	if c.first != nil {
		themes = slices.DeleteFunc(slices.Clone(c.fixed.Themes), func(t research.VersionTheme) bool { return c.leftOut(t.Code) })
	} else {
		themes = c.countedThemes()
	}
	for i := range themes {
		themes[i] = c.dress(themes[i], i)
	}
	return themes
}

// leftOut tells whether a row, or the group that it stands in, is not published.
func (c *composer) leftOut(code string) bool { return slices.Contains(c.choices.LeaveOut, code) }

// countedThemes are groups with their codes, most named first. Rows of nobody
// are absent.
func (c *composer) countedThemes() []research.VersionTheme {
	rows := map[string][]research.VersionTheme{}
	for _, row := range disclosure.Rows(c.tables, spokenIn(c.reach())...) {
		if named(row) && !c.leftOut(row.Code) {
			rows[row.Group] = append(rows[row.Group], themeOf(row, c.tables.Interviews))
		}
	}
	labels := map[string]string{}
	for _, code := range c.round.Codes {
		labels[code.ID] = alphabetic(code.Label)
	}
	for _, siblings := range rows {
		slices.SortStableFunc(siblings, func(a, b research.VersionTheme) int {
			return cmp.Or(cmp.Compare(shownRank(b, c.tables.Interviews), shownRank(a, c.tables.Interviews)), strings.Compare(labels[a.Code], labels[b.Code]))
		})
	}
	var themes []research.VersionTheme
	for _, group := range rows[""] {
		for _, child := range rows[group.Code] {
			group.Children = append(group.Children, child.Code)
		}
		themes = append(append(themes, group), rows[group.Code]...)
	}
	return themes
}

func named(row disclosure.Row) bool { return !row.N.Shown() || *row.N.Number > 0 }

// shownRank orders rows by what is shown of them, never by what is not.
func shownRank(theme research.VersionTheme, interviews int) int {
	switch {
	case theme.N.Number != nil:
		return *theme.N.Number
	case theme.N.Word == research.WordNearlyAll:
		return interviews
	case theme.N.Word == research.WordNearlyAsked && theme.Asked != nil:
		return *theme.Asked.Number
	default:
		return 0
	}
}

func themeOf(row disclosure.Row, interviews int) research.VersionTheme {
	theme := research.VersionTheme{
		Code: row.Code, Group: row.Group == "", Children: []string{}, N: figureOf(row.N), Word: figureWords[row.Balance],
		Bar: []research.VersionBar{}, Quotes: []research.VersionQuote{},
	}
	if row.Asked != nil {
		asked := figure(*row.Asked)
		theme.Asked = &asked
	}
	if row.OfAsked {
		theme.N.Word = research.WordNearlyAsked
	}
	bar := func(kind string, n int) {
		if n > 0 {
			theme.Bar = append(theme.Bar, research.VersionBar{Kind: kind, Share: share(n, interviews)})
		}
	}
	switch {
	case len(row.Parts) == 4:
		good, mixed, better, lead := row.Parts[0], row.Parts[1], row.Parts[2], row.Parts[3]
		theme.Parts = &research.VersionParts{Good: figure(good), Mixed: figure(mixed), Better: figure(better), Lead: figure(lead)}
		bar("good", good)
		bar("mixed", mixed)
		bar("better", better)
		bar("lead", lead)
	case len(row.Pair) == 2:
		theme.Pair = &research.VersionPair{Better: figure(row.Pair[0]), Rest: figure(row.Pair[1])}
		bar("better", row.Pair[0])
		bar("rest", row.Pair[1])
	case row.N.Shown():
		bar("outline", *row.N.Number)
	}
	return theme
}

// share is a part of the whole in four decimals.
func share(n, of int) float64 { return math.Round(10_000*float64(n)/float64(of)) / 10_000 }

// dress puts the texts of today on a row.
func (c *composer) dress(theme research.VersionTheme, order int) research.VersionTheme {
	for _, code := range c.round.Codes {
		if code.ID == theme.Code {
			theme.Label, theme.Definition = code.Label, code.Definition
			if theme.Asked == nil && len(code.Topics) == 0 && !theme.Group {
				theme.Asked = &research.Figure{Word: research.WordUnasked}
			}
		}
	}
	theme.Order = order
	theme.Children = slices.DeleteFunc(slices.Clone(theme.Children), c.leftOut)
	theme.Quotes = c.quotesOf(research.VersionLarge, func(q research.Quote) bool { return c.codeOf(q) == theme.Code })
	return theme
}
