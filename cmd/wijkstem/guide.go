package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/wijkstem/wijkstem/internal/guide"
)

// checkGuides says of each file what is wrong in it, with line and field.
func checkGuides(_ context.Context, args []string, env environment) error {
	if len(args) < 2 || args[0] != "check" {
		return errors.New("usage: wijkstem guide check FILE …")
	}
	wrong := 0
	for _, path := range args[1:] {
		problems, err := checkGuide(path)
		if err != nil {
			return err
		}
		for _, problem := range problems {
			fmt.Fprintf(env.out, "%s: %s\n", path, problem)
		}
		if len(problems.Faults()) > 0 {
			wrong++
		}
	}
	if wrong > 0 {
		return fmt.Errorf("%d of %d guides cannot be used", wrong, len(args)-1)
	}
	fmt.Fprintf(env.out, "%d guides can be used\n", len(args)-1)
	return nil
}

// checkGuide checks one file: a guide, or a translation beside the guide that it is of.
func checkGuide(path string) (guide.Problems, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	of, translation := guide.TranslationOf(path)
	if !translation {
		_, problems := guide.Check(source)
		return problems, nil
	}
	original, err := os.ReadFile(of)
	if err != nil {
		return nil, err
	}
	g, problems := guide.Check(original)
	if problems.Err() != nil {
		return nil, fmt.Errorf("%s: %w", of, problems.Err())
	}
	return guide.Translate(&g, source), nil
}
