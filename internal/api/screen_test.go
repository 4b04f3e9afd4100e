package api_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

var built = fstest.MapFS{
	"index.html":               {Data: []byte("<!doctype html><title>deuren</title>")},
	"app/index.html":           {Data: []byte("<!doctype html><title>telefoon</title>")},
	"app/sw.js":                {Data: []byte("self.x = 1")},
	"app/assets/app-1a2b.js":   {Data: []byte(strings.Repeat("console.log('hallo');", 200))},
	"werkplek/index.html":      {Data: []byte("<!doctype html><title>werkplek</title>")},
	"intrekken/index.html":     {Data: []byte("<!doctype html><title>intrekken</title>")},
	"inzicht/index.html":       {Data: []byte("<!doctype html><title>inzicht</title>")},
	"assets/index-9f8e.css":    {Data: []byte("body{}")},
	"app/manifest.webmanifest": {Data: []byte("{}")},
}

func TestScreens(t *testing.T) {
	w := newWorld(t, func(o *options) { o.Screens = built })
	for path, want := range map[string]string{
		"/":                              "deuren",
		"/app/":                          "telefoon",
		"/app/gesprek/3":                 "telefoon",
		"/werkplek/x/gesprekken":         "werkplek",
		"/inzicht/x/themas/rust":         "inzicht",
		"/intrekken":                     "intrekken",
		"/intrekken/":                    "intrekken",
		"/intrekken/lepelwolk":           "",
		"/app/sw.js":                     "self.x",
		"/assets/index-9f8e.css":         "body",
		"/assets/weg.css":                "",
		"/app/assets/weg.js":             "",
		"/nergens":                       "",
		"/v1/nergens":                    "",
		"/app/../../etc/passwd":          "",
		"/werkplek/%2e%2e/%2e%2e/go.mod": "",
		"/app/manifest.webmanifest":      "{}",
	} {
		got := w.screen(path, "")
		body, err := io.ReadAll(got.Body)
		if err != nil {
			t.Fatal(err)
		}
		if want == "" && got.StatusCode != 404 || want != "" && (got.StatusCode != 200 || !strings.Contains(string(body), want)) {
			t.Errorf("%s: %d %.80s", path, got.StatusCode, body)
		}
		if got.Header.Get("API-Version") == "" || got.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s lacks headers", path)
		}
	}
}

func (w *world) screen(path, encoding string) *http.Response {
	recorder := httptest.NewRecorder()
	request := httptest.NewRequest("GET", path, nil)
	request.Header.Set("Accept-Encoding", encoding)
	w.Server.Handler().ServeHTTP(recorder, request)
	return recorder.Result()
}

func TestScreensAreKept(t *testing.T) {
	w := newWorld(t, func(o *options) { o.Screens = built })
	if cache := w.screen("/app/assets/app-1a2b.js", "").Header.Get("Cache-Control"); !strings.Contains(cache, "immutable") {
		t.Errorf("a file whose name says what it holds: %q", cache)
	}
	for _, path := range []string{"/app/", "/app/sw.js"} {
		page := w.screen(path, "")
		if cache := page.Header.Get("Cache-Control"); cache != "no-cache" {
			t.Errorf("%s: %q", path, cache)
		}
		policy := page.Header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: policy %q", path, policy)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: policy %q", path, policy)
		}
	}
	squeezed := w.screen("/app/assets/app-1a2b.js", "gzip")
	reader, err := gzip.NewReader(squeezed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(reader); err != nil || !strings.Contains(string(text), "hallo") {
		t.Errorf("%v", err)
	}
}

func TestWithoutScreensTheServerSaysSo(t *testing.T) {
	w := newWorld(t)
	if got := w.screen("/", ""); got.StatusCode != 200 {
		t.Errorf("%d", got.StatusCode)
	}
}
