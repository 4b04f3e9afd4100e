package api_test

import (
	"net/http"
	"testing"
)

// TestNoTalksBeforeTheProjectRuns has a phone of a project in preparation read the
// field, so that people can practise, and get no words to hold a talk with. A talk
// that comes all the same is taken in.
func TestNoTalksBeforeTheProjectRuns(t *testing.T) {
	w := newWorld(t)
	early, err := w.OtherPhone(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := early.Field(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := early.References(t.Context(), 3); status(err) != http.StatusForbidden {
		t.Errorf("words before the project runs: %v", err)
	}
	sealed, err := early.Seal(t.Context(), w.Talk(""))
	if err != nil {
		t.Fatal(err)
	}
	receipt, err := early.Deliver(t.Context(), sealed)
	if err != nil || receipt.State != "arrived" {
		t.Errorf("what was held all the same: %+v, %v", receipt, err)
	}
	view, err := w.Study.Interview(t.Context(), w.Study.System, w.Other, sealed.Delivery.Interview)
	if err != nil || view.Interview.Reference == "" {
		t.Errorf("it has no words to withdraw with: %+v, %v", view.Interview, err)
	}

	w.do("PUT", w.fill("/projects/{project}/state"), "lead", object{"state": "closed"}).want(200)
	w.do("POST", w.fill("/projects/{project}/reference-blocks"), "device", object{"count": 3}).want(403)
}
