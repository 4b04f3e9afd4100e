package store

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/wijkstem/wijkstem/internal/research"
)

const longestID, longestPlace = 300, 200

// lenient leaves what is twice in a body to those who read it: looking for it
// takes longer than all else.
var lenient = jsontext.AllowDuplicateNames(true)

var kindPattern = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

// checkDocument is nil for a document that the store may take. What is wrong
// here is a fault of the program, not of a person, so the error has no fault;
// it names the kind only, since a name may be of somebody.
func checkDocument(kinds map[research.Kind][]research.KeySort, stream research.Stream, d research.Document) error {
	if err := checkID(d.ID); err != nil {
		return err
	}
	switch {
	case kinds[d.Kind()] == nil:
		return fmt.Errorf("documents of kind %s are not declared in research.DocumentKinds", d.Kind())
	case !d.Key.MaySeal(kinds, d.Kind(), stream):
		return fmt.Errorf("a document of kind %s may not be sealed under %s in %s", d.Kind(), d.Key, stream)
	case !plain(d.By) || !plain(d.Ref) || len(d.By) > longestPlace || len(d.Ref) > longestID:
		return fmt.Errorf("a document of kind %s has an improper By or Ref", d.Kind())
	case !jsontext.Value(d.Body).IsValid(lenient):
		return fmt.Errorf("a document of kind %s has a body that is no JSON", d.Kind())
	default:
		return nil
	}
}

func checkID(id string) error {
	kind, name, _ := strings.Cut(id, "/")
	if !kindPattern.MatchString(kind) || name == "" || len(id) > longestID || !plain(id) {
		return fmt.Errorf("the id of a document of kind %.40q is improper", kind)
	}
	return nil
}

// plain tells whether the text is UTF-8 without control characters: databases
// agree on the order of such texts.
func plain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f })
}
