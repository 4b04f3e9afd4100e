package config

import (
	"net/netip"
	"os"
	"path/filepath"
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

func TestReserve(t *testing.T) {
	for text, want := range map[string]int64{"": 1 << 30, "0": 0, "100": 100, "64KiB": 64 << 10, "512MiB": 512 << 20, "2GiB": 2 << 30} {
		if c, err := load(map[string]string{"WIJKSTEM_RESERVE": text}); err != nil || c.Reserve != want {
			t.Errorf("%q is %d, %v", text, c.Reserve, err)
		}
	}
	for _, text := range []string{"1 GiB", "-1", "GiB", "1GB", "1iB", "9999999999999"} {
		if _, err := load(map[string]string{"WIJKSTEM_RESERVE": text}); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestSecretsFromFiles(t *testing.T) {
	file := filepath.Join(t.TempDir(), "database")
	if err := os.WriteFile(file, []byte("mongodb://u:p@host/wijkstem\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := load(map[string]string{"WIJKSTEM_DATABASE_FILE": file})
	if err != nil || c.Database != "mongodb://u:p@host/wijkstem" {
		t.Errorf("%q %v", c.Database, err)
	}
	for title, values := range map[string]map[string]string{
		"both":         {"WIJKSTEM_DATABASE_FILE": file, "WIJKSTEM_DATABASE": "sqlite:x"},
		"no such file": {"WIJKSTEM_DATABASE_FILE": file + ".gone"},
	} {
		if _, err := load(values); err == nil || !strings.Contains(err.Error(), "WIJKSTEM_DATABASE") {
			t.Errorf("%s: %v", title, err)
		}
	}
}

func TestTLSNeedsBothFilesAndHTTPS(t *testing.T) {
	for _, c := range []struct {
		url, cert, key string
		fine           bool
	}{
		{"https://192.0.2.1", "c.pem", "k.pem", true},
		{"https://192.0.2.1", "", "", true},
		{"https://192.0.2.1", "c.pem", "", false},
		{"https://192.0.2.1", "", "k.pem", false},
		{"http://127.0.0.1:8080", "c.pem", "k.pem", false},
	} {
		_, err := load(map[string]string{"WIJKSTEM_URL": c.url, "WIJKSTEM_TLS_CERT": c.cert, "WIJKSTEM_TLS_KEY": c.key})
		if (err == nil) != c.fine {
			t.Errorf("%+v: %v", c, err)
		}
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

// Over plain http others read passwords along: only this machine itself may.
func TestPlainHTTPIsForThisMachine(t *testing.T) {
	for address, fits := range map[string]bool{
		"http://127.0.0.1:8080": true, "http://localhost:8080": true, "http://[::1]:8080": true,
		"http://192.168.1.4:8080": false, "http://wijkstem.example.org": false, "https://wijkstem.example.org": true,
	} {
		if _, err := load(map[string]string{"WIJKSTEM_URL": address}); (err == nil) != fits {
			t.Errorf("%s: %v", address, err)
		}
	}
}
