package api

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/wijkstem/wijkstem/internal/research"
)

// The policies of what a browser may do with an answer: nothing with data; with
// screens only what they bring themselves.
const (
	dataPolicy   = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
	screenPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
		"img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; manifest-src 'self'; " +
		"worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

const requestKey = "request"

func requestID(c echo.Context) research.ID {
	id, _ := c.Get(requestKey).(research.ID)
	return id
}

// headers puts on every answer what every answer has, whatever happens later.
func (s *Server) headers(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		id := research.NewID()
		c.Set(requestKey, id)
		h := c.Response().Header()
		h.Set("X-Request-Id", string(id))
		h.Set("API-Version", s.description.version)
		h.Set("Content-Security-Policy", dataPolicy)
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "microphone=(self), camera=(self), geolocation=(), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		return next(c)
	}
}

// oneForm refuses a path of the API that ends in a slash, instead of guessing.
func oneForm(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		path := c.Request().URL.Path
		if strings.HasPrefix(path, "/v1") && strings.HasSuffix(path, "/") {
			return echo.ErrNotFound
		}
		return next(c)
	}
}

// sameOrigin refuses requests that a page of somebody else had a browser make;
// it guards what a cookie alone allows.
func sameOrigin(r *http.Request) error {
	origin := r.Header.Get("Origin")
	if origin == "" || strings.TrimPrefix(strings.TrimPrefix(origin, "https://"), "http://") == r.Host {
		return nil
	}
	return research.Errorf(research.Forbidden, "Dit kan alleen vanaf deze website zelf.")
}
