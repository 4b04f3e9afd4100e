package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

func (f *field) setQuota(bytes int) *answer {
	return f.do("PUT", f.fill("/organisations/{organisation}/projects/{project}/quota"), "admin", object{"bytes": bytes})
}

type roomSeen struct{ Used, Quota int }

func (f *field) room() (room *roomSeen) {
	f.t.Helper()
	var seen struct{ Room *roomSeen }
	f.do("GET", f.fill("/projects/{project}/overview"), "lead", nil).want(http.StatusOK).into(&seen)
	return seen.Room
}

// A project that is full takes no more sound, in words of its own, and all else.
// What is refused stays on the phone and comes when there is room again.
func TestAFullProjectTakesAllButSound(t *testing.T) {
	f := newField(t)
	first := f.seal(f.talk(spoken))
	f.deliver(first)
	size := len(first.Parts[2])
	if f.room() != nil {
		t.Error("without a quota the lead sees one")
	}
	var room roomSeen
	quota := f.fill("/organisations/{organisation}/projects/{project}/quota")
	if f.do("GET", quota, "admin", nil).want(http.StatusOK).into(&room); room != (roomSeen{size, 0}) {
		t.Errorf("the admin sees %+v where nothing bounds it", room)
	}
	if f.setQuota(size + size/2).want(http.StatusOK).into(&room); room != (roomSeen{size, size + size/2}) {
		t.Errorf("room %+v", room)
	}
	second := f.seal(f.talk(spoken))
	if _, err := f.phone.Announce(t.Context(), second); err != nil {
		t.Fatalf("the manifest is refused: %v", err)
	}
	id := second.Delivery.Interview
	header := uploadHeader(id, 2, size)
	refused := f.send(apitest.Request{Method: "POST", Path: f.fill("/projects/{project}/uploads"), Token: f.token("device"), Header: header})
	if detail, _ := refused.want(http.StatusInsufficientStorage).field("detail").(string); !strings.Contains(detail, "project") || !strings.Contains(detail, "op uw telefoon") {
		t.Errorf("it says %q", detail)
	}
	f.setQuota(3 * size).want(http.StatusOK)
	path := f.begin(id, 2, size)
	f.setQuota(size + 100).want(http.StatusOK)
	f.patch(path, 0, second.Parts[2], nil).want(http.StatusInsufficientStorage)
	f.patch(path, 0, second.Parts[2][:50], nil).want(http.StatusNoContent)
	long := f.talk(func(talk *phone.Talk) {
		talk.Answers.Topics[0].Notes[0].Text = strings.Repeat("Dat zei zij nog eens. ", 5000)
	})
	if receipt := f.deliver(f.seal(long)); receipt.State != "arrived" {
		t.Errorf("answers are not taken: %+v", receipt)
	}
	f.setQuota(0).want(http.StatusOK)
	if receipt := f.deliver(second); receipt.State != "arrived" {
		t.Errorf("with room again: %+v", receipt)
	}
	f.setQuota(3 * size).want(http.StatusOK)
	if got := f.room(); got == nil || got.Used != 2*size {
		t.Errorf("room %+v", got)
	}
	f.do("PUT", f.interview(id)+"/consent", "lead", object{"choices": object{"recording": "no"}}).want(http.StatusOK)
	f.runJobs()
	if got := f.room(); got == nil || got.Used != size {
		t.Errorf("room %+v after sound went", got)
	}
}

func TestAQuotaIsTheAdminsOwn(t *testing.T) {
	f := newField(t)
	for _, bytes := range []int{-1, research.MostQuota + 1} {
		f.setQuota(bytes).want(http.StatusBadRequest)
	}
	f.do("PUT", f.fill("/organisations/{organisation}/projects/{project}/quota"), "lead", object{"bytes": 1}).want(http.StatusForbidden)
	f.do("GET", f.fill("/organisations/{organisation}/projects/{project}/quota"), "lead", nil).want(http.StatusForbidden)
	f.do("GET", f.fill("/organisations/{organisation}/projects/")+string(research.NewID())+"/quota", "admin", nil).want(http.StatusNotFound)
	f.do("PUT", f.fill("/organisations/{organisation}/projects/")+string(research.NewID())+"/quota", "admin", object{"bytes": 1}).want(http.StatusNotFound)
}
