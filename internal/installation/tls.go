package installation

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/wijkstem/wijkstem/internal/config"
)

// listen opens the server's port, for https when the configuration names a
// certificate.
func listen(ctx context.Context, c config.Config) (net.Listener, error) {
	var settings *tls.Config
	if c.TLSCert != "" {
		pair := &certificate{cert: c.TLSCert, key: c.TLSKey}
		if _, err := pair.current(nil); err != nil {
			return nil, err
		}
		settings = &tls.Config{
			MinVersion: tls.VersionTLS12, GetCertificate: pair.current, NextProtos: []string{"h2", "http/1.1"},
		}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Listen)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("another program listens on %s: stop it, or choose another address with WIJKSTEM_LISTEN", c.Listen)
	}
	if err != nil || settings == nil {
		return listener, err
	}
	return tls.NewListener(listener, settings), nil
}

// certificate is a certificate with its key in two files. It is read again when
// one of them changes, so that renewing it needs no restart.
type certificate struct {
	cert, key string

	mu      sync.Mutex
	pair    *tls.Certificate
	changed [2]time.Time // when the files of pair were written
}

// current is the certificate of now. While new files cannot be read, as when
// only one of the two has been replaced yet, the old pair goes on.
func (c *certificate) current(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	changed, err := c.written()
	if err == nil && c.pair != nil && changed == c.changed {
		return c.pair, nil
	}
	if err == nil {
		err = c.read(changed)
	}
	if err != nil && c.pair == nil {
		return nil, fmt.Errorf("the certificate of WIJKSTEM_TLS_CERT and its key: %w", err)
	}
	return c.pair, nil
}

func (c *certificate) read(changed [2]time.Time) error {
	pair, err := tls.LoadX509KeyPair(c.cert, c.key)
	if err != nil {
		return err
	}
	c.pair, c.changed = &pair, changed
	return nil
}

func (c *certificate) written() (times [2]time.Time, err error) {
	for i, path := range []string{c.cert, c.key} {
		info, err := os.Stat(path)
		if err != nil {
			return times, err
		}
		times[i] = info.ModTime()
	}
	return times, nil
}
