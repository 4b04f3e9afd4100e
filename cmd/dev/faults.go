package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/wijkstem/wijkstem/internal/installation/trial"
	"github.com/wijkstem/wijkstem/internal/store/storetest"
)

// mostFaults and leastAutomated: of the faults F1 to F22 so many have to be
// tried by this program and pass; the others are tried by hand.
const (
	mostFaults     = 22
	leastAutomated = 18
)

// fault is one row of the suite: a kind of trouble on one engine.
type fault interface {
	key() string
	slices(ctx context.Context, run *faultsRun) (done bool, err error)
	outcome(faultsState) rowOutcome
	tell(faultsState) error
}

// rowOutcome is one row of what --json prints.
type rowOutcome struct {
	Fault   string         `json:"fault,omitempty"` // F1 to F22
	Row     string         `json:"row,omitempty"`
	Name    string         `json:"name"`
	Engine  string         `json:"engine"`
	Version string         `json:"version,omitempty"`
	Rounds  int            `json:"rounds"`
	Seeds   []uint64       `json:"seeds,omitempty"`
	Bars    []barOutcome   `json:"bars"`
	Summary map[string]any `json:"measured,omitempty"`
	Broke   []string       `json:"broke,omitempty"`
	Missing string         `json:"missing,omitempty"` // what the machine lacks: the row was not tried
	Passed  bool           `json:"passed"`
}

// barOutcome is one thing that must hold; Value is nil when nothing was measured.
type barOutcome struct {
	Words string   `json:"words"`
	Limit string   `json:"limit"`
	Value *float64 `json:"value"`
	Unit  string   `json:"unit"`
	Holds bool     `json:"holds"`
}

func (b barOutcome) String() string {
	value := "not measured"
	if b.Value != nil {
		value = strconv.FormatFloat(*b.Value, 'f', -1, 64)
	}
	return fmt.Sprintf("%s: %s (%s)", b.Words, value, b.Limit)
}

// figures are the bars with what was measured, in one cell of a table.
func (o rowOutcome) figures() string {
	var all []string
	for _, bar := range o.Bars {
		all = append(all, bar.String())
	}
	return strings.Join(append(all, o.Broke...), "; ")
}

func (o rowOutcome) judgement() string {
	switch {
	case o.Missing != "":
		return "MISSING: " + o.Missing
	case o.Passed:
		return "passed"
	case o.Rounds == 0 && len(o.Broke) == 0:
		return "NOT TRIED"
	default:
		return "FAILED"
	}
}

// faultsState is how far a run came.
type faultsState struct {
	Seed     uint64                   `json:"seed"`
	Outcomes map[string]trial.Outcome `json:"outcomes"` // of the server, by engine and name
	Phone    map[string]phoneOutcome  `json:"phone"`    // of the phone, by row and engine
}

// faultsRun is one run, with what its flags say.
type faultsRun struct {
	*longRun[faultsState]
	rounds, minutes int
	quick           bool
	mongo           *lazyMongo

	mu    sync.Mutex // of state and built: one row may run beside the others
	built []string
}

// had is what a row of the phone has reached.
func (r *faultsRun) had(key string) phoneOutcome {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state.Phone[key]
}

func (r *faultsRun) reached(key string, o phoneOutcome) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.Phone[key] = o
	return r.keep()
}

// faultsReport is what --json prints.
type faultsReport struct {
	Day       string       `json:"day"`
	Commit    string       `json:"commit"`
	Seed      uint64       `json:"seed"`
	Rows      []rowOutcome `json:"rows"`
	Automated []string     `json:"automated"` // faults that have a row
	Passed    []string     `json:"passed"`    // faults of which every row that was chosen passed
	Protocol  []string     `json:"protocol"`  // faults that are tried by hand only
}

// faults makes troubles on the phone (frontend/faults, in real browsers) and on
// the server (killed processes, full disks, cut links on both engines), and says
// what was left. Its own child processes start here too and never return.
func faults(ctx context.Context, args []string) error {
	storetest.Child(ctx)
	trial.Child(ctx)
	flags := flag.NewFlagSet("faults", flag.ContinueOnError)
	rounds := flags.Int("rounds", 0, "rounds of each row instead of its own number; on the server, of interviews in trouble a quarter of it")
	minutes := flags.Int("minutes", 0, "length of recordings that rows about length make, instead of their own")
	only := flags.String("only", "", "faults and rows, such as F1,heap; \"phone\" or \"server\" for all of one side")
	quick := flags.Bool("quick", false, "the short form of the phone's rows, as the tests run it")
	asJSON := flags.Bool("json", false, "print the outcome as JSON; progress goes to stderr")
	seed := flags.Uint64("seed", uint64(time.Now().UnixNano())%1_000_000_000, "chance is made from it")
	slice := addSliceFlags(flags)
	if err := flags.Parse(args); err != nil {
		return err
	}
	stdout := os.Stdout
	if *asJSON {
		os.Stdout = os.Stderr // of everything that is said on the way
	}
	all, protocol, err := chosenFaults(ctx, *only, *quick)
	if err != nil {
		return err
	}
	state := faultsState{*seed, map[string]trial.Outcome{}, map[string]phoneOutcome{}}
	long, err := begin(runName(*only, *quick), slice, state)
	if err != nil {
		return err
	}
	run := &faultsRun{longRun: long, rounds: *rounds, minutes: *minutes, quick: *quick, mongo: &lazyMongo{}}
	defer run.mongo.stop()
	fmt.Println("seed", run.state.Seed)
	if done, err := runFaults(ctx, run, all); err != nil || !done {
		return err
	}
	if *slice.table {
		for _, f := range all {
			if err := f.tell(run.state); err != nil {
				return err
			}
		}
	}
	report := reportOf(run.state, all, protocol)
	if *asJSON {
		text, err := json.MarshalIndent(report, "", "  ")
		if err != nil {
			return err
		}
		fmt.Fprintln(stdout, string(text))
	}
	return errors.Join(run.finish(), report.judge(*only == "" && !*quick))
}

// runName keeps runs of other rows apart.
func runName(only string, quick bool) string {
	name := "faults"
	if quick {
		name += "-quick"
	}
	if only != "" {
		name += "-" + strings.NewReplacer("/", "_", ",", "-").Replace(strings.ToLower(only))
	}
	return name
}

// chosenFaults are the rows that were asked for, by fault, row, engine or side;
// and those of F1 to F22 that have no row at all.
func chosenFaults(ctx context.Context, only string, quick bool) (all []fault, protocol []string, err error) {
	wanted := strings.FieldsFunc(strings.ToLower(only), func(r rune) bool { return r == ',' || r == ' ' })
	found := map[string]bool{}
	chosen := func(names ...string) bool {
		for _, name := range names {
			if name := strings.ToLower(name); name != "" && slices.Contains(wanted, name) {
				found[name] = true
				return true
			}
		}
		return len(wanted) == 0
	}
	phone, err := phoneFaults(ctx)
	if err != nil {
		return nil, nil, err
	}
	for n := 1; n <= mostFaults; n++ {
		name := "F" + strconv.Itoa(n)
		if !slices.ContainsFunc(phone, func(f phoneFault) bool { return f.Fault == name }) {
			protocol = append(protocol, name)
		}
	}
	slices.SortStableFunc(phone, func(a, b phoneFault) int { return cmp.Compare(longAtEnd(a), longAtEnd(b)) })
	for _, f := range phone {
		if chosen("phone", f.Fault, f.ID, f.engine) && (!quick || f.Engines[f.engine].Quick > 0) {
			all = append(all, f)
		}
	}
	for _, f := range serverFaults() {
		if chosen("server") && !quick {
			all = append(all, f)
		}
	}
	for _, name := range wanted {
		if !found[name] {
			return nil, nil, fmt.Errorf("there is no fault or row %q", name)
		}
	}
	return all, protocol, nil
}

// longAtEnd puts rows that last an hour in one piece behind the others.
func longAtEnd(f phoneFault) int {
	if f.Beside {
		return 1
	}
	return 0
}

// runFaults runs the rows; it is not done when the slice ended before. Most rows
// wait more than they work: those that last long run beside the others, and the
// short form runs the engines beside each other.
func runFaults(ctx context.Context, run *faultsRun, all []fault) (done bool, err error) {
	lanes := map[string][]fault{}
	for _, f := range all {
		lane := laneOf(f, run)
		lanes[lane] = append(lanes[lane], f)
	}
	type outcome struct {
		done bool
		err  error
	}
	ended := make(chan outcome)
	for _, rows := range lanes {
		go func() {
			done, err := inTurn(ctx, run, rows)
			ended <- outcome{done, err}
		}()
	}
	done = true
	for range lanes {
		one := <-ended
		done, err = done && one.done, errors.Join(err, one.err)
	}
	if !done && err == nil {
		fmt.Println("the slice has ended; the same command goes on from here")
	}
	return done, err
}

func laneOf(f fault, run *faultsRun) string {
	phone, is := f.(phoneFault)
	switch {
	case is && phone.Beside && run.until.IsZero():
		return "beside"
	case is && run.quick:
		return phone.engine
	default:
		return ""
	}
}

func inTurn(ctx context.Context, run *faultsRun, all []fault) (done bool, err error) {
	for i, f := range all {
		fmt.Printf("[%d/%d] %s\n", i+1, len(all), f.key())
		begun := time.Now()
		done, err := f.slices(ctx, run)
		run.mu.Lock()
		o := f.outcome(run.state)
		run.mu.Unlock()
		said := fmt.Sprintf("      %s: %d rounds in %s: %s\n", f.key(), o.Rounds, took(begun), o.judgement())
		for _, bar := range o.Bars {
			said += fmt.Sprintf("        %s\n", bar)
		}
		for _, words := range o.Broke {
			said += fmt.Sprintf("        broke: %s\n", words)
		}
		fmt.Print(said)
		if err != nil || !done {
			return false, err
		}
	}
	return true, nil
}

func reportOf(state faultsState, all []fault, protocol []string) faultsReport {
	report := faultsReport{Day: time.Now().UTC().Format(time.DateOnly), Commit: commit(), Seed: state.Seed, Rows: []rowOutcome{}, Protocol: protocol}
	failed := map[string]bool{}
	for _, f := range all {
		o := f.outcome(state)
		report.Rows = append(report.Rows, o)
		if o.Fault == "" {
			continue
		}
		report.Automated = append(report.Automated, o.Fault)
		failed[o.Fault] = failed[o.Fault] || !o.Passed
	}
	slices.SortFunc(report.Automated, byNumber)
	report.Automated = slices.Compact(report.Automated)
	for _, name := range report.Automated {
		if !failed[name] {
			report.Passed = append(report.Passed, name)
		}
	}
	return report
}

func byNumber(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// judge says in the end what failed. Of a whole run, enough faults have to pass.
func (r faultsReport) judge(whole bool) error {
	var failed []string
	for _, o := range r.Rows {
		if !o.Passed {
			failed = append(failed, fmt.Sprintf("%s on %s: %s", cmp.Or(o.Row, o.Name), o.Engine, o.judgement()))
		}
	}
	for _, words := range failed {
		fmt.Println("NOT PASSED:", words)
	}
	fmt.Printf("%d of %d rows passed; of F1 to F%d: %d passed (%s)\n",
		len(r.Rows)-len(failed), len(r.Rows), mostFaults, len(r.Passed), strings.Join(r.Passed, " "))
	if whole {
		fmt.Println("by hand, see frontend/faults/DEVICES.md:", strings.Join(r.Protocol, " "))
	}
	if len(failed) > 0 || whole && len(r.Passed) < leastAutomated {
		return errSteps
	}
	return nil
}
