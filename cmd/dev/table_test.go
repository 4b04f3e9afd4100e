package main

import (
	"slices"
	"testing"
)

func TestRowsGoBelowTheirHeading(t *testing.T) {
	lines := []string{"# Both", "## One", "", "| a |", "| - |", "", "## Two", "| b |", "| - |"}
	got, err := insertRow(lines, "One", "| 1 |")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"# Both", "## One", "", "| a |", "| - |", "| 1 |", "", "## Two", "| b |", "| - |"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if got, err = insertRow(lines, "Two", "| 2 |"); err != nil || got[len(got)-1] != "| 2 |" {
		t.Errorf("%q %v", got, err)
	}
	if _, err := insertRow(lines, "Three", "| 3 |"); err == nil {
		t.Error("a row without a table")
	}
}
