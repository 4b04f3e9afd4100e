package api_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/api"
	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

func TestRoutesAreTheOperations(t *testing.T) {
	judge, err := apitest.NewJudge()
	if err != nil {
		t.Fatal(err)
	}
	described := map[string]string{}
	for path, item := range judge.Document.Paths.Map() {
		for method, op := range item.Operations() {
			described[op.OperationID] = method + " " + path
		}
	}
	for _, route := range api.RouteLines() {
		if got := described[route.Operation]; got != route.Method+" "+route.Path {
			t.Errorf("routes.go has %s as %s %s, openapi.yaml as %q", route.Operation, route.Method, route.Path, got)
		}
		delete(described, route.Operation)
	}
	for operation := range described {
		t.Errorf("openapi.yaml has %s, routes.go does not", operation)
	}
}

func TestEveryFaultIsNamed(t *testing.T) {
	w := newWorld(t)
	faults := w.do("POST", "/devices?x=1", "", object{"code": "nee", "signingKey": 3, "label": " ", "extra": true}).
		want(http.StatusBadRequest).faults()
	for _, field := range []string{"/x", "/code", "/signingKey", "/agreementKey", "/label", "/extra"} {
		if faults[field] == "" {
			t.Errorf("%s is not named: %v", field, faults)
		}
	}
	settings := apitest.Settings()
	settings.AnswerBy[0].DueDate = "2027-02-30"
	faults = w.do("PUT", w.fill("/projects/{project}/settings"), "lead", settings).want(http.StatusBadRequest).faults()
	if faults["/answerBy/0/dueDate"] == "" {
		t.Errorf("a day that does not exist passes: %v", faults)
	}
}

// TestVeryManyFaults sends more faults than an answer can name.
func TestVeryManyFaults(t *testing.T) {
	w := newWorld(t)
	body := object{"guides": make([]int, 3000)}
	got := w.do("PUT", w.fill("/projects/{project}/settings"), "lead", body).want(http.StatusBadRequest)
	if named, _ := got.field("errors").([]any); len(named) != 1000 {
		t.Errorf("%d faults are named", len(named))
	}
	if detail, _ := got.field("detail").(string); !strings.Contains(detail, "de eerste 1000") {
		t.Errorf("it does not say that there are more: %q", detail)
	}
}

// TestLeftOverBits sends a point whose last character holds bits that no byte
// takes: the pattern allows it, the bytes do not exist.
func TestLeftOverBits(t *testing.T) {
	w := newWorld(t)
	interview := research.NewID()
	delivery := object{
		"version": 1, "interview": interview, "final": true, "sealed": "AAAA", "parts": []object{},
		"keys": object{"rest": object{"key": "key", "ephemeral": strings.Repeat("A", 86) + "3", "sealed": strings.Repeat("A", 80)}},
	}
	faults := w.do("PUT", w.fill("/projects/{project}/interviews/")+string(interview)+"/manifest", "device", delivery).
		want(http.StatusBadRequest).faults()
	if faults["/keys/rest/ephemeral"] == "" {
		t.Errorf("named are %v", faults)
	}
}

func TestErrorsAreProblems(t *testing.T) {
	w := newWorld(t)
	lead := w.token("lead")
	for name, c := range map[string]struct {
		request apitest.Request
		status  int
	}{
		"no such path":       {apitest.Request{Method: "GET", Path: "/nergens"}, 404},
		"trailing slash":     {apitest.Request{Method: "GET", Path: "/account/", Token: lead}, 404},
		"other method":       {apitest.Request{Method: "PATCH", Path: "/account", Token: lead}, 405},
		"trace":              {apitest.Request{Method: "TRACE", Path: "/account", Token: lead}, 405},
		"no JSON":            {apitest.Request{Method: "POST", Path: "/sessions", Body: []byte("{"), Kind: "application/json"}, 400},
		"two values":         {apitest.Request{Method: "POST", Path: "/sessions", Body: []byte("{} {}"), Kind: "application/json"}, 400},
		"not UTF-8":          {apitest.Request{Method: "POST", Path: "/sessions", Body: []byte("\"\xff\""), Kind: "application/json"}, 400},
		"no body":            {apitest.Request{Method: "POST", Path: "/sessions", Kind: "application/json"}, 400},
		"other kind":         {apitest.Request{Method: "POST", Path: "/sessions", Body: []byte("<a/>"), Kind: "application/xml"}, 415},
		"no kind":            {apitest.Request{Method: "POST", Path: "/sessions", Body: []byte("{}")}, 415},
		"too large":          {apitest.Request{Method: "POST", Path: "/sessions", Body: []byte(`{"a":"` + strings.Repeat("a", 300<<10) + `"}`), Kind: "application/json"}, 413},
		"no token":           {apitest.Request{Method: "GET", Path: "/account"}, 401},
		"a forged token":     {apitest.Request{Method: "GET", Path: "/account", Token: lead[:len(lead)-6] + "AAAAAA"}, 401},
		"an id of odd form":  {apitest.Request{Method: "GET", Path: "/projects/1", Token: lead}, 400},
		"an unknown id":      {apitest.Request{Method: "GET", Path: "/projects/aaaaaaaaaaaaaaaaaaaaaaaaaa", Token: lead}, 404},
		"a limit of nothing": {apitest.Request{Method: "GET", Path: w.fill("/projects/{project}/members?limit=0"), Token: lead}, 400},
		"a made-up cursor":   {apitest.Request{Method: "GET", Path: w.fill("/projects/{project}/members?after=abc"), Token: lead}, 400},
	} {
		t.Run(name, func(t *testing.T) {
			w := &world{World: w.World, t: t}
			w.send(c.request).want(c.status)
		})
	}
}

func TestListsGoOnWhereTheyStopped(t *testing.T) {
	w := newWorld(t)
	seen := map[string]bool{}
	path := w.fill("/projects/{project}/members?limit=3")
	for pages := 0; path != ""; pages++ {
		var page struct {
			Items []struct{ Account string }
			Next  string
		}
		w.do("GET", path, "lead", nil).want(200).into(&page)
		for _, item := range page.Items {
			if seen[item.Account] {
				t.Errorf("%s comes twice", item.Account)
			}
			seen[item.Account] = true
		}
		if path = ""; page.Next != "" {
			path = w.fill("/projects/{project}/members?limit=3&after=") + page.Next
		}
		if pages > 10 {
			t.Fatal("the list does not end")
		}
	}
	if len(seen) != 10 {
		t.Errorf("%d members, want 10", len(seen))
	}
}

func TestETags(t *testing.T) {
	w := newWorld(t)
	path := w.fill("/projects/{project}")
	tag := w.do("GET", path, "lead", nil).want(200).response.Header.Get("ETag")
	w.do("GET", path, "lead", nil, map[string]string{"If-None-Match": tag}).want(304)
	changed := w.do("PUT", path+"/settings", "lead", apitest.Settings(), map[string]string{"If-Match": tag}).want(200)
	if changed.response.Header.Get("ETag") == tag {
		t.Error("the tag did not change")
	}
	w.do("PUT", path+"/settings", "lead", apitest.Settings(), map[string]string{"If-Match": tag}).want(412)
	w.do("GET", path, "lead", nil, map[string]string{"If-None-Match": tag}).want(200)

	tag = w.do("GET", path, "lead", nil).want(200).response.Header.Get("ETag")
	w.do("PUT", path+"/members/"+string(w.Accounts["lead"]), "lead", object{"roles": []string{"lead", "coach"}}).want(200)
	more := w.do("GET", path, "lead", nil, map[string]string{"If-None-Match": tag}).want(200)
	w.do("PUT", path+"/settings", "lead", apitest.Settings(), map[string]string{"If-Match": more.response.Header.Get("ETag")}).want(200)
}

// What was read before a restore is of another epoch: it is neither fresh, nor
// changed by, nor gone on with.
func TestAnotherEpochIsAnother(t *testing.T) {
	w := newWorld(t)
	path := w.fill("/projects/{project}")
	here, before := w.Store.Epoch(), string(research.NewID())
	tag := w.do("GET", path, "lead", nil).want(200).response.Header.Get("ETag")
	old := strings.Replace(tag, here, before, 1)
	if old == tag {
		t.Fatalf("no epoch in %s", tag)
	}
	w.do("GET", path, "lead", nil, map[string]string{"If-None-Match": old}).want(200)
	w.do("PUT", path+"/settings", "lead", apitest.Settings(), map[string]string{"If-Match": old}).want(412)

	list := path + "/members?limit=1&after="
	next := w.do("GET", path+"/members?limit=1", "lead", nil).want(200).field("next").(string)
	w.do("GET", list+next, "lead", nil).want(200)
	raw, err := base64.RawURLEncoding.DecodeString(next)
	if err != nil {
		t.Fatal(err)
	}
	next = base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(raw), here, before, 1)))
	if faults := w.do("GET", list+next, "lead", nil).want(400).faults(); faults["/after"] == "" {
		t.Errorf("the field is not named: %v", faults)
	}
}

func TestAKeyRepeatsTheFirstAnswer(t *testing.T) {
	w := newWorld(t)
	path := w.fill("/projects/{project}/device-invitations")
	key := map[string]string{"Idempotency-Key": "een-en-dezelfde"}
	first := w.do("POST", path, "lead", object{"label": "Samira"}, key).want(201)
	again := w.do("POST", path, "lead", object{"label": "Samira"}, key).want(201)
	if string(first.text) != string(again.text) {
		t.Errorf("%s and then %s", first.text, again.text)
	}
	w.do("POST", path, "lead", object{"label": "Jaydon"}, key).want(409)
	w.do("POST", path, "coach", object{"label": "Jaydon"}, key).want(201)
}

func TestTheDescriptionIsPublic(t *testing.T) {
	w := newWorld(t)
	got := w.do("GET", "/openapi.json", "", nil).want(200)
	if got.response.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Error("other websites cannot read it")
	}
	if got.field("openapi") != "3.0.3" {
		t.Error("it is not the description")
	}
	w.do("GET", "/settings", "", nil, map[string]string{"Origin": "https://evil.example"}).want(200)
}

func TestHealth(t *testing.T) {
	w := newWorld(t)
	w.do("GET", "/health/live", "", nil).want(200)
	w.do("GET", "/health/ready", "", nil).want(200)
	w.Study.Store = closedStore{w.Study.Store}
	w.do("GET", "/health/live", "", nil).want(200)
	w.do("GET", "/health/ready", "", nil).want(503)
}

// closedStore is a database that has gone away.
type closedStore struct{ study.Store }

func (closedStore) Head(context.Context, research.Scope, research.Stream) (research.Revision, error) {
	return 0, errors.New("the disk has gone")
}
