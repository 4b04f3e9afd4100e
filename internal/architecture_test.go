// Package internal holds no code, only the test of how the packages below it
// may know each other.
package internal

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/wijkstem/wijkstem/"

// knows says which packages of ours a package may import. A package that is not
// here may import nothing of ours: whoever adds one decides on which side of
// the acts it stands. Arrows point to research; what touches the outside never
// knows another that does, and api is the front door of all.
var knows = map[string][]string{
	"internal/analysis":   {"internal/research", "internal/study", "internal/disclosure"},
	"internal/auth":       {"internal/research", "internal/study"},
	"internal/blob":       {"internal/research", "internal/study"},
	"internal/config":     {},
	"internal/demo":       {"internal/research", "internal/study", "internal/guide", "internal/phone"},
	"internal/disclosure": {"internal/research"},
	"internal/disk":       {},
	"internal/export":     {"internal/research"},
	"internal/feed":       {"internal/research"},
	"internal/guide":      {"internal/research"},
	"internal/job":        {"internal/research", "internal/study"},
	"internal/keys":       {"internal/research", "internal/study", "internal/disk"},
	"internal/language":   {"internal/research"},
	"internal/log":        {"internal/research"},
	"internal/mail":       {},
	"internal/phone":      {"internal/research"},
	"internal/research":   {},
	"internal/sound":      {"internal/research"},
	"internal/study":      {"internal/research", "internal/disclosure"},
	"internal/textfile":   {"internal/research"},
	"internal/transcribe": {"internal/research", "internal/study"},

	"internal/store":                 {"internal/research", "internal/study", "internal/store/"},
	"internal/store/engine":          {"internal/research"},
	"internal/store/mongo":           {"internal/research", "internal/store/engine"},
	"internal/store/sqlite":          {"internal/research", "internal/store/engine", "internal/disk"},
	"internal/store/mongo/mongotest": {},

	"internal/api": {
		"internal/research", "internal/study", "internal/disclosure", "internal/auth", "internal/export", "internal/feed",
		"internal/analysis", "internal/log", "internal/mail", "internal/textfile", "internal/language",
	},
	// These put parts together: for the programs, and for tests.
	"internal/installation":       {"internal/", "frontend", "interview-guides"},
	"internal/installation/trial": {"internal/"},
	"internal/bench":              {"internal/"},
	"internal/api/apitest":        {"internal/"},
	"internal/store/storetest":    {"internal/"},
	"frontend":                    {},
	"interview-guides":            {},
}

// cmdOnly may be imported by the programs under cmd and by nothing else.
var cmdOnly = []string{"internal/bench", "internal/demo", "internal/installation", "internal/installation/trial"}

// homes are the only packages that may import a library of others. The next
// move to another version, or away, is then one package.
var homes = map[string][]string{
	"github.com/Eyevinn/mp4ff":            {"internal/sound"},
	"github.com/getkin/kin-openapi":       {"internal/api"},
	"github.com/go-json-experiment/json":  {"internal/api", "internal/store", "internal/study"},
	"github.com/goccy/go-yaml":            {"internal/guide", "internal/demo"},
	"github.com/golang-jwt/jwt":           {"internal/auth"},
	"github.com/jdkato/prose":             {"internal/language"},
	"github.com/labstack/echo":            {"internal/api"},
	"github.com/rs/zerolog":               {"internal/log"},
	"github.com/skip2/go-qrcode":          {"cmd/dev"},
	"github.com/trustelem/zxcvbn":         {"internal/auth"},
	"github.com/wneessen/go-mail":         {"internal/mail"},
	"go.mongodb.org/mongo-driver":         {"internal/store/mongo"},
	"golang.org/x/crypto":                 {"internal/auth"},
	"golang.org/x/sys":                    {"internal/blob", "internal/keys", "internal/store/sqlite"},
	"golang.org/x/term":                   {"internal/keys", "cmd/wijkstem"},
	"golang.org/x/text":                   {"internal/textfile", "internal/language", "internal/study"},
	"gonum.org/v1/gonum":                  {"internal/disclosure"},
	"modernc.org/sqlite":                  {"internal/store/sqlite"},
	"pgregory.net/rapid":                  {"internal/store/storetest"},
	"github.com/xuri/excelize":            {"internal/export"},
	"github.com/prometheus/client_golang": {"internal/api"},
}

// scopeMakers may make a scope with reach; nobody else may say what may be read.
var scopeMakers = []string{"internal/auth", "internal/job", "internal/research", "internal/store/storetest"}

type source struct {
	folder string
	name   string
	file   *ast.File
}

// sources are all Go files that are no tests.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	root := os.DirFS("..")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "testdata" || len(name) > 1 && entry.Name()[0] == '.') {
			return fs.SkipDir
		}
		if path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
		all = append(all, source{path.Dir(name), name, file})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestImports(t *testing.T) {
	for _, s := range sources(t) {
		for _, spec := range s.file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if fault := check(s.folder, imported); fault != "" {
				t.Errorf("%s imports %s: %s", s.name, imported, fault)
			}
		}
	}
}

// check is what is wrong with an import, "" when it is allowed.
func check(folder, imported string) string {
	own, isOwn := strings.CutPrefix(imported, module)
	switch {
	case isOwn:
		return checkOwn(folder, own)
	case !strings.Contains(strings.Split(imported, "/")[0], "."):
		return "" // the standard library
	case folder == "internal/research":
		return "research knows the standard library only"
	}
	for library, allowed := range homes {
		if imported == library || strings.HasPrefix(imported, library+"/") {
			if inHome(folder, allowed) {
				return ""
			}
			return "its home is " + strings.Join(allowed, ", ")
		}
	}
	return "it has no home in architecture_test.go"
}

func inHome(folder string, homes []string) bool {
	return slices.ContainsFunc(homes, func(home string) bool { return folder == home || strings.HasPrefix(folder, home+"/") })
}

func checkOwn(folder, imported string) string {
	if strings.HasPrefix(folder, "cmd/") {
		return ""
	}
	if slices.Contains(cmdOnly, imported) && !slices.Contains(cmdOnly, folder) {
		return "only cmd may"
	}
	allowed := knows[folder]
	if slices.ContainsFunc(allowed, func(a string) bool {
		return imported == a || strings.HasSuffix(a, "/") && strings.HasPrefix(imported, a)
	}) {
		return ""
	}
	if strings.HasPrefix(folder, "internal/store/storetest/") {
		return ""
	}
	return folder + " may not know it"
}

func TestScopesAreMadeInFewPlaces(t *testing.T) {
	for _, s := range sources(t) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if selector, ok := n.(*ast.SelectorExpr); ok && selector.Sel.Name == "NewScope" && !slices.Contains(scopeMakers, s.folder) {
				t.Errorf("%s makes a scope", s.name)
			}
			return true
		})
	}
}

// TestTheRulesCanFail holds the rules themselves to what they must refuse.
func TestTheRulesCanFail(t *testing.T) {
	for _, c := range []struct{ folder, imported string }{
		{"internal/research", module + "internal/study"},
		{"internal/research", "pgregory.net/rapid"},
		{"internal/study", module + "internal/store"},
		{"internal/keys", module + "internal/blob"},
		{"internal/store", module + "internal/keys"},
		{"internal/auth", module + "internal/api"},
		{"internal/auth", "github.com/labstack/echo/v4"},
		{"internal/api", module + "internal/demo"},
		{"internal/api", "github.com/unknown/library"},
		{"internal/new", module + "internal/research"},
	} {
		if check(c.folder, c.imported) == "" {
			t.Errorf("%s may import %s", c.folder, c.imported)
		}
	}
	if fault := check("internal/api", "github.com/labstack/echo/v4"); fault != "" {
		t.Error(fault)
	}
}
