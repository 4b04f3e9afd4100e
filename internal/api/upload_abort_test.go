package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// meanwhileStore does something once, right after a parcel was read.
type meanwhileStore struct {
	study.Store
	do func()
}

func (m *meanwhileStore) View(ctx context.Context, scope research.Scope, stream research.Stream, read func(study.View) error) error {
	looked := false
	err := m.Store.View(ctx, scope, stream, func(v study.View) error { return read(lookingView{v, &looked}) })
	if do := m.do; looked && do != nil {
		m.do = nil
		do()
	}
	return err
}

type lookingView struct {
	study.View
	looked *bool
}

func (l lookingView) Document(id string) (research.Document, error) {
	*l.looked = *l.looked || strings.HasPrefix(id, "parcel/")
	return l.View.Document(id)
}

// meanwhileBlobs does something once, right before a part is read.
type meanwhileBlobs struct {
	study.Blobs
	do func()
}

func (m *meanwhileBlobs) Open(ctx context.Context, part research.StoredPart) (study.Blob, error) {
	if do := m.do; do != nil {
		m.do = nil
		do()
	}
	return m.Blobs.Open(ctx, part)
}

// elsewhere is another server on the same data.
func (f *field) elsewhere() *study.Study {
	s := f.Study
	return &study.Study{
		Store: f.Store, Keys: f.Keys, Pairs: f.Keys, Blobs: f.Blobs, Jobs: s.Jobs, Guides: s.Guides, Analysis: s.Analysis,
		Language: s.Language, Texts: s.Texts, Sounds: s.Sounds, Now: s.Now, NewID: s.NewID, System: s.System,
	}
}

func (f *field) deviceScope() research.Scope {
	f.t.Helper()
	device, err := f.Study.DeviceIn(f.t.Context(), f.Project, f.Device)
	if err != nil {
		f.t.Fatal(err)
	}
	caller := auth.Caller{Actor: "device/" + string(f.Device), ID: f.Device, Device: &device}
	scope, err := f.Auth.Scope(f.t.Context(), caller, f.Project)
	if err != nil {
		f.t.Fatal(err)
	}
	return scope
}

// whole sends all bytes of the second part before the delivery itself.
func (f *field) whole(sealed phone.Sealed) (path string) {
	f.t.Helper()
	path = f.begin(sealed.Delivery.Interview, 2, len(sealed.Parts[2]))
	f.patch(path, 0, sealed.Parts[2], nil).want(http.StatusNoContent)
	return path
}

func (f *field) wantTaken(sealed phone.Sealed, receipt research.Receipt, err error) {
	f.t.Helper()
	if err != nil || receipt.Parts[1].State != research.PartStored {
		f.t.Errorf("receipt %+v, %v", receipt, err)
	}
	f.wantBytes(sealed.Delivery.Interview, 2, sealed.Parts[2])
}

// A phone gives an upload up; another server takes it in after this one has
// looked whether it is safe.
func TestAnUploadIsTakenInDuringItsAbort(t *testing.T) {
	f := newField(t)
	other, scope, sealed := f.elsewhere(), f.deviceScope(), f.seal(f.talk(spoken))
	path := f.whole(sealed)
	var receipt research.Receipt
	var err error
	f.Study.Store = &meanwhileStore{f.Store, func() {
		receipt, _, err = other.Deliver(t.Context(), study.By{Scope: scope}, f.Project, sealed.Delivery)
	}}
	f.tus("DELETE", path).want(http.StatusConflict)
	f.Study.Store = f.Store
	f.wantTaken(sealed, receipt, err)
}

func TestAnUploadIsAbortedWhileItIsTakenIn(t *testing.T) {
	f := newField(t)
	other, scope, sealed := f.elsewhere(), f.deviceScope(), f.seal(f.talk(spoken))
	path := f.whole(sealed)
	upload := research.ID(path[strings.LastIndexByte(path, '/')+1:])
	other.Blobs = &meanwhileBlobs{f.Blobs, func() {
		if err := f.Study.AbortUpload(t.Context(), scope, f.Project, upload); research.FaultOf(err) != research.Conflict {
			t.Errorf("aborted while it is taken in: %v", err)
		}
	}}
	receipt, _, err := other.Deliver(t.Context(), study.By{Scope: scope}, f.Project, sealed.Delivery)
	f.wantTaken(sealed, receipt, err)
}
