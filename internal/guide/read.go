package guide

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/wijkstem/wijkstem/internal/research"
)

// maxSource is the largest guide in bytes; the longest of ours is a tenth of it.
const maxSource = 512 << 10

// maxDepth is how deep brackets or indents may nest; guides need seven.
const maxDepth = 40

// Check reads a guide from YAML and says everything that is wrong with it, in
// form and in meaning. The guide holds what could be read.
func Check(source []byte) (research.Guide, Problems) {
	r := &reader{lines: map[string]int{}}
	var g research.Guide
	root, problem := parse(source)
	if problem != nil {
		return g, Problems{*problem}
	}
	r.fill(root, reflect.ValueOf(&g).Elem(), "")
	if g.Practice {
		r.forgive(unpractised)
	}
	c := checker{guide: g, reader: r}
	c.check()
	return g, r.problems.sorted()
}

// Read reads a guide that has no faults; the error is Problems.
func Read(source []byte) (research.Guide, error) {
	g, problems := Check(source)
	return g, problems.Err()
}

// parse gives the root of the one document in the source.
func parse(source []byte) (ast.Node, *Problem) {
	if len(source) > maxSource {
		return nil, &Problem{Detail: fmt.Sprintf("dit bestand is groter dan %d kB", maxSource>>10)}
	}
	if tooDeep(source) {
		return nil, &Problem{Detail: fmt.Sprintf("dit bestand is dieper genest dan %d lagen", maxDepth)}
	}
	file, err := parser.ParseBytes(source, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, syntaxProblem(err)
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return nil, &Problem{Line: 1, Detail: "hier hoort precies één gespreksleidraad te staan"}
	}
	return file.Docs[0].Body, nil
}

// tooDeep keeps hostile nesting away from the recursive parser.
func tooDeep(source []byte) bool {
	for line := range strings.Lines(string(source)) {
		depth := len(line) - len(strings.TrimLeft(line, " -?:\t"))
		if depth > 2*maxDepth || strings.Count(line, "[")+strings.Count(line, "{") > maxDepth {
			return true
		}
	}
	return strings.Count(string(source), "[")+strings.Count(string(source), "{") > 5_000
}

func syntaxProblem(err error) *Problem {
	problem := Problem{Line: 1, Detail: "dit is geen leesbare YAML"}
	var located yaml.Error
	if errors.As(err, &located) {
		problem.Detail += ": " + located.GetMessage()
		if t := located.GetToken(); t != nil && t.Position != nil {
			problem.Line = t.Position.Line
		}
	}
	return &problem
}

// reader fills a guide from YAML nodes and remembers on which line each field
// stands, so that later checks can name it.
type reader struct {
	lines    map[string]int
	problems Problems
}

func (r *reader) note(field, format string, args ...any) {
	r.problems = append(r.problems, Problem{Line: r.line(field), Field: field, Detail: fmt.Sprintf(format, args...)})
}

// unpractised are the parts of a talk that a practice leaves out.
var unpractised = []string{
	"researchQuestions", "preparation", "ageGate", "acquaintance", "reference", "background", "warmingUp", "meaning",
	"readBack", "closing", "aftercare", "observation", "debrief",
	"consent.blocks", "consent.safetyException", "consent.publishedNumbers", "consent.withdraw", "consent.teachBack",
}

const absent = "dit veld ontbreekt"

// forgive lets go that these fields are missing.
func (r *reader) forgive(fields []string) {
	r.problems = slices.DeleteFunc(r.problems, func(p Problem) bool {
		return p.Detail == absent && slices.Contains(fields, p.Field)
	})
}

// line is where the field stands, or else what it belongs to.
func (r *reader) line(field string) int {
	for {
		if line, ok := r.lines[field]; ok {
			return line
		}
		cut := strings.LastIndexAny(field, ".[")
		if cut < 0 {
			return r.lines[""]
		}
		field = field[:cut]
	}
}

func (r *reader) fill(node ast.Node, v reflect.Value, path string) {
	if _, known := r.lines[path]; !known {
		r.lines[path] = lineOf(node)
	}
	switch v.Kind() {
	case reflect.Struct:
		r.fillStruct(node, v, path)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		r.fill(node, v.Elem(), path)
	case reflect.Slice:
		r.fillList(node, v, path)
	case reflect.Map:
		r.fillText(node, v, path)
	case reflect.String:
		if words, ok := wordsOf(node); ok {
			v.SetString(words)
			return
		}
		r.note(path, "hier hoort tekst te staan%s", quoteHint(node))
	case reflect.Int:
		r.fillNumber(node, v, path)
	case reflect.Bool:
		if b, ok := node.(*ast.BoolNode); ok {
			v.SetBool(b.Value)
			return
		}
		r.note(path, "hier hoort true of false te staan")
	default:
		panic("guide: no rule for " + v.Type().String())
	}
}

func lineOf(node ast.Node) int {
	if t := node.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 0
}

func wordsOf(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value), true
	default:
		return "", false
	}
}

func quoteHint(node ast.Node) string {
	switch node.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode:
		return "; zet aanhalingstekens om " + node.GetToken().Value
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		return "; ankers (&), verwijzingen (*) en labels (!) mogen hier niet"
	default:
		return ""
	}
}

func (r *reader) fillNumber(node ast.Node, v reflect.Value, path string) {
	if n, ok := node.(*ast.IntegerNode); ok {
		if number, err := strconv.Atoi(n.GetToken().Value); err == nil && number >= 0 && number < 10_000 {
			v.SetInt(int64(number))
			return
		}
	}
	r.note(path, "hier hoort een heel getal te staan")
}

func (r *reader) fillList(node ast.Node, v reflect.Value, path string) {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		r.note(path, "hier hoort een lijst te staan (regels met een streepje)%s", quoteHint(node))
		return
	}
	if len(list.Values) == 0 {
		r.note(path, "deze lijst is leeg")
	}
	v.Set(reflect.MakeSlice(v.Type(), len(list.Values), len(list.Values)))
	for i, item := range list.Values {
		r.fill(item, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

// entries are the keys and values of a mapping; a key that stands twice is noted.
func (r *reader) entries(node ast.Node, path string) ([]entry, bool) {
	var pairs []*ast.MappingValueNode
	switch n := node.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	default:
		r.note(path, "hier horen velden met een naam te staan%s", quoteHint(node))
		return nil, false
	}
	seen := map[string]bool{}
	var found []entry
	for _, pair := range pairs {
		key := pair.Key.GetToken().Value
		field := join(path, key)
		if seen[key] {
			r.problems = append(r.problems, Problem{Line: lineOf(pair.Key), Field: field, Detail: "dit veld staat er twee keer"})
			continue
		}
		seen[key] = true
		r.lines[field] = lineOf(pair.Key)
		found = append(found, entry{key, pair.Value})
	}
	return found, true
}

type entry struct {
	key   string
	value ast.Node
}

func join(path, key string) string { return strings.TrimPrefix(path+"."+key, ".") }

func (r *reader) fillStruct(node ast.Node, v reflect.Value, path string) {
	entries, ok := r.entries(node, path)
	if !ok {
		return
	}
	fields := fieldsOf(v.Type())
	present := map[string]bool{}
	for _, e := range entries {
		field, known := fields[e.key]
		if !known {
			r.note(join(path, e.key), "dit veld bestaat niet%s", nearest(e.key, fields))
			continue
		}
		present[e.key] = true
		r.fill(e.value, v.Field(field.index), join(path, e.key))
	}
	for _, name := range fieldNames(v.Type()) {
		if !present[name] && !fields[name].optional {
			r.note(join(path, name), absent)
		}
	}
}

// fillText reads language → words.
func (r *reader) fillText(node ast.Node, v reflect.Value, path string) {
	entries, ok := r.entries(node, path)
	if !ok {
		return
	}
	text := research.Text{}
	for _, e := range entries {
		words, ok := wordsOf(e.value)
		if !ok {
			r.note(join(path, e.key), "hier hoort tekst te staan%s", quoteHint(e.value))
		}
		text[e.key] = words
	}
	v.Set(reflect.ValueOf(text))
}

type field struct {
	index    int
	optional bool
}

// fieldsOf maps the JSON names of a noun's fields to where they are.
func fieldsOf(t reflect.Type) map[string]field {
	fields := map[string]field{}
	for i := range t.NumField() {
		name, rest, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		fields[name] = field{index: i, optional: rest == "omitempty"}
	}
	return fields
}

func fieldNames(t reflect.Type) []string {
	names := make([]string, t.NumField())
	for i := range names {
		names[i], _, _ = strings.Cut(t.Field(i).Tag.Get("json"), ",")
	}
	return names
}
