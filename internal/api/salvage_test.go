package api_test

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

// underWay is a talk as its phone tells of it before its end: the sound that it
// has so far, and nothing of what was said.
func underWay(sealed phone.Sealed) phone.Sealed {
	sealed.Delivery.Final = false
	sealed.Delivery.Parts = slices.Clone(sealed.Delivery.Parts)
	for n := range sealed.Delivery.Parts {
		part := &sealed.Delivery.Parts[n]
		if part.Kind == research.PartSound {
			part.Bytes, part.SHA256, part.Frames = 0, "", 0
		}
	}
	return sealed
}

// begun is a talk that goes on, of which so many bytes of sound arrived.
func (f *field) begun(arrived int, change ...func(*phone.Talk)) (sealed phone.Sealed, upload string) {
	f.t.Helper()
	sealed = f.seal(f.talk(append(change, spoken)...))
	if _, err := f.phone.Announce(f.t.Context(), underWay(sealed)); err != nil {
		f.t.Fatal(err)
	}
	upload = f.begin(sealed.Delivery.Interview, 2, -1)
	f.patch(upload, 0, sealed.Parts[2][:arrived], nil).want(http.StatusNoContent)
	return sealed, upload
}

// list gives the ids of the interviews in a state that somebody sees.
func (f *field) list(as, state string) []research.ID {
	f.t.Helper()
	var page struct {
		Items []struct {
			ID    research.ID
			State string
		}
	}
	f.do("GET", f.fill("/projects/{project}/interviews")+state, as, nil).want(http.StatusOK).into(&page)
	ids := []research.ID{}
	for _, item := range page.Items {
		ids = append(ids, item.ID)
	}
	return ids
}

func TestATalkThatGoesOnIsSeenByTheLeadAlone(t *testing.T) {
	f := newField(t)
	sealed, path := f.begun(1000)
	id := sealed.Delivery.Interview
	f.runJobs()
	for _, as := range []string{"researcher", "lead", "coach"} {
		if got := f.list(as, ""); len(got) != 0 {
			t.Errorf("%s sees it among the interviews", as)
		}
	}
	if got := f.list("lead", "?state=open"); !slices.Equal(got, []research.ID{id}) {
		t.Errorf("the lead sees %v", got)
	}
	f.do("GET", f.fill("/projects/{project}/interviews?state=open"), "researcher", nil).want(http.StatusForbidden)
	f.do("GET", f.interview(id), "researcher", nil).want(http.StatusNotFound)
	if seen := f.readAs("lead", id); seen.State != "open" || seen.Words != 0 {
		t.Errorf("the lead reads %+v", seen)
	}
	if n := f.overview("lead")["progress"].(object)["arrived"].(float64); n != 0 {
		t.Errorf("%v count as arrived", n)
	}
	whole := sealed.Parts[2]
	if _, err := f.phone.Announce(t.Context(), sealed); err != nil {
		t.Fatal(err)
	}
	f.patch(path, 1000, whole[1000:], map[string]string{"Upload-Length": strconv.Itoa(len(whole))}).want(http.StatusNoContent)
	receipt, err := f.phone.Receipt(t.Context(), id)
	if err != nil || sealed.Check(receipt) != nil {
		t.Errorf("receipt %+v, %v", receipt, err)
	}
	if seen := f.read(id); seen.State != "arrived" || seen.Words == 0 {
		t.Errorf("at its end %+v", seen)
	}
	if got := f.list("researcher", ""); !slices.Equal(got, []research.ID{id}) {
		t.Errorf("the researcher sees %v", got)
	}
}

// The text is made once: what comes before the end may not be it.
func TestNoAnswersOfATalkThatGoesOn(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(spoken))
	early := sealed
	early.Delivery.Final = false
	receipt, err := f.phone.Announce(t.Context(), early)
	if err != nil || len(receipt.Parts) != 1 || receipt.Parts[0].Kind != research.PartSound {
		t.Fatalf("receipt %+v, %v", receipt, err)
	}
	if seen := f.readAs("lead", sealed.Delivery.Interview); seen.Words != 0 {
		t.Errorf("there is a text of %d words", seen.Words)
	}
	f.deliver(sealed)
	if seen := f.read(sealed.Delivery.Interview); seen.Words == 0 {
		t.Error("there is no text at the end")
	}
}

func TestSoundThatThePhoneErasedLeavesTheServer(t *testing.T) {
	f := newField(t)
	sealed, path := f.begun(1000)
	id := sealed.Delivery.Interview
	f.choose(id, "recording", "no").want(http.StatusNoContent)
	f.runJobs()
	f.tus("HEAD", path).want(http.StatusNotFound)
	missing := sealed
	missing.Delivery.Parts = sealed.Delivery.Parts[:1]
	if _, err := f.phone.Announce(t.Context(), missing); status(err) != http.StatusConflict {
		t.Errorf("a part is forgotten: %v", err)
	}
	missing.Delivery.Parts = []research.DeliveredPart{sealed.Delivery.Parts[0], {Number: 2, Kind: research.PartSound, Gone: true}}
	delete(missing.Delivery.Keys, research.Sound)
	receipt, err := f.phone.Announce(t.Context(), missing)
	if err != nil || receipt.State != "arrived" || receipt.Parts[1].State != research.PartErased {
		t.Errorf("receipt %+v, %v", receipt, err)
	}
	if parts, err := f.Blobs.Parts(t.Context(), f.Project, id); err != nil || len(parts) > 0 {
		t.Errorf("there are bytes of %v, %v", parts, err)
	}
}

func TestStoppingDuringATalkErases(t *testing.T) {
	f := newField(t)
	sealed, path := f.begun(1000)
	f.choose(sealed.Delivery.Interview, "participate", "no").want(http.StatusNoContent)
	f.runJobs()
	f.tus("HEAD", path).want(http.StatusGone)
	if got := f.list("lead", "?state=open"); len(got) != 0 {
		t.Error("it is still there")
	}
	if parts, _ := f.Blobs.Parts(t.Context(), f.Project, sealed.Delivery.Interview); len(parts) > 0 {
		t.Errorf("there are bytes of %v", parts)
	}
}

// The phone knows the length when it has nothing more to send.
func TestAllSoundCameBeforeItsLength(t *testing.T) {
	f := newField(t)
	sealed, path := f.begun(1000)
	whole := sealed.Parts[2]
	f.patch(path, 1000, whole[1000:], nil).want(http.StatusNoContent)
	if _, err := f.phone.Announce(t.Context(), sealed); err != nil {
		t.Fatal(err)
	}
	if again := f.begin(sealed.Delivery.Interview, 2, len(whole)); again != path {
		t.Errorf("it begins anew: %s", again)
	}
	receipt, err := f.phone.Receipt(t.Context(), sealed.Delivery.Interview)
	if err != nil || sealed.Check(receipt) != nil {
		t.Errorf("receipt %+v, %v", receipt, err)
	}
}

// Sound that need not be kept has its days from the end of the talk.
func TestTheDaysBeginWhenTheTalkHasEnded(t *testing.T) {
	f := newField(t)
	sealed, _ := f.begun(1000, keep(research.No))
	f.Clock.Move(29 * 24 * time.Hour)
	f.runJobs()
	f.deliver(sealed)
	f.runJobs()
	f.wantSound(map[research.ID]string{sealed.Delivery.Interview: "present"})
	f.Clock.Move(29 * 24 * time.Hour)
	f.runJobs()
	f.wantSound(map[research.ID]string{sealed.Delivery.Interview: "erased"})
}

func TestALostPhonesTalkIsSalvaged(t *testing.T) {
	f := newField(t)
	sealed, path := f.begun(0)
	id, whole := sealed.Delivery.Interview, sealed.Parts[2]
	frames, err := research.ReadFrames(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	third := int(frames.Frames[3].Offset)
	f.patch(path, 0, whole[:third+7], nil).want(http.StatusNoContent)
	salvage := func() *answer { return f.do("PUT", f.interview(id)+"/salvage", "lead", nil) }
	salvage().want(http.StatusConflict)
	f.Clock.Move(8 * 24 * time.Hour)
	salvage().want(http.StatusOK)
	salvage().want(http.StatusOK)
	f.runJobs()
	seen := f.read(id)
	if seen.State != "arrived" || seen.Review != "salvaged" || seen.Sound != "present" {
		t.Errorf("seen %+v", seen)
	}
	if got := f.sound(id, f.listen(id), "").want(http.StatusOK).text; !bytes.Equal(got, plainOf(t, sealed, whole[:third])) {
		t.Errorf("%d bytes of sound are heard", len(got))
	}
	// The phone was not lost after all: everything still arrives.
	f.deliver(sealed)
	if seen := f.read(id); seen.State != "arrived" || seen.Review != "" || seen.Words == 0 {
		t.Errorf("afterwards %+v", seen)
	}
	if got := f.sound(id, f.listen(id), "").want(http.StatusOK).text; !bytes.Equal(got, plainOf(t, sealed, whole)) {
		t.Errorf("%d bytes of sound are heard afterwards", len(got))
	}
	salvage().want(http.StatusConflict)
}

func TestARevokedPhonesTalkIsSalvagedAtOnce(t *testing.T) {
	w := newWorld(t)
	id := w.revokedTalk()
	f := &field{world: w}
	f.do("PUT", f.interview(id)+"/salvage", "lead", nil).want(http.StatusOK)
	if seen := f.read(id); seen.State != "arrived" || seen.Review != "salvaged" {
		t.Errorf("seen %+v", seen)
	}
}

// revokedTalk is a talk that goes on, whose phone was revoked.
func (w *world) revokedTalk() research.ID {
	w.t.Helper()
	f := fieldOf(w, 1)
	var err error
	if f.phone, err = w.NewPhone(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	sealed := f.seal(f.talk(spoken))
	if _, err := f.phone.Announce(w.t.Context(), underWay(sealed)); err != nil {
		w.t.Fatal(err)
	}
	w.do("DELETE", w.fill("/projects/{project}/devices/")+string(f.phone.Device), "lead", nil).want(http.StatusNoContent)
	return sealed.Delivery.Interview
}

// plainOf is the sound in the first bytes of a sealed part.
func plainOf(t *testing.T, sealed phone.Sealed, bytesOf []byte) []byte {
	t.Helper()
	part := research.Part{Interview: sealed.Delivery.Interview, Number: 2}
	reader, err := research.NewPartReader(sealed.Keys[research.Sound], part, bytes.NewReader(bytesOf), int64(len(bytesOf)))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}
