package main

import (
	"os"
	"strings"
	"testing"
)

// TestTheReleaseIsTheSameEverywhere: two files tell it.
func TestTheReleaseIsTheSameEverywhere(t *testing.T) {
	for path, line := range map[string]string{
		"../../publiccode.yml":            "softwareVersion: " + release + "\n",
		"../../internal/api/openapi.yaml": "  version: " + release + "\n",
	} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), line) {
			t.Errorf("%s does not tell of release %s", path, release)
		}
	}
	if !strings.HasPrefix(version(), release) {
		t.Errorf("version is %s", version())
	}
}
