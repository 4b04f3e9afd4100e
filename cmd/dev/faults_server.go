package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/wijkstem/wijkstem/internal/installation/trial"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/mongo/mongotest"
	"github.com/wijkstem/wijkstem/internal/store/storetest"
)

// serverTable is where outcomes of the server's troubles are kept.
const serverTable = "internal/store/storetest/FAULTS.md"

// serverFault is one kind of trouble of the server on one engine, in pieces of
// some rounds.
type serverFault struct {
	name, engine string
	share        int // of the rounds, as a divisor: deliveries take longer than acts
	run          func(ctx context.Context, place faultPlace, rounds int, seed uint64) (trial.Outcome, error)
}

// faultPlace is an empty folder, and the URL of an empty database, "" for one
// of SQLite in the folder.
type faultPlace struct{ dir, database string }

func serverFaults() []serverFault {
	var all []serverFault
	for _, engine := range []string{"sqlite", "mongodb"} {
		all = append(all, serverFault{"killed while writing", engine, 1, killed(engine == "mongodb")})
		for _, trouble := range trial.Troubles() {
			all = append(all, serverFault{string(trouble), engine, 4, inTrouble(trouble)})
		}
	}
	return all
}

func (f serverFault) key() string { return f.engine + "/" + f.name }

// serverRounds is how many processes are killed for each engine by default.
const serverRounds = 100

// piece is how many rounds are done in one installation or database.
const piece = 20

// slices does what is left of the rounds until the slice ends.
func (f serverFault) slices(ctx context.Context, run *faultsRun) (done bool, err error) {
	rounds := cmp.Or(run.rounds, serverRounds) / f.share
	for {
		had := run.state.Outcomes[f.key()]
		if had.Rounds >= rounds {
			return true, nil
		}
		if run.over() {
			return false, nil
		}
		seed := run.state.Seed + uint64(had.Rounds)
		more, err := f.once(ctx, run.mongo, min(piece, rounds-had.Rounds), seed)
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
func (f serverFault) once(ctx context.Context, mongo *lazyMongo, rounds int, seed uint64) (outcome trial.Outcome, err error) {
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

// outcome is what --json says of it.
func (f serverFault) outcome(state faultsState) rowOutcome {
	o := state.Outcomes[f.key()]
	whole := o.Rounds > 0
	return rowOutcome{
		Name: "server: " + f.name, Engine: f.engine, Rounds: o.Rounds, Passed: whole && o.Lost == 0 && o.Half == 0,
		Bars: []barOutcome{
			{Words: "acknowledged and lost", Limit: "≤ 0", Value: whenMeasured(whole, o.Lost), Holds: whole && o.Lost == 0},
			{Words: "half done", Limit: "≤ 0", Value: whenMeasured(whole, o.Half), Holds: whole && o.Half == 0},
		},
		Summary: map[string]any{"acknowledged": o.Acknowledged, "refused": o.Refused, "unanswered": o.Unanswered},
	}
}

func whenMeasured(whole bool, count int) *float64 {
	if !whole {
		return nil
	}
	value := float64(count)
	return &value
}

// tell adds a row to the table.
func (f serverFault) tell(state faultsState) error {
	o := state.Outcomes[f.key()]
	return addRow(serverTable, "Runs", f.engine, f.name, o.Rounds, o.Acknowledged, o.Refused, o.Unanswered, o.Lost, o.Half)
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
