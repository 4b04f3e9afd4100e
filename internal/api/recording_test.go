package api_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

// chunks are as a recorder gives them: of any length, none alike.
func chunks(count int) [][]byte {
	all := make([][]byte, count)
	for i := range all {
		all[i] = []byte(strings.Repeat(fmt.Sprintf("klank %d;", i), 100+i))
	}
	copy(all[0], phone.WebMHead)
	return all
}

// spoken is an interview with one segment of sound: part 2.
func spoken(talk *phone.Talk) {
	talk.Manifest.Capture = research.CaptureAudio
	talk.Sound = []phone.Segment{{MIME: "audio/webm;codecs=opus", Milliseconds: 61_000, Chunks: chunks(5)}}
}

func keep(answer research.ChoiceAnswer) func(*phone.Talk) {
	return func(talk *phone.Talk) { talk.Manifest.Consent[research.ChoiceKeep] = answer }
}

// listen asks to listen and gives the cookie.
func (f *field) listen(id research.ID) string {
	f.t.Helper()
	allowed := f.do("POST", f.interview(id)+"/recordings/2/listening", "researcher", nil).want(http.StatusNoContent)
	cookie := allowed.response.Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/v1"+f.interview(id)+"/recordings/2/sound" {
		f.t.Errorf("cookie %v", cookie)
	}
	return cookie.Name + "=" + cookie.Value
}

func (f *field) sound(id research.ID, cookie, span string) *answer {
	f.t.Helper()
	header := map[string]string{}
	if cookie != "" {
		header["Cookie"] = cookie
	}
	if span != "" {
		header["Range"] = span
	}
	return f.send(apitest.Request{Method: "GET", Path: f.interview(id) + "/recordings/2/sound", Header: header})
}

func TestSoundIsHeardByResearchersInRanges(t *testing.T) {
	f := newField(t)
	id := f.held(spoken)
	var listed struct {
		Items []struct {
			Part, Bytes, Milliseconds int
			Mime, State               string
		}
	}
	plain := bytes.Join(chunks(5), nil)
	f.do("GET", f.interview(id)+"/recordings", "researcher", nil).want(http.StatusOK).into(&listed)
	if len(listed.Items) != 1 || listed.Items[0].State != "present" || listed.Items[0].Bytes != len(plain) || listed.Items[0].Milliseconds != 61_000 {
		t.Errorf("recordings %+v", listed)
	}
	if seen := f.read(id); seen.Sound != "present" || seen.Minutes != 2 || seen.State != "arrived" {
		t.Errorf("seen %+v", seen)
	}
	cookie := f.listen(id)
	whole := f.sound(id, cookie, "").want(http.StatusOK)
	if !bytes.Equal(whole.text, plain) || whole.response.Header.Get("Content-Type") != "audio/webm" {
		t.Errorf("%d bytes of %s", len(whole.text), whole.response.Header.Get("Content-Type"))
	}
	for span, want := range map[string][]byte{
		"bytes=0-9": plain[:10], "bytes=795-805": plain[795:806], "bytes=-7": plain[len(plain)-7:],
		"bytes=" + strconv.Itoa(len(plain)-1) + "-": plain[len(plain)-1:],
	} {
		if got := f.sound(id, cookie, span).want(http.StatusPartialContent); !bytes.Equal(got.text, want) {
			t.Errorf("%s: %q", span, got.text)
		}
	}
	f.sound(id, cookie, "bytes="+strconv.Itoa(len(plain))+"-").want(http.StatusRequestedRangeNotSatisfiable)
	for _, role := range []string{"lead", "coach", "second-reader", "translator", "municipality-reader"} {
		f.do("POST", f.interview(id)+"/recordings/2/listening", role, nil).want(http.StatusForbidden)
	}
}

func TestListeningEnds(t *testing.T) {
	f := newField(t)
	id, other := f.held(spoken), f.held(spoken)
	cookie := f.listen(id)
	f.sound(id, "", "").want(http.StatusUnauthorized)
	f.sound(other, cookie, "").want(http.StatusUnauthorized)
	f.sound(id, cookie+"A", "").want(http.StatusUnauthorized)
	foreign := apitest.Request{Method: "GET", Path: f.interview(id) + "/recordings/2/sound", Header: map[string]string{"Cookie": cookie, "Origin": "https://evil.example"}}
	f.send(foreign).want(http.StatusForbidden)
	f.Clock.Move(5 * time.Minute)
	f.sound(id, cookie, "").want(http.StatusUnauthorized)
	cookie = f.listen(id)
	f.do("DELETE", f.fill("/projects/{project}/members/")+string(f.Accounts["researcher"]), "lead", nil).want(http.StatusNoContent)
	f.sound(id, cookie, "").want(http.StatusNotFound)
}

// TestSoundGoesAsConsentSays goes through rules §3: what is no longer allowed
// goes at once, what need not be kept after the check or after 28 days.
func TestSoundGoesAsConsentSays(t *testing.T) {
	f := newField(t)
	kept, brief, late, taken := f.held(spoken), f.held(spoken, keep(research.No)), f.held(spoken, keep(research.No)), f.held(spoken)
	f.runJobs()
	f.check(brief)
	f.check(kept)
	f.do("PUT", f.interview(taken)+"/consent", "lead", object{"choices": object{"recording": "no"}}).want(http.StatusOK)
	f.runJobs()
	f.wantSound(map[research.ID]string{kept: "present", brief: "erased", late: "present", taken: "erased"})
	f.Clock.Move(27 * 24 * time.Hour)
	f.runJobs()
	f.wantSound(map[research.ID]string{kept: "present", late: "present"})
	f.Clock.Move(24*time.Hour + time.Minute)
	f.runJobs()
	f.wantSound(map[research.ID]string{kept: "present", late: "erased"})
	f.do("GET", f.interview(late)+"/text", "researcher", nil).want(http.StatusOK)
	f.do("POST", f.interview(late)+"/recordings/2/listening", "researcher", nil).want(http.StatusGone)
	f.Clock.Move(365 * 24 * time.Hour)
	f.runJobs()
	f.wantSound(map[research.ID]string{kept: "erased"})
}

func (f *field) check(id research.ID) {
	f.t.Helper()
	f.do("PUT", f.interview(id)+"/check", "researcher", object{"checked": true}).want(http.StatusOK)
}

func (f *field) wantSound(want map[research.ID]string) {
	f.t.Helper()
	for id, state := range want {
		if seen := f.read(id); seen.Sound != state {
			f.t.Errorf("sound is %s, want %s", seen.Sound, state)
		}
		parts, err := f.Blobs.Parts(f.t.Context(), f.Project, id)
		if err != nil || (len(parts) > 0) != (state == "present") {
			f.t.Errorf("%s, yet parts %v on the disk, %v", state, parts, err)
		}
	}
}

func TestErasedSoundIsWelcomeNoMore(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(spoken))
	if _, err := f.phone.Announce(t.Context(), sealed); err != nil {
		t.Fatal(err)
	}
	id := sealed.Delivery.Interview
	f.do("PUT", f.interview(id)+"/consent", "lead", object{"choices": object{"recording": "no"}}).want(http.StatusOK)
	f.runJobs()
	if err := f.phone.Upload(t.Context(), id, 2, sealed.Parts[2]); status(err) != http.StatusConflict {
		t.Errorf("erased sound is taken: %v", err)
	}
	receipt := f.deliver(sealed)
	if receipt.State != "arrived" || receipt.Parts[1].State != research.PartErased {
		t.Errorf("receipt %+v", receipt)
	}
	if seen := f.read(id); seen.Sound != "erased" || seen.Consent["recording"] != "no" || seen.Words == 0 {
		t.Errorf("seen %+v", seen)
	}
}

// TestCodingOnSound codes a stretch of sound that has no text (rules §4).
func TestCodingOnSound(t *testing.T) {
	f := newField(t)
	id := f.held(spoken)
	onSound := func(from, to int) object {
		return object{"interview": id, "code": "regie", "kind": "better", "anchor": object{"part": 2, "fromMs": from, "toMs": to}}
	}
	path := f.fill("/projects/{project}/codings/" + string(research.NewID()))
	f.do("PUT", path, "researcher", onSound(1_500, 12_000)).want(http.StatusCreated)
	var listed struct {
		Items []struct {
			Quote  string
			Anchor struct{ Part, FromMs, ToMs int }
		}
	}
	for _, list := range []string{f.interview(id) + "/codings", f.fill("/projects/{project}/codes/regie/codings")} {
		f.do("GET", list, "researcher", nil).want(http.StatusOK).into(&listed)
		if len(listed.Items) != 1 || listed.Items[0].Anchor.Part != 2 || listed.Items[0].Anchor.ToMs != 12_000 || listed.Items[0].Quote != "" {
			t.Errorf("%s: %+v", list, listed)
		}
	}
	faults := f.do("PUT", path, "researcher", onSound(60_000, 63_000)).want(http.StatusBadRequest).faults()
	if faults["/anchor/toMs"] == "" {
		t.Errorf("a stretch longer than the sound: %v", faults)
	}
	f.do("DELETE", path, "researcher", nil).want(http.StatusNoContent)
}
