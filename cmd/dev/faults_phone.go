package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// phoneTable is where outcomes of the phone's troubles are kept.
const phoneTable = "frontend/faults/FAULTS.md"

// phoneRow is a row of the phone's suite, as frontend/faults describes it.
type phoneRow struct {
	ID      string                    `json:"id"`
	Fault   string                    `json:"fault"` // F1 to F22, or empty: something else that must hold
	Name    string                    `json:"name"`
	Engines map[string]phoneRowRounds `json:"engines"`
	Needs   []string                  `json:"needs"`
	Beside  bool                      `json:"beside"` // it mostly waits, in one long piece: others may run meanwhile
}

type phoneRowRounds struct {
	Rounds int `json:"rounds"`
	Quick  int `json:"quick"` // 0: not in the quick run
	Piece  int `json:"piece"` // rounds that share one phone, 0: 10
}

// phoneFault is a row on one browser engine, or on "none".
type phoneFault struct {
	phoneRow
	engine string
}

// phoneOutcome is the line that a row ends with. What was measured is joined by
// the row's own program, and only kept here.
type phoneOutcome struct {
	Missing  string          `json:"missing,omitempty"`
	Version  string          `json:"version,omitempty"`
	Rounds   int             `json:"rounds"`
	Broke    []string        `json:"broke,omitempty"`
	Seeds    []uint64        `json:"seeds,omitempty"`
	Bars     []barOutcome    `json:"bars,omitempty"`
	Passed   bool            `json:"passed"`
	Summary  map[string]any  `json:"summary,omitempty"`
	Measured json.RawMessage `json:"measured,omitempty"`
}

// phoneFaults asks the suite for its rows.
func phoneFaults(ctx context.Context) ([]phoneFault, error) {
	if err := installFrontend(ctx); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := phoneProgram(ctx, nil, &out, os.Stdout, "--list"); err != nil {
		return nil, fmt.Errorf("listing the rows: %w", err)
	}
	var rows []phoneRow
	if err := json.Unmarshal(out.Bytes(), &rows); err != nil {
		return nil, fmt.Errorf("the list of rows: %w", err)
	}
	var all []phoneFault
	for _, row := range rows {
		for _, engine := range []string{"chromium", "webkit", "none"} {
			if _, has := row.Engines[engine]; has {
				all = append(all, phoneFault{row, engine})
			}
		}
	}
	return all, nil
}

// phoneProgram runs the suite's own program. It closes its browsers when interrupted.
func phoneProgram(ctx context.Context, env []string, out, progress io.Writer, args ...string) error {
	cmd := exec.CommandContext(ctx, "node", append([]string{"faults/run.js"}, args...)...)
	cmd.Dir, cmd.Env = frontendDir, append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = out, progress
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 30 * time.Second
	return cmd.Run()
}

func (f phoneFault) key() string { return f.ID + "/" + f.engine }

// rounds is how many are wanted.
func (f phoneFault) rounds(run *faultsRun) int {
	own := f.Engines[f.engine]
	if run.quick {
		return own.Quick
	}
	return cmp.Or(run.rounds, own.Rounds)
}

// slices does what is left of the rounds until the slice ends. A row that broke
// is not tried again.
func (f phoneFault) slices(ctx context.Context, run *faultsRun) (done bool, err error) {
	env, err := f.tools(ctx, run)
	if err != nil {
		return true, run.reached(f.key(), phoneOutcome{Missing: err.Error()})
	}
	rounds := f.rounds(run)
	for {
		had := run.had(f.key())
		if had.Rounds >= rounds || had.Missing != "" || len(had.Broke) > 0 {
			return true, nil
		}
		if run.over() {
			return false, nil
		}
		size := min(cmp.Or(f.Engines[f.engine].Piece, 10), rounds-had.Rounds)
		more, err := f.once(ctx, run, env, had, size)
		if err != nil {
			return false, fmt.Errorf("%s: %w", f.key(), err)
		}
		if err := run.reached(f.key(), more); err != nil {
			return false, err
		}
	}
}

// once does some rounds and gives them joined to what there was.
func (f phoneFault) once(ctx context.Context, run *faultsRun, env []string, had phoneOutcome, rounds int) (phoneOutcome, error) {
	args := []string{f.ID, "--engine", f.engine, "--rounds", strconv.Itoa(rounds),
		"--seed", strconv.FormatUint(run.state.Seed%1_000_000_000+uint64(had.Rounds), 10)}
	if run.quick {
		args = append(args, "--quick")
	}
	if run.minutes > 0 {
		args = append(args, "--minutes", strconv.Itoa(run.minutes))
	}
	if had.Rounds > 0 {
		place, err := keepEarlier(had)
		if err != nil {
			return had, err
		}
		defer os.Remove(place)
		args = append(args, "--earlier", place)
	}
	var out bytes.Buffer
	if err := phoneProgram(ctx, env, &out, os.Stdout, args...); err != nil {
		return had, errors.Join(ctx.Err(), err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	var all phoneOutcome
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &all); err != nil {
		return had, fmt.Errorf("its outcome: %w", err)
	}
	return all, nil
}

func keepEarlier(had phoneOutcome) (string, error) {
	text, err := json.Marshal(had)
	if err != nil {
		return "", err
	}
	file, err := os.CreateTemp("", "wijkstem-faults-*.json")
	if err != nil {
		return "", err
	}
	_, err = file.Write(text)
	return file.Name(), errors.Join(err, file.Close())
}

// faultTools are programs that rows name under needs, with the variable in which
// they are told where it is.
var faultTools = map[string]struct {
	variable string
	build    func(ctx context.Context, dir, binary string) error
}{
	"server": {"FAULTS_SERVER", func(ctx context.Context, _, binary string) error {
		return sequence(buildFrontend, command("", nil, "go", "build", "-o", binary, "./cmd/wijkstem"))(ctx)
	}},
	"toxiproxy": {"FAULTS_TOXIPROXY", builtOnce("github.com/Shopify/toxiproxy/v2", "v2.12.0", "/cmd/server")},
	"tusd":      {"FAULTS_TUSD", builtOnce("github.com/tus/tusd/v2", "v2.8.0", "/cmd/tusd")},
}

// builtOnce builds a program of another module, unless it is in the cache.
func builtOnce(module, version, pkg string) func(context.Context, string, string) error {
	return func(ctx context.Context, dir, binary string) error {
		if _, err := os.Stat(binary); err == nil {
			return nil
		}
		fmt.Printf("      building %s %s once\n", module, version)
		return buildTool(ctx, dir, binary, module, version, pkg)
	}
}

// tools builds what the row needs and gives the variables that name it.
func (f phoneFault) tools(ctx context.Context, run *faultsRun) ([]string, error) {
	run.mu.Lock()
	defer run.mu.Unlock()
	var env []string
	for _, need := range f.Needs {
		tool, ours := faultTools[need]
		if !ours {
			continue
		}
		dir, err := cacheDir("faults-" + need)
		if err != nil {
			return nil, err
		}
		binary := filepath.Join(dir, need)
		if !slices.Contains(run.built, need) {
			if err := tool.build(ctx, dir, binary); err != nil {
				return nil, fmt.Errorf("building %s: %w", need, err)
			}
			run.built = append(run.built, need)
		}
		env = append(env, tool.variable+"="+binary)
	}
	return env, nil
}

// outcome is what --json says of it.
func (f phoneFault) outcome(state faultsState) rowOutcome {
	o := state.Phone[f.key()]
	return rowOutcome{
		Fault: f.Fault, Row: f.ID, Name: f.Name, Engine: f.engine, Version: o.Version, Rounds: o.Rounds, Seeds: o.Seeds,
		Bars: o.Bars, Summary: o.Summary, Broke: o.Broke, Missing: o.Missing, Passed: o.Passed,
	}
}

// tell adds a row to the table.
func (f phoneFault) tell(state faultsState) error {
	o := f.outcome(state)
	return addRow(phoneTable, "Runs", cmp.Or(o.Fault, "–"), o.Row, cmp.Or(o.Version, o.Engine), o.Rounds, o.figures(), o.judgement())
}
