package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/wijkstem/wijkstem/internal/config"
)

// healthTime is how long a server that is well takes at most to say so.
const healthTime = 4 * time.Second

// health asks the server on this machine whether it can reach its data and keys,
// for containers and monitors.
func health(ctx context.Context, _ []string, env environment) error {
	c, err := config.Load(env.lookup)
	if err != nil {
		return err
	}
	address, client, err := toServer(c)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/v1/health/ready", nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: %s", response.Status)
	}
	return nil
}

// toServer is how to reach the server from its own machine. When it speaks https
// itself its own certificate is the one to trust.
func toServer(c config.Config) (address string, client *http.Client, err error) {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return "", nil, err
	}
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	if c.TLSCert == "" {
		return "http://" + net.JoinHostPort(host, port), http.DefaultClient, nil
	}
	chain, err := os.ReadFile(c.TLSCert)
	if err != nil {
		return "", nil, err
	}
	own := x509.NewCertPool()
	if !own.AppendCertsFromPEM(chain) {
		return "", nil, errors.New("WIJKSTEM_TLS_CERT holds no certificate")
	}
	settings := &tls.Config{RootCAs: own, ServerName: c.URL.Hostname(), MinVersion: tls.VersionTLS12}
	return "https://" + net.JoinHostPort(host, port), &http.Client{Transport: &http.Transport{TLSClientConfig: settings}}, nil
}
