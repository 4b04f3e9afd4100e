package research

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
)

// keptSize is how many bytes a passage may come to hold by corrections of what
// is in it; beyond that utterances move to another.
const keptSize = PassageSize + PassageSize/2

// size is about what an utterance takes in its passage, in bytes.
func (u Utterance) size() int { return len(u.Text) + len(u.Speaker) + len(u.Topic) + 80 }

func (p Passage) size() int {
	size := 0
	for _, u := range p.Utterances {
		size += u.size()
	}
	return size
}

// Find is the utterance with the id among those of the passage.
func (p Passage) Find(id string) (Utterance, bool) {
	i := slices.IndexFunc(p.Utterances, func(u Utterance) bool { return u.ID == id })
	if i < 0 {
		return Utterance{}, false
	}
	return p.Utterances[i], true
}

// Home is the number of the passage in which an utterance stands, given the
// passage that its id names.
func (p Passage) Home(id string) int {
	if home, moved := p.Moved[id]; moved {
		return home
	}
	return p.Number
}

// TextOf is the text that the passages hold, in its order.
func TextOf(passages []Passage) []Utterance {
	byNumber := map[int]Passage{}
	for _, p := range passages {
		byNumber[p.Number] = p
	}
	text := []Utterance{}
	for at, left := 1, len(passages); at != 0 && left > 0; left-- {
		text = append(text, byNumber[at].Utterances...)
		at = byNumber[at].Following
	}
	return text
}

// Arrange puts a text in passages. Utterances with an id keep it, and stand
// where they stood as far as the order allows; those without get one. The
// passages that differ from before are returned, and the text with all ids.
// Ids must be those of the text before, each at most once.
func Arrange(before []Passage, text []Utterance) (changed []Passage, arranged []Utterance) {
	a := newArrangement(before, text)
	for _, u := range text {
		a.place(u)
	}
	return a.finish()
}

// arrangement is a text on its way into passages.
type arrangement struct {
	before   map[int]Passage
	passages map[int]*Passage
	chain    []int          // the passages in the order of the text, so far
	home     map[string]int // utterance → the passage where it stood
	free     []int          // passages of which nothing is kept
	last     int            // the highest number
	arranged []Utterance
}

func newArrangement(before []Passage, text []Utterance) *arrangement {
	a := &arrangement{before: map[int]Passage{}, passages: map[int]*Passage{}, chain: []int{1}, home: map[string]int{}}
	for _, p := range before {
		a.before[p.Number] = p
		a.last = max(a.last, p.Number)
		a.passages[p.Number] = &Passage{Number: p.Number, Next: p.Next}
		for _, u := range p.Utterances {
			a.home[u.ID] = p.Number
		}
	}
	if a.passages[1] == nil {
		a.passages[1], a.last = &Passage{Number: 1, Next: 1}, max(a.last, 1)
	}
	kept := map[int]bool{1: true}
	for _, u := range text {
		kept[a.home[u.ID]] = true
	}
	for _, number := range slices.Sorted(maps.Keys(a.passages)) {
		if !kept[number] {
			a.free = append(a.free, number)
		}
	}
	return a
}

// place puts the next utterance of the text where it belongs.
func (a *arrangement) place(u Utterance) {
	home, known := a.home[u.ID]
	limit := PassageSize
	if known {
		limit = keptSize
		if !slices.Contains(a.chain, home) {
			a.chain = append(a.chain, home)
		}
	}
	here := a.passages[a.chain[len(a.chain)-1]]
	if len(here.Utterances) > 0 && here.size()+u.size() > limit {
		here = a.open()
	}
	if !known {
		u.ID = strconv.Itoa(here.Number) + "-" + strconv.Itoa(here.Next)
		here.Next++
	}
	here.Utterances = append(here.Utterances, u)
	a.arranged = append(a.arranged, u)
	if named := PassageOf(u.ID); named != here.Number {
		a.passages[named].move(u.ID, here.Number)
	}
}

func (p *Passage) move(id string, to int) {
	if p.Moved == nil {
		p.Moved = map[string]int{}
	}
	p.Moved[id] = to
}

// open begins another passage: an emptied one, else a new one.
func (a *arrangement) open() *Passage {
	if len(a.free) == 0 {
		a.last++
		a.passages[a.last] = &Passage{Number: a.last, Next: 1}
		a.free = []int{a.last}
	}
	number := a.free[0]
	a.free = a.free[1:]
	a.chain = append(a.chain, number)
	return a.passages[number]
}

// finish links the chain; emptied passages stand at its end, so that their
// numbers are never given again.
func (a *arrangement) finish() (changed []Passage, arranged []Utterance) {
	for _, number := range slices.Sorted(maps.Keys(a.passages)) {
		if !slices.Contains(a.chain, number) {
			a.chain = append(a.chain, number)
		}
	}
	for i, number := range a.chain {
		p := a.passages[number]
		if i+1 < len(a.chain) {
			p.Following = a.chain[i+1]
		}
		if p.Utterances == nil {
			p.Utterances = []Utterance{}
		}
		if !reflect.DeepEqual(*p, a.before[number]) {
			changed = append(changed, *p)
		}
	}
	return changed, a.arranged
}
