package api_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// overview is what somebody is told to do, by the names of its parts.
func (w *world) overview(who string) map[string]any {
	w.t.Helper()
	parts := map[string]any{}
	w.do("GET", w.fill("/projects/{project}/overview"), who, nil).want(http.StatusOK).into(&parts)
	return parts
}

func TestOverviewIsThatOfARole(t *testing.T) {
	w := newWorld(t)
	first, second := w.interview(true, "Ik koos zelf."), w.interview(false, "Mijn zus hielp mij.", "Zonder haar was het niet gelukt.")
	w.do("PUT", w.newCoding(), "researcher", coding(second, "1-2", 0, 10)).want(http.StatusCreated)
	w.Clock.Move(time.Minute)
	w.do("PUT", w.newCoding(), "researcher", with(coding(second, "1-1", 0, 8), object{"talkFirst": true})).want(http.StatusCreated)
	w.Clock.Move(time.Minute)
	w.do("PUT", w.newCoding(), "lead", coding(first, "1-1", 0, 8)).want(http.StatusCreated)

	for who, want := range map[string]string{
		"researcher": "resume toCheck toCode waiting",
		"coach":      "alerts notHeard progress turns",
		"lead":       "alerts notHeard progress turns",
	} {
		if parts := strings.Join(slices.Sorted(maps.Keys(w.overview(who))), " "); parts != want {
			t.Errorf("%s sees %s, want %s", who, parts, want)
		}
	}
	for _, who := range []string{"second-reader", "municipality-answers", "admin"} {
		if status := w.do("GET", w.fill("/projects/{project}/overview"), who, nil).response.StatusCode; status != http.StatusForbidden && status != http.StatusNotFound {
			t.Errorf("%s: %d", who, status)
		}
	}
	resume := w.overview("researcher")["resume"].(map[string]any)
	if resume["interview"] != string(second) || resume["utterance"] != "1-1" || resume["quote"] != "Mijn zus" {
		t.Errorf("goes on at %v, want the researcher's own last piece", resume)
	}
	if alerts := w.overview("coach")["alerts"].([]any); len(alerts) != 1 {
		t.Errorf("%d alerts are open, want 1", len(alerts))
	}
}

func TestOverviewBeginsEmpty(t *testing.T) {
	w := newWorld(t)
	w.interview(true, "Ik koos zelf.")
	parts := w.overview("researcher")
	if _, there := parts["resume"]; there || parts["toCheck"] != 0.0 || len(parts["toCode"].([]any)) != 1 {
		t.Errorf("before the first coding: %v", parts)
	}
	if _, there := w.overview("coach")["toCode"]; there {
		t.Error("a coach is shown what to code")
	}
}
