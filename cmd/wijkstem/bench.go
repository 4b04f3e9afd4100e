package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"strings"

	"github.com/wijkstem/wijkstem/internal/bench"
)

// measure prints a line, or an object with --json, per measure.
func measure(ctx context.Context, args []string, env environment) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(env.err)
	asJSON := flags.Bool("json", false, "print JSON objects, one a line")
	runs := flags.Int("runs", 5, "how often to measure; the median is printed")
	dir := flags.String("dir", "", "folder on the disk to measure (default: the system's temporary folder)")
	var names []string
	for len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		names, args = append(names, args[0]), args[1:]
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *runs < 1 {
		return fmt.Errorf("--runs must be at least 1")
	}
	report := func(m bench.Measure) { fmt.Fprintln(env.out, m) }
	if *asJSON {
		report = func(m bench.Measure) { _ = json.NewEncoder(env.out).Encode(m) }
	}
	return bench.Run(ctx, bench.Options{Names: append(names, flags.Args()...), Runs: *runs, Dir: *dir, Report: report})
}
