package guide

import (
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Translation is a guide's words in one language more, in a file of its own beside
// the guide: "slug@version.language.yaml". So whoever translates sees one language.
type Translation struct {
	Language research.GuideLanguage `json:"language"`
	// Texts are the words by text id (TextsByID).
	Texts research.Text `json:"texts"`
}

// Translate adds a language to the guide, which gets its words in place. It says
// everything that is wrong with the translation and with it adds nothing.
func Translate(g *research.Guide, source []byte) Problems {
	r := &reader{lines: map[string]int{}}
	root, problem := parse(source)
	if problem != nil {
		return Problems{*problem}
	}
	var t Translation
	r.fill(root, reflect.ValueOf(&t).Elem(), "")
	t.check(r, *g)
	if r.problems.Err() != nil {
		return r.problems.sorted()
	}
	g.Languages = append(slices.Clone(g.Languages), t.Language)
	for id, text := range TextsByID(*g) {
		if words, ok := t.Texts[id]; ok {
			text[t.Language.Code] = words
		}
	}
	return r.problems.sorted()
}

func (t Translation) check(r *reader, g research.Guide) {
	code := t.Language.Code
	if slices.ContainsFunc(g.Languages, func(l research.GuideLanguage) bool { return l.Code == code }) {
		r.note("language.code", "de leidraad heeft de taal %q al", code)
	}
	c := checker{guide: g, reader: r}
	c.checkLanguage("language", t.Language)
	left := maps.Clone(t.Texts)
	for id, text := range TextsByID(g) {
		words, ok := left[id]
		delete(left, id)
		switch place := "texts." + id; {
		case !ok && !makers(id):
			// A draft may lag behind: phones then say it in Dutch.
			c.note("texts", "de tekst %q ontbreekt", id)
			r.problems[len(r.problems)-1].Warning = t.Language.State != "reviewed"
		case ok:
			t.checkWords(&c, place, text["nl"], words)
		}
	}
	for id := range left {
		r.note("texts."+id, "deze tekst heeft de leidraad niet")
	}
}

// makers tells whether a text is about the making of the guide: it may stay in Dutch.
func makers(id string) bool {
	first, _, _ := strings.Cut(id, "/")
	return backstage(first)
}

// scripts are the letters of languages that are not written in Latin ones.
var scripts = map[string]*unicode.RangeTable{"ar": unicode.Arabic, "uk": unicode.Cyrillic}

func (t Translation) checkWords(c *checker, place, dutch, words string) {
	c.checkWords(place, words)
	if !slices.Equal(placeholdersOf(words), placeholdersOf(dutch)) {
		c.note(place, "hier horen dezelfde invulwoorden als in het Nederlands: %s", strings.Join(placeholdersOf(dutch), ", "))
	}
	if questions(words) > max(1, questions(dutch)) {
		c.warn(place, "hier staan meer vragen dan in het Nederlands")
	}
	letters := scripts[t.Language.Code]
	if letters != nil && strings.ContainsFunc(dutch, unicode.IsLower) && !strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(letters, r) }) {
		c.warn(place, "hier staat geen enkele letter van deze taal")
	}
}

// questions counts question marks, also the Arabic one.
func questions(words string) int {
	return strings.Count(words, "?") + strings.Count(words, "؟")
}

// translationsOf adds every translation that lies beside a guide's file.
func translationsOf(files fs.FS, g *research.Guide) error {
	names, err := fs.Glob(files, g.Slug+"@"+g.Version+".*.yaml")
	if err != nil {
		return err
	}
	slices.Sort(names)
	for _, name := range names {
		source, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		if err := Translate(g, source).Err(); err != nil {
			return fmt.Errorf("%s:\n%w", name, err)
		}
		if last := g.Languages[len(g.Languages)-1]; name != g.Slug+"@"+g.Version+"."+last.Code+".yaml" {
			return fmt.Errorf("%s: dit bestand is in de taal %q en hoort zo te heten", name, last.Code)
		}
	}
	return nil
}

// TranslationOf is the file of the guide that a file is a translation of, by its
// name; false when it is none.
func TranslationOf(name string) (string, bool) {
	found := translationName.FindStringSubmatch(name)
	if found == nil {
		return "", false
	}
	return found[1] + ".yaml", true
}

var translationName = regexp.MustCompile(`^(.*@\d+\.\d+\.\d+)\.[a-z]{2,3}\.yaml$`)

func isTranslation(name string) bool { return translationName.MatchString(name) }

// Words is the text of the guide by its id in a language; false when the guide has no
// such text or language, and for texts about the making of the guide.
func Words(g research.Guide, language, id string) (words string, found bool) {
	if makers(id) || !slices.ContainsFunc(g.Languages, func(l research.GuideLanguage) bool { return l.Code == language }) {
		return "", false
	}
	for at, text := range TextsByID(g) {
		if at == id {
			return text.In(language), true
		}
	}
	return "", false
}

// CheckWords says what is wrong with words for a text of the guide in a language.
func CheckWords(g research.Guide, language, id, words string) Problems {
	dutch, _ := Words(g, "nl", id)
	c := checker{guide: g, reader: &reader{lines: map[string]int{}}}
	Translation{Language: research.GuideLanguage{Code: language}}.checkWords(&c, "words", dutch, words)
	return c.problems
}
