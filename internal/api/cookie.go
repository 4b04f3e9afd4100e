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

// cookie reads a cookie under either name.
func (c *call) cookie(name string) (string, bool) {
	for _, full := range []string{hostPrefix + name, name} {
		if cookie, err := c.Request().Cookie(full); err == nil {
			return cookie.Value, true
		}
	}
	return "", false
}

// setCookie keeps a value in the browser, out of reach of scripts and of other
// websites; "" removes it.
func (s *Server) setCookie(c *call, name, value string, life time.Duration) {
	cookie := &http.Cookie{
		Name: name, Value: value, Path: "/", HttpOnly: true, Secure: s.secure(),
		SameSite: http.SameSiteStrictMode, MaxAge: int(life / time.Second),
	}
	if s.secure() {
		cookie.Name = hostPrefix + name
	}
	if value == "" {
		cookie.MaxAge = -1
	}
	c.SetCookie(cookie)
}
