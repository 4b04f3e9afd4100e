package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// racePackages are tested with the race detector; the engines are a load for
// which it is too slow.
var racePackages = []string{"./internal/auth/...", "./internal/blob/...", "./internal/feed/...", "./internal/keys/...", "./internal/job/..."}

func test(ctx context.Context, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("test takes no arguments, got %s", strings.Join(args, " "))
	}
	uri, stop, err := mongoForTests(ctx)
	if err != nil {
		fmt.Printf("\nThe MongoDB engine is NOT tested: %v\n", err)
	}
	defer stop()
	env := []string{"MONGODB_URI=" + uri}
	return runSteps(ctx, append(quickSteps(),
		step{"Go tests on both engines", command("", env, "go", "test", "-count=1", "-timeout=15m", "./...")},
		step{"Go tests with the race detector", command("", nil, "go", append([]string{"test", "-race", "-short", "-count=1"}, racePackages...)...)},
		step{"journeys in a real browser", journeys(env)},
		step{"Go lint", golangci},
	))
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
		{"API rules of the Dutch government", npm("run", "lint:api")},
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

// journeys drives the real binary with a real browser and a fake microphone.
func journeys(env []string) func(context.Context) error {
	return func(ctx context.Context) error {
		for program, how := range map[string]string{
			"chromium":  "apt-get install chromium",
			"espeak-ng": "apt-get install espeak-ng",
			"ffmpeg":    "apt-get install ffmpeg",
		} {
			if _, err := exec.LookPath(program); err != nil {
				return missing(program, how)
			}
		}
		return command(frontendDir, env, "npm", "run", "journeys")(ctx)
	}
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
