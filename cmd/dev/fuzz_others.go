package main

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
)

// schemathesisVersion is what the descriptions of its faults are known of.
const schemathesisVersion = "4.32.0"

// schemathesisHooks teach it the kind of content of a piece of an upload.
//
//go:embed fuzz_others.py
var schemathesisHooks []byte

// installSchemathesis keeps it in a virtual environment in the cache.
func installSchemathesis(ctx context.Context) (binary string, err error) {
	if _, err := exec.LookPath("python3"); err != nil {
		return "", missing("python3", "apt-get install python3-venv")
	}
	dir, err := cacheDir("schemathesis-" + schemathesisVersion)
	if err != nil {
		return "", err
	}
	binary = filepath.Join(dir, "bin", "schemathesis")
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	fmt.Println("installing Schemathesis once (about half a minute)")
	if err := run(ctx, "", nil, os.Stdout, "python3", "-m", "venv", dir); err != nil {
		return "", missing("Python's venv", "apt-get install python3-venv")
	}
	return binary, run(ctx, "", nil, os.Stdout, filepath.Join(dir, "bin", "pip"), "install", "--quiet", "schemathesis=="+schemathesisVersion)
}

// fuzzByOthers has Schemathesis send requests as each of some callers.
func fuzzByOthers(ctx context.Context, table bool) error {
	binary, err := installSchemathesis(ctx)
	if err != nil {
		return err
	}
	var steps []step
	for _, who := range []string{"lead", "researcher", "device"} {
		steps = append(steps, step{"Schemathesis as " + who, func(ctx context.Context) error {
			return inWorld(ctx, func(w *apitest.World, dir string) error { return schemathesis(ctx, w, dir, binary, who, table) })
		}})
	}
	return runSteps(ctx, steps)
}

// schemathesis runs against a server of its own, whose clock stands still, so
// that the token holds.
func schemathesis(ctx context.Context, w *apitest.World, dir, binary, who string, table bool) error {
	if err := settingsOfSchemathesis(ctx, w, dir); err != nil {
		return err
	}
	token, err := w.Token(ctx, who)
	if err != nil {
		return err
	}
	server := httptest.NewServer(w.Server.Handler())
	defer server.Close()
	var said bytes.Buffer
	runErr := run(ctx, dir, []string{"SCHEMATHESIS_HOOKS=hooks", "PYTHONPATH=" + dir, "NO_COLOR=1"}, io.MultiWriter(os.Stdout, &said),
		binary, "run", server.URL+"/v1/openapi.json", "--url", server.URL+"/v1", "--header", "Authorization: Bearer "+token,
		"--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
		"--exclude-operation-id", "followEvents", "--exclude-operation-id", "signOutEverywhere", // one stays open, one ends the run
		"--phases", "examples,coverage,fuzzing", "--continue-on-failure", "--max-examples", "15", "--seed", "24",
		"--request-timeout", "60", "--suppress-health-check", "all", "--warnings", "off")
	if !table {
		return runErr
	}
	requests, faults := outcomeOfSchemathesis(said.String())
	return errors.Join(runErr, addRow(fuzzTable, "Schemathesis", who, requests, faults))
}

// settingsOfSchemathesis name ids that exist.
func settingsOfSchemathesis(ctx context.Context, w *apitest.World, dir string) error {
	interview, err := w.AddInterview(ctx, true, "De juf belt mij zelf op.", "Dat geeft rust.")
	if err != nil {
		return err
	}
	text := fmt.Sprintf("[parameters]\n\"path.project\" = %q\n\"path.organisation\" = %q\n\"path.interview\" = %q\n\"path.slug\" = \"proef\"\n",
		w.Project, w.Organisation, interview)
	return errors.Join(
		os.WriteFile(filepath.Join(dir, "schemathesis.toml"), []byte(text), 0o600),
		os.WriteFile(filepath.Join(dir, "hooks.py"), schemathesisHooks, 0o600))
}

var (
	generated = regexp.MustCompile(`(\d+) generated`)
	found     = regexp.MustCompile(`(\d+) unique failure`)
)

// outcomeOfSchemathesis reads its last lines.
func outcomeOfSchemathesis(said string) (requests, faults string) {
	requests, faults = "?", "0"
	if match := generated.FindStringSubmatch(said); match != nil {
		requests = match[1]
	}
	if match := found.FindStringSubmatch(said); match != nil {
		faults = match[1]
	}
	return requests, faults
}
