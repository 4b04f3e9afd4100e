package disclosure

import "strings"

// kind is how closely a text says how many people something holds for.
type kind int

const (
	exact kind = iota // a number
	about             // tens or hundreds
	share             // a percentage or a fraction
	most              // all, or none
	sole              // the only one
	loose             // more or less, or of something else than people
)

// claim is a place where a text says how many.
type claim struct {
	kind    kind
	numbers []int // of exact
	words   string
}

// rules find a claim that begins at a place of a clause, and say where it ends:
// at that place itself when there is none.
var rules = []func(clause, int) (claim, int){
	ofPeople, whoSaid, saidBy, howOften, partOf, allOf, fraction, percentage, everybody, together, roughly, onlyOne,
}

// claimsIn reads a text clause by clause.
func claimsIn(text string) []claim {
	var claims []claim
	for _, c := range clausesOf(text) {
		for i := range c.words {
			for _, rule := range rules {
				if found, end := rule(c, i); end > i {
					found.words = strings.Join(c.words[i:min(end, len(c.words))], " ")
					claims = append(claims, found)
				}
			}
		}
	}
	return claims
}

// counts tells whether it is a number of people, and not all, none or both.
func (c claim) counts() bool { return c.kind == exact || c.kind == about }

// amount is the number or the word for all or none at a place.
func (c clause) amount(i int) (claim, bool) {
	word := c.at(i)
	if n, found := numberOf(word); found {
		return claim{kind: exact, numbers: []int{n}}, true
	}
	if dozens[word] {
		return claim{kind: about}, true
	}
	if pairs[word] {
		return claim{kind: loose}, true
	}
	return claim{kind: most}, whole[word] && !c.denied(i)
}

// denied tells whether "not" stands before a place: "niet alle ouders" says
// less than it seems.
func (c clause) denied(i int) bool { return c.at(i-1) == "niet" || c.at(i-1) == "not" }

// ofPeople: "drie ouders", "twee van de jonge moeders", "ouders (vier)", "één
// van hen", "vier daarvan".
func ofPeople(c clause, i int) (claim, int) {
	found, ok := c.amount(i)
	switch {
	case !ok:
		return found, i
	case isPerson(c.before) && len(c.words) == 1:
		return found, i + 1
	case found.counts() && thereof[c.at(i+1)]:
		return found, i + 2
	}
	if end := c.people(i+1, isPerson); end > 0 {
		return found, end
	}
	if end := c.people(i+1, others.has); end > 0 && found.counts() {
		return found, end
	}
	if end := c.people(i+1, children.has); end > 0 && found.counts() {
		return claim{kind: loose}, end
	}
	return found, i
}

// whoSaid: "drie vonden dit", "één persoon zei", "vier hadden het hierover".
func whoSaid(c clause, i int) (claim, int) {
	found, ok := c.amount(i)
	next := c.at(i + 1)
	switch {
	case !ok || beforeAges[c.at(i-1)]:
		return found, i
	case says[next], i == 0 && acts[next] && found.kind == exact:
		return found, i + 2
	case anyone[next] && says[c.at(i+2)]:
		return found, i + 3
	default:
		return found, i
	}
}

// saidBy: "dat noemden er drie", "genoemd door drie", "van de ouders kwamen er
// twee".
func saidBy(c clause, i int) (claim, int) {
	found, ok := c.amount(i)
	if !ok {
		return found, i
	}
	next := c.at(i + 1)
	last := next == "" || joins[next] && those[c.at(i+2)]
	before := i - 1
	for between[c.at(before)] {
		before--
	}
	switch by := c.at(i-1) == "door" || c.at(i-1) == "by"; {
	case by && (last || spoken[next]),
		last && spoke[c.at(before)],
		last && before < i-1 && c.earlier(before, isPerson):
		return found, i + 1
	default:
		return found, i
	}
}

// howOften: "drie keer genoemd".
func howOften(c clause, i int) (claim, int) {
	found, ok := c.amount(i)
	if ok && times[c.at(i+1)] && (c.later(i+1, spoken.has) || c.earlier(i, spoken.has)) {
		return found, i + 2
	}
	return found, i
}

// partOf: "vier van de vijf", "een op de vijf". Of something else than people
// it counts only where few were spoken with.
func partOf(c clause, i int) (claim, int) {
	found, ok := c.amount(i)
	join := c.at(i + 1)
	if c.at(i) == "een" {
		found, ok = claim{kind: exact, numbers: []int{1}}, join == "op" || join == "van"
	}
	of := i + 2
	if articles[c.at(of)] {
		of++
	}
	n, isNumber := numberOf(c.at(of))
	switch {
	case !ok || !joins[join] || !isNumber:
		return found, i
	case !c.aboutPeople(of + 1):
		found = claim{kind: loose}
	case join == "op":
		found.kind = share
	default:
		found.numbers = append(found.numbers, n)
	}
	return found, of + 1
}

// allOf: "alle vijf".
func allOf(c clause, i int) (claim, int) {
	found, ok := c.amount(i)
	if _, isNumber := numberOf(c.at(i + 1)); !ok || !isNumber || found.kind != most {
		return found, i
	}
	if !c.aboutPeople(i + 2) {
		found.kind = loose
	}
	return found, i + 2
}

// fraction: "de helft van de ouders", "driekwart vindt".
func fraction(c clause, i int) (claim, int) {
	for _, phrase := range shares {
		end := c.phrase(i, phrase)
		if end == 0 {
			continue
		}
		if of := c.people(end, isPerson); of > 0 {
			return claim{kind: share}, of
		}
		if says[c.at(end)] {
			return claim{kind: share}, end + 1
		}
	}
	return claim{}, i
}

// percentage: "9%", "veertig procent".
func percentage(c clause, i int) (claim, int) {
	if percent[c.at(i)] {
		return claim{kind: share}, i + 1
	}
	return claim{}, i
}

// everybody: "iedereen zei", "niemand vond", "iedereen was het eens".
func everybody(c clause, i int) (claim, int) {
	switch verb := c.at(i + 1); {
	case !anybody[c.at(i)] || c.denied(i):
		return claim{}, i
	case spoke[verb], c.later(i, agreed.has):
		return claim{kind: most}, i + 2
	case says[verb]:
		return claim{kind: loose}, i + 2
	default:
		return claim{}, i
	}
}

// together: "ouders vinden dit allemaal".
func together(c clause, i int) (claim, int) {
	end := i + 1
	for what[c.at(end)] {
		end++
	}
	switch {
	case !says[c.at(i)] || c.at(end) != "allemaal":
		return claim{}, i
	case spoke[c.at(i)]:
		return claim{kind: most}, end + 1
	default:
		return claim{kind: loose}, end + 1
	}
}

// roughly: "een handvol ouders", "de meeste ouders", "een enkeling", "op één na".
func roughly(c clause, i int) (claim, int) {
	for _, phrase := range alone {
		if end := c.phrase(i, phrase); end > 0 {
			return claim{kind: loose}, end
		}
	}
	for _, phrase := range allBut {
		if end := c.phrase(i, phrase); end > 0 {
			return claim{kind: most}, end
		}
	}
	for _, phrase := range some {
		end := c.phrase(i, phrase)
		if end == 0 {
			continue
		}
		if of := c.people(end, isPerson); of > 0 {
			return claim{kind: loose}, of
		}
		if spoke[c.at(end)] {
			return claim{kind: loose}, end + 1
		}
	}
	return claim{}, i
}

// onlyOne: "de enige vader", "de enige die dit zei", "slechts een ouder".
func onlyOne(c clause, i int) (claim, int) {
	only := single[c.at(i)] && singles[c.at(i-1)]
	if c.at(i) == "een" && c.at(i-1) == "slechts" {
		only = true
	}
	if !only {
		return claim{}, i
	}
	for _, who := range []func(string) bool{isPerson, others.has, children.has} {
		if end := c.people(i+1, who); end > 0 {
			return claim{kind: sole}, end
		}
	}
	if next := c.at(i + 1); (next == "die" || next == "who") && c.later(i+1, spoke.has) {
		return claim{kind: sole}, i + 2
	}
	return claim{}, i
}
