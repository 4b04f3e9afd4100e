package api_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/api"
	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/research"
)

// unreleased are words that stand in the project and in no fixed version.
const unreleased = "Kanariegeel"

// TestGuestsReadFixedVersionsOnly puts a canary in everything that people write
// about interviews, releases a version without it, and calls every operation of
// the project as each guest and as a phone: the canary is in no answer.
func TestGuestsReadFixedVersionsOnly(t *testing.T) {
	w := newWorld(t)
	_, finding := w.newVersion()
	codings := w.talks(2)
	hidden := findingBody(codings)
	hidden["title"], hidden["sentence"], hidden["glanceSentence"] = unreleased, unreleased, unreleased
	hidden["counterVoice"], hidden["important"] = object{"text": unreleased}, unreleased
	w.do("POST", w.fill("/projects/{project}/findings"), "researcher", hidden).want(201)
	quote := quoteBody(codings[0], finding)
	quote["text"] = unreleased
	w.do("PUT", w.fill("/projects/{project}/quotes/")+string(research.NewID()), "researcher", quote).want(201)
	draft := w.do("POST", w.fill("/projects/{project}/releases"), "researcher", object{"round": 1, "notHeard": []string{unreleased}}).want(201)
	if !bytes.Contains(draft.text, []byte(unreleased)) {
		t.Fatal("the canary is not even in the draft")
	}
	guests := []string{"device"}
	for _, role := range research.Roles() {
		if role.Guest() {
			guests = append(guests, string(role))
		}
	}
	for _, route := range api.RouteLines() {
		if route.Method != "GET" || !strings.Contains(route.Path, "{project}") || slices.Contains(elsewhere, route.Operation) {
			continue
		}
		request := w.reading(route, draft.field("id").(string))
		for _, guest := range guests {
			request.Token = w.token(guest)
			if got := w.send(request); bytes.Contains(got.text, []byte(unreleased)) {
				t.Errorf("%s reads through %s what is not released", guest, route.Operation)
			}
		}
	}
}

// reading is a request for what the canary stands in, where an operation asks
// for one thing, else the usual example.
func (w *world) reading(route api.RouteLine, draft string) apitest.Request {
	path := w.fill("/projects/{project}")
	switch route.Operation {
	case "readRelease":
		return apitest.Request{Method: "GET", Path: path + "/releases/" + draft}
	case "readVersion":
		return apitest.Request{Method: "GET", Path: path + "/versions/" + draft}
	}
	request := examples[route.Operation](w)
	request.Method = route.Method
	return request
}

// TestADraftIsNoVersion holds that a draft cannot be read as a
// version, by whoever asks.
func TestADraftIsNoVersion(t *testing.T) {
	w := newWorld(t)
	draft, _ := w.newDraft()
	for _, who := range []string{"municipality-reader", "lead", "second-reader", "device"} {
		w.do("GET", w.fill("/projects/{project}/versions/")+string(draft), who, nil).want(404)
	}
	var lines struct{ Items []any }
	w.do("GET", w.fill("/projects/{project}/versions"), "municipality-reader", nil).want(200).into(&lines)
	if len(lines.Items) != 0 {
		t.Errorf("a draft is listed: %v", lines.Items)
	}
}
