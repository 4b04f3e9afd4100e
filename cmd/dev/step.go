package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// step is one part of a task, told to the person as it runs.
type step struct {
	name string
	run  func(ctx context.Context) error
}

// errMissing marks a step that could not run because the machine lacks something.
var errMissing = errors.New("missing on this machine")

// missing says what is lacking and how to get it.
func missing(what, how string) error {
	return fmt.Errorf("%w: %s; %s", errMissing, what, how)
}

// packagesOf are the packages of programs that are not called as they are.
var packagesOf = map[string]string{"gcc": "gcc libc6-dev", "Xvfb": "xvfb"}

// lookFor says which of these programs of Debian are not on the machine.
func lookFor(programs ...string) error {
	var names, packages []string
	for _, program := range programs {
		if _, err := exec.LookPath(program); err == nil {
			continue
		}
		names = append(names, program)
		packages = append(packages, cmp.Or(packagesOf[program], program))
	}
	if len(names) == 0 {
		return nil
	}
	return missing(strings.Join(names, ", "), "apt-get install "+strings.Join(packages, " "))
}

// errSteps: steps failed, and the person has read which.
var errSteps = errors.New("steps failed")

// runSteps runs all steps, also after a failure, and closes with the counts.
func runSteps(ctx context.Context, steps []step) error {
	var failed []string
	start := time.Now()
	for i, s := range steps {
		fmt.Printf("\n[%d/%d] %s (%s since the start)\n", i+1, len(steps), s.name, took(start))
		begun := time.Now()
		err := s.run(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			failed = append(failed, s.name)
			fmt.Printf("      failed after %s: %v\n", took(begun), err)
			continue
		}
		fmt.Printf("      done in %s\n", took(begun))
	}
	if len(failed) > 0 {
		fmt.Printf("\nfailed: %s\n", strings.Join(failed, "; "))
	}
	fmt.Printf("\n%d passed, %d failed, in %s\n", len(steps)-len(failed), len(failed), took(start))
	if len(failed) > 0 {
		return errSteps
	}
	return nil
}

func took(since time.Time) string { return time.Since(since).Round(100 * time.Millisecond).String() }

// enterRoot goes to the folder that holds go.mod, so that tasks work from anywhere in it.
func enterRoot() error {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return missing("go", "install Go 1.26 or newer from go.dev")
	}
	mod := strings.TrimSpace(string(out))
	if mod == "" || mod == os.DevNull {
		return errors.New("run this inside the Wijkstem repository")
	}
	return os.Chdir(filepath.Dir(mod))
}

// command runs a program with its output shown, in dir.
func command(dir string, env []string, name string, args ...string) func(context.Context) error {
	return func(ctx context.Context) error { return run(ctx, dir, env, os.Stdout, name, args...) }
}

func run(ctx context.Context, dir string, env []string, out io.Writer, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = out, out
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	return cmd.Run()
}

// cacheDir is where built tools and servers are kept, outside the repository.
func cacheDir(name string) (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(base, "wijkstem", name)
	return dir, os.MkdirAll(dir, 0o755)
}

// sequence runs steps' functions one after the other and stops at the first error.
func sequence(parts ...func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		for _, part := range parts {
			if err := part(ctx); err != nil {
				return err
			}
		}
		return nil
	}
}
