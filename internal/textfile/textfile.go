// Package textfile reads the files in which texts come from elsewhere: plain
// text, Word, WebVTT and SubRip. It keeps nothing.
package textfile

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/wijkstem/wijkstem/internal/research"
)

// MaxFile is the largest file that is read, in bytes.
const MaxFile = 16 << 20

// Reader reads files into utterances.
type Reader struct {
	// Cut cuts a text into pieces of at most size code points.
	Cut func(text string, size int) []string
}

// Read reads a file. What cannot be read at all is Invalid; what may be
// misunderstood is a warning.
func (r Reader) Read(format research.TextFormat, file []byte) (research.TextReading, error) {
	if len(file) > MaxFile {
		return research.TextReading{}, research.Errorf(research.TooLarge, "Dit bestand is groter dan 16 MB. Knip het in delen.")
	}
	pieces, err := parse(format, file)
	if err != nil {
		return research.TextReading{}, err
	}
	return r.reading(pieces)
}

func parse(format research.TextFormat, file []byte) (*pieces, error) {
	switch format {
	case research.PlainText:
		return readPlain(file)
	case research.Word:
		return readWord(file)
	case research.WebVTT:
		return readCues(file, vtt)
	case research.SubRip:
		return readCues(file, srt)
	default:
		return nil, invalid("Dit soort bestand kunnen wij niet lezen. Neem .txt, .docx, .vtt of .srt.")
	}
}

// piece is a stretch of text by one speaker, as the file has it.
type piece struct {
	label    string // who speaks, in the file's words, "" when it does not say
	from, to int64  // milliseconds, both 0 when not known
	text     string
}

// pieces is what a file holds.
type pieces struct {
	all        []piece
	understood []string
	warnings   []string
}

// add keeps a piece that holds text; characters that steer devices are no text.
func (p *pieces) add(one piece) {
	one.text = strings.TrimSpace(strings.Map(visible, one.text))
	one.label = strings.TrimSpace(strings.Map(visible, one.label))
	if one.text != "" {
		p.all = append(p.all, one)
	}
}

func (p *pieces) saw(format string, args ...any) {
	p.understood = append(p.understood, fmt.Sprintf(format, args...))
}
func (p *pieces) warn(format string, args ...any) {
	p.warnings = append(p.warnings, fmt.Sprintf(format, args...))
}

// reading names the speakers and cuts what is too long.
func (r Reader) reading(p *pieces) (research.TextReading, error) {
	if len(p.all) == 0 {
		return research.TextReading{}, invalid("In dit bestand staat geen tekst.")
	}
	speakers := nameSpeakers(p)
	utterances := []research.Utterance{}
	cut := 0
	for _, piece := range p.all {
		texts := r.Cut(piece.text, research.UtteranceSize)
		cut += len(texts) - 1
		for i, text := range texts {
			u := research.Utterance{Speaker: speakers[piece.label], Text: text}
			if i == 0 {
				u.From, u.To = piece.from, piece.to
			}
			utterances = append(utterances, u)
		}
	}
	if len(utterances) > research.MaxUtterances {
		return research.TextReading{}, research.Errorf(research.TooLarge,
			"Deze tekst heeft meer dan %d stukken. Knip het bestand in delen.", research.MaxUtterances)
	}
	if cut > 0 {
		p.warn("%s heel lang. Wij knipten die aan het eind van een zin.", count(cut, "stuk was", "stukken waren"))
	}
	p.understood = append([]string{count(len(utterances), "stuk tekst", "stukken tekst") + "."}, p.understood...)
	return research.TextReading{Utterances: utterances, Understood: p.understood, Warnings: append([]string{}, p.warnings...)}, nil
}

func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return ' '
	case unicode.IsControl(r):
		return -1
	default:
		return r
	}
}

func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// invalid is a file that cannot be read.
func invalid(detail string) error {
	var checks research.Checks
	checks.That(false, "/", detail)
	return &research.Error{Fault: research.Invalid, Detail: detail, Fields: checks}
}
