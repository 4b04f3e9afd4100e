package api

import (
	"net/http"
	"time"
)

// Cookies; over https they carry the prefix that binds them to this host.
const (
	refreshCookie = "wijkstem-refresh"
	knownCookie   = "wijkstem-known"

	hostPrefix = "__Host-"
	knownLife  = 365 * 24 * time.Hour
)

func (s *Server) secure() bool { return s.URL != nil && s.URL.Scheme == "https" }

// cookieName is the one name under which a cookie is set and read: without the
// prefix another host of the same site could have set it.
func (s *Server) cookieName(name string) string {
	if s.secure() {
		return hostPrefix + name
	}
	return name
}

func (s *Server) cookie(c *call, name string) (string, bool) {
	return c.cookie(s.cookieName(name))
}

func (c *call) cookie(name string) (string, bool) {
	cookie, err := c.Request().Cookie(name)
	if err != nil {
		return "", false
	}
	return cookie.Value, true
}

// setCookie keeps a value in the browser, out of reach of scripts and of other
// websites; "" removes it.
func (s *Server) setCookie(c *call, name, value string, life time.Duration) {
	cookie := &http.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", HttpOnly: true, Secure: s.secure(),
		SameSite: http.SameSiteStrictMode, MaxAge: int(life / time.Second),
	}
	if value == "" {
		cookie.MaxAge = -1
	}
	c.SetCookie(cookie)
}
