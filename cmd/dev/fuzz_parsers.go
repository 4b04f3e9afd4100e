package main

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// parserTest is a function that Go can feed: its package and its name.
type parserTest struct{ pkg, name string }

// parserTests are all of them in the repository.
func parserTests() (all []parserTest, err error) {
	for _, root := range []string{"internal", "cmd"} {
		err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for _, declared := range file.Decls {
				if f, ok := declared.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Fuzz") {
					all = append(all, parserTest{"./" + filepath.Dir(path), f.Name.Name})
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// parsersState is how far a run came: the inputs that each parser was fed.
type parsersState struct {
	Inputs map[string]string `json:"inputs"`
	Failed []string          `json:"failed"`
}

// fuzzParsers feeds each parser for a while, and goes on after one fails.
func fuzzParsers(ctx context.Context, each time.Duration, slice sliceFlags) error {
	tests, err := parserTests()
	if err != nil {
		return err
	}
	run, err := begin("parsers", slice, parsersState{Inputs: map[string]string{}})
	if err != nil {
		return err
	}
	for i, t := range tests {
		if _, done := run.state.Inputs[t.name]; done {
			continue
		}
		if run.over() {
			fmt.Println("the slice has ended; go on with: go run ./cmd/dev fuzz --parsers --slice 8m")
			return nil
		}
		fmt.Printf("[%d/%d] %s %s, %s\n", i+1, len(tests), t.pkg, t.name, each)
		inputs, err := t.feed(ctx, each)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		run.state.Inputs[t.name] = inputs
		if err != nil {
			fmt.Println("      failed:", err)
			run.state.Failed = append(run.state.Failed, t.name)
		}
		if err := run.keep(); err != nil {
			return err
		}
	}
	if err := run.finish(); err != nil {
		return err
	}
	return run.state.tell(tests, each, *slice.table)
}

var inputsSoFar = regexp.MustCompile(`execs: (\d+)`)

// feed runs one function and returns how many inputs it was fed. Making an input
// that finds something new as small as can be is kept short: cutting sentences
// loads a model each time, and the day would go by with the first one.
func (t parserTest) feed(ctx context.Context, each time.Duration) (inputs string, err error) {
	var said bytes.Buffer
	err = run(ctx, "", nil, io.MultiWriter(os.Stdout, &said), "go", "test", t.pkg, "-run=^$",
		"-fuzz=^"+t.name+"$", "-fuzztime="+each.String(), "-fuzzminimizetime=5x", "-parallel=2")
	if found := inputsSoFar.FindAllStringSubmatch(said.String(), -1); len(found) > 0 {
		inputs = found[len(found)-1][1]
	}
	return inputs, err
}

func (s parsersState) tell(tests []parserTest, each time.Duration, table bool) error {
	for _, t := range tests {
		if !table {
			break
		}
		faults := 0
		if slices.Contains(s.Failed, t.name) {
			faults = 1
		}
		name := strings.TrimPrefix(t.pkg, "./internal/") + " " + t.name
		if err := addRow(fuzzTable, "Parsers", name, int(each.Seconds()), s.Inputs[t.name], faults); err != nil {
			return err
		}
	}
	if len(s.Failed) > 0 {
		return fmt.Errorf("failed: %s; the inputs are in testdata/fuzz", strings.Join(s.Failed, ", "))
	}
	return nil
}
