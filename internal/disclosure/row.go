package disclosure

import (
	"slices"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Word stands where a number is not allowed; screens translate it.
type Word string

// The words, with the interval that each gives away.
const (
	Few          Word = "few"           // genoemd door weinigen: 1–4
	NearlyAll    Word = "nearly-all"    // vrijwel alle: all, or all but one
	MostlyGood   Word = "mostly-good"   // vooral goed: more than half
	MostlyBetter Word = "mostly-better" // vooral kan beter
	MostlyLeads  Word = "mostly-leads"  // vooral ideeën
	Divided      Word = "divided"       // verdeeld: none of the three above
)

// Figure is a number or the word in its place.
type Figure struct {
	Number *int `json:"number,omitempty"`
	Word   Word `json:"word,omitempty"`
}

// Shown tells whether the figure is a number.
func (f Figure) Shown() bool { return f.Number != nil }

func number(n int) Figure { return Figure{Number: &n} }

// Row is what a release says about one theme.
type Row struct {
	Code  string `json:"code"`
	Group string `json:"group,omitempty"`
	N     Figure `json:"n"`
	// OfAsked tells that N is nearly all of the interviews in which it was
	// asked, not of all.
	OfAsked bool `json:"ofAsked,omitempty"`
	// Direct tells of a group that it was coded itself, beside its codes.
	Direct bool `json:"direct,omitempty"`
	// Asked is in how many interviews it was asked, nil when that is not shown.
	Asked *int `json:"asked,omitempty"`
	// Parts are only good, mixed, only better and only leads; nil when one of
	// them may not be shown.
	Parts []int `json:"parts,omitempty"`
	// Pair is "kan beter genoemd" and the rest, shown where the parts are not.
	Pair []int `json:"pair,omitempty"`
	// Balance says in a word what most said; only where N is a number above 0.
	Balance Word `json:"balance,omitempty"`
}

// Rows turns the counts into what may be shown. Spoken are the numbers of "wie
// spraken we" that stand beside them: a row says no more of those than of all.
func Rows(tables research.Tables, spoken ...int) []Row {
	rows := make([]Row, 0, len(tables.Themes))
	for _, theme := range tables.Themes {
		rows = append(rows, row(theme, tables.Interviews, spoken...))
	}
	return rows
}

func row(theme research.ThemeCount, interviews int, spoken ...int) Row {
	r := Row{Code: theme.Code, Group: theme.Group}
	if askedShown(theme.Asked, interviews, spoken) && !seemsAll(theme, interviews) {
		asked := theme.Asked
		r.Asked = &asked
	}
	among := askedAmong(theme, spoken)
	if r.Asked != nil {
		among = append(among, *r.Asked)
	}
	r.N, r.OfAsked = figureOf(theme, interviews, among)
	if !r.N.Shown() || theme.N == 0 {
		return r
	}
	r.Balance = balance(theme)
	denominators := append([]int{interviews, theme.N}, among...)
	linked := theme.N - theme.Households
	if parts := []int{theme.Good, theme.Mixed, theme.Better, theme.Lead}; allShown(parts, linked, denominators) {
		r.Parts = parts
		return r
	}
	better := theme.Better + theme.Mixed
	if pair := []int{better, theme.N - better}; allShown(pair, linked, denominators) {
		r.Pair = pair
	}
	return r
}

// askedShown tells whether "asked in" may be shown: it is at the floor, and how
// many of all, and of each number of people that is shown, were not asked is 0
// or at the floor.
func askedShown(asked, interviews int, spoken []int) bool {
	for _, whole := range append([]int{interviews}, spoken...) {
		if rest := whole - asked; rest > 0 && rest < Floor {
			return false
		}
	}
	return asked >= Floor
}

// askedAmong are the numbers of people that could be those of whom alone it was
// asked: nobody else named it, and no more were asked.
func askedAmong(theme research.ThemeCount, spoken []int) []int {
	if theme.Unasked > 0 || theme.Asked <= 0 {
		return nil
	}
	var among []int
	for _, whole := range spoken {
		if theme.Asked <= whole {
			among = append(among, whole)
		}
	}
	return among
}

// seemsAll tells whether "asked in" beside n would read as if (nearly) all who
// were asked named it, or as if nearly all were asked, while others named it
// unasked: the denominator is then left out.
func seemsAll(theme research.ThemeCount, interviews int) bool {
	if nearlyAll(theme.N, interviews) {
		return theme.Asked < interviews-1
	}
	return theme.Unasked > 0 && nearlyAll(theme.N, theme.Asked)
}

// figureOf is the figure of a theme, and whether it is nearly all of one of the
// wholes that lie within the interviews.
func figureOf(theme research.ThemeCount, interviews int, within []int) (figure Figure, ofWithin bool) {
	switch {
	case theme.N == 0:
		return number(0), false
	case theme.Households < Floor:
		return Figure{Word: Few}, false
	case nearlyAll(theme.N, interviews):
		return Figure{Word: NearlyAll}, false
	case slices.ContainsFunc(within, func(whole int) bool { return nearlyAll(theme.N, whole) }):
		return Figure{Word: NearlyAll}, true
	default:
		return number(theme.N), false
	}
}

func nearlyAll(n, of int) bool { return n > 0 && (n == of || n == of-1) }

// allShown tells whether every part is 0 or at the floor, also when all
// interviews of linked households were in it, and none is all (but one) of a
// published whole.
func allShown(parts []int, linked int, denominators []int) bool {
	for _, part := range parts {
		if part != 0 && part < Floor+linked {
			return false
		}
		for _, whole := range denominators {
			if nearlyAll(part, whole) {
				return false
			}
		}
	}
	return true
}

func balance(theme research.ThemeCount) Word {
	switch {
	case 2*theme.Good > theme.N:
		return MostlyGood
	case 2*theme.Better > theme.N:
		return MostlyBetter
	case 2*theme.Lead > theme.N:
		return MostlyLeads
	default:
		return Divided
	}
}
