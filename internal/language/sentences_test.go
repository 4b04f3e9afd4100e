package language_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/wijkstem/wijkstem/internal/language"
	"pgregory.net/rapid"
)

// Each line is a text; a bar stands where a sentence ends.
const talk = `
Dat is bijv. zo.|Ja.
We praten m.b.t. de school, d.w.z. over de klas.|Dat was het.
Dhr. De Wit kwam langs.|Mevr. Jansen ook.
Hij gaat naar dr. Bakker.|Die weet het.
Ze hebben speelgoed, boeken enz.|Daar ben ik blij mee.
Ze hebben boeken enz. voor de kinderen.
Het kost ca. 40 euro p.p. voor een dag.
De afspraak is om 10.30 uur.|Dan ga ik.
Dat zei A.J. de Vries vorige week.
Hij zit in groep B.|Dat gaat goed.
J. Bakker is de mentor.
"Kom maar binnen." zei de juf.
"Kom maar binnen!"|Toen ging ik.
Ze zei: "Dat kan niet."|Ik was boos.
Wat nou?|Echt niet!|Nou ja.
Nou ... ik weet het niet.
Nou… ik weet het niet.|Misschien.
Ik dacht...|Nee, laat maar.
's Avonds is het donker.|'s Ochtends niet.
We gingen naar huis.|'s Avonds belde ze.
Het was t.a.v. mevr. Ozturk.|Klopt.
Kijk op www.merelveld.nl voor meer.|Daar staat het.
Mail naar info@merelveld.nl.|Dan krijgt u antwoord.
Ik heb nr. 12 en zij nr. 14.
Hij is 16.|Zij is 14.
Het was 1.000 euro.|Veel geld.
De gem. Waardrecht doet niks.
Dat was in okt. of nov. vorig jaar.
Ik vind het goed (echt waar).|Maar soms niet.
(Dat zei ze echt.)|Ik wist niet wat ik hoorde.
Zij: 'Wat is er?'|Ik: 'Niks.'
"Wat is er?" vroeg hij.|"Niks", zei ik.
Hij werkt bij Philips N.V. in de stad.
Zie blz. 4 en art. 3.
Dat is o.a. door de wachtlijst, i.v.m. ziekte.
Jl. maandag was ik er.
Ze was er jl. maandag.
Max. drie kinderen per groep.
Mijn zoon, incl. zijn vriend, ging mee.
Vgl. dat eens met vroeger.
Tel. 06 staat op de deur.
De zgn. wijkagent kwam niet.
Hij heet ir. Smit.|Aardige man.
Echt?!|Ja!!
Ja…|Dat dus.
Prof. dr. De Groot zei dat.
Het was +/- 3 km. lopen.
Ik ga naar het mbo.|Dat is leuk.
Ik zei: ga dan.|maar hij ging niet.
- Ja.|- Nee.
Evt. kan het ook thuis.
Het is resp. maandag en dinsdag.
St. Maarten vieren we samen.
Hij woont op de 3e verdieping.|Zonder lift.
Gaat u maar.|U was eerst.
Alles is duur: eten, kleren, e.d.|Dus we letten op.
Ze is 2 jr. ouder dan ik.
De juf (mw. Bos) belde.|Fijn.
Nee hoor.|Echt niet.|Nooit.
`

func TestSentences(t *testing.T) {
	var texts []string
	for line := range strings.Lines(strings.TrimSpace(talk)) {
		texts = append(texts, strings.TrimSpace(line))
	}
	for i, sentences := range (language.Dutch{}).Sentences(unmarked(texts)) {
		text := unmarked(texts)[i]
		if got := strings.Join(pieces(text, sentences), "|"); got != texts[i] {
			t.Errorf("got %q\nwant %q", got, texts[i])
		}
	}
}

func unmarked(texts []string) []string {
	var plain []string
	for _, text := range texts {
		plain = append(plain, strings.ReplaceAll(text, "|", " "))
	}
	return plain
}

func TestSentencesKeepTextsApart(t *testing.T) {
	texts := []string{"Ja dat klopt", "en toen. Niks", "", " \n ", "é☺ één.\nTwee."}
	want := [][]string{{"Ja dat klopt"}, {"en toen.", "Niks"}, {}, {}, {"é☺ één.", "Twee."}}
	for i, sentences := range (language.Dutch{}).Sentences(texts) {
		if got := pieces(texts[i], sentences); strings.Join(got, "|") != strings.Join(want[i], "|") {
			t.Errorf("%q: got %q, want %q", texts[i], got, want[i])
		}
	}
}

// TestSentencesLoseNothing: whatever the text, ranges are in order, apart and
// inside it, begin and end at no space, and hold every character that is none.
func TestSentencesLoseNothing(t *testing.T) {
	text := rapid.SliceOf(rapid.SampledFrom([]string{
		"Ja", "nee", ".", "!", "?", "…", "...", `"`, "'", "“", "”", " ", " ", "\n", "bijv.", "d.w.z.", "enz.", "A.",
		"é", "☺", "３", "'s", "(", ")", "-", "1.", "10.30", "\u2024", "\u00a0", "ﬀ", "İ", "foto's", "...\"", "\t",
	}))
	rapid.Check(t, func(t *rapid.T) {
		texts := []string{strings.Join(text.Draw(t, "one"), ""), strings.Join(text.Draw(t, "two"), "")}
		for i, sentences := range (language.Dutch{}).Sentences(texts) {
			whole(t, texts[i], sentences)
		}
	})
}

func FuzzSentences(f *testing.F) {
	f.Add(talk)
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "�")
		whole(t, text, language.Dutch{}.Sentences([]string{text})[0])
	})
}

func whole(t interface{ Fatalf(string, ...any) }, text string, sentences [][2]int) {
	points, at := []rune(text), 0
	for _, s := range append(sentences, [2]int{len(points), len(points)}) {
		if s[0] < at || s[1] < s[0] || s[1] > len(points) {
			t.Fatalf("%q: range %v after %d of %d", text, s, at, len(points))
		}
		if gap := string(points[at:s[0]]); strings.TrimFunc(gap, unicode.IsSpace) != "" {
			t.Fatalf("%q: %q is in no sentence", text, gap)
		}
		if s[0] < s[1] && (unicode.IsSpace(points[s[0]]) || unicode.IsSpace(points[s[1]-1])) {
			t.Fatalf("%q: %v has spaces around it", text, s)
		}
		at = s[1]
	}
}

func pieces(text string, sentences [][2]int) []string {
	points, all := []rune(text), []string{}
	for _, s := range sentences {
		all = append(all, string(points[s[0]:s[1]]))
	}
	return all
}

func BenchmarkSentences(b *testing.B) {
	texts := strings.Split(strings.Repeat(strings.ReplaceAll(talk, "|", " "), 40), "\n")
	for b.Loop() {
		language.Dutch{}.Sentences(texts)
	}
}
