package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"testing"

	"github.com/wijkstem/wijkstem/internal/api"
	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/research"
)

type world struct {
	*apitest.World
	t *testing.T
	// finding and version are done once in a world, when an example needs them.
	finding, version sync.Once
	released         research.ID
}

func newWorld(t *testing.T, changes ...apitest.Change) *world {
	t.Helper()
	w, err := apitest.New(t.Context(), t.TempDir(), changes...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return &world{World: w, t: t}
}

func (w *world) token(name string) string {
	w.t.Helper()
	token, err := w.Token(w.t.Context(), name)
	if err != nil {
		w.t.Fatal(err)
	}
	return token
}

// do sends a request as somebody and has the answer judged.
func (w *world) do(method, path, as string, body any, header ...map[string]string) *answer {
	w.t.Helper()
	r := apitest.Request{Method: method, Path: path, Body: body, Header: map[string]string{}}
	if as != "" {
		r.Token = w.token(as)
	}
	for _, h := range header {
		maps.Copy(r.Header, h)
	}
	return w.send(r)
}

func (w *world) send(r apitest.Request) *answer {
	w.t.Helper()
	response, text, err := w.Do(r)
	if err != nil {
		w.t.Error(err)
	}
	return &answer{w.t, r, response, text}
}

type answer struct {
	t        *testing.T
	request  apitest.Request
	response *http.Response
	text     []byte
}

func (a *answer) want(status int) *answer {
	a.t.Helper()
	if a.response.StatusCode != status {
		a.t.Fatalf("%s %s: %d, want %d: %s", a.request.Method, a.request.Path, a.response.StatusCode, status, a.text)
	}
	return a
}

func (a *answer) into(value any) *answer {
	a.t.Helper()
	if err := json.Unmarshal(a.text, value); err != nil {
		a.t.Fatalf("%s: %v", a.text, err)
	}
	return a
}

// field is one field of an answer that is an object.
func (a *answer) field(name string) any {
	a.t.Helper()
	var object map[string]any
	a.into(&object)
	return object[name]
}

// faults are the fields that a 400 names.
func (a *answer) faults() map[string]string {
	a.t.Helper()
	var problem struct {
		Errors []struct{ Field, Detail string }
	}
	a.into(&problem)
	faults := map[string]string{}
	for _, e := range problem.Errors {
		faults[e.Field] = e.Detail
	}
	return faults
}

type options = api.Options

func mustURL(text string) *url.URL {
	u, err := url.Parse(text)
	if err != nil {
		panic(err)
	}
	return u
}
