package api

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// file is one file of the screens, ready to send.
type file struct {
	kind    string
	tag     string
	plain   []byte
	gzipped []byte // nil when it does not help
}

// screens are the built frontend by path, "app/index.html".
type screens map[string]file

// entries are the screens that answer every path below them.
var entries = []string{"app", "werkplek", "inzicht"}

func readScreens(files fs.FS) (screens, error) {
	if files == nil {
		return nil, nil
	}
	all := screens{}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		plain, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		all[name] = newFile(name, plain)
		return nil
	})
	return all, err
}

func newFile(name string, plain []byte) file {
	hash := sha256.Sum256(plain)
	f := file{kind: kindOf(name), tag: `"` + base64.RawURLEncoding.EncodeToString(hash[:16]) + `"`, plain: plain}
	if strings.HasPrefix(f.kind, "text/") || strings.Contains(f.kind, "json") || strings.Contains(f.kind, "svg") {
		if small := squeeze(plain); len(small) < len(plain)*9/10 {
			f.gzipped = small
		}
	}
	return f
}

func kindOf(name string) string {
	switch path.Ext(name) {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".webmanifest":
		return "application/manifest+json"
	case ".woff2":
		return "font/woff2"
	case ".mp4", ".webm":
		return "video/" + path.Ext(name)[1:]
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

func squeeze(plain []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return plain
	}
	// Writing to memory does not fail.
	_, _ = w.Write(plain)
	_ = w.Close()
	return out.Bytes()
}

// find is the file of a path, or the entry that answers it.
func (all screens) find(name string) (file, bool) {
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	if name == "" {
		name = "index.html"
	}
	if f, ok := all[name]; ok {
		return f, true
	}
	if f, ok := all[name+"/index.html"]; ok {
		return f, true
	}
	first, _, _ := strings.Cut(name, "/")
	for _, entry := range entries {
		if first == entry && path.Ext(name) == "" {
			f, ok := all[entry+"/index.html"]
			return f, ok
		}
	}
	return file{}, false
}

// screensFirst answers everything that is not the API.
func (s *Server) screensFirst(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		name := c.Request().URL.Path
		switch method := c.Request().Method; {
		case name == "/v1" || strings.HasPrefix(name, "/v1/"):
			return next(c)
		case method != http.MethodGet && method != http.MethodHead:
			return echo.ErrMethodNotAllowed
		default:
			return s.screen(c, name)
		}
	}
}

func (s *Server) screen(c echo.Context, name string) error {
	_ = http.NewResponseController(c.Response()).SetWriteDeadline(time.Now().Add(time.Minute))
	if s.screens == nil && name == "/" {
		return c.String(http.StatusOK, "Wijkstem draait. De schermen zijn nog niet gebouwd: npm run build in frontend.\n")
	}
	f, found := s.screens.find(name)
	if !found {
		return echo.ErrNotFound
	}
	return f.send(c, immutable(name))
}

// immutable tells files whose name changes with their content.
func immutable(name string) bool {
	return strings.HasPrefix(name, "/assets/") || strings.HasPrefix(name, "/app/assets/")
}

func (f file) send(c echo.Context, forever bool) error {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", screenPolicy)
	h.Set("Cache-Control", "no-cache")
	if forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("ETag", f.tag)
	h.Set("Vary", "Accept-Encoding")
	if strings.Contains(c.Request().Header.Get("If-None-Match"), f.tag) {
		return c.NoContent(http.StatusNotModified)
	}
	if f.gzipped != nil && strings.Contains(c.Request().Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		return c.Blob(http.StatusOK, f.kind, f.gzipped)
	}
	return c.Blob(http.StatusOK, f.kind, f.plain)
}
