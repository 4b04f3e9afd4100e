package main

import (
	"context"
	_ "embed"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/skip2/go-qrcode"
)

// phoneServer is where a phone on the same network finds the demonstration.
type phoneServer struct {
	authority authority
	cert, key string // files for the server
	address   netip.Addr
	port      uint16
}

// App is the address of the demonstration.
func (p phoneServer) App() string { return "https://" + netip.AddrPortFrom(p.address, p.port).String() }

// Help is the page with the certificate and what to do with it. It is http: the
// phone trusts nothing yet.
func (p phoneServer) Help() string {
	return "http://" + netip.AddrPortFrom(p.address, p.port+1).String()
}

// preparePhone makes what https on the local network needs. The authority stays
// in the cache, so that a phone needs it once.
func preparePhone(port string, now time.Time) (phoneServer, error) {
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 || number > 65534 {
		return phoneServer{}, fmt.Errorf("--port %s: give a number from 1 to 65534", port)
	}
	addresses, err := localAddresses()
	if err != nil {
		return phoneServer{}, err
	}
	dir, err := cacheDir("phone")
	if err != nil {
		return phoneServer{}, err
	}
	p := phoneServer{
		cert: filepath.Join(dir, "server.pem"), key: filepath.Join(dir, "server.key"),
		address: outward(addresses), port: uint16(number),
	}
	if p.authority, err = openAuthority(dir, now); err != nil {
		return phoneServer{}, err
	}
	vouched := []net.IP{net.IPv4(127, 0, 0, 1)}
	for _, address := range addresses {
		vouched = append(vouched, address.AsSlice())
	}
	return p, p.authority.issue(p.cert, p.key, vouched, now)
}

// localAddresses are this machine's addresses on private networks.
func localAddresses() ([]netip.Addr, error) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil, err
	}
	var private []netip.Addr
	for _, one := range all {
		prefix, err := netip.ParsePrefix(one.String())
		if err == nil && reachable(prefix.Addr()) {
			private = append(private, prefix.Addr())
		}
	}
	if len(private) == 0 {
		return nil, missing("an address on a local network", "connect to the Wi-Fi that the phone is on")
	}
	slices.SortFunc(private, netip.Addr.Compare) // IPv4 first: it can be typed over
	return private, nil
}

func reachable(address netip.Addr) bool {
	return !address.IsLoopback() && !address.IsLinkLocalUnicast() && slices.ContainsFunc(privateNetworks, func(network string) bool {
		return netip.MustParsePrefix(network).Contains(address)
	})
}

// outward is the address of the network that leads out, else the first. Nothing
// is sent: the system only says which address it would use.
func outward(addresses []netip.Addr) netip.Addr {
	conn, err := net.Dial("udp", "192.0.2.1:9")
	if err != nil {
		return addresses[0]
	}
	defer func() { _ = conn.Close() }()
	local, err := netip.ParseAddrPort(conn.LocalAddr().String())
	if err == nil && slices.Contains(addresses, local.Addr()) {
		return local.Addr()
	}
	return addresses[0]
}

// environment tells the server to speak https to the whole network.
func (p phoneServer) environment() []string {
	return []string{
		"WIJKSTEM_LISTEN=:" + strconv.Itoa(int(p.port)), "WIJKSTEM_URL=" + p.App(),
		"WIJKSTEM_TLS_CERT=" + p.cert, "WIJKSTEM_TLS_KEY=" + p.key,
	}
}

//go:embed phone.html
var phonePage string

var phoneTemplate = template.Must(template.New("phone").Parse(phonePage))

// handler serves the certificate and the page that says what to do with it.
func (p phoneServer) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /wijkstem.crt", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-x509-ca-cert")
		_, _ = w.Write(p.authority.cert.Raw)
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = phoneTemplate.Execute(w, map[string]string{"Name": p.authority.cert.Subject.CommonName, "App": p.App()})
	})
	return mux
}

// helpPhone serves the page until the context ends, and says on the terminal how
// to begin.
func (p phoneServer) helpPhone(ctx context.Context) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", ":"+strconv.Itoa(int(p.port)+1))
	if err != nil {
		return err
	}
	server := &http.Server{Handler: p.handler(), ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(listener) }()
	go func() { <-ctx.Done(); _ = server.Close() }()
	return p.explain(os.Stdout)
}

const phoneSteps = `
De telefoon moet op hetzelfde wifi-netwerk zitten als deze computer.

EERSTE KEER: open met de telefoon %s
%s
  Daar staat het certificaat (%s/wijkstem.crt) en hoe u het installeert.
  Android  Instellingen > Beveiliging > Versleuteling en inloggegevens >
           Een certificaat installeren > CA-certificaat > wijkstem.crt
  iPhone   1. Instellingen > Algemeen > VPN en apparaatbeheer > %s > Installeer
           2. Instellingen > Algemeen > Info > Vertrouwensinstellingen certificaten:
              zet %s aan
  Verwijder het certificaat daarna weer. Het geldt alleen voor adressen van een
  lokaal netwerk, tot en met %s.

DAARNA: open %s
%s
`

func (p phoneServer) explain(out *os.File) error {
	help, err := codeOf(p.Help())
	if err != nil {
		return err
	}
	app, err := codeOf(p.App())
	if err != nil {
		return err
	}
	name, until := p.authority.cert.Subject.CommonName, p.authority.cert.NotAfter.Format("02-01-2006")
	_, err = fmt.Fprintf(out, phoneSteps, p.Help(), help, p.Help(), name, name, until, p.App(), app)
	return err
}

// codeOf draws a QR code with the half blocks of a terminal.
func codeOf(address string) (string, error) {
	code, err := qrcode.New(address, qrcode.Low)
	if err != nil {
		return "", err
	}
	return code.ToSmallString(false), nil
}
