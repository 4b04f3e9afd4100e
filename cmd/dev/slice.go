package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// longRun is a task that may be done in slices: what was reached is kept in the
// cache, and the same command goes on from there.
type longRun[S any] struct {
	name  string
	until time.Time // the zero time: no slice
	state S
}

// sliceFlags are the flags of every long run.
type sliceFlags struct {
	slice *time.Duration
	anew  *bool
	table *bool
}

func addSliceFlags(flags *flag.FlagSet) sliceFlags {
	return sliceFlags{
		flags.Duration("slice", 0, "stop after this time, such as 8m; the same command goes on where it stopped"),
		flags.Bool("anew", false, "forget an earlier run that was not finished"),
		flags.Bool("table", false, "add the outcome to the table in the repository"),
	}
}

// begin reads how far an earlier run came; fresh is what a new one starts with.
func begin[S any](name string, f sliceFlags, fresh S) (*longRun[S], error) {
	r := &longRun[S]{name: name, state: fresh}
	if *f.slice > 0 {
		r.until = time.Now().Add(*f.slice)
	}
	place, err := r.place()
	if err != nil || *f.anew {
		return r, err
	}
	text, err := os.ReadFile(place)
	if errors.Is(err, os.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return r, err
	}
	fmt.Println("going on with the run that stopped earlier (--anew begins anew)")
	return r, json.Unmarshal(text, &r.state)
}

func (r *longRun[S]) place() (string, error) {
	dir, err := cacheDir("runs")
	return filepath.Join(dir, r.name+".json"), err
}

// over tells whether the slice has ended.
func (r *longRun[S]) over() bool { return !r.until.IsZero() && time.Now().After(r.until) }

// keep remembers how far the run came.
func (r *longRun[S]) keep() error {
	place, err := r.place()
	if err != nil {
		return err
	}
	text, err := json.Marshal(r.state)
	if err != nil {
		return err
	}
	return os.WriteFile(place, text, 0o600)
}

// finish forgets the run: it is done.
func (r *longRun[S]) finish() error {
	place, err := r.place()
	if err != nil {
		return err
	}
	if err := os.Remove(place); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
