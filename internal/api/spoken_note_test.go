package api_test

import (
	"net/http"
	"testing"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

const webm = "audio/webm;codecs=opus"

// noted is a talk of ten seconds, then a note of four that was spoken and one
// that was typed meanwhile. Parts: 1 answers, 2 the talk, 3 the spoken note.
func noted(talk *phone.Talk) {
	talk.Manifest.Capture = research.CaptureAudio
	talk.Sound = []phone.Segment{
		{MIME: webm, Milliseconds: 10_000, Chunks: chunks(3)},
		{MIME: webm, Milliseconds: 4_000, Chunks: chunks(2)},
	}
	talk.Answers.Topics[0].Notes = []research.Note{
		{ID: "n1", Text: "De juf merkt het.", Offset: &research.Offset{Segment: 2, Milliseconds: 7_000}},
		{ID: "n2", Offset: &research.Offset{Segment: 3}, Sound: 3},
		{ID: "n3", Sound: 9}, // spoken, but its sound was never recorded
	}
}

func TestSpokenNoteIsToBeHeardByItsTopic(t *testing.T) {
	f := newField(t)
	id := f.held(noted)
	var text struct {
		Utterances []research.Utterance `json:"utterances"`
	}
	f.do("GET", f.interview(id)+"/text", "researcher", nil).want(http.StatusOK).into(&text)
	if len(text.Utterances) != 3 {
		t.Fatalf("the text is %+v", text.Utterances)
	}
	typed, spoken := text.Utterances[0], text.Utterances[1]
	if typed.From != 7_000 || typed.To != 7_000 || typed.Text != "De juf merkt het." {
		t.Errorf("the typed note is %+v", typed)
	}
	if spoken.Topic != "opvoeden" || spoken.From != 10_000 || spoken.To != 14_000 || spoken.Text != "[ingesproken notitie]" {
		t.Errorf("the spoken note is %+v", spoken)
	}
	f.do("POST", f.interview(id)+"/recordings/3/listening", "researcher", nil).want(http.StatusNoContent)
}

// TestOwnSummaryStays holds that opname = nee is about the participant's voice:
// what the interviewer spoke afterwards is kept as other sound is.
func TestOwnSummaryStays(t *testing.T) {
	f := newField(t)
	summary := func(talk *phone.Talk) {
		noted(talk)
		talk.Manifest.Capture = research.CaptureSummary
		talk.Manifest.Consent[research.ChoiceRecording] = research.No
	}
	kept, brief := f.held(summary), f.held(summary, keep(research.No))
	f.runJobs()
	f.wantSound(map[research.ID]string{kept: "present", brief: "present"})
	f.check(brief)
	f.runJobs()
	f.wantSound(map[research.ID]string{kept: "present", brief: "erased"})
}
