package textfile

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/wijkstem/wijkstem/internal/research"
)

// readPlain reads lines with or without speakers; a blank line ends a piece.
func readPlain(file []byte) (*pieces, error) {
	p := &pieces{}
	text, err := decode(file, p)
	if err != nil {
		return nil, err
	}
	p.addLines(strings.Split(text, "\n"))
	return p, nil
}

// decode makes a file text: UTF-8, UTF-16 with its mark, or else as older
// Windows programs write it. Line ends become "\n".
func decode(file []byte, p *pieces) (string, error) {
	var err error
	switch {
	case bytes.HasPrefix(file, []byte{0xff, 0xfe}), bytes.HasPrefix(file, []byte{0xfe, 0xff}):
		file, err = unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder().Bytes(file)
	case !utf8.Valid(file):
		file, err = charmap.Windows1252.NewDecoder().Bytes(file)
		p.warn("Dit bestand is van een ouder programma. Kijk na of letters als é en ë kloppen.")
	}
	if err != nil || bytes.IndexByte(file, 0) >= 0 {
		return "", invalid("Dit is geen tekstbestand.")
	}
	text := strings.TrimPrefix(string(file), "\ufeff")
	return strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n\n", "\f", "\n\n", "\v", "\n").Replace(text), nil
}

// clock is a time at the start of a line: [00:12], (1:02:03), 00:01:02.500.
var clock = regexp.MustCompile(`^\s*(?:[\[(](\d{1,2}:)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?[\])]|(\d{1,2}:)(\d{2}):(\d{2})(?:[.,](\d{1,3}))?)\s*[-–]?\s*`)

// addLines reads lines into pieces. With speakers a line without one goes on
// with the speaker before it; without speakers, paragraphs are pieces, or lines
// when there are no blank ones.
func (p *pieces) addLines(lines []string) {
	times := make([]int64, len(lines))
	timed := 0
	for i, line := range lines {
		if lines[i], times[i] = takeTime(line); lines[i] != line {
			timed++
		}
	}
	labels := labelsOf(lines)
	lone := !hasSpeakers(lines, labels) && !hasParagraphs(lines)
	var now piece
	for i, line := range lines {
		label, rest := split(strings.TrimSpace(line), labels)
		switch {
		case label != "":
			p.add(now)
			now = piece{label: label, from: times[i], text: rest}
		case rest == "" || lone:
			p.add(now)
			now = piece{label: now.label, from: times[i], text: rest}
		case now.text == "":
			now.text = rest
			now.from = max(now.from, times[i])
		default:
			now.text += " " + rest
		}
	}
	p.add(now)
	if timed > 0 {
		p.saw("%s een tijd.", count(timed, "stuk heeft", "stukken hebben"))
	}
	p.closeTimes()
}

// takeTime takes a time off the start of a line; 0 when there is none.
func takeTime(line string) (rest string, ms int64) {
	parts := clock.FindStringSubmatch(line)
	if parts == nil {
		return line, 0
	}
	if parts[3] == "" {
		parts = parts[4:]
	}
	return line[len(parts[0]):], milliseconds(parts[1], parts[2], parts[3], parts[4])
}

// milliseconds is the time of the fields; hours may end in a colon or be absent.
func milliseconds(hours, minutes, seconds, fraction string) int64 {
	h, _ := strconv.ParseInt(strings.TrimSuffix(hours, ":"), 10, 64)
	m, _ := strconv.ParseInt(minutes, 10, 64)
	s, _ := strconv.ParseInt(seconds, 10, 64)
	f, _ := strconv.ParseInt((fraction + "000")[:3], 10, 64)
	return ((h*60+m)*60+s)*1000 + f
}

// closeTimes drops times that cannot be, and ends each timed piece where the
// next one begins.
func (p *pieces) closeTimes() {
	odd, last := 0, int64(0)
	for i := range p.all {
		if from := p.all[i].from; from > research.MaxMilliseconds || from > 0 && from < last {
			p.all[i].from = 0
			odd++
		}
		last = max(last, p.all[i].from)
	}
	for i := range p.all {
		p.all[i].to = p.all[i].from
		if i+1 < len(p.all) && p.all[i+1].from > p.all[i].from {
			p.all[i].to = p.all[i+1].from
		}
	}
	if odd > 0 {
		p.warn("Bij %s klopt de tijd niet. Die tijd is weggelaten.", count(odd, "stuk", "stukken"))
	}
}

func hasSpeakers(lines []string, labels map[string]int) bool {
	for _, line := range lines {
		if label, _ := split(strings.TrimSpace(line), labels); label != "" {
			return true
		}
	}
	return false
}

// hasParagraphs tells whether a blank line stands between two that are not.
func hasParagraphs(lines []string) bool {
	seen, blank := false, false
	for _, line := range lines {
		switch {
		case strings.TrimSpace(line) == "":
			blank = seen
		case blank:
			return true
		default:
			seen = true
		}
	}
	return false
}
