package research

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxQuote is the longest text that one anchor may hold, in code points.
const MaxQuote = 16_000

// Cover fills in the anchor's words and those around them. utterances are those
// from From to To in the order of the text; both ends must be inside them.
func (a *Anchor) Cover(utterances []Utterance) {
	var quote strings.Builder
	for i, u := range utterances {
		points := []rune(u.Text)
		from, to := 0, len(points)
		if i == 0 {
			from = a.From.Offset
			a.Before = string(points[max(0, from-AnchorContext):from])
		} else {
			quote.WriteByte('\n')
		}
		if i == len(utterances)-1 {
			to = a.To.Offset
			a.After = string(points[to:min(len(points), to+AnchorContext)])
		}
		quote.WriteString(string(points[from:to]))
	}
	a.Quote = quote.String()
}

// Forget takes the words out of an anchor that lost its place.
func (a *Anchor) Forget() { a.Quote, a.Before, a.After = "", "", "" }

// Follow finds where the code points from–to of the old text went in the new
// one. It prefers the same words; when they were corrected themselves, at least
// half of their letters must be left. found is false when they are gone.
func Follow(old, text string, from, to int) (newFrom, newTo int, found bool) {
	before, after := []rune(old), []rune(text)
	if from == to {
		return 0, 0, false
	}
	moved := compare(before, after)
	newFrom, newTo = moved.start(from), moved.end(to)
	words := before[from:to]
	if newFrom < newTo && slices.Equal(after[newFrom:newTo], words) {
		return newFrom, newTo, true
	}
	half := newFrom < newTo && moved.kept(before, from, to)
	if at, context := occurrence(before, after, from, to, newFrom); at >= 0 && (!half || len(words) >= 12 || context >= 4) {
		return at, at + len(words), true
	}
	return newFrom, newTo, half
}

// occurrence is the place of the same words in the new text: that with the
// most context left, then that nearest to near; -1 when there is none.
func occurrence(before, after []rune, from, to, near int) (at, context int) {
	at, context = -1, -1
	words := before[from:to]
	for i := 0; i+len(words) <= len(after); i++ {
		if after[i] != words[0] || !slices.Equal(after[i:i+len(words)], words) {
			continue
		}
		c := alikeEnds(before[:from], after[:i]) + alikeStarts(before[to:], after[i+len(words):])
		if c > context || c == context && distance(i, near) < distance(at, near) {
			at, context = i, c
		}
	}
	return at, context
}

func distance(a, b int) int { return max(a-b, b-a) }

// alikeStarts counts equal code points from the start, at most AnchorContext.
func alikeStarts(a, b []rune) int {
	n := 0
	for n < AnchorContext && n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// alikeEnds counts equal code points from the end, at most AnchorContext.
func alikeEnds(a, b []rune) int {
	n := 0
	for n < AnchorContext && n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return n
}

// block is a stretch of the old text and what became of it.
type block struct {
	oldFrom, oldTo, newFrom, newTo int
	same                           bool
}

// changes are the blocks of two texts, in order, holding all of both.
type changes []block

// start is where a range that began at the code point begins now. What stands
// in the place of its first word belongs to it.
func (c changes) start(at int) int {
	for _, b := range c {
		if at < b.oldTo {
			if b.same {
				return b.newFrom + at - b.oldFrom
			}
			return b.newFrom
		}
	}
	return 0
}

// end is where a range that ended before the code point ends now.
func (c changes) end(at int) int {
	for _, b := range c {
		if at <= b.oldTo && at > b.oldFrom {
			if b.same {
				return b.newFrom + at - b.oldFrom
			}
			return b.newTo
		}
	}
	return 0
}

// kept tells whether at least half of the letters and digits of a range are left.
func (c changes) kept(old []rune, from, to int) bool {
	all, left := 0, 0
	for _, b := range c {
		for i := max(from, b.oldFrom); i < min(to, b.oldTo); i++ {
			if letter(old[i]) {
				all++
				if b.same {
					left++
				}
			}
		}
	}
	return all > 0 && 2*left >= all
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// compare finds what two texts share: their ends, and between these the longest
// common run of words.
func compare(old, text []rune) changes {
	head := 0
	for head < len(old) && head < len(text) && old[head] == text[head] {
		head++
	}
	tail := 0
	for tail < len(old)-head && tail < len(text)-head && old[len(old)-1-tail] == text[len(text)-1-tail] {
		tail++
	}
	all := changes{{0, head, 0, head, true}}
	all = append(all, between(old[head:len(old)-tail], text[head:len(text)-tail], head)...)
	return append(all, block{len(old) - tail, len(old), len(text) - tail, len(text), true})
}

// heaviest is how many pairs of words are compared at most (4 MB of memory);
// two longer texts count as entirely different.
const heaviest = 1 << 20

func between(old, text []rune, head int) changes {
	a, b := tokens(old), tokens(text)
	if len(a)*len(b) > heaviest {
		return changes{{head, head + len(old), head, head + len(text), false}}
	}
	lengths := commonLengths(a, b)
	var all changes
	oldAt, newAt := head, head
	step := func(oldStep, newStep int, same bool) {
		if n := len(all) - 1; n >= 0 && all[n].same == same {
			all[n].oldTo += oldStep
			all[n].newTo += newStep
		} else {
			all = append(all, block{oldAt, oldAt + oldStep, newAt, newAt + newStep, same})
		}
		oldAt, newAt = oldAt+oldStep, newAt+newStep
	}
	width := len(b) + 1
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			step(runes(a[i]), runes(b[j]), true)
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || lengths[(i+1)*width+j] >= lengths[i*width+j+1]):
			step(runes(a[i]), 0, false)
			i++
		default:
			step(0, runes(b[j]), false)
			j++
		}
	}
	return all
}

func runes(s string) int { return utf8.RuneCountInString(s) }

// commonLengths holds at i, j the length of the longest common run of a[i:] and b[j:].
func commonLengths(a, b []string) []int32 {
	width := len(b) + 1
	lengths := make([]int32, (len(a)+1)*width)
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				lengths[i*width+j] = lengths[(i+1)*width+j+1] + 1
			} else {
				lengths[i*width+j] = max(lengths[(i+1)*width+j], lengths[i*width+j+1])
			}
		}
	}
	return lengths
}

// tokens cuts a text into words and single other characters.
func tokens(text []rune) []string {
	var all []string
	for i := 0; i < len(text); {
		j := i + 1
		for letter(text[i]) && j < len(text) && letter(text[j]) {
			j++
		}
		all = append(all, string(text[i:j]))
		i = j
	}
	return all
}
