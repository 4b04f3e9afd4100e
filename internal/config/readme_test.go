package config

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of settings into the README")

const (
	readme = "../../README.md"
	begin  = "<!-- settings -->\n"
	end    = "<!-- /settings -->"
)

// TestReadmeNamesEverySetting holds the README's table to Settings.
func TestReadmeNamesEverySetting(t *testing.T) {
	text := read(t, readme)
	before, rest, found := strings.Cut(text, begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("the README has no place for the settings")
	}
	want := before + begin + table() + end + after
	if text == want {
		return
	}
	if !*update {
		t.Fatal("the README's settings are not these: go test ./internal/config -update")
	}
	if err := os.WriteFile(readme, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

func table() string {
	var out strings.Builder
	out.WriteString("\n| setting | meaning | default |\n| --- | --- | --- |\n")
	for _, s := range Settings() {
		value := ""
		if s.Default != "" {
			value = "`" + s.Default + "`"
		}
		fmt.Fprintf(&out, "| `%s` | %s | %s |\n", s.Name, s.Meaning, value)
	}
	return out.String() + "\n"
}

// TestContainersUseSettingsThatExist reads the files for containers: a setting
// that is misspelled there would be left out without a word.
func TestContainersUseSettingsThatExist(t *testing.T) {
	known := []string{"WIJKSTEM_HOST"} // of the compose files themselves
	for _, s := range Settings() {
		known = append(known, s.Name)
		if s.Secret() {
			known = append(known, s.Name+"_FILE")
		}
	}
	setting := regexp.MustCompile(`WIJKSTEM_[A-Z_]+`)
	for _, file := range []string{
		"docker-compose.yml", "deploy/compose.sqlite.yml", "deploy/compose.mongodb.yml",
		"deploy/Dockerfile", "deploy/Caddyfile", "deploy/README.md", "README.md",
	} {
		for _, name := range setting.FindAllString(read(t, "../../"+file), -1) {
			if !slices.Contains(known, name) {
				t.Errorf("%s has %s, which is no setting", file, name)
			}
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
