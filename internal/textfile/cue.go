package textfile

import (
	"html"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/wijkstem/wijkstem/internal/research"
)

// cueFormat is what differs between the two formats of subtitles.
type cueFormat struct {
	header string // the first line begins with it
	name   string
}

var (
	vtt = cueFormat{header: "WEBVTT", name: "WebVTT (.vtt)"}
	srt = cueFormat{name: "SubRip (.srt)"}
)

// arrow is the line of times of a cue; hours may be absent.
var arrow = regexp.MustCompile(`^\s*(\d{1,3}:)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})\s*-->\s*(\d{1,3}:)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})`)

// readCues reads subtitles: each cue has times and lines, and perhaps who speaks.
func readCues(file []byte, format cueFormat) (*pieces, error) {
	p := &pieces{}
	text, err := decode(file, p)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(text, format.header) {
		return nil, invalid("Dit is geen " + format.name + ": de eerste regel klopt niet.")
	}
	cues, odd := scanCues(strings.Split(text, "\n"))
	if len(cues) == 0 {
		return nil, invalid("In dit bestand staan geen ondertitels met een tijd.")
	}
	p.saw("%s met een tijd.", count(len(cues), "ondertitel", "ondertitels"))
	if odd > 0 {
		p.warn("Bij %s klopt de tijd niet. Die tijd is weggelaten.", count(odd, "ondertitel", "ondertitels"))
	}
	p.join(cues)
	return p, nil
}

// scanCues reads the cues, and counts those whose time is no time. What stands
// before the first time of a block (numbers, names, notes, styles) is no text.
func scanCues(lines []string) (cues []piece, odd int) {
	returning := labelsOf(payload(lines))
	var now *piece
	last := int64(0)
	for _, line := range lines {
		if parts := arrow.FindStringSubmatch(line); parts != nil {
			from, to := milliseconds(parts[1], parts[2], parts[3], parts[4]), milliseconds(parts[5], parts[6], parts[7], parts[8])
			if to < from || from < last || to > research.MaxMilliseconds {
				odd++
				from, to = 0, 0
			}
			last = max(last, from)
			cues = append(cues, piece{from: from, to: to})
			now = &cues[len(cues)-1]
			continue
		}
		if strings.TrimSpace(line) == "" {
			now = nil
		}
		if now != nil {
			now.addCueLine(line, returning)
		}
	}
	return cues, odd
}

// payload are the lines of all cues without what marks them.
func payload(lines []string) []string {
	var all []string
	inside := false
	for _, line := range lines {
		switch {
		case arrow.MatchString(line):
			inside = true
		case strings.TrimSpace(line) == "":
			inside = false
		case inside:
			all = append(all, plainLine(line))
		}
	}
	return all
}

var (
	voiceTag = regexp.MustCompile(`<v(?:\.[^\s>]*)?\s+([^>]{1,200})>`)
	tag      = regexp.MustCompile(`</?[a-zA-Z0-9][^<>]{0,200}>|\{\\[^{}]{0,60}\}`)
)

func plainLine(line string) string {
	return strings.TrimSpace(html.UnescapeString(tag.ReplaceAllString(line, "")))
}

// addCueLine adds a line of a cue; a dash of dialogue at its start is dropped.
func (p *piece) addCueLine(line string, returning map[string]int) {
	if parts := voiceTag.FindStringSubmatch(line); parts != nil && p.label == "" {
		p.label = strings.TrimSpace(html.UnescapeString(parts[1]))
	}
	text := strings.TrimPrefix(plainLine(line), "- ")
	if label, rest := split(text, returning); label != "" && p.label == "" && p.text == "" {
		p.label, text = label, rest
	}
	p.text = strings.TrimSpace(p.text + " " + text)
}

// The longest pause and text, in milliseconds and code points, over which cues
// of one speaker are one utterance.
const (
	longestPause  = 2000
	longestJoined = 600
)

// join puts cues together that are one sentence cut in pieces, or the same
// named speaker going on. A cue without speaker in a file with speakers goes
// on with the one before it.
func (p *pieces) join(cues []piece) {
	var now piece
	for _, cue := range cues {
		if cue.label == "" {
			cue.label = now.label
		}
		if now.text != "" && joins(now, cue) {
			now.text, now.to = now.text+" "+cue.text, max(now.to, cue.to)
			continue
		}
		p.add(now)
		now = cue
	}
	p.add(now)
}

func joins(now, next piece) bool {
	ended := strings.ContainsAny(now.text[len(now.text)-1:], ".!?") || strings.HasSuffix(now.text, "…")
	return now.label == next.label && next.from-now.to <= longestPause &&
		(now.label != "" || !ended) &&
		utf8.RuneCountInString(now.text)+utf8.RuneCountInString(next.text) <= longestJoined
}
