package main

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// addRow adds a row at the end of the table below a heading of a file, with the
// day and the commit in front.
func addRow(path, heading string, cells ...any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	row := "| " + time.Now().UTC().Format(time.DateOnly) + " | " + commit()
	for _, cell := range cells {
		row += " | " + strings.ReplaceAll(fmt.Sprint(cell), "|", "/")
	}
	changed, err := insertRow(strings.Split(string(text), "\n"), heading, row+" |")
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, []byte(strings.Join(changed, "\n")), 0o644)
}

func insertRow(lines []string, heading, row string) ([]string, error) {
	at := slices.Index(lines, "## "+heading)
	if at < 0 {
		return nil, fmt.Errorf("there is no table %q", heading)
	}
	for at < len(lines) && !strings.HasPrefix(lines[at], "|") {
		at++
	}
	for at < len(lines) && strings.HasPrefix(lines[at], "|") {
		at++
	}
	return slices.Insert(lines, at, row), nil
}

// commit is what is measured, with a plus when it was changed since.
func commit() string {
	out, err := exec.Command("git", "rev-parse", "--short=9", "HEAD").Output()
	if err != nil {
		return "?"
	}
	name := strings.TrimSpace(string(out))
	if exec.Command("git", "diff", "--quiet", "HEAD", "--", "*.go", "*.js", "*.ts", "*.svelte").Run() != nil {
		name += "+"
	}
	return name
}
