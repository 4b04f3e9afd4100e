package language

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// dot stands in for the full stop of an abbreviation while sentences are cut.
// It is one code point as well, so code points keep their places.
const dot = "\u2024"

// within are abbreviations that hardly ever end a sentence; the full stop at
// the end is not counted.
var within = wordSet(`
	aanw abs afd afk afz alg ambt art aug bijv bijz blz bv ca cat co dd dec dep dhr div dr drs
	dir eig enkelv evt excl febr fig geb gebr gem gev hfst hr incl inst int ir juf lic med mej mevr mgr
	mln mld mr mrs mw nat ned nl nov nr nrs okt ong onr opm org oorspr pag plm plv pnt prof prov ps ref
	resp samenst sept st str t.a.v tel temp toel uitg vb vgl vlg vnl voorz vs wed wnd zgn
`)

// atEnd are abbreviations after which a sentence may well end: a capital after
// them begins the next one.
var atEnd = wordSet(`enz etc e.d e.a e.v e.o jl ll a.s v.d c.s d.d m.m oid o.i.d s.v.p svp km kg gr cm jr sr max min vr`)

// classes come before a single letter that is no initial: "groep B. Daarna …".
var classes = wordSet(`groep klas plan optie type vitamine deel lijn blok gebouw vak zaal team`)

// word is a run without spaces that ends in a full stop, with closing
// punctuation after it.
var word = regexp.MustCompile(`[^\s]*\.[^\s]*`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// shield puts dot in the place of full stops that end no sentence: those of
// abbreviations, initials, and numbers at the start of a line.
func shield(text string) string {
	var b strings.Builder
	at := 0
	for _, place := range word.FindAllStringIndex(text, -1) {
		b.WriteString(text[at:place[0]])
		b.WriteString(shieldWord(text[:place[0]], text[place[0]:place[1]], text[place[1]:]))
		at = place[1]
	}
	b.WriteString(text[at:])
	return b.String()
}

// shieldWord shields one word; stops inside it (10.30, d.w.z) always.
func shieldWord(before, w, after string) string {
	core := strings.TrimRight(w, closers+",;:?!…")
	tail := w[len(core):]
	stem, stopped := strings.CutSuffix(core, ".")
	if strings.HasSuffix(stem, ".") {
		return w // dots
	}
	if stopped && !endsSentence(before, stem, tail, after) {
		stem, stopped = stem+dot, false
	}
	if stopped {
		tail = "." + tail
	}
	return strings.ReplaceAll(stem, ".", dot) + tail
}

// endsSentence tells whether the full stop after the stem ends a sentence.
func endsSentence(before, stem, tail, after string) bool {
	name := strings.ToLower(strings.TrimLeft(stem, openers))
	next := strings.TrimLeftFunc(after, unicode.IsSpace)
	last := next == "" || strings.HasPrefix(strings.TrimLeft(after, " \t\r"), "\n")
	switch {
	case last:
		return true
	case within[name]:
		return false
	case atEnd[name]:
		return begins(next)
	case strings.Contains(name, "."): // d.w.z., m.b.t., A.J., and also "zeven.dertig."
		return !lettered(name)
	case utf8.RuneCountInString(name) == 1 && tail == "":
		return !initial(before, strings.TrimLeft(stem, openers), next)
	case number(name):
		line := before[strings.LastIndexByte(before, '\n')+1:]
		return strings.TrimSpace(line) != "" // "1. Eerst" is a list
	default:
		return true
	}
}

// lettered tells whether all pieces between stops are of one or two letters.
func lettered(name string) bool {
	for piece := range strings.SplitSeq(name, ".") {
		if utf8.RuneCountInString(piece) > 2 || strings.ContainsFunc(piece, unicode.IsDigit) {
			return false
		}
	}
	return true
}

// initial tells whether a single letter with a stop is part of a name.
func initial(before, letter, next string) bool {
	words := strings.Fields(before[max(0, len(before)-64):])
	if len(words) > 0 && classes[strings.ToLower(strings.TrimLeft(words[len(words)-1], openers))] {
		return false
	}
	first, _ := utf8.DecodeRuneInString(letter)
	return unicode.IsUpper(first) && wordFollows(next)
}

func number(name string) bool {
	return name != "" && strings.Trim(name, "0123456789") == "" && len(name) <= 3
}
