package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/wijkstem/wijkstem/internal/installation/trial"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/mongo/mongotest"
	"github.com/wijkstem/wijkstem/internal/store/storetest"
)

// faultsTable is where outcomes are kept.
const faultsTable = "internal/store/storetest/FAULTS.md"

// fault is one kind of trouble on one engine, in pieces of some rounds.
type fault struct {
	name, engine string
	share        int // of --rounds, as a divisor: deliveries take longer than acts
	run          func(ctx context.Context, place faultPlace, rounds int, seed uint64) (trial.Outcome, error)
}

// faultPlace is an empty folder, and the URL of an empty database, "" for one
// of SQLite in the folder.
type faultPlace struct{ dir, database string }

func allFaults() []fault {
	var all []fault
	for _, engine := range []string{"sqlite", "mongodb"} {
		all = append(all, fault{"killed while writing", engine, 1, killed(engine == "mongodb")})
		for _, trouble := range trial.Troubles() {
			all = append(all, fault{string(trouble), engine, 4, inTrouble(trouble)})
		}
	}
	return all
}

// faultsState is how far a run came.
type faultsState struct {
	Seed     uint64                   `json:"seed"`
	Outcomes map[string]trial.Outcome `json:"outcomes"` // by engine and name
}

// faults kills processes while they write, fills disks and cuts links, on both
// engines, and says what was left. Its own child processes start here too and
// never return.
func faults(ctx context.Context, args []string) error {
	storetest.Child(ctx)
	trial.Child(ctx)
	flags := flag.NewFlagSet("faults", flag.ContinueOnError)
	rounds := flags.Int("rounds", 100, "processes to kill while they write, for each engine; interviews in trouble: a quarter of it for each kind")
	seed := flags.Uint64("seed", uint64(time.Now().UnixNano()), "chance is made from it")
	slice := addSliceFlags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	run, err := begin("faults", slice, faultsState{*seed, map[string]trial.Outcome{}})
	if err != nil {
		return err
	}
	fmt.Println("seed", run.state.Seed)
	mongo := &lazyMongo{}
	defer mongo.stop()
	for i, f := range allFaults() {
		fmt.Printf("[%d/%d] %s, %s\n", i+1, len(allFaults()), f.engine, f.name)
		done, err := f.slices(ctx, run, mongo, *rounds/f.share)
		fmt.Println("     ", run.state.Outcomes[f.key()])
		if err != nil {
			return err
		}
		if !done {
			fmt.Println("the slice has ended; go on with: go run ./cmd/dev faults --slice 8m")
			return nil
		}
	}
	if *slice.table {
		if err := tellFaults(run.state); err != nil {
			return err
		}
	}
	return run.finish()
}

func (f fault) key() string { return f.engine + "/" + f.name }

// piece is how many rounds are done in one installation or database.
const piece = 20

// slices does what is left of the rounds until the slice ends.
func (f fault) slices(ctx context.Context, run *longRun[faultsState], mongo *lazyMongo, rounds int) (done bool, err error) {
	for {
		had := run.state.Outcomes[f.key()]
		if had.Rounds >= rounds {
			return true, nil
		}
		if run.over() {
			return false, nil
		}
		seed := run.state.Seed + uint64(had.Rounds)
		more, err := f.once(ctx, mongo, min(piece, rounds-had.Rounds), seed)
		if errors.Is(err, trial.ErrNeedsRoot) {
			fmt.Println("      NOT TRIED:", err)
			return true, nil
		}
		run.state.Outcomes[f.key()] = had.Add(more)
		if err != nil {
			return false, fmt.Errorf("%s, seed %d: %w", f.key(), seed, err)
		}
		if err := run.keep(); err != nil {
			return false, err
		}
	}
}

// once does some rounds in a place of their own.
func (f fault) once(ctx context.Context, mongo *lazyMongo, rounds int, seed uint64) (outcome trial.Outcome, err error) {
	dir, err := os.MkdirTemp("", "wijkstem-faults-")
	if err != nil {
		return outcome, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	place := faultPlace{dir: filepath.Join(dir, "data")}
	if err := os.Mkdir(place.dir, 0o700); err != nil {
		return outcome, err
	}
	if f.engine == "mongodb" {
		var server string
		if server, err = mongo.address(ctx); err != nil {
			return outcome, err
		}
		name := "faults_" + string(research.NewID())
		place.database = mongotest.URL(server, name)
		defer func() { err = errors.Join(err, mongotest.Drop(context.WithoutCancel(ctx), server, name)) }()
	}
	return f.run(ctx, place, rounds, seed)
}

func again() *exec.Cmd { return exec.Command(os.Args[0], "faults") }

// killed kills processes that write acts and swaps.
func killed(shared bool) func(context.Context, faultPlace, int, uint64) (trial.Outcome, error) {
	return func(ctx context.Context, place faultPlace, rounds int, seed uint64) (trial.Outcome, error) {
		database := cmp.Or(place.database, "sqlite:"+filepath.Join(place.dir, "faults.db"))
		left, err := storetest.Kill{URL: database, Shared: shared, Rounds: rounds, Seed: seed, Command: again}.Run(ctx)
		return trial.Outcome{
			Rounds: left.Rounds, Acknowledged: left.Acknowledged + left.Swaps, Unanswered: left.Unanswered,
			Lost: left.Lost, Half: left.Half,
		}, err
	}
}

// inTrouble delivers interviews.
func inTrouble(trouble trial.Trouble) func(context.Context, faultPlace, int, uint64) (trial.Outcome, error) {
	return func(ctx context.Context, place faultPlace, rounds int, seed uint64) (trial.Outcome, error) {
		return trial.Trial{
			Trouble: trouble, Dir: place.dir, Database: place.database, Rounds: rounds, Seed: seed, Command: again,
		}.Run(ctx)
	}
}

// tellFaults adds a row for each kind of trouble.
func tellFaults(state faultsState) error {
	for _, f := range allFaults() {
		o := state.Outcomes[f.key()]
		err := addRow(faultsTable, "Runs", f.engine, f.name, o.Rounds, o.Acknowledged, o.Refused, o.Unanswered, o.Lost, o.Half)
		if err != nil {
			return err
		}
	}
	return nil
}

// lazyMongo is a MongoDB-compatible server, started when one is asked for.
type lazyMongo struct {
	uri  string
	ends []func()
}

func (m *lazyMongo) address(ctx context.Context) (string, error) {
	if m.uri != "" {
		return m.uri, nil
	}
	uri, stop, err := mongoForTests(ctx)
	if err == nil {
		m.uri, m.ends = uri, append(m.ends, stop)
	}
	return uri, err
}

func (m *lazyMongo) stop() {
	for _, end := range slices.Backward(m.ends) {
		end()
	}
}
