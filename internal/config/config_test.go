package config

import (
	"net/netip"
	"strings"
	"testing"
)

func load(values map[string]string) (Config, error) {
	return Load(func(name string) string { return values[name] })
}

func TestDefaults(t *testing.T) {
	c, err := load(nil)
	if err != nil {
		t.Fatal(err)
	}
	if c.Listen != "127.0.0.1:8080" || c.Database != "sqlite:data/wijkstem.db" || c.Ledger != "data/erased.jsonl" || c.Secure() {
		t.Errorf("%+v", c)
	}
}

func TestSettings(t *testing.T) {
	c, err := load(map[string]string{
		"WIJKSTEM_URL": "https://wijkstem.example.org/x", "WIJKSTEM_DATA": "/srv", "WIJKSTEM_LEDGER": "/other/erased",
		"WIJKSTEM_PROXIES": "10.0.0.0/8, 192.0.2.1/32",
	})
	if err != nil {
		t.Fatal(err)
	}
	if !c.Secure() || c.URL.String() != "https://wijkstem.example.org" || c.Keys != "/srv/keys" || c.Ledger != "/other/erased" ||
		len(c.Proxies) != 2 || c.Proxies[1] != netip.MustParsePrefix("192.0.2.1/32") {
		t.Errorf("%+v", c)
	}
}

func TestWrongSettingsAreNamed(t *testing.T) {
	for name, value := range map[string]string{
		"WIJKSTEM_URL": "wijkstem.example.org", "WIJKSTEM_PROXIES": "10.0.0.1", "WIJKSTEM_LOG": "xml",
	} {
		if _, err := load(map[string]string{name: value}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
