// Package language does for Dutch what texts need: sentences.
package language

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jdkato/prose/v2"
)

// Dutch cuts Dutch texts. It holds nothing and is safe for many goroutines.
type Dutch struct{}

// Sentences cuts every text into sentences: begin and end of each, in Unicode
// code points of its text. Together they hold every character that is no space.
// A text never shares a sentence with the next one; an end of line ends a
// sentence too. Give all texts at once: the segmenter loads its model per call.
func (Dutch) Sentences(texts []string) [][][2]int {
	cut := make([][][2]int, len(texts))
	whole := shield(strings.Join(texts, "\n"))
	starts := sentenceStarts(whole)
	offset := 0
	for i, text := range texts {
		end := offset + len(shield(text))
		first, _ := slices.BinarySearch(starts, offset)
		last, _ := slices.BinarySearch(starts, end)
		cut[i] = ranges(whole[offset:end], starts[first:last], offset)
		offset = end + 1
	}
	return cut
}

// ranges turns byte positions where sentences start into trimmed ranges of
// code points. starts are relative to the whole, offset is where text begins.
func ranges(text string, starts []int, offset int) [][2]int {
	sentences := [][2]int{}
	add := func(from, to int) {
		piece := text[from:to]
		trimmed := strings.TrimLeftFunc(piece, unicode.IsSpace)
		from += len(piece) - len(trimmed)
		trimmed = strings.TrimRightFunc(trimmed, unicode.IsSpace)
		if trimmed == "" {
			return
		}
		sentences = append(sentences, [2]int{from, from + len(trimmed)})
	}
	at := 0
	for _, start := range starts {
		add(at, start-offset)
		at = start - offset
	}
	add(at, len(text))
	return inCodePoints(text, sentences)
}

func inCodePoints(text string, sentences [][2]int) [][2]int {
	at, count := 0, 0
	for i, s := range sentences {
		from := count + utf8.RuneCountInString(text[at:s[0]])
		to := from + utf8.RuneCountInString(text[s[0]:s[1]])
		at, count = s[1], to
		sentences[i] = [2]int{from, to}
	}
	return sentences
}

// sentenceStarts are the byte positions where a sentence begins, in order:
// those of the segmenter, mended by what Dutch writes differently from the
// English that it was trained on.
func sentenceStarts(shielded string) []int {
	starts := append(segmented(shielded), terminated(shielded)...)
	slices.Sort(starts)
	starts = slices.Compact(starts)
	return slices.DeleteFunc(starts, func(at int) bool { return goesOn(shielded[:at], shielded[at:]) })
}

// segmented are the starts that prose finds. Its sentences come back trimmed
// and without place, so they are looked up again; one that is not where it
// should be gives no start, and its text stays with the sentence before it.
func segmented(shielded string) []int {
	document, err := prose.NewDocument(shielded, prose.WithSegmentation(true),
		prose.WithTokenization(false), prose.WithTagging(false), prose.WithExtraction(false))
	if err != nil {
		return nil
	}
	var starts []int
	at := 0
	for _, sentence := range document.Sentences() {
		rest := shielded[at:]
		window := rest[:min(len(rest), len(sentence.Text)+256)]
		found := strings.Index(window, sentence.Text)
		if sentence.Text == "" || found < 0 {
			continue
		}
		starts = append(starts, at+found)
		at += found + len(sentence.Text)
	}
	return starts
}

const (
	enders  = ".!?…"
	closers = `"'”’»)]`
	openers = `"'“‘„«([-–—`
)

// terminated are the starts after an end of line, and after a full stop,
// question mark or exclamation mark before a capital, with quotes between.
func terminated(text string) []int {
	var starts []int
	ended, spaced := false, false
	for i, r := range text {
		switch {
		case r == '\n':
			starts = append(starts, i+1)
			ended = false
		case unicode.IsSpace(r):
			spaced = ended
		case ended && spaced && begins(text[i:]):
			starts = append(starts, i)
			ended, spaced = strings.ContainsRune(enders, r), false
		case strings.ContainsRune(enders, r):
			ended, spaced = true, false
		case ended && !spaced && strings.ContainsRune(closers, r):
		default:
			ended, spaced = false, false
		}
	}
	return starts
}

// begins tells whether text can be the beginning of a sentence: a capital or a
// digit, after opening quotes or a dash, or 's, 't, 'n or 'k before a capital.
func begins(text string) bool {
	rest := strings.TrimLeft(text, openers)
	if len(rest) < len(text) {
		rest = strings.TrimLeft(rest, " ")
	}
	if short, found := strings.CutPrefix(text, "'"); found || strings.HasPrefix(text, "’") {
		if !found {
			short = strings.TrimPrefix(text, "’")
		}
		if len(short) > 2 && strings.ContainsRune("stnk", rune(short[0])) && short[1] == ' ' {
			rest = short[2:]
		}
	}
	first, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsUpper(first) || unicode.IsDigit(first)
}

// goesOn tells whether what looked like a start goes on with the sentence
// before it: a small letter after a quote or dots ("Kom!" riep ze; nou … ja),
// or nothing but quotes that close it.
func goesOn(before, after string) bool {
	line := before[strings.LastIndexByte(before, '\n')+1:]
	line = strings.TrimRightFunc(line, unicode.IsSpace)
	if line == "" {
		return false // the start of a line
	}
	if !strings.ContainsFunc(line, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return true // only dashes, dots or quotes so far
	}
	if closed := strings.TrimLeft(after, closers); closed != after && !wordFollows(closed) {
		return true
	}
	first, _ := utf8.DecodeRuneInString(after)
	if !unicode.IsLower(first) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(line)
	return strings.ContainsRune(closers+"…", last) || strings.HasSuffix(line, "...") || strings.HasSuffix(line, "..")
}

func wordFollows(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLetter(first) || unicode.IsDigit(first)
}
