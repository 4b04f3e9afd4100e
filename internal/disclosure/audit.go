package disclosure

import "slices"

// Leak is a number that a release does not show but gives away more closely
// than its word says.
type Leak struct {
	Code string `json:"code"`
	Low  int    `json:"low"`
	High int    `json:"high"`
}

// interval holds the whole values that a number can still have.
type interval struct{ low, high int }

func (i interval) meet(j interval) interval {
	return interval{max(i.low, j.low), min(i.high, j.high)}
}

// within tells whether it lies in another, or is the same.
func (i interval) within(j interval) bool { return i.low >= j.low && i.high <= j.high }

func (i interval) narrower(j interval) bool { return i.high-i.low < j.high-j.low }

var few = interval{1, Floor - 1}

// Audit works out, for every n that the rows do not show, the smallest and
// largest value that all rows allow together, and returns those that lie
// inside 1–4 and are narrower than the row itself says: than "few", or than
// nothing at all for a row that was left out. A group is the union of its
// codes: at least the largest, at most the sum, unless the group was coded
// itself. The constraints form a tree, so that narrowing intervals until
// nothing changes is exact (rules §6).
func Audit(rows []Row, interviews int) []Leak {
	bounds := map[string]interval{}
	children := map[string][]string{}
	for _, r := range rows {
		bounds[r.Code] = published(r, interviews)
		if r.Group != "" {
			children[r.Group] = append(children[r.Group], r.Code)
		}
	}
	direct := map[string]bool{}
	for _, r := range rows {
		direct[r.Code] = r.Direct
	}
	for narrow(bounds, children, direct) {
		continue
	}
	var leaks []Leak
	for _, r := range rows {
		if b := bounds[r.Code]; !r.N.Shown() && b.within(few) && b.narrower(published(r, interviews)) {
			leaks = append(leaks, Leak{Code: r.Code, Low: b.low, High: b.high})
		}
	}
	return leaks
}

// published is the interval that a row by itself gives away.
func published(r Row, interviews int) interval {
	switch {
	case r.N.Shown():
		return interval{*r.N.Number, *r.N.Number}
	case r.N.Word == Few:
		return few
	case r.N.Word == NearlyAll && r.OfAsked && r.Asked == nil:
		return interval{Floor, interviews}
	case r.N.Word == NearlyAll && r.Asked != nil:
		return interval{max(Floor, min(interviews, *r.Asked)-1), interviews}
	case r.N.Word == NearlyAll:
		return interval{max(Floor, interviews-1), interviews}
	default:
		return interval{0, interviews}
	}
}

// narrow applies the union rule once, down and up, and tells whether anything
// changed. Of a group that was coded itself only the lower half holds: it may
// be more than its codes.
func narrow(bounds map[string]interval, children map[string][]string, direct map[string]bool) bool {
	changed := false
	set := func(code string, to interval) {
		if next := bounds[code].meet(to); next != bounds[code] {
			bounds[code], changed = next, true
		}
	}
	for _, group := range sortedKeys(children) {
		codes := children[group]
		if _, shown := bounds[group]; !shown {
			continue
		}
		largest, sum := 0, 0
		for _, code := range codes {
			largest = max(largest, bounds[code].low)
			sum += bounds[code].high
		}
		if direct[group] {
			sum = bounds[group].high
		}
		set(group, interval{largest, sum})
		for _, code := range codes {
			if direct[group] {
				set(code, interval{0, bounds[group].high})
				continue
			}
			others := sum - bounds[code].high
			set(code, interval{bounds[group].low - others, bounds[group].high})
		}
	}
	return changed
}

func sortedKeys(m map[string][]string) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
