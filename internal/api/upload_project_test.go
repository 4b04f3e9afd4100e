package api_test

import (
	"net/http"
	"testing"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

// A phone of another project that knows the id of an interview can neither
// touch its bytes nor learn what became of it.
func TestAPhoneOfAnotherProjectTouchesNothing(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(spoken))
	id, whole := sealed.Delivery.Interview, sealed.Parts[2]
	f.deliver(sealed)
	foreign, err := f.OtherPhone(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := foreign.Admit(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.wantForeign(foreign, id)
	f.wantBytes(id, 2, whole)
	f.tellForeign(foreign, id)

	early := f.seal(f.talk(spoken)) // its bytes come before its delivery
	id, whole = early.Delivery.Interview, early.Parts[2]
	path := f.begin(id, 2, len(whole))
	f.patch(path, 0, whole[:1000], nil).want(204)
	if err := foreign.Upload(t.Context(), id, 2, []byte("geheel andere bytes")); err != nil {
		t.Fatal(err)
	}
	f.wantBytes(id, 2, whole[:1000])
	f.patch(path, 1000, whole[1000:], nil).want(204)
	f.deliver(early)
	f.wantForeign(foreign, id)
	f.wantBytes(id, 2, whole)
}

// wantForeign has everything that a phone of another project asks about the
// interview answered as if it were nowhere.
func (f *field) wantForeign(foreign *phone.Phone, id research.ID) {
	f.t.Helper()
	talk := f.Talk("lepel wolk")
	talk.Manifest.Interview = id
	sealed, err := foreign.Seal(f.t.Context(), talk)
	if err != nil {
		f.t.Fatal(err)
	}
	_, announced := foreign.Announce(f.t.Context(), sealed)
	_, asked := foreign.Receipt(f.t.Context(), id)
	for what, err := range map[string]error{
		"upload": foreign.Upload(f.t.Context(), id, 2, []byte("andere bytes")), "deliver": announced, "receipt": asked,
	} {
		if status(err) != http.StatusNotFound {
			f.t.Errorf("%s by another project: %v", what, err)
		}
	}
}

// tellForeign withdraws the interview and has another project learn nothing.
func (f *field) tellForeign(foreign *phone.Phone, id research.ID) {
	f.t.Helper()
	f.withdraw(f.read(id).Reference)
	f.runJobs()
	f.wantForeign(foreign, id)
	f.do("GET", "/projects/"+string(f.Other)+"/interviews/"+string(id), "outsider", nil).want(http.StatusNotFound)
	f.do("GET", f.interview(id), "researcher", nil).want(http.StatusGone)
}

func (f *field) wantBytes(id research.ID, number int, want []byte) {
	f.t.Helper()
	part := research.StoredPart{Project: f.Project, Part: research.Part{Interview: id, Number: number}}
	blob, err := f.Blobs.Open(f.t.Context(), part)
	if err != nil {
		f.t.Fatal(err)
	}
	defer func() { _ = blob.Close() }()
	have := make([]byte, blob.Size())
	if _, err := blob.ReadAt(have, 0); err != nil || string(have) != string(want) {
		f.t.Errorf("%d bytes on the disk, want %d: %v", len(have), len(want), err)
	}
}
