package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

// How long what a phone trusts may last. Phones that got the authority once need
// it again only when it is made anew.
const (
	authorityLife = 90 * 24 * time.Hour
	authorityLeft = 14 * 24 * time.Hour // with less left a new one is made
	leafLife      = 7 * 24 * time.Hour
)

// privateNetworks are all that the authority may vouch for: addresses of a home
// or office (RFC 1918, 3927, 4193, 4291, 6598). Whoever steals its key can pass
// for no site of the world.
var privateNetworks = []string{
	"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "127.0.0.0/8",
	"fc00::/7", "fe80::/10", "::1/128",
}

// authority signs certificates for this machine that a phone trusts once its
// owner has installed the authority's own.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// openAuthority finds the authority in dir, or makes one when there is none that
// lasts long enough.
func openAuthority(dir string, now time.Time) (authority, error) {
	certFile, keyFile := filepath.Join(dir, "authority.pem"), filepath.Join(dir, "authority.key")
	found, err := readAuthority(certFile, keyFile)
	if err == nil && now.Add(authorityLeft).Before(found.cert.NotAfter) {
		return found, nil
	}
	made, err := newAuthority(now)
	if err != nil {
		return authority{}, err
	}
	return made, writePair(certFile, keyFile, made.cert.Raw, made.key)
}

func readAuthority(certFile, keyFile string) (authority, error) {
	certText, err := os.ReadFile(certFile)
	if err != nil {
		return authority{}, err
	}
	keyText, err := os.ReadFile(keyFile)
	if err != nil {
		return authority{}, err
	}
	certBlock, _ := pem.Decode(certText)
	keyBlock, _ := pem.Decode(keyText)
	if certBlock == nil || keyBlock == nil {
		return authority{}, errors.New("the authority's files hold no PEM")
	}
	cert, err := x509.ParseCertificate(certBlock.Bytes)
	if err != nil {
		return authority{}, err
	}
	key, err := x509.ParsePKCS8PrivateKey(keyBlock.Bytes)
	if err != nil {
		return authority{}, err
	}
	signer, right := key.(*ecdsa.PrivateKey)
	if !right || !signer.PublicKey.Equal(cert.PublicKey) {
		return authority{}, errors.New("the authority's key is not of its certificate")
	}
	return authority{cert, signer}, nil
}

func newAuthority(now time.Time) (authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return authority{}, err
	}
	template := &x509.Certificate{
		SerialNumber: serialNumber(), Subject: pkix.Name{CommonName: "Wijkstem proberen, " + now.Format("2006-01-02")},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(authorityLife),
		KeyUsage: x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		// A name constraint of one kind leaves other kinds free: ".invalid", which
		// never exists, keeps out every host name.
		PermittedDNSDomainsCritical: true, PermittedDNSDomains: []string{"invalid"},
	}
	for _, text := range privateNetworks {
		_, network, err := net.ParseCIDR(text)
		if err != nil {
			return authority{}, err
		}
		template.PermittedIPRanges = append(template.PermittedIPRanges, network)
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return authority{}, err
	}
	cert, err := x509.ParseCertificate(raw)
	return authority{cert, key}, err
}

// issue writes a certificate for the addresses, with a new key.
func (a authority) issue(certFile, keyFile string, addresses []net.IP, now time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: serialNumber(), Subject: pkix.Name{CommonName: "Wijkstem proberen"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(leafLife), IPAddresses: addresses,
		KeyUsage: x509.KeyUsageDigitalSignature, BasicConstraintsValid: true,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	if err != nil {
		return fmt.Errorf("certificate for %v: %w", addresses, err)
	}
	return writePair(certFile, keyFile, raw, key)
}

func serialNumber() *big.Int {
	number := make([]byte, 16)
	_, _ = rand.Read(number)
	return new(big.Int).SetBytes(number)
}

func writePair(certFile, keyFile string, cert []byte, key *ecdsa.PrivateKey) error {
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	keyText := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})
	certText := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})
	return errors.Join(os.WriteFile(keyFile, keyText, 0o600), os.WriteFile(certFile, certText, 0o644))
}
