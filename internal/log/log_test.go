package log

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// reviewed are the fields that a line may have. A new one is added here by
// somebody who has made sure that it cannot hold personal data.
var reviewed = []string{
	"actor", "address", "cause", "job", "method", "operation",
	"panic", "request", "status", "took_ms", "version",
}

func TestOnlyReviewedFields(t *testing.T) {
	found := []string{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, fieldNames(t, name, source)...)
	}
	slices.Sort(found)
	if found = slices.Compact(found); !slices.Equal(found, reviewed) {
		t.Errorf("fields are %v, reviewed are %v", found, reviewed)
	}
}

// fieldNames are the first values of the composite literals of type Field.
func fieldNames(t *testing.T, name string, source []byte) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	ast.Inspect(file, func(n ast.Node) bool {
		literal, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		if kind, ok := literal.Type.(*ast.Ident); ok && kind.Name == "Field" && len(literal.Elts) > 0 {
			if value, ok := literal.Elts[0].(*ast.BasicLit); ok {
				names = append(names, strings.Trim(value.Value, `"`))
			} else {
				t.Errorf("%s: a field's name is not written out", name)
			}
		}
		return true
	})
	return names
}

func TestCauseHoldsNothingThatPeopleSaid(t *testing.T) {
	for _, err := range []error{
		errors.New(`duplicate key {email: "fatima@example.org"}`),
		errors.New("no such address fatima@example.org"),
		errors.New(`invalid character in "fatima"`),
		research.Errorf(research.Invalid, "fatima"),
	} {
		var out bytes.Buffer
		New(&out, time.Now).Error("failed", Cause(err))
		if strings.Contains(out.String(), "fatima") {
			t.Errorf("%s", out.String())
		}
		if !json.Valid(out.Bytes()) {
			t.Errorf("no JSON: %s", out.String())
		}
	}
}
