package textfile

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// The limits of a Word file: what it may unpack to, and how many files and how
// deep elements may be in it.
const (
	maxUnpacked = 64 << 20
	maxEntries  = 4096
	maxDepth    = 256
)

const wordNamespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

// strictNamespace is the same in files saved as "Strict Open XML".
const strictNamespace = "http://purl.oclc.org/ooxml/wordprocessingml/main"

// readWord reads the main text of a .docx file: paragraphs and tables. A row
// of a table is a line: who speaks in the first column, what in the others.
func readWord(file []byte) (*pieces, error) {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil || len(archive.File) > maxEntries {
		return nil, invalid("Dit is geen Word-bestand (.docx), of het is stuk. Een .doc kunt u eerst opslaan als .docx.")
	}
	document, err := archive.Open("word/document.xml")
	if err != nil {
		return nil, invalid("In dit Word-bestand vonden wij geen tekst.")
	}
	defer func() { _ = document.Close() }()
	w := &wordReader{decoder: xml.NewDecoder(&limited{document, maxUnpacked})}
	if err := w.read(); err != nil {
		return nil, err
	}
	p := &pieces{}
	if w.tracked {
		p.warn("In dit bestand staan bijgehouden wijzigingen. Wij lazen de nieuwe tekst, zonder wat is doorgestreept.")
	}
	p.addLines(w.lines)
	return p, nil
}

var errTooMuch = errors.New("too much")

// limited is a reader that fails after so many bytes.
type limited struct {
	from io.Reader
	left int
}

func (l *limited) Read(b []byte) (int, error) {
	if l.left == 0 {
		return 0, errTooMuch
	}
	n, err := l.from.Read(b[:min(len(b), l.left)])
	l.left -= n
	return n, err
}

// wordReader gathers the lines of a document; a blank line stands between
// paragraphs.
type wordReader struct {
	decoder   *xml.Decoder
	lines     []string
	paragraph strings.Builder
	cells     []string // of the row that is being read; nil outside tables
	inText    bool
	tracked   bool
	depth     int
	tables    int
}

func (w *wordReader) read() error {
	for {
		token, err := w.decoder.Token()
		switch {
		case errors.Is(err, io.EOF):
			w.endParagraph()
			return nil
		case errors.Is(err, errTooMuch):
			return invalid("Dit Word-bestand pakt uit tot meer dan 64 MB. Sla alleen de tekst op.")
		case err != nil:
			return invalid("Dit Word-bestand is stuk. Open het in Word en sla het opnieuw op.")
		}
		if err := w.token(token); err != nil {
			return err
		}
	}
}

func (w *wordReader) token(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		if w.depth++; w.depth > maxDepth {
			return invalid("Dit Word-bestand is te ingewikkeld. Sla alleen de tekst op.")
		}
		return w.start(t)
	case xml.EndElement:
		w.depth--
		w.end(t.Name)
	case xml.CharData:
		if w.inText {
			w.paragraph.Write(t)
		}
	}
	return nil
}

func ofWord(name xml.Name) bool {
	return name.Space == wordNamespace || name.Space == strictNamespace
}

func (w *wordReader) start(t xml.StartElement) error {
	switch {
	case t.Name.Local == "Fallback": // says once more what Choice says
		return w.skip()
	case !ofWord(t.Name):
		return nil
	}
	switch t.Name.Local {
	case "del", "moveFrom":
		w.tracked = true
		return w.skip()
	case "ins":
		w.tracked = true
	case "t":
		w.inText = true
	case "tab":
		w.paragraph.WriteByte(' ')
	case "br", "cr":
		w.paragraph.WriteByte('\n')
	case "noBreakHyphen":
		w.paragraph.WriteByte('-')
	case "tbl":
		w.tables++
	case "tr":
		if w.tables == 1 {
			w.cells = []string{}
		}
	case "tc":
		if w.tables == 1 {
			w.cells = append(w.cells, "")
		}
	}
	return nil
}

// skip passes over the element that has just begun.
func (w *wordReader) skip() error {
	w.depth--
	switch err := w.decoder.Skip(); {
	case errors.Is(err, errTooMuch):
		return invalid("Dit Word-bestand pakt uit tot meer dan 64 MB. Sla alleen de tekst op.")
	case err != nil:
		return invalid("Dit Word-bestand is stuk. Open het in Word en sla het opnieuw op.")
	}
	return nil
}

func (w *wordReader) end(name xml.Name) {
	if !ofWord(name) {
		return
	}
	switch name.Local {
	case "t":
		w.inText = false
	case "p":
		w.endParagraph()
	case "tbl":
		w.tables--
	case "tr":
		if w.tables == 1 {
			w.endRow()
		}
	}
}

// endParagraph makes the paragraph a line, or part of a cell.
func (w *wordReader) endParagraph() {
	text := strings.TrimSpace(w.paragraph.String())
	w.paragraph.Reset()
	if n := len(w.cells); n > 0 {
		w.cells[n-1] = strings.TrimSpace(w.cells[n-1] + "\n" + text)
		return
	}
	w.addLine(text)
}

// addLine adds a paragraph; its own line breaks stay lines.
func (w *wordReader) addLine(text string) {
	w.lines = append(append(w.lines, strings.Split(text, "\n")...), "")
}

// endRow makes a row a line: "first: the rest" when the first cell is short
// enough to say who speaks.
func (w *wordReader) endRow() {
	cells := w.cells
	w.cells = nil
	if len(cells) == 0 {
		return
	}
	rest := strings.TrimSpace(strings.Join(cells[1:], " "))
	who := strings.TrimSuffix(strings.TrimSpace(cells[0]), ":")
	if who != "" && rest != "" && utf8.RuneCountInString(who) <= 40 && !strings.Contains(who, "\n") {
		w.addLine(who + ": " + strings.ReplaceAll(rest, "\n", " "))
		return
	}
	w.addLine(strings.TrimSpace(cells[0] + " " + rest))
}
