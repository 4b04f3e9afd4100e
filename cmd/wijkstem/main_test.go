package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestFirstDay makes the first administrator, starts the server, signs in and
// stops it, as somebody does who has just installed Wijkstem.
func TestFirstDay(t *testing.T) {
	address := freeAddress(t)
	settings := map[string]string{"WIJKSTEM_DATA": t.TempDir(), "WIJKSTEM_LISTEN": address, "WIJKSTEM_URL": "http://" + address}
	var out, errs bytes.Buffer
	env := environment{func(name string) string { return settings[name] }, strings.NewReader("vier losse woorden samen\n"), &out, &errs}
	add := []string{"user", "add", "--create", "--email", "ilse@example.org", "--name", "Ilse", "--organisation", "De Oever", "--password-stdin"}
	if err := run(t.Context(), add, env); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, []string{"serve"}, env) }()
	body := signIn(t, "http://"+address+"/v1/sessions")
	if body["accessToken"] == "" {
		t.Errorf("signed in without a token: %v", body)
	}
	stop()
	if err := <-ended; err != nil && !errors.Is(err, http.ErrServerClosed) {
		t.Error(err)
	}
	if strings.Contains(errs.String(), "ilse") {
		t.Errorf("the log holds a person: %s", errs.String())
	}
}

// signIn asks until the server listens.
func signIn(t *testing.T, url string) map[string]string {
	t.Helper()
	wait := time.NewTicker(20 * time.Millisecond)
	defer wait.Stop()
	for range 500 {
		response, err := http.Post(url, "application/json", strings.NewReader(`{"email":"Ilse@example.org","password":"vier losse woorden samen"}`))
		if err != nil {
			<-wait.C
			continue
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusCreated {
			t.Fatalf("%d %s %v", response.StatusCode, text, err)
		}
		var body map[string]string
		if err := json.Unmarshal(text, &body); err != nil {
			t.Fatal(err)
		}
		return body
	}
	t.Fatal("the server does not listen")
	return nil
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func TestUnknownCommand(t *testing.T) {
	if err := run(t.Context(), []string{"serveer"}, environment{}); err == nil {
		t.Error("an unknown command is no error")
	}
}

func TestHelpNamesEverySetting(t *testing.T) {
	var out bytes.Buffer
	if err := run(t.Context(), nil, environment{out: &out}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"serve", "WIJKSTEM_URL", "WIJKSTEM_PROXIES"} {
		if !strings.Contains(out.String(), name) {
			t.Errorf("help does not name %s", name)
		}
	}
}
