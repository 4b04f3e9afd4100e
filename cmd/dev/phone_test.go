package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestPhoneTrustsTheServer goes the way of a phone: it gets the authority from
// the page, trusts it, and visits another address of the machine by https.
func TestPhoneTrustsTheServer(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	addresses, err := localAddresses()
	if err != nil {
		t.Skip("this machine has no address on a local network: ", err)
	}
	p, err := preparePhone("8443", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	help := httptest.NewServer(p.handler())
	defer help.Close()
	trusted, err := x509.ParseCertificate(download(t, help.URL+"/wijkstem.crt", "application/x-x509-ca-cert"))
	if err != nil {
		t.Fatal(err)
	}
	if page := string(download(t, help.URL+"/", "text/html; charset=utf-8")); !strings.Contains(page, p.App()) {
		t.Error("the page does not lead to the app")
	}
	for _, address := range append(addresses, netip.MustParseAddr("127.0.0.1")) {
		visit(t, p, address, trusted)
	}
}

func download(t *testing.T, url, kind string) []byte {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK || response.Header.Get("Content-Type") != kind {
		t.Fatalf("%s: %d %s %v", url, response.StatusCode, response.Header.Get("Content-Type"), err)
	}
	return body
}

func visit(t *testing.T, p phoneServer, address netip.Addr, trusted *x509.Certificate) {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(p.cert, p.key)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := tls.Listen("tcp", netip.AddrPortFrom(address, 0).String(), &tls.Config{Certificates: []tls.Certificate{pair}})
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.NotFoundHandler(), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	defer server.Close()
	roots := x509.NewCertPool()
	roots.AddCert(trusted)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true}}
	response, err := client.Get("https://" + listener.Addr().String())
	if err != nil {
		t.Errorf("%s is not trusted: %v", address, err)
		return
	}
	response.Body.Close()
	if _, err := http.Get("https://" + listener.Addr().String()); err == nil {
		t.Errorf("%s is trusted by who never got the authority", address)
	}
}

// TestAuthorityVouchesForLocalAddressesOnly lets the authority sign for others
// and holds what it says of itself to its limits.
func TestAuthorityVouchesForLocalAddressesOnly(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	a, err := newAuthority(now)
	if err != nil {
		t.Fatal(err)
	}
	for text, fine := range map[string]bool{
		"192.168.1.20": true, "10.1.2.3": true, "fd00::7": true, "192.0.2.1": false, "8.8.8.8": false, "2001:db8::1": false,
	} {
		cert, key := filepath.Join(t.TempDir(), "c"), filepath.Join(t.TempDir(), "k")
		if err := a.issue(cert, key, []net.IP{net.ParseIP(text)}, now); err != nil {
			t.Fatal(err)
		}
		if err := verify(t, a, cert, key, now); (err == nil) != fine {
			t.Errorf("%s: %v", text, err)
		}
	}
	if life := a.cert.NotAfter.Sub(now); life > authorityLife || a.cert.Subject.CommonName == "" || !a.cert.MaxPathLenZero {
		t.Errorf("an authority of %s: %+v", life, a.cert.Subject)
	}
}

func verify(t *testing.T, a authority, certFile, keyFile string, now time.Time) error {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	if life := pair.Leaf.NotAfter.Sub(now); life > leafLife {
		t.Errorf("a certificate lasts %s", life)
	}
	roots := x509.NewCertPool()
	roots.AddCert(a.cert)
	_, err = pair.Leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: now, DNSName: pair.Leaf.IPAddresses[0].String()})
	return err
}

func TestAuthorityIsMadeOnceAndInTime(t *testing.T) {
	dir, now := t.TempDir(), time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	certOf := func(at time.Time) []byte {
		a, err := openAuthority(dir, at)
		if err != nil {
			t.Fatal(err)
		}
		return a.cert.Raw
	}
	first := certOf(now)
	if !bytes.Equal(first, certOf(now.AddDate(0, 0, 60))) {
		t.Error("the phone must trust a new authority after two months")
	}
	if bytes.Equal(first, certOf(now.AddDate(0, 0, 80))) {
		t.Error("an authority that ends in ten days is used on")
	}
}

func TestCodeIsDrawn(t *testing.T) {
	code, err := codeOf("https://192.168.1.20:8443")
	if err != nil || strings.Count(code, "\n") < 10 || !strings.ContainsAny(code, "▀▄█") {
		t.Errorf("%v\n%s", err, code)
	}
}
