package api

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/feed"
	"github.com/wijkstem/wijkstem/internal/log"
	"github.com/wijkstem/wijkstem/internal/mail"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// Mailer sends a message (internal/mail).
type Mailer interface {
	Send(context.Context, mail.Message) error
}

// Doors lets people into a demonstration without signing in.
type Doors interface {
	// Open says whose door it is and where it leads; a door that leads to the
	// phone has a pairing code and no account.
	Open(ctx context.Context, door string) (account research.ID, path, pairingCode string, err error)
}

// Options are what the front door needs.
type Options struct {
	Study *study.Study
	Auth  *auth.Auth
	Feed  *feed.Feed
	Log   log.Logger
	// URL is how people reach the server.
	URL *url.URL
	// Proxies may say for whom they ask (X-Forwarded-For).
	Proxies []netip.Prefix
	// Screens are the built frontend, nil while there is none.
	Screens fs.FS
	// Mail is nil when there is no mail server.
	Mail Mailer
	// Doors is nil unless this is a demonstration.
	Doors   Doors
	Version string
}

// Server answers HTTP.
type Server struct {
	Options
	log         log.Logger
	description *description
	echo        *echo.Echo
	screens     screens
	pace        pace
	patience    time.Duration // for reading a request, 0 for what its route says
	// stopping is closed when the server ends, so that what is open for long ends too.
	stopping chan struct{}
}

// New checks the description and prepares all routes.
func New(o Options) (*Server, error) {
	d, err := readDescription()
	if err != nil {
		return nil, err
	}
	s := &Server{Options: o, log: o.Log, description: d, echo: echo.New(), pace: usualPace, stopping: make(chan struct{})}
	if s.screens, err = readScreens(o.Screens); err != nil {
		return nil, err
	}
	s.echo.HideBanner, s.echo.HidePort = true, true
	s.echo.HTTPErrorHandler = s.fail
	s.echo.IPExtractor = addressOf(o.Proxies)
	s.echo.Pre(s.hurry, s.headers, s.note, s.survive, s.screensFirst, oneForm)
	for _, r := range routes() {
		op, found := d.found[r.operation]
		if !found {
			return nil, errors.New("openapi.yaml does not describe " + r.operation)
		}
		s.echo.Add(op.method, "/v1"+pathFor(op.path), s.serve(r, op))
	}
	return s, nil
}

// pathFor writes {x} as the router does.
func pathFor(path string) string { return strings.NewReplacer("{", ":", "}", "").Replace(path) }

// addressOf believes X-Forwarded-For of the proxies that were named, and of
// nobody else.
func addressOf(proxies []netip.Prefix) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, proxy := range proxies {
		_, network, err := net.ParseCIDR(proxy.Masked().String())
		if err == nil {
			trust = append(trust, echo.TrustIPRange(network))
		}
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

// Handler is the whole server as one handler.
func (s *Server) Handler() http.Handler { return s.echo }

// Limits of every connection; what a route allows comes on top (routes.go).
const (
	headerTime  = 5 * time.Second
	idleTime    = time.Minute
	headerBytes = 16 << 10
	graceTime   = 20 * time.Second
)

// Serve answers until the context ends, then finishes what is under way.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler: s.echo, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: headerBytes,
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	close(s.stopping)
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceTime)
	defer cancel()
	err := server.Shutdown(last)
	if err != nil { // who is still being answered is cut off: the data close next
		err = errors.Join(err, server.Close())
	}
	return err
}

// serve is the way of every request of the API: time, who asks, the
// description, the handler.
func (s *Server) serve(r route, op operation) echo.HandlerFunc {
	return func(ec echo.Context) error {
		c := &call{Context: ec, route: r, operation: op, epoch: s.Study.Store.Epoch()}
		ec.Set(operationKey, r.operation)
		s.limit(c)
		err := s.answer(c)
		if research.FaultOf(err) == research.Forbidden {
			err = errors.Join(err, s.keep(c, "access.refuse"))
		}
		return err
	}
}

func (s *Server) answer(c *call) error {
	if err := s.identify(c); err != nil {
		return err
	}
	if err := c.obey(); err != nil {
		return err
	}
	if c.route.identifying {
		if err := s.keep(c, "access.read"); err != nil {
			return err
		}
	}
	return s.orGone(c, c.route.handle(s, c))
}

// orGone tells an interview that was erased from one that never was.
func (s *Server) orGone(c *call, err error) error {
	interview := c.id("interview")
	if research.FaultOf(err) != research.NotFound || !interview.Valid() {
		return err
	}
	if gone, lookErr := s.Study.GoneFrom(c.context(), c.id("project"), interview); lookErr != nil || !gone {
		return cmp.Or(lookErr, err)
	}
	return research.Errorf(research.Erased, "Dit gesprek is op verzoek gewist.")
}

// keep writes in the caller's own stream that they were refused, or read what
// may say who somebody is: the operation and ids, nothing that was read.
func (s *Server) keep(c *call, verb string) error {
	if c.caller.Account == nil {
		return nil
	}
	facts := map[string]string{"operation": c.route.operation}
	for _, name := range c.ParamNames() {
		if id := c.id(name); id.Valid() {
			facts[name] = string(id)
		}
	}
	return s.Study.Note(c.context(), c.caller.ID, verb, facts)
}

// hurry cuts off slow clients wherever they ask for; a route of the API may
// allow more or less.
func (s *Server) hurry(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		s.allow(c, usual)
		return next(c)
	}
}

// limit cuts off clients that are slow or send too much for their route.
func (s *Server) limit(c *call) {
	limits := c.route.limits.orUsual()
	s.allow(c, limits)
	c.Request().Body = http.MaxBytesReader(c.Response(), c.Request().Body, limits.body)
}

func (s *Server) allow(c echo.Context, limits limits) {
	if s.patience > 0 {
		limits.read = s.patience
	}
	now := time.Now()
	control := http.NewResponseController(c.Response())
	// A response without a connection, as in tests, has no deadlines.
	_ = control.SetReadDeadline(now.Add(limits.read))
	_ = control.SetWriteDeadline(now.Add(limits.read + limits.write))
}

const operationKey = "operation"

// note writes one line for each request.
func (s *Server) note(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begun := time.Now()
		if err := next(c); err != nil {
			c.Error(err)
		}
		operation, _ := c.Get(operationKey).(string)
		actor, _ := c.Get(actorKey).(string)
		s.log.Info("request", log.Request(requestID(c)), log.Method(c.Request().Method), log.Operation(operation),
			log.Actor(actor), log.Status(c.Response().Status), log.Took(time.Since(begun)))
		return nil
	}
}

// survive turns a panic into an answer.
func (s *Server) survive(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			value := recover()
			if value == nil {
				return
			}
			if value == http.ErrAbortHandler {
				panic(value)
			}
			s.log.Error("panic", log.Request(requestID(c)), log.Panic(value, debug.Stack()))
			err = &statusError{http.StatusInternalServerError, ""}
		}()
		return next(c)
	}
}
