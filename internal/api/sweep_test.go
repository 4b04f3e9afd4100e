package api_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

// TestAWithdrawalSweepsOnceMore leaves bytes behind a withdrawal, as a request
// does that was under way: they go ten minutes later, and then nobody looks again.
func TestAWithdrawalSweepsOnceMore(t *testing.T) {
	f := newField(t)
	talk := f.talk(candid)
	sealed := f.seal(talk)
	f.deliver(sealed)
	if state := f.withdraw(talk.Manifest.Reference); state != "erased" {
		t.Fatalf("state %s", state)
	}
	f.runJobs()
	part := research.StoredPart{Project: f.Project, Part: research.Part{Interview: sealed.Delivery.Interview, Number: 3}}
	leave := func() {
		t.Helper()
		if err := f.Blobs.Create(t.Context(), part); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Blobs.Write(t.Context(), part, 0, bytes.NewReader(sealed.Parts[3]), int64(len(sealed.Parts[3]))); err != nil {
			t.Fatal(err)
		}
	}
	left := func() int {
		t.Helper()
		numbers, err := f.Blobs.Parts(t.Context(), f.Project, sealed.Delivery.Interview)
		if err != nil {
			t.Fatal(err)
		}
		return len(numbers)
	}
	leave()
	f.Clock.Move(10*time.Minute - time.Second)
	f.runJobs()
	if left() != 1 {
		t.Error("it was swept before its time")
	}
	f.Clock.Move(time.Second)
	f.runJobs()
	if left() != 0 {
		t.Error("nobody swept once more")
	}
	jobs, err := f.Jobs.Planned(t.Context(), 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, job := range jobs {
		if job.Sort() == "erase" {
			t.Errorf("the job goes on: %+v", job)
		}
	}
}
