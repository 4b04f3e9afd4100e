package api_test

import (
	"bytes"
	"net/http"
	"os"
	"slices"
	"testing"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

// sounding is an interview whose part 2 holds these bytes, whatever they are.
func sounding(named string, content []byte) func(*phone.Talk) {
	return func(talk *phone.Talk) {
		talk.Manifest.Capture = research.CaptureAudio
		talk.Sound = []phone.Segment{{MIME: named, Milliseconds: 2_000, Chunks: slices.Collect(slices.Chunk(content, 333))}}
	}
}

// Players get a recording with its length and its places; what was recorded
// stays as it was and can be had too.
func TestSoundIsGivenInAFormToSeekIn(t *testing.T) {
	tone, err := os.ReadFile("../sound/testdata/tone.webm")
	if err != nil {
		t.Fatal(err)
	}
	f := newField(t)
	id := f.held(sounding("audio/x-whatever", tone))
	cookie := f.listen(id)
	whole := f.sound(id, cookie, "").want(http.StatusOK)
	if bytes.Contains(tone[:400], []byte("\x1c\x53\xbb\x6b")) || !bytes.Contains(whole.text[:400], []byte("\x1c\x53\xbb\x6b")) {
		t.Error("no places stand before the sound")
	}
	if mime := whole.response.Header.Get("Content-Type"); mime != "audio/webm; codecs=opus" {
		t.Errorf("it is %s", mime)
	}
	if got := f.sound(id, cookie, "bytes=700-1299").want(http.StatusPartialContent); !bytes.Equal(got.text, whole.text[700:1300]) {
		t.Error("a range is not a piece of the whole")
	}
	original := f.send(apitest.Request{
		Method: "GET", Path: f.interview(id) + "/recordings/2/sound?original=1", Header: map[string]string{"Cookie": cookie},
	}).want(http.StatusOK)
	if !bytes.Equal(original.text, tone) || original.response.Header.Get("ETag") == whole.response.Header.Get("ETag") {
		t.Error("the original is not what was recorded")
	}
}

// What comes as sound and is none is kept for who looks into it, and never played.
func TestWhatIsNoSoundIsNeverPlayed(t *testing.T) {
	f := newField(t)
	page := []byte("<!DOCTYPE html><script>alert('kanariegeel')</script>" + string(make([]byte, 600)))
	sealed := f.seal(f.talk(sounding("audio/webm;codecs=opus", page)))
	receipt := f.deliver(sealed)
	id := sealed.Delivery.Interview
	if err := sealed.Check(receipt); receipt.State != "arrived" || receipt.Parts[1].State != research.PartInvalid {
		t.Errorf("receipt %+v, %v", receipt, err)
	}
	if seen := f.read(id); seen.Sound != "invalid" || seen.Review != string(research.ReviewInvalidPart) {
		t.Errorf("seen %+v", seen)
	}
	f.do("POST", f.interview(id)+"/recordings/2/listening", "researcher", nil).want(http.StatusConflict)
	if parts, err := f.Blobs.Parts(t.Context(), f.Project, id); err != nil || !slices.Equal(parts, []int{2}) {
		t.Errorf("parts %v are kept, %v", parts, err)
	}
}
