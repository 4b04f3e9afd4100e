package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"

	"github.com/wijkstem/wijkstem/internal/bench"
	"github.com/wijkstem/wijkstem/internal/installation"
)

// benchTable is where measures are kept.
const benchTable = "internal/bench/BENCH.md"

// benchState is what was measured so far: every run of every measure.
type benchState struct {
	Runs map[string][]bench.Measure `json:"runs"`
	// Load is how busy the machine was before the first run, "" when unknown.
	Load string `json:"load"`
}

// measure runs every measure and prints the medians.
func measure(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	runs := flags.Int("runs", 5, "how often each thing is measured; the median counts")
	dir := flags.String("dir", "", "folder on the disk to measure (default: the system's temporary folder)")
	slice := addSliceFlags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	installation.UseMachine() // as the program does
	run, err := begin("bench", slice, benchState{map[string][]bench.Measure{}, load()})
	if err != nil {
		return err
	}
	for _, name := range bench.Names() {
		for len(run.state.Runs[name]) < *runs {
			if run.over() {
				fmt.Println("the slice has ended; go on with: go run ./cmd/dev bench --slice 8m")
				return nil
			}
			m, err := bench.Once(ctx, name, *dir)
			if err != nil {
				return err
			}
			run.state.Runs[name] = append(run.state.Runs[name], m)
			if err := run.keep(); err != nil {
				return err
			}
		}
		fmt.Println(bench.Median(run.state.Runs[name]))
	}
	if *slice.table {
		if err := tellMeasures(run.state); err != nil {
			return err
		}
	}
	return run.finish()
}

// tellMeasures adds a row for each measure.
func tellMeasures(s benchState) error {
	machine := fmt.Sprintf("%d cores %s, load %s", runtime.NumCPU(), runtime.GOARCH, s.Load)
	for _, name := range bench.Names() {
		m := bench.Median(s.Runs[name])
		err := addRow(benchTable, "Runs", m.Name, m.N, fmt.Sprintf("%.1f", m.RatePerS), fmt.Sprintf("%.2f", m.P50Ms),
			fmt.Sprintf("%.2f", m.P95Ms), fmt.Sprintf("%.3f", m.CPUMs), fmt.Sprintf("%.0f", m.RSSMB), machine)
		if err != nil {
			return err
		}
	}
	return nil
}

// load is how many programs wanted a core in the last minute.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	minute, _, _ := strings.Cut(string(text), " ")
	return minute
}
