package store_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

// TestKindsAreDeclared reads the program's code: every constant of type Kind,
// and every kind that a document's ID or a page begins with, must be declared
// in research.DocumentKinds with what it is erased with.
func TestKindsAreDeclared(t *testing.T) {
	found := map[research.Kind]token.Position{}
	files := token.NewFileSet()
	err := fs.WalkDir(os.DirFS("../.."), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && path != "." || entry.Name() == "node_modules" || entry.Name() == "storetest") {
			return fs.SkipDir
		}
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(files, filepath.Join("../..", path), nil, parser.SkipObjectResolution)
		if err == nil {
			ast.Inspect(file, func(n ast.Node) bool { noteKinds(n, files, found); return true })
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for kind, where := range found {
		if research.DocumentKinds[kind] == nil {
			t.Errorf("%s: documents of kind %q are not declared in research.DocumentKinds", where, kind)
		}
	}
}

func noteKinds(n ast.Node, files *token.FileSet, found map[research.Kind]token.Position) {
	note := func(value ast.Expr) {
		if text, ok := leftmostText(value); ok && text != "" {
			kind, _, _ := strings.Cut(text, "/")
			found[research.Kind(kind)] = files.Position(value.Pos())
		}
	}
	switch n := n.(type) {
	case *ast.ValueSpec:
		if isType(n.Type, "Kind") {
			for _, value := range n.Values {
				note(value)
			}
		}
	case *ast.CompositeLit:
		for _, element := range n.Elts {
			pair, ok := element.(*ast.KeyValueExpr)
			if !ok {
				continue
			}
			name, _ := pair.Key.(*ast.Ident)
			if name != nil && (isType(n.Type, "Document") && name.Name == "ID" || isType(n.Type, "Page") && name.Name == "Kind") {
				note(pair.Value)
			}
		}
	}
}

// isType tells whether the expression is research.<name>.
func isType(e ast.Expr, name string) bool {
	selector, ok := e.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	of, _ := selector.X.(*ast.Ident)
	return selector.Sel.Name == name && of != nil && of.Name == "research"
}

// leftmostText is the text literal that an expression of texts added up begins with.
func leftmostText(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return leftmostText(e.X)
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	}
	return "", false
}
