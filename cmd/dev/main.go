// Command dev holds the tasks of those who build Wijkstem: go run ./cmd/dev TASK.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// task is one thing that dev can do.
type task struct {
	name, about string
	run         func(ctx context.Context, args []string) error
}

func tasks() []task {
	return []task{
		{"demo", "start Wijkstem with the invented studies in your browser (--phone: for a real phone)", demo},
		{"build", "the program with its screens in it, as ./wijkstem", build},
		{"test", "everything that must hold: Go, both engines, frontend, journeys, lint, contract", test},
		{"check", "the quick part of test: formatting, types, unit tests on the embedded engine", check},
		{"mongodb", "run the database that tests of the MongoDB engine use, and print its address", mongodb},
		{"faults", "kill processes, fill disks, cut links, and look at what is left (--rounds, --slice, --table)", faults},
		{"fuzz", "odd requests to every operation, odd input to every parser (--parsers, --schemathesis, --slice, --table)", fuzz},
		{"bench", "measure a whole installation: rates, times, memory (--runs, --slice, --table)", measure},
		{"screenshots", "the pictures of the README, of a demonstration", screenshots},
		{"generate", "TypeScript types from the API's specification, and the messages", generate},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := dispatch(ctx, os.Args[1:]); err != nil {
		if !errors.Is(err, errSteps) {
			fmt.Fprintln(os.Stderr, "dev:", err)
		}
		os.Exit(1)
	}
}

func dispatch(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return usage()
	}
	if err := enterRoot(); err != nil {
		return err
	}
	for _, t := range tasks() {
		if t.name == args[0] {
			return t.run(ctx, args[1:])
		}
	}
	return usage()
}

func usage() error {
	fmt.Fprintln(os.Stderr, "go run ./cmd/dev TASK")
	for _, t := range tasks() {
		fmt.Fprintf(os.Stderr, "  %-12s %s\n", t.name, t.about)
	}
	return errors.New("name one of these tasks")
}
