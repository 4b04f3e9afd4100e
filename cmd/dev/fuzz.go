package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/api"
	"github.com/wijkstem/wijkstem/internal/api/apitest"
)

// fuzzTable is where outcomes are kept.
const fuzzTable = "internal/api/apitest/FUZZ.md"

// fuzz sends odd requests to every operation, and odd input to every parser.
func fuzz(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("fuzz", flag.ContinueOnError)
	requests := flags.Int("requests", 20_000, "how many odd requests")
	seed := flags.Uint64("seed", uint64(time.Now().UnixNano()), "chance is made from it")
	parsers := flags.Bool("parsers", false, "feed every parser instead, by Go's own fuzzing")
	each := flags.Duration("each", 20*time.Second, "how long each parser is fed")
	others := flags.Bool("schemathesis", false, "have Schemathesis send requests instead (needs Python)")
	slice := addSliceFlags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case *parsers:
		return fuzzParsers(ctx, *each, slice)
	case *others:
		return fuzzByOthers(ctx, *slice.table)
	default:
		return fuzzRequests(ctx, *requests, *seed, slice)
	}
}

// requestsState is how far a run came.
type requestsState struct {
	Seed      uint64         `json:"seed"`
	Requests  int            `json:"requests"`
	Statuses  map[int]int    `json:"statuses"`
	Succeeded map[string]int `json:"succeeded"`
	Faults    []string       `json:"faults"`
}

// requestsAtOnce is how many requests are sent to one server, which begins anew
// after that.
const requestsAtOnce = 2500

func fuzzRequests(ctx context.Context, requests int, seed uint64, slice sliceFlags) error {
	run, err := begin("fuzz", slice, requestsState{Seed: seed, Statuses: map[int]int{}, Succeeded: map[string]int{}})
	if err != nil {
		return err
	}
	fmt.Println("seed", run.state.Seed)
	for run.state.Requests < requests {
		if run.over() {
			fmt.Println("the slice has ended; go on with: go run ./cmd/dev fuzz --slice 8m")
			return nil
		}
		if err := run.state.more(ctx, min(requestsAtOnce, requests-run.state.Requests)); err != nil {
			return err
		}
		if err := run.keep(); err != nil {
			return err
		}
		fmt.Printf("%d of %d requests, %d faults\n", run.state.Requests, requests, len(run.state.Faults))
	}
	if err := run.finish(); err != nil {
		return err
	}
	return run.state.tell(*slice.table)
}

// inWorld has use called with a whole server in a folder of its own.
func inWorld(ctx context.Context, use func(w *apitest.World, dir string) error) (err error) {
	dir, err := os.MkdirTemp("", "wijkstem-fuzz-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	w, err := apitest.New(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	return use(w, dir)
}

// more sends requests to a server of its own.
func (s *requestsState) more(ctx context.Context, n int) error {
	return inWorld(ctx, func(w *apitest.World, _ string) error { return s.send(ctx, w, n) })
}

func (s *requestsState) send(ctx context.Context, w *apitest.World, n int) error {
	report, err := w.Fuzz(ctx, n, s.Seed+uint64(s.Requests))
	s.Requests += report.Requests
	for status, count := range report.Statuses {
		s.Statuses[status] += count
	}
	for operation, count := range report.Succeeded {
		s.Succeeded[operation] += count
	}
	for _, fault := range report.Faults {
		fmt.Println("fault:", fault)
		s.Faults = append(s.Faults, fault.String())
	}
	return err
}

// neverSucceeded are operations that chance did not bring to an answer of 2xx.
func (s *requestsState) neverSucceeded() []string {
	return slices.DeleteFunc(api.Served(), func(operation string) bool { return s.Succeeded[operation] > 0 })
}

// tell says what came of the run, and fails when there were faults.
func (s *requestsState) tell(table bool) error {
	count := func(from, to int) (n int) {
		for status, times := range s.Statuses {
			if status >= from && status <= to {
				n += times
			}
		}
		return n
	}
	operations := len(api.Served()) - 2
	fmt.Printf("%d requests to %d operations, %d of which answered 2xx: %v\n", s.Requests, operations, len(s.Succeeded), s.Statuses)
	fmt.Println("never 2xx:", strings.Join(s.neverSucceeded(), " "))
	if table {
		err := addRow(fuzzTable, "Requests", s.Requests, operations, len(s.Succeeded),
			count(200, 299), count(400, 400), count(422, 422), count(500, 599), len(s.Faults))
		if err != nil {
			return err
		}
	}
	if len(s.Faults) > 0 {
		return fmt.Errorf("%d faults:\n%s", len(s.Faults), strings.Join(s.Faults, "\n"))
	}
	return nil
}
