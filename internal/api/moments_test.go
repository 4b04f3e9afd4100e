package api_test

import (
	"encoding/base64"
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// timed is an interview whose phone noted when the questions were shown and how
// loud part 2 was, and not how loud part 3 was.
func timed(t *testing.T) func(*phone.Talk) {
	t.Helper()
	tone, err := os.ReadFile("../sound/testdata/tone.webm")
	if err != nil {
		t.Fatal(err)
	}
	return func(talk *phone.Talk) {
		talk.Manifest.Capture = research.CaptureAudio
		chunks := slices.Collect(slices.Chunk(tone, 333))
		talk.Sound = []phone.Segment{
			{MIME: "audio/webm;codecs=opus", Milliseconds: 2_000, Chunks: chunks},
			{MIME: "audio/webm;codecs=opus", Milliseconds: 2_000, Chunks: chunks},
		}
		at := func(event, topic string, part int, ms int64) research.Moment {
			return research.Moment{At: talk.Manifest.StartedAt.Add(time.Minute), Event: event, Topic: topic, Segment: &part, Milliseconds: &ms}
		}
		talk.Answers.Timeline = []research.Moment{
			at("screen", "opvoeden", 2, 100), at("state", "opvoeden", 2, 1_500), at("screen", "wat-helpt", 3, 700), at("kanariegeel", "", 3, 1),
		}
		talk.Answers.Levels = []research.Levels{{Segment: 2, EveryMS: 500, Values: []byte{10, 20, 30, 40}}}
	}
}

type momentSeen struct {
	Event, Topic string
	Part, MS     int
}

func (f *field) moments(id research.ID) []momentSeen {
	f.t.Helper()
	var seen struct{ Moments []momentSeen }
	f.do("GET", f.interview(id), "lead", nil).want(http.StatusOK).into(&seen)
	return seen.Moments
}

func (f *field) peaks(id research.ID, part int) (every int, values []byte) {
	f.t.Helper()
	var seen struct {
		EveryMS int `json:"everyMs"`
		Values  string
	}
	f.do("GET", f.interview(id)+"/recordings/"+strconv.Itoa(part)+"/peaks", "researcher", nil).want(http.StatusOK).into(&seen)
	values, err := base64.RawURLEncoding.DecodeString(seen.Values)
	if err != nil {
		f.t.Fatal(err)
	}
	return seen.EveryMS, values
}

// A researcher can go from a question to its sound and see where it is loud:
// as the phone heard it, else as a decoder does.
func TestQuestionsHaveTheirPlaceInTheSound(t *testing.T) {
	f := newField(t)
	id := f.held(timed(t))
	f.do("GET", f.interview(id)+"/recordings/2/peaks", "researcher", nil).want(http.StatusNotFound)
	f.runJobs()
	want := []momentSeen{{"screen", "opvoeden", 2, 100}, {"state", "opvoeden", 2, 1_500}, {"screen", "wat-helpt", 3, 700}}
	if got := f.moments(id); !slices.Equal(got, want) {
		t.Errorf("moments %+v", got)
	}
	if every, values := f.peaks(id, 2); every != 500 || !slices.Equal(values, []byte{10, 20, 30, 40}) {
		t.Errorf("%v every %d ms", values, every)
	}
	if every, values := f.peaks(id, 3); every != 50 || len(values) < 38 || slices.Max(values) < 30 {
		t.Errorf("%v every %d ms", values, every)
	}
	f.do("GET", f.interview(id)+"/recordings/2/peaks", "lead", nil).want(http.StatusForbidden)
	f.do("GET", f.interview(id)+"/recordings/9/peaks", "researcher", nil).want(http.StatusNotFound)
}

// What is cut is drawn no more, and moments stay with their sound.
func TestMomentsAndPeaksFollowACut(t *testing.T) {
	f := newField(t)
	id := f.held(timed(t))
	f.runJobs()
	cut := object{"passages": []object{}, "observation": []string{}, "sound": []object{{"part": 2, "fromMs": 400, "toMs": 900}}}
	f.do("POST", f.interview(id)+"/cuts", "researcher", cut).want(http.StatusCreated)
	f.runJobs()
	parts := f.recordings(id)
	if got := f.moments(id); len(parts) != 2 || got[0].Part != parts[0] || got[0].MS != 100 || got[2].Part != parts[1] {
		t.Errorf("parts %v, moments %+v", parts, got)
	}
	if _, values := f.peaks(id, parts[0]); !slices.Equal(values, []byte{0, 0, 30, 40}) {
		t.Errorf("peaks %v", values)
	}
	f.do("GET", f.interview(id)+"/recordings/2/peaks", "researcher", nil).want(http.StatusGone)
}

// Peaks go with the sound, moments with the interview.
func TestPeaksGoWithTheSound(t *testing.T) {
	f := newField(t)
	id := f.held(timed(t))
	f.runJobs()
	f.do("PUT", f.interview(id)+"/consent", "lead", object{"choices": object{"recording": "no"}}).want(http.StatusOK)
	f.runJobs()
	f.do("GET", f.interview(id)+"/recordings/2/peaks", "researcher", nil).want(http.StatusGone)
	if got := f.moments(id); len(got) != 3 {
		t.Errorf("moments %+v", got)
	}
	if f.has("peaks") || !f.has("moments") {
		t.Error("peaks are left, or moments are not")
	}
	f.withdraw(f.read(id).Reference)
	f.runJobs()
	if f.has("moments") {
		t.Error("moments are left of who withdrew")
	}
}

// has tells whether the project has documents of the kind.
func (f *field) has(kind research.Kind) (any bool) {
	f.t.Helper()
	err := f.Store.View(f.t.Context(), f.Study.System, research.ProjectStream(f.Project), func(v study.View) error {
		documents, _, err := v.Page(research.Page{Kind: kind, Limit: 1})
		any = len(documents) > 0
		return err
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return any
}
