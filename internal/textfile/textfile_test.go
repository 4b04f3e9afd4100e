package textfile_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wijkstem/wijkstem/internal/language"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/textfile"
)

var reader = textfile.Reader{Cut: language.Dutch{}.Cut}

// said writes utterances as "speaker[from-to]: text" lines.
func said(reading research.TextReading) string {
	var b strings.Builder
	for _, u := range reading.Utterances {
		b.WriteString(u.Speaker)
		if u.From != 0 || u.To != 0 {
			fmt.Fprintf(&b, "[%d-%d]", u.From, u.To)
		}
		b.WriteString(": " + u.Text + "\n")
	}
	return strings.TrimSpace(b.String())
}

func TestReadPlainText(t *testing.T) {
	tests := map[string]struct{ file, want string }{
		"letters": {
			"A: Hoe gaat het?\nB: Goed.\nWel druk.\n\nMaar ja.\nA: En thuis?\nB: Ook.",
			"interviewer: Hoe gaat het?\nparticipant: Goed. Wel druk.\nparticipant: Maar ja.\ninterviewer: En thuis?\nparticipant: Ook.",
		},
		"known": {
			"\ufeffOnderzoeker: Vertel.\r\nMoeder: Let op: ik praat veel.\r\nTolk: Zij praat veel.",
			"interviewer: Vertel.\nparticipant: Let op: ik praat veel.\ninterpreter: Zij praat veel.",
		},
		"two participants": {"Vader: Ja.\nMoeder: Nee.\nVader: Ja.", "participant: Ja.\nparticipant-2: Nee.\nparticipant: Ja."},
		"paragraphs":       {"Eerst dit\nen dat.\n\n\nDan zo.", "participant: Eerst dit en dat.\nparticipant: Dan zo."},
		"lines":            {"Eerst dit.\nDan zo.", "participant: Eerst dit.\nparticipant: Dan zo."},
		"times":            {"[00:00:05] A: Hoi?\n[00:00:07] B: Ja.\n[00:01:00] B: Nog iets.", "interviewer[5000-7000]: Hoi?\nparticipant[7000-60000]: Ja.\nparticipant[60000-60000]: Nog iets."},
		"windows":          {"A: Caf\xe9?\nB: Ja\xe9.\nA: Ok?\nB: Ja.", "interviewer: Café?\nparticipant: Jaé.\ninterviewer: Ok?\nparticipant: Ja."},
		"utf-16":           {"\xff\xfeJ\x00a\x00.\x00", "participant: Ja."},
		"no label":         {"Ik zei: kom maar.\nEn toen: niks.", "participant: Ik zei: kom maar.\nparticipant: En toen: niks."},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { check(t, research.PlainText, test.file, test.want) })
	}
}

func TestReadCues(t *testing.T) {
	const header = "WEBVTT - iets\n\nSTYLE\n::cue { color: red }\n\nNOTE: dit is niets\n\n"
	tests := map[string]struct {
		format     research.TextFormat
		file, want string
	}{
		"voices": {
			research.WebVTT,
			header + "1\n00:01.000 --> 00:02.500 align:start\n<v.loud Sam>Hoe is het &amp; <i>waarom</i>?</v>\n\n00:02.600 --> 00:04.000\n<v Noor>Goed.\n\n00:04.100 --> 00:05.000\n<v Noor>Heel goed.",
			"interviewer[1000-2500]: Hoe is het & waarom?\nparticipant[2600-5000]: Goed. Heel goed.",
		},
		"cut sentences": {
			research.WebVTT,
			"WEBVTT\n\n00:01.000 --> 00:02.000\nHet was\n\n00:02.000 --> 00:03.000\nnog donker.\n\n00:03.000 --> 01:00:04.000\nDaarna niet.",
			"participant[1000-3000]: Het was nog donker.\nparticipant[3000-3604000]: Daarna niet.",
		},
		"subrip": {
			research.SubRip,
			"1\r\n00:00:01,000 --> 00:00:02,000\r\n{\\an8}A: Waar?\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,000\r\nB: Daar\r\nachter.\r\n\r\n3\r\n00:00:09,000 --> 00:00:08,000\r\nA: Wat?\r\n\r\n4\r\n00:00:10,000 --> 00:00:11,000\r\nB: Niks.",
			"interviewer[1000-2000]: Waar?\nparticipant[2000-3000]: Daar achter.\ninterviewer: Wat?\nparticipant[10000-11000]: Niks.",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { check(t, test.format, test.file, test.want) })
	}
}

const wordHead = `<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>`

func wordFile(t testing.TB, body string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("word/document.xml")
	if err == nil {
		_, err = w.Write([]byte(wordHead + body + `</w:body></w:document>`))
	}
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestReadWord(t *testing.T) {
	tests := map[string]struct{ body, want string }{
		"paragraphs": {
			`<w:p><w:r><w:t>I: Hoe </w:t></w:r><w:r><w:t>gaat het?</w:t></w:r></w:p><w:p><w:r><w:t>R:</w:t><w:tab/><w:t>Goed.</w:t><w:br/><w:t>Wel druk.</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>En nog iets.</w:t></w:r></w:p>`,
			"interviewer: Hoe gaat het?\nparticipant: Goed. Wel druk.\nparticipant: En nog iets.",
		},
		"changes": {
			`<w:p><w:r><w:t>R: Nu </w:t></w:r><w:del><w:r><w:delText>weg</w:delText><w:t>weg</w:t></w:r></w:del><w:ins><w:r><w:t>erbij</w:t></w:r></w:ins></w:p>`,
			"participant: Nu erbij",
		},
		"table": {
			`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Vraag</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Waar?</w:t></w:r></w:p><w:p><w:r><w:t>Wie?</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>Antwoord:</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Daar.</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`,
			"interviewer: Waar? Wie?\nparticipant: Daar.",
		},
		"said twice": {
			`<w:p><w:r><mc:AlternateContent><mc:Choice><w:t>Ja.</w:t></mc:Choice><mc:Fallback><w:t>Ja.</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>`,
			"participant: Ja.",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { check(t, research.Word, wordFile(t, test.body), test.want) })
	}
}

func check(t *testing.T, format research.TextFormat, file, want string) {
	t.Helper()
	reading, err := reader.Read(format, []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	if got := said(reading); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestReadRefuses(t *testing.T) {
	bomb := wordFile(t, strings.Repeat(`<w:p><w:r><w:t>`+strings.Repeat("a", 1000)+`</w:t></w:r></w:p>`, 70_000))
	if len(bomb) > 2<<20 {
		t.Fatalf("the bomb is %d bytes", len(bomb))
	}
	tests := map[string]struct {
		format research.TextFormat
		file   string
		fault  research.Fault
	}{
		"empty":        {research.PlainText, " \n ", research.Invalid},
		"binary":       {research.PlainText, "a\x00b", research.Invalid},
		"no vtt":       {research.WebVTT, "00:01.000 --> 00:02.000\nJa", research.Invalid},
		"no cues":      {research.SubRip, "Ja, hoor.", research.Invalid},
		"no zip":       {research.Word, "PK", research.Invalid},
		"bomb":         {research.Word, bomb, research.Invalid},
		"deep":         {research.Word, wordFile(t, strings.Repeat("<w:x>", 300)+strings.Repeat("</w:x>", 300)), research.Invalid},
		"broken xml":   {research.Word, wordFile(t, "<w:p>"), research.Invalid},
		"unknown":      {"image/png", "Ja", research.Invalid},
		"large":        {research.PlainText, strings.Repeat("a", textfile.MaxFile+1), research.TooLarge},
		"many":         {research.PlainText, strings.Repeat("a\n\n", research.MaxUtterances+1), research.TooLarge},
		"entity bomb":  {research.Word, wordFile(t, "<w:p><w:t>&lol;</w:t></w:p>"), research.Invalid},
		"only numbers": {research.WebVTT, "WEBVTT\n\n1\n2\n3", research.Invalid},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := reader.Read(test.format, []byte(test.file))
			if research.FaultOf(err) != test.fault {
				t.Errorf("got %v, want %s", err, test.fault)
			}
		})
	}
}

func TestReadTellsWhatItUnderstood(t *testing.T) {
	reading, err := reader.Read(research.PlainText, []byte("A: Hoi?\nB: Ja.\nA: Ja?\nB: Nee."))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"4 stukken tekst.", `"A" is de gespreksvoerder (2 keer).`, `"B" is de deelnemer (2 keer).`}
	if !slices.Equal(reading.Understood, want) || len(reading.Warnings) != 1 {
		t.Errorf("understood %q, warned %q", reading.Understood, reading.Warnings)
	}
}

func TestReadCutsLongUtterancesAtSentences(t *testing.T) {
	sentence := "Dit is een zin met een é erin. "
	file := strings.Repeat(sentence, 400) + strings.Repeat("b", 9000)
	reading, err := reader.Read(research.PlainText, []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	var joined []string
	for i, u := range reading.Utterances {
		if n := utf8.RuneCountInString(u.Text); n > research.UtteranceSize {
			t.Errorf("utterance %d is %d code points", i, n)
		}
		joined = append(joined, u.Text)
	}
	if got := strings.ReplaceAll(strings.Join(joined, ""), " ", ""); got != strings.ReplaceAll(file, " ", "") {
		t.Error("text was lost")
	}
	if !strings.HasSuffix(reading.Utterances[0].Text, "erin.") || len(reading.Warnings) == 0 {
		t.Errorf("cut at %q, warned %q", reading.Utterances[0].Text[3900:], reading.Warnings)
	}
}

// sound checks what must hold of every reading.
func sound(t *testing.T, reading research.TextReading) {
	if len(reading.Utterances) == 0 || len(reading.Utterances) > research.MaxUtterances {
		t.Fatalf("%d utterances", len(reading.Utterances))
	}
	for _, u := range reading.Utterances {
		if u.Text == "" || u.Text != strings.TrimSpace(u.Text) || !utf8.ValidString(u.Text) || utf8.RuneCountInString(u.Text) > research.UtteranceSize {
			t.Fatalf("text %q", u.Text)
		}
		if u.Speaker == "" || u.From < 0 || u.To < u.From || u.To > research.MaxMilliseconds {
			t.Fatalf("%+v", u)
		}
	}
}

// fuzz reads the file; sentences are left out, since they are fuzzed on their
// own and slow.
func fuzz(t *testing.T, format research.TextFormat, file []byte) {
	whole := textfile.Reader{Cut: chunks}
	reading, err := whole.Read(format, file)
	if err == nil {
		sound(t, reading)
	} else if research.FaultOf(err) == "" {
		t.Fatalf("no fault: %v", err)
	}
}

func chunks(text string, size int) []string {
	var all []string
	for piece := range slices.Chunk([]rune(text), size) {
		if trimmed := strings.TrimSpace(string(piece)); trimmed != "" {
			all = append(all, trimmed)
		}
	}
	return all
}

func FuzzPlainText(f *testing.F) {
	f.Add([]byte("A: Hoi?\n\n[00:01] B: Ja."))
	f.Add([]byte("\xfe\xff\x00J"))
	f.Fuzz(func(t *testing.T, file []byte) { fuzz(t, research.PlainText, file) })
}

func FuzzWebVTT(f *testing.F) {
	f.Add([]byte("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Sam>Ja &amp; nee</v>"))
	f.Fuzz(func(t *testing.T, file []byte) { fuzz(t, research.WebVTT, file) })
}

func FuzzSubRip(f *testing.F) {
	f.Add([]byte("1\n00:00:01,000 --> 00:00:02,000\nA: Ja"))
	f.Fuzz(func(t *testing.T, file []byte) { fuzz(t, research.SubRip, file) })
}

func FuzzWord(f *testing.F) {
	f.Add(`<w:p><w:r><w:t>Ja</w:t></w:r></w:p><w:tbl><w:tr><w:tc/></w:tr></w:tbl>`)
	f.Add(`<w:del><w:t>Ja</w:t>`)
	f.Fuzz(func(t *testing.T, body string) { fuzz(t, research.Word, []byte(wordFile(t, body))) })
}

func FuzzWordArchive(f *testing.F) {
	f.Add([]byte(wordFile(f, `<w:p><w:r><w:t>Ja</w:t></w:r></w:p>`)))
	f.Fuzz(func(t *testing.T, file []byte) { fuzz(t, research.Word, file) })
}
