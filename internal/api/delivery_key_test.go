package api_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// renew makes new delivery keys as the lead.
func (f *field) renew() int {
	f.t.Helper()
	generation, err := f.Study.RenewDeliveryKeys(f.t.Context(), f.by("lead", f.Project, ""), f.Project)
	if err != nil {
		f.t.Fatal(err)
	}
	return generation
}

func (f *field) pairs() []study.PairView {
	f.t.Helper()
	scope := f.by("lead", f.Project, "").Scope
	pairs, err := f.Study.DeliveryPairs(f.t.Context(), scope, f.Project)
	if err != nil {
		f.t.Fatal(err)
	}
	return pairs
}

// says reports what the phone still holds, and for which pairs.
func (f *field) says(generations ...int) {
	f.t.Helper()
	keys := []research.KeyRef{}
	for _, n := range generations {
		keys = append(keys, research.DeliveryKey(research.ProjectStream(f.Project), n))
	}
	body := object{"waiting": len(generations), "keys": keys}
	if err := f.phone.Do(f.t.Context(), http.MethodPut, "/phone-state", body, nil); err != nil {
		f.t.Fatal(err)
	}
}

// The drill: keys are renewed in the middle of twenty uploads and of a talk that is
// being recorded. Nothing is refused, and what begins afterwards is for the new pair.
func TestKeysAreRenewedUnderWay(t *testing.T) {
	f := fieldOf(newWorld(t), 30)
	const many = 20
	type upload struct {
		sealed phone.Sealed
		path   string
		half   int
	}
	uploads := make([]upload, many)
	for i := range uploads {
		sealed := f.seal(f.talk(spoken))
		if _, err := f.phone.Announce(t.Context(), sealed); err != nil {
			t.Fatal(err)
		}
		u := upload{sealed, f.begin(sealed.Delivery.Interview, 2, len(sealed.Parts[2])), len(sealed.Parts[2]) * (i % 4) / 4}
		f.patch(u.path, 0, sealed.Parts[2][:u.half], nil).want(http.StatusNoContent)
		uploads[i] = u
	}
	talk, recording := f.begun(1000)
	waiting := f.seal(f.talk(spoken, func(talk *phone.Talk) { talk.Contact = &research.ContactDetails{Way: "phone", Phone: "0687654321"} }))

	if generation := f.renew(); generation != 2 {
		t.Fatalf("generation %d", generation)
	}
	for _, u := range uploads {
		f.patch(u.path, u.half, u.sealed.Parts[2][u.half:], nil).want(http.StatusNoContent)
	}
	f.patch(recording, 1000, talk.Parts[2][1000:], nil).want(http.StatusNoContent)
	f.deliver(talk)
	f.deliver(waiting)
	f.runJobs()
	for _, u := range append(uploads, upload{sealed: talk}, upload{sealed: waiting}) {
		receipt, err := f.phone.Receipt(t.Context(), u.sealed.Delivery.Interview)
		if err != nil || receipt.State != "arrived" {
			t.Errorf("%s: %v: %v", u.sealed.Delivery.Interview, receipt.State, err)
		}
		f.do("GET", f.interview(u.sealed.Delivery.Interview)+"/text", "researcher", nil).want(http.StatusOK)
	}

	if _, err := f.phone.Field(t.Context()); err != nil {
		t.Fatal(err)
	}
	next := f.seal(f.talk(spoken))
	if key := next.Delivery.Keys[research.Rest].Key; key != research.DeliveryKey(research.ProjectStream(f.Project), 2) {
		t.Errorf("wrapped for %s", key)
	}
	f.deliver(next)
}

// An old pair goes when no phone can still need it, and not a day before.
func TestAnOldPairGoesWhenNobodyNeedsIt(t *testing.T) {
	f := newField(t)
	late := f.seal(f.talk())
	other, err := f.NewPhone(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	f.renew()
	old := func() study.PairView { f.runJobs(); return f.pairs()[0] }
	if seen := old(); seen.Gone || len(seen.Holders) < 2 {
		t.Errorf("at once: %+v", seen)
	}
	f.Clock.Move(40 * 24 * time.Hour)
	if seen := old(); seen.Gone || len(seen.Holders) < 2 {
		t.Errorf("phones that said nothing: %+v", seen)
	}
	f.says(1)
	for _, device := range f.devices() {
		if device != f.phone.Device && device != other.Device {
			f.do("DELETE", f.fill("/projects/{project}/devices/")+string(device), "lead", nil).want(http.StatusNoContent)
		}
	}
	if err := other.Do(t.Context(), http.MethodPut, "/phone-state", object{"waiting": 0, "keys": []string{}}, nil); err != nil {
		t.Fatal(err)
	}
	f.Clock.Move(31 * 24 * time.Hour) // revoked phones deliver no more
	if seen := old(); seen.Gone || len(seen.Holders) != 1 {
		t.Errorf("one phone still holds something: %+v", seen)
	}
	f.says(2)
	f.Clock.Move(25 * time.Hour)
	if seen := old(); !seen.Gone || seen.Current {
		t.Errorf("nobody needs it: %+v", seen)
	}
	if pairs := f.pairs(); len(pairs) != 2 || !pairs[1].Current || pairs[1].Gone {
		t.Errorf("pairs %+v", pairs)
	}
	if _, err := f.phone.Announce(t.Context(), late); status(err) != http.StatusConflict {
		t.Errorf("what nobody can open: %v", err)
	}
	lines, err := f.Keys.Ledger(t.Context())
	if err != nil || !slices.ContainsFunc(lines, func(l study.LedgerLine) bool { return l.Reason == "rotated" && len(l.Keys) == 2 }) {
		t.Errorf("the ledger says %+v: %v", lines, err)
	}
	if _, err := f.phone.Field(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.deliver(f.seal(f.talk()))
	if generation := f.renew(); generation != 3 {
		t.Errorf("generation %d", generation)
	}
}

func (f *field) devices() (ids []research.ID) {
	f.t.Helper()
	var page struct {
		Items []struct{ ID research.ID }
	}
	f.do("GET", f.fill("/projects/{project}/devices"), "lead", nil).want(http.StatusOK).into(&page)
	for _, device := range page.Items {
		ids = append(ids, device.ID)
	}
	return ids
}

type keysSeen struct {
	Generation   int
	State        string
	Since, Until string
	Holders      []string
}

// The lead sees which phone holds an older pair back, and renews once, however
// often the same is asked.
func TestTheLeadRenewsKeysOnAScreen(t *testing.T) {
	f := newField(t)
	keys := func(method string, body any, status int) []keysSeen {
		t.Helper()
		var seen struct{ Items []keysSeen }
		f.do(method, f.fill("/projects/{project}/delivery-keys"), "lead", body).want(status).into(&seen)
		return seen.Items
	}
	if seen := keys("GET", nil, http.StatusOK); len(seen) != 1 || seen[0].State != "current" || seen[0].Since != "" {
		t.Errorf("before: %+v", seen)
	}
	for range 2 {
		seen := keys("POST", object{"follows": 1}, http.StatusCreated)
		if len(seen) != 2 || seen[0].State != "kept" || len(seen[0].Holders) == 0 || seen[0].Until == "" || seen[1].State != "current" || seen[1].Since == "" {
			t.Errorf("after: %+v", seen)
		}
	}
	f.do("POST", f.fill("/projects/{project}/delivery-keys"), "lead", object{"follows": 3}).want(http.StatusConflict)
	f.do("POST", f.fill("/projects/{project}/delivery-keys"), "lead", object{"follows": 0}).want(http.StatusBadRequest)
	f.Clock.Move(time.Second)
	f.says()
	if seen := keys("GET", nil, http.StatusOK); len(seen[0].Holders) != 0 {
		t.Errorf("a phone that needs it no more holds it back: %+v", seen)
	}
}
