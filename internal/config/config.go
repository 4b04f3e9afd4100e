// Package config reads the settings of a server from its environment. Settings
// lists every one of them with its meaning; the README's table is made of it.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Setting is one variable of the environment.
type Setting struct {
	Name    string
	Default string
	Meaning string
	set     func(*Config, string) error
}

// Config is what a server is told from outside.
type Config struct {
	Listen     string
	URL        *url.URL // as people reach it
	Database   string
	Data       string // folder of keys, ledger, recordings
	Keys       string
	Ledger     string
	MasterKey  string
	Blobs      string
	Reserve    int64  // bytes of the disk that recordings leave free
	FFmpeg     string // the program that measures how loud sound is, "" for none
	Mail       string
	MailFrom   string
	Proxies    []netip.Prefix
	LogForEyes bool
	// TLSCert and TLSKey are files; both are empty when a proxy speaks https.
	TLSCert string
	TLSKey  string
}

// Settings are all variables, in the order in which to read them.
func Settings() []Setting {
	return []Setting{
		{"WIJKSTEM_LISTEN", "127.0.0.1:8080", "address and port on which the server listens", func(c *Config, v string) error { c.Listen = v; return nil }},
		{"WIJKSTEM_URL", "http://127.0.0.1:8080", "address at which people reach it; https, or http on this machine itself", setURL},
		{"WIJKSTEM_DATA", "data", "folder for what is not said otherwise below", func(c *Config, v string) error { c.Data = v; return nil }},
		{"WIJKSTEM_DATABASE", "", "sqlite:/path/file.db (default: in the data folder) or mongodb://user:password@host:port/name; or WIJKSTEM_DATABASE_FILE: a file with it", func(c *Config, v string) error { c.Database = v; return nil }},
		{"WIJKSTEM_KEYS", "", "file of the wrapped keys (default: in the data folder); never in the database's backup", func(c *Config, v string) error { c.Keys = v; return nil }},
		{"WIJKSTEM_LEDGER", "", "file of the erasure ledger (default: in the data folder), best on another disk", func(c *Config, v string) error { c.Ledger = v; return nil }},
		{"WIJKSTEM_MASTER_KEY", "", `file with the master key (default: in the data folder), "-" to type it in at the start`, func(c *Config, v string) error { c.MasterKey = v; return nil }},
		{"WIJKSTEM_BLOBS", "", "folder of the sealed recordings (default: in the data folder)", func(c *Config, v string) error { c.Blobs = v; return nil }},
		{"WIJKSTEM_RESERVE", "1GiB", "room on the disk that recordings leave free, so that withdrawals, alerts and texts can always be written (512MiB, 2GiB; 0 for none)", setReserve},
		{"WIJKSTEM_FFMPEG", "", "path of ffmpeg, to draw how loud sound is of which the phone did not measure it, and to play AMR of old phones; without it such sound is not drawn, and AMR not played", func(c *Config, v string) error { c.FFmpeg = v; return nil }},
		{"WIJKSTEM_MAIL", "", "smtps://user:password@host:465; without it links are shown to who hands them over; or WIJKSTEM_MAIL_FILE: a file with it", func(c *Config, v string) error { c.Mail = v; return nil }},
		{"WIJKSTEM_MAIL_FROM", "wijkstem@localhost", "sender of messages", func(c *Config, v string) error { c.MailFrom = v; return nil }},
		{"WIJKSTEM_PROXIES", "", "networks of proxies whose X-Forwarded-For is believed, with commas (10.0.0.0/8)", setProxies},
		{"WIJKSTEM_TLS_CERT", "", "file with the certificate chain (PEM) when no proxy speaks https for the server; read again when it changes", func(c *Config, v string) error { c.TLSCert = v; return nil }},
		{"WIJKSTEM_TLS_KEY", "", "file with the certificate's private key (PEM)", func(c *Config, v string) error { c.TLSKey = v; return nil }},
		{"WIJKSTEM_LOG", "json", `"json", or "text" for people`, setLog},
	}
}

// Load reads the settings; lookup is os.Getenv or a test's own.
func Load(lookup func(string) string) (Config, error) {
	var c Config
	for _, setting := range Settings() {
		value, err := setting.value(lookup)
		if err == nil {
			err = setting.set(&c, value)
		}
		if err != nil {
			return Config{}, fmt.Errorf("%s: %w", setting.Name, err)
		}
	}
	if err := c.checkTLS(); err != nil {
		return Config{}, err
	}
	c.fill(&c.Keys, "keys")
	c.fill(&c.Ledger, "erased.jsonl")
	c.fill(&c.MasterKey, "master.key")
	c.fill(&c.Blobs, "blobs")
	if c.Database == "" {
		c.Database = "sqlite:" + filepath.Join(c.Data, "wijkstem.db")
	}
	return c, nil
}

// Secret tells whether a setting may hold a password. Its value may then stand in
// a file, named by the setting's name followed by _FILE.
func (s Setting) Secret() bool {
	return s.Name == "WIJKSTEM_DATABASE" || s.Name == "WIJKSTEM_MAIL"
}

func (s Setting) value(lookup func(string) string) (string, error) {
	value := lookup(s.Name)
	if s.Secret() {
		if file := lookup(s.Name + "_FILE"); file != "" {
			if value != "" {
				return "", fmt.Errorf("give it or %s_FILE, not both", s.Name)
			}
			text, err := os.ReadFile(file)
			if err != nil {
				return "", err
			}
			value = strings.TrimSpace(string(text))
		}
	}
	return cmp.Or(value, s.Default), nil
}

func (c *Config) checkTLS() error {
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errors.New("WIJKSTEM_TLS_CERT and WIJKSTEM_TLS_KEY go together: give both or neither")
	}
	if c.TLSCert != "" && !c.Secure() {
		return errors.New("WIJKSTEM_URL: must begin with https:// when WIJKSTEM_TLS_CERT is given")
	}
	return nil
}

func (c *Config) fill(path *string, name string) {
	if *path == "" {
		*path = filepath.Join(c.Data, name)
	}
}

// Secure tells whether people reach the server by https.
func (c Config) Secure() bool { return c.URL.Scheme == "https" }

func setURL(c *Config, v string) error {
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return fmt.Errorf("must look like https://wijkstem.example.org")
	}
	if u.Scheme == "http" && !onThisMachine(u.Hostname()) {
		return fmt.Errorf("must begin with https:// unless it is this machine (http://127.0.0.1:8080): over http others read passwords along")
	}
	c.URL = &url.URL{Scheme: u.Scheme, Host: u.Host}
	return nil
}

func onThisMachine(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

func setProxies(c *Config, v string) error {
	for _, text := range strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' }) {
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return fmt.Errorf("must look like 10.0.0.0/8: %w", err)
		}
		c.Proxies = append(c.Proxies, network)
	}
	return nil
}

func setReserve(c *Config, v string) error {
	number, unit := strings.TrimRight(v, "KMGiB"), v[len(strings.TrimRight(v, "KMGiB")):]
	shift, known := map[string]int{"": 0, "KiB": 10, "MiB": 20, "GiB": 30}[unit]
	n, err := strconv.ParseInt(number, 10, 32)
	if err != nil || !known || n < 0 {
		return fmt.Errorf("must look like 1GiB or 512MiB")
	}
	c.Reserve = n << shift
	return nil
}

func setLog(c *Config, v string) error {
	if v != "json" && v != "text" {
		return fmt.Errorf(`must be "json" or "text"`)
	}
	c.LogForEyes = v == "text"
	return nil
}
