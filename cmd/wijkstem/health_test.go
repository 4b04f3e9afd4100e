package main

import (
	"context"
	"encoding/pem"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestHealthOfARealServer asks until a new server answers, and again when it has
// stopped.
func TestHealthOfARealServer(t *testing.T) {
	address := freeAddress(t)
	env := settingsOf(map[string]string{"WIJKSTEM_DATA": t.TempDir(), "WIJKSTEM_LISTEN": address, "WIJKSTEM_URL": "http://" + address})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, []string{"serve", "--create"}, env) }()
	wait := time.NewTicker(20 * time.Millisecond)
	defer wait.Stop()
	for n := 0; run(t.Context(), []string{"health"}, env) != nil; n++ {
		if n == 500 {
			t.Fatal("the server never becomes ready")
		}
		<-wait.C
	}
	stop()
	if err := <-ended; err != nil && !errors.Is(err, http.ErrServerClosed) {
		t.Error(err)
	}
	if err := run(t.Context(), []string{"health"}, env); err == nil {
		t.Error("a server that has stopped is healthy")
	}
}

func TestHealthByHTTPS(t *testing.T) {
	status := http.StatusOK
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/v1/health/ready" {
			status = http.StatusNotFound
		}
		w.WriteHeader(status)
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "cert.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	env := settingsOf(map[string]string{
		"WIJKSTEM_LISTEN": strings.TrimPrefix(server.URL, "https://"), "WIJKSTEM_URL": "https://example.com",
		"WIJKSTEM_TLS_CERT": file, "WIJKSTEM_TLS_KEY": file,
	})
	if err := run(t.Context(), []string{"health"}, env); err != nil {
		t.Error(err)
	}
	status = http.StatusServiceUnavailable
	if err := run(t.Context(), []string{"health"}, env); err == nil {
		t.Error("a server that is not ready is healthy")
	}
}

func settingsOf(values map[string]string) environment {
	return environment{func(name string) string { return values[name] }, strings.NewReader(""), io.Discard, io.Discard}
}
