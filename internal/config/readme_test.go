package config

import (
	"flag"
	"fmt"
	"net/netip"
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

// TestContainersKeepTheProxysAddress: whoever starts first gets the first address
// that is given out, which may not be the one the proxy must have.
func TestContainersKeepTheProxysAddress(t *testing.T) {
	find := func(text, pattern string) netip.Prefix {
		found := regexp.MustCompile(pattern).FindStringSubmatch(text)
		if found == nil {
			t.Fatalf("no %s", pattern)
		}
		return netip.MustParsePrefix(found[1])
	}
	for _, file := range []string{"docker-compose.yml", "deploy/compose.sqlite.yml", "deploy/compose.mongodb.yml"} {
		text := read(t, "../../"+file)
		proxy := find(text, `WIJKSTEM_PROXIES: (\S+)`)
		subnet, given := find(text, `subnet: (\S+)`), find(text, `ip_range: (\S+)`)
		if !subnet.Contains(proxy.Addr()) || given.Contains(proxy.Addr()) {
			t.Errorf("%s: the proxy is %s, of %s, of which %s is given out", file, proxy, subnet, given)
		}
		if !strings.Contains(text, "ipv4_address: "+proxy.Addr().String()+"\n") {
			t.Errorf("%s: the proxy has another address than %s", file, proxy)
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
