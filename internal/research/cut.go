package research

import (
	"cmp"
	"slices"
	"strconv"
)

// Cut is what goes out of an interview for good: pieces of its text, stretches
// of its sound, and fields of what the interviewer saw.
type Cut struct {
	Passages    []CutPassage `json:"passages"`
	Sound       []CutSound   `json:"sound"`
	Observation []string     `json:"observation"`
}

// CutPassage is a piece of text, To just after its last code point.
type CutPassage struct {
	From Point `json:"from"`
	To   Point `json:"to"`
}

// CutSound is a stretch of one recording, in milliseconds.
type CutSound struct {
	Part   int   `json:"part"`
	FromMs int64 `json:"fromMs"`
	ToMs   int64 `json:"toMs"`
}

// CutMark stands where words were cut.
const CutMark = "[weggeknipt]"

// MostCuts is how many pieces go at once.
const MostCuts = 200

// Check says what is wrong with the cut before any text is read.
func (c Cut) Check() error {
	var checks Checks
	checks.That(len(c.Passages)+len(c.Sound)+len(c.Observation) > 0, "/passages", "Kies eerst wat weg moet.")
	checks.That(len(c.Passages) <= MostCuts, "/passages", "Knip hoogstens 200 stukken tegelijk.")
	checks.That(len(c.Sound) <= MostCuts, "/sound", "Knip hoogstens 200 stukken tegelijk.")
	for i, s := range c.Sound {
		field := "/sound/" + strconv.Itoa(i)
		checks.That(s.FromMs >= 0 && s.FromMs < s.ToMs, field+"/toMs", "Het eind ligt niet na het begin.")
		checks.That(s.ToMs <= MaxMilliseconds, field+"/toMs", "Zo lang duurt geen opname.")
	}
	return checks.Err()
}

// Silenced are the stretches of one recording, in order.
func (c Cut) Silenced(part int) [][2]int64 {
	var spans [][2]int64
	for _, s := range c.Sound {
		if s.Part == part {
			spans = append(spans, [2]int64{s.FromMs, s.ToMs})
		}
	}
	slices.SortFunc(spans, func(a, b [2]int64) int { return cmp.Compare(a[0], b[0]) })
	return spans
}

// CutRanges are the code points that go, by utterance, in order and apart.
type CutRanges map[string][][2]int

// Ranges finds the passages in the text. Faults: Invalid, naming every place
// that is not in the text.
func (c Cut) Ranges(text []Utterance) (CutRanges, error) {
	var checks Checks
	ranges := CutRanges{}
	for i, p := range c.Passages {
		field := "/passages/" + strconv.Itoa(i)
		first := slices.IndexFunc(text, func(u Utterance) bool { return u.ID == p.From.Utterance })
		last := slices.IndexFunc(text, func(u Utterance) bool { return u.ID == p.To.Utterance })
		checks.That(first >= 0, field+"/from/utterance", "Deze uitspraak staat niet in de tekst.")
		checks.That(last >= 0, field+"/to/utterance", "Deze uitspraak staat niet in de tekst.")
		if first < 0 || last < 0 {
			continue
		}
		inside := p.From.Offset >= 0 && p.From.Offset <= runes(text[first].Text)
		checks.That(inside, field+"/from/offset", "Deze plek ligt buiten de uitspraak.")
		checks.That(p.To.Offset >= 0 && p.To.Offset <= runes(text[last].Text), field+"/to/offset", "Deze plek ligt buiten de uitspraak.")
		checks.That(first < last || first == last && p.From.Offset < p.To.Offset, field+"/to", "Het eind ligt niet na het begin.")
		for j := first; j <= last; j++ {
			from, to := 0, runes(text[j].Text)
			if j == first {
				from = p.From.Offset
			}
			if j == last {
				to = p.To.Offset
			}
			ranges.add(text[j].ID, from, to)
		}
	}
	return ranges, checks.Err()
}

// add puts a range among the others of the utterance, joining those that touch.
func (r CutRanges) add(utterance string, from, to int) {
	if from >= to {
		return
	}
	all := append(slices.Clone(r[utterance]), [2]int{from, to})
	slices.SortFunc(all, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	joined := all[:1]
	for _, next := range all[1:] {
		if last := &joined[len(joined)-1]; next[0] <= last[1] {
			last[1] = max(last[1], next[1])
		} else {
			joined = append(joined, next)
		}
	}
	r[utterance] = joined
}

// Apply is the text without the ranges, a mark where each was.
func (r CutRanges) Apply(text []Utterance) []Utterance {
	cut := slices.Clone(text)
	for i, u := range cut {
		points, kept, at := []rune(u.Text), []rune{}, 0
		for _, span := range r[u.ID] {
			kept = append(append(kept, points[at:span[0]]...), []rune(CutMark)...)
			at = span[1]
		}
		cut[i].Text = string(append(kept, points[at:]...))
	}
	return cut
}

// Touches tells how much of an anchor's words are in the ranges: some, or all.
// utterances are those of the anchor, from its first to its last.
func (r CutRanges) Touches(a Anchor, utterances []Utterance) (some, all bool) {
	all = len(utterances) > 0
	for i, u := range utterances {
		from, to := 0, runes(u.Text)
		if i == 0 {
			from = a.From.Offset
		}
		if i == len(utterances)-1 {
			to = a.To.Offset
		}
		gone := 0
		for _, span := range r[u.ID] {
			gone += max(0, min(to, span[1])-max(from, span[0]))
		}
		some = some || gone > 0
		all = all && gone >= to-from
	}
	return some, all && some
}

// Patch is bytes that stand in the place of others, from an offset on.
type Patch struct {
	Offset int64
	Bytes  []byte
}
