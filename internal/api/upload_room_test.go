package api_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/research"
)

// Recordings never take the last of the disk: somebody can still withdraw.
func TestRecordingsLeaveRoom(t *testing.T) {
	f := newField(t)
	sealed, words := f.seal(f.talk(spoken)), f.words[0]
	f.held()
	path := f.begin(sealed.Delivery.Interview, 2, len(sealed.Parts[2]))
	f.Used = 1<<40 - 1<<20
	detail, _ := f.patch(path, 0, sealed.Parts[2], nil).want(http.StatusInsufficientStorage).field("detail").(string)
	if !strings.Contains(detail, "schijf") || !strings.Contains(detail, "veilig op de telefoon") {
		t.Errorf("it says %q", detail)
	}
	if state := f.withdraw(words); state != "erased" {
		t.Errorf("state %s", state)
	}
	f.Used = 0
	f.patch(path, 0, sealed.Parts[2], nil).want(http.StatusNoContent)
	f.deliver(sealed)
}

// Before a delivery says what they are, a phone can begin only so many parts.
func TestPartsBeforeTheirDeliveryAreBounded(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(spoken))
	path := f.begin(sealed.Delivery.Interview, 2, len(sealed.Parts[2]))
	var given string
	for range research.MostEarly - 1 {
		given = f.begin(research.NewID(), 1, 4)
	}
	begin := func(part int) *answer {
		header := uploadHeader(research.NewID(), part, 4)
		return f.send(apitest.Request{Method: "POST", Path: f.fill("/projects/{project}/uploads"), Token: f.token("device"), Header: header})
	}
	begin(1).want(http.StatusTooManyRequests)
	if again := f.begin(sealed.Delivery.Interview, 2, len(sealed.Parts[2])); again != path {
		t.Error("what has begun cannot go on")
	}
	f.tus("DELETE", given).want(http.StatusNoContent)
	begin(1).want(http.StatusCreated)
	begin(1).want(http.StatusTooManyRequests)
	f.deliver(sealed)
	begin(1).want(http.StatusCreated)
}
