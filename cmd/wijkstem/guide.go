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
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		_, problems := guide.Check(source)
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
