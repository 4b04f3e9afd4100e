package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
)

// raceLoads are packages for which the race detector is too slow: they start
// processes, put whole studies through SQLite, or read long files and do nothing
// at once. Of the API those tests run in which several ask at once.
var raceLoads = []string{
	"/internal/api", "/internal/bench", "/internal/installation/trial", "/cmd/wijkstem",
	"/internal/guide", "/internal/textfile", "/interview-guides",
}

const raceAPI = "-run=TestFollowing|TestStoppingEnds|TestAChallengeWorksOnce|TestManyRefreshes|TestManyGuesses|TestTwoServers"

func test(ctx context.Context, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("test takes no arguments, got %s", strings.Join(args, " "))
	}
	uri, stop, err := mongoForTests(ctx)
	if err == nil {
		defer stop()
	}
	env := []string{"MONGODB_URI=" + uri}
	steps := append([]step{{"programs that tests use", programs}}, quickSteps()...)
	return runSteps(ctx, append(steps,
		step{"a database for the MongoDB engine", func(context.Context) error { return err }},
		step{"Go tests, of the store on both engines", command("", env, "go", "test", "-count=1", "-timeout=20m", "./...")},
		step{"the API on the MongoDB engine: the whole way, lists, uploads, withdrawal", onMongo(uri, apiOnMongo(env))},
		step{"Go tests with the race detector", race(env)},
		step{"journeys in a real browser, on the embedded engine", journeys("sqlite", nil)},
		step{"faults of the phone, in Chromium and WebKitGTK, the short form", quickFaults},
		step{"the whole way in a real browser, on the MongoDB engine", onMongo(uri, journeys("mongodb", env, "answered", "guests"))},
		step{"Go lint", golangci},
	))
}

// programs says at once what the machine lacks, and not step by step in half an hour.
func programs(context.Context) error {
	needed := []string{"chromium", "espeak-ng", "ffmpeg", "gcc", "Xvfb"}
	if os.Getenv("MONGODB_URI") == "" {
		needed = append(needed, "mmdebstrap") // it makes the database
	}
	return lookFor(needed...)
}

// quickFaults runs as a process of its own, as people do, since its children are
// this program too.
func quickFaults(ctx context.Context) error {
	return run(ctx, "", nil, os.Stdout, os.Args[0], "faults", "--quick", "--anew")
}

// race needs a C compiler, which a machine with only Go may lack.
func race(env []string) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := lookFor("gcc"); err != nil {
			return err
		}
		var list bytes.Buffer
		if err := run(ctx, "", nil, &list, "go", "list", "./..."); err != nil {
			return err
		}
		packages := slices.DeleteFunc(strings.Fields(list.String()), func(name string) bool {
			return slices.ContainsFunc(raceLoads, func(load string) bool { return strings.HasSuffix(name, load) })
		})
		settings := append([]string{"CGO_ENABLED=1"}, env...)
		return sequence(
			command("", settings, "go", append([]string{"test", "-race", "-short", "-count=1"}, packages...)...),
			command("", settings, "go", "test", "-race", "-short", "-count=1", raceAPI, "./internal/api"),
		)(ctx)
	}
}

func check(ctx context.Context, _ []string) error {
	return runSteps(ctx, append(quickSteps(),
		step{"Go tests on the embedded engine", command("", nil, "go", "test", "-short", "./...")}))
}

// quickSteps are what check and test share.
func quickSteps() []step {
	return []step{
		{"frontend packages", installFrontend},
		{"frontend types and messages", npm("run", "generate")},
		{"API rules of the Dutch government", lintAPI},
		{"frontend format, lint and types", npm("run", "check")},
		{"frontend unit tests", npm("test")},
		{"frontend build and size", sequence(buildFrontend, npm("run", "size"))},
		{"Go format and vet", sequence(gofmt, command("", nil, "go", "vet", "./..."))},
	}
}

func gofmt(context.Context) error {
	out, err := exec.Command("gofmt", "-l", "cmd", "internal", "interview-guides", "frontend/embed.go").CombinedOutput()
	if err == nil && len(out) > 0 {
		return fmt.Errorf("not formatted (run gofmt -w): %s", strings.Fields(string(out)))
	}
	return err
}

// apiOnMongo runs those tests of the API in which most goes through the store.
func apiOnMongo(env []string) func(context.Context) error {
	return command("", append(env, apitest.EngineVariable+"=mongodb"), "go", "test", "-count=1", "./internal/api",
		"-run=TestFromCodingsToAnswer|TestAKeyRepeats|TestListsGoOn|TestUploads|TestAnAbortedUpload|TestNothingIsLeft|TestAWithdrawal")
}

// onMongo runs only where there is a server for it.
func onMongo(uri string, run func(context.Context) error) func(context.Context) error {
	if uri != "" {
		return run
	}
	return func(context.Context) error {
		return missing("a database for the MongoDB engine", "see what the step that starts one says")
	}
}

// journeys drives the real binary on an engine with a real browser and a fake
// microphone: all of them, or those that are named.
func journeys(engine string, env []string, names ...string) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := lookFor("chromium", "espeak-ng", "ffmpeg"); err != nil {
			return err
		}
		args := append([]string{"run", "journeys", "--", "--engine", engine}, names...)
		return command(frontendDir, env, "npm", args...)(ctx)
	}
}

// spectralVersion is the linter that the ruleset is written for.
const spectralVersion = "6.16.3"

// lintAPI holds the API's description to the API Design Rules: no error and no
// warning. The linter is kept in the cache, apart from the frontend's packages.
func lintAPI(ctx context.Context) error {
	dir, err := cacheDir("spectral-" + spectralVersion)
	if err != nil {
		return err
	}
	binary := filepath.Join(dir, "node_modules", ".bin", "spectral")
	if _, err := os.Stat(binary); err != nil {
		fmt.Println("      installing the linter once (about half a minute)")
		install := []string{"install", "--prefix", dir, "--no-audit", "--no-fund", "--ignore-scripts", "@stoplight/spectral-cli@" + spectralVersion}
		if err := run(ctx, "", nil, os.Stdout, "npm", install...); err != nil {
			return err
		}
	}
	return run(ctx, "", nil, os.Stdout, binary, "lint", "--fail-severity=warn",
		"--ruleset=internal/api/testdata/adr/linter-v2.2.0-rc.1.yaml", "internal/api/openapi.yaml")
}

const golangciVersion = "v2.6.0"

// golangci builds the linter once into the cache (about four minutes) and runs it.
func golangci(ctx context.Context) error {
	dir, err := cacheDir("golangci-lint-" + golangciVersion)
	if err != nil {
		return err
	}
	binary := filepath.Join(dir, "golangci-lint")
	if _, err := os.Stat(binary); err != nil {
		fmt.Println("      building golangci-lint once (about four minutes)")
		if err := buildTool(ctx, dir, binary, "github.com/golangci/golangci-lint/v2", golangciVersion, "/cmd/golangci-lint"); err != nil {
			return err
		}
	}
	return run(ctx, "", nil, os.Stdout, binary, "run", "./...")
}

// buildTool builds a program of another module in a module of its own, so that
// the product's go.mod stays clean.
func buildTool(ctx context.Context, dir, binary, module, version, pkg string) error {
	mod := fmt.Sprintf("module tool\n\ngo 1.26\n\nrequire %s %s\n\ntool %s%s\n", module, version, module, pkg)
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o644); err != nil {
		return err
	}
	return run(ctx, dir, []string{"GOFLAGS=-mod=mod"}, os.Stdout, "go", "build", "-o", binary, module+pkg)
}
