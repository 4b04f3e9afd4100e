package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const frontendDir = "frontend"

// npm runs one of the frontend's scripts.
func npm(args ...string) func(context.Context) error {
	return command(frontendDir, nil, "npm", args...)
}

// installFrontend fetches the frontend's packages when the lock file changed.
func installFrontend(ctx context.Context) error {
	if _, err := exec.LookPath("npm"); err != nil {
		return missing("node and npm", "install Node.js 20 or newer from nodejs.org")
	}
	return whenChanged(filepath.Join(frontendDir, "node_modules", ".installed"),
		[]string{filepath.Join(frontendDir, "package-lock.json")},
		func() error { return npm("ci", "--no-audit", "--no-fund")(ctx) })
}

// buildFrontend builds the screens when their sources changed since the last build.
func buildFrontend(ctx context.Context) error {
	if err := installFrontend(ctx); err != nil {
		return err
	}
	sources := []string{filepath.Join(frontendDir, "package-lock.json"), "internal/api/openapi.yaml"}
	for _, place := range []string{"src", "messages", "public", "app", "werkplek", "inzicht", "index.html", "vite.config.ts", "vite.config.js"} {
		sources = append(sources, filepath.Join(frontendDir, place))
	}
	return whenChanged(filepath.Join(frontendDir, "dist", ".built"), sources, func() error {
		fmt.Println("      building the screens (about half a minute)")
		return sequence(npm("run", "generate"), npm("run", "build"))(ctx)
	})
}

// build makes the program with its screens.
func build(ctx context.Context, _ []string) error {
	return runSteps(ctx, []step{
		{"screens", buildFrontend},
		{"program", command("", nil, "go", "build", "-o", "wijkstem", "./cmd/wijkstem")},
	})
}

func generate(ctx context.Context, _ []string) error {
	return runSteps(ctx, []step{
		{"frontend packages", installFrontend},
		{"types and messages", npm("run", "generate")},
	})
}

// whenChanged runs do unless the mark file holds the hash of the sources, which
// is that of afterwards: some are generated.
func whenChanged(mark string, sources []string, do func() error) error {
	hash, err := hashOf(sources)
	if err != nil {
		return err
	}
	if old, err := os.ReadFile(mark); err == nil && string(old) == hash {
		return nil
	}
	if err := do(); err != nil {
		return err
	}
	if hash, err = hashOf(sources); err != nil {
		return err
	}
	return os.WriteFile(mark, []byte(hash), 0o644)
}

func hashOf(places []string) (string, error) {
	sum := sha256.New()
	for _, place := range places {
		err := filepath.WalkDir(place, func(path string, entry fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || entry.IsDir() || strings.Contains(path, "node_modules") {
				return err
			}
			content, err := os.ReadFile(path)
			fmt.Fprintf(sum, "%s %d\n", path, len(content))
			sum.Write(content)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
