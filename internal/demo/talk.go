// Package demo plays the invented studies through the acts, the way people
// would: phones deliver sealed interviews, researchers code them, two people
// release a version and the municipality answers.
package demo

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/wijkstem/wijkstem/internal/research"
)

//go:embed wijk lea
var files embed.FS

// Talk is one invented interview as it stands in its file, in the words of the
// people who wrote it down.
type Talk struct {
	Reference   string
	By          string
	Date        string
	Group       string
	Guide       string
	Capture     string
	Language    string
	Interpreter bool
	People      int
	Household   string
	Consent     map[string]string
	Background  map[string]any
	Topics      map[string]string
	Meaning     map[string][]string
	Text        []Turn
	Observation string
	Debrief     debriefFile
}

// debriefFile is how the interviewer looked back; Talk is whether they want to
// talk with their coach about it.
type debriefFile struct {
	Wellbeing string
	SelfCheck []string `yaml:"selfCheck"`
	Surprise  string
	Talk      *bool
}

// Turn is what one speaker says; codings stand in it as {code kind: words}.
type Turn struct {
	Topic   string
	Speaker string
	Say     string
}

// Mark is a coding written into a turn, in code points of its plain words.
type Mark struct {
	Code     string
	Kind     research.StatementKind
	From, To int
}

// Full tells whether the talk is a whole conversation, not notes of one.
func (t Talk) Full() bool {
	return slices.ContainsFunc(t.Text, func(turn Turn) bool { return turn.Speaker == "gespreksvoerder" })
}

// talks reads the interviews of a folder, in the order of their dates.
func talks(folder string) ([]Talk, error) {
	names, err := fs.Glob(files, folder+"/*.yaml")
	if err != nil {
		return nil, err
	}
	all := make([]Talk, 0, len(names))
	for _, name := range names {
		var talk Talk
		if err := read(name, &talk); err != nil {
			return nil, err
		}
		all = append(all, talk)
	}
	slices.SortStableFunc(all, func(a, b Talk) int {
		return strings.Compare(a.Date+a.Reference, b.Date+b.Reference)
	})
	return all, nil
}

func read(name string, into any) error {
	content, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	if err := yaml.UnmarshalWithOptions(content, into, yaml.AllowDuplicateMapKey()); err != nil {
		return fmt.Errorf("%s: %w", path.Base(name), err)
	}
	return nil
}

var kinds = map[string]research.StatementKind{
	"goed":            research.StatementGood,
	"beter":           research.StatementBetter,
	"aanknopingspunt": research.StatementLead,
	"feit":            research.StatementFact,
}

var markPattern = regexp.MustCompile(`\{([a-z0-9-]+ [a-z]+(?:, [a-z0-9-]+ [a-z]+)*): ([^{}]*)\}`)

// Plain is what was said without the marks, and the marks.
func (t Turn) Plain() (string, []Mark, error) {
	said := strings.Join(strings.Fields(t.Say), " ")
	var words strings.Builder
	var marks []Mark
	rest := 0
	for _, m := range markPattern.FindAllStringSubmatchIndex(said, -1) {
		words.WriteString(said[rest:m[0]])
		from := utf8.RuneCountInString(words.String())
		words.WriteString(said[m[4]:m[5]])
		to := utf8.RuneCountInString(words.String())
		for _, coding := range strings.Split(said[m[2]:m[3]], ", ") {
			code, kind, _ := strings.Cut(coding, " ")
			if kinds[kind] == "" {
				return "", nil, fmt.Errorf("unknown kind %q", kind)
			}
			marks = append(marks, Mark{Code: code, Kind: kinds[kind], From: from, To: to})
		}
		rest = m[1]
	}
	words.WriteString(said[rest:])
	if strings.ContainsAny(words.String(), "{}") {
		return "", nil, fmt.Errorf("a coding is not closed in %q", said)
	}
	return words.String(), marks, nil
}
