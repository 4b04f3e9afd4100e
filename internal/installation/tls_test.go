package installation

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/config"
)

// TestRenewedCertificate replaces the files of a listening server and looks
// which certificate the next visitor gets.
func TestRenewedCertificate(t *testing.T) {
	dir := t.TempDir()
	c := config.Config{
		Listen: "127.0.0.1:0", URL: &url.URL{Scheme: "https", Host: "127.0.0.1"},
		TLSCert: filepath.Join(dir, "cert.pem"), TLSKey: filepath.Join(dir, "key.pem"),
	}
	written := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	writePair(t, c, 1, written)
	listener, err := listen(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.NotFoundHandler(), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	defer server.Close()

	if got := serial(t, listener.Addr()); got != 1 {
		t.Errorf("the first certificate is number %d", got)
	}
	if err := os.WriteFile(c.TLSCert, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := serial(t, listener.Addr()); got != 1 {
		t.Errorf("with one file damaged the certificate is number %d", got)
	}
	writePair(t, c, 2, written.Add(time.Hour))
	if got := serial(t, listener.Addr()); got != 2 {
		t.Errorf("after renewal the certificate is number %d", got)
	}
}

func TestNoCertificateIsSaidAtTheStart(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "gone.pem")
	if _, err := listen(t.Context(), config.Config{Listen: "127.0.0.1:0", TLSCert: gone, TLSKey: gone}); err == nil {
		t.Error("listens without a certificate")
	}
}

func serial(t *testing.T, address net.Addr) int64 {
	t.Helper()
	conn, err := tls.Dial("tcp", address.String(), &tls.Config{InsecureSkipVerify: true})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
}

func writePair(t *testing.T, c config.Config, number int64, at time.Time) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(number), NotBefore: at, NotAfter: at.Add(time.Hour)}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{
		c.TLSCert: {Type: "CERTIFICATE", Bytes: cert}, c.TLSKey: {Type: "PRIVATE KEY", Bytes: secret},
	} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
}
