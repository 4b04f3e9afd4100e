package language

import (
	"strings"
	"unicode/utf8"
)

// Cut cuts a text into pieces of at most size code points, at the end of a
// sentence where there is one. The pieces hold all of it but the spaces around
// them; a text that is short enough comes back as it is.
func (d Dutch) Cut(text string, size int) []string {
	if utf8.RuneCountInString(text) <= size {
		return []string{text}
	}
	points := []rune(text)
	var texts []string
	from, at := 0, 0
	keep := func(to int) {
		if piece := strings.TrimSpace(string(points[from:to])); piece != "" {
			texts = append(texts, piece)
		}
		from = to
	}
	for _, sentence := range d.Sentences([]string{text})[0] {
		if sentence[1]-from > size && at > from {
			keep(at)
		}
		for sentence[1]-from > size {
			keep(from + size)
		}
		at = sentence[1]
	}
	keep(len(points))
	return texts
}
