package demo

import (
	"bytes"
	"encoding/binary"
	"os/exec"
	"slices"
	"time"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

// voice is a talk as it was spoken, and what the phone noted meanwhile.
type voice struct {
	segment phone.Segment
	topics  []spokenTopic
	levels  []byte // how loud it was, each half second
}

// spokenTopic is when a question came up, in milliseconds.
type spokenTopic struct {
	topic string
	ms    int64
}

const (
	voiceRate  = 22_050 // samples a second that the voice gives
	voiceEvery = 500    // milliseconds
	voiceLasts = 60     // seconds at most
	voiceTopic = 8      // seconds after which a question has been heard
	wavHead    = 44     // bytes before the samples
)

// speak says at most a minute of a talk with espeak-ng, turn by turn, and of each
// question its beginning only, so that several are heard.
func speak(talk Talk) (*voice, error) {
	v, samples, begins := &voice{}, []byte{}, map[string]int{}
	for _, turn := range talk.Text {
		if _, spoken := begins[turn.Topic]; !spoken {
			begins[turn.Topic] = len(samples)
		}
		if len(samples)-begins[turn.Topic] >= 2*voiceRate*voiceTopic {
			continue
		}
		ms := int64(len(samples)) / 2 * 1000 / voiceRate
		if ms >= voiceLasts*1000 {
			break
		}
		if turn.Topic != "" && !slices.ContainsFunc(v.topics, func(t spokenTopic) bool { return t.topic == turn.Topic }) {
			v.topics = append(v.topics, spokenTopic{turn.Topic, ms})
		}
		plain, _, _ := turn.Plain()
		wav, err := exec.Command("espeak-ng", "-v", "nl", "-s", "150", "--stdout", plain).Output()
		if err != nil {
			return nil, err
		}
		samples = append(samples, wav[min(len(wav), wavHead):]...)
	}
	samples = samples[:min(len(samples), 2*voiceRate*voiceLasts)]
	v.levels = levelsOf(samples)
	return v, v.compress(samples)
}

// compress writes the samples as a phone records them.
func (v *voice) compress(samples []byte) error {
	encode := exec.Command("ffmpeg", "-loglevel", "error", "-f", "s16le", "-ar", "22050", "-ac", "1", "-i", "pipe:0",
		"-c:a", "libopus", "-b:a", "24k", "-f", "webm", "-live", "1", "pipe:1")
	encode.Stdin = bytes.NewReader(samples)
	webm, err := encode.Output()
	v.segment = phone.Segment{MIME: "audio/webm;codecs=opus", Milliseconds: int64(len(samples)) / 2 * 1000 / voiceRate}
	for chunk := range slices.Chunk(webm, 2048) {
		v.segment.Chunks = append(v.segment.Chunks, chunk)
	}
	return err
}

// levelsOf is how loud each half second is, as a phone measures it.
func levelsOf(samples []byte) (levels []byte) {
	for stretch := range slices.Chunk(samples, 2*voiceRate*voiceEvery/1000) {
		loudest := 0
		for at := 0; at+1 < len(stretch); at += 2 {
			sample := int(int16(binary.LittleEndian.Uint16(stretch[at:])))
			loudest = max(loudest, sample, -sample)
		}
		levels = append(levels, byte(min(255, loudest>>7)))
	}
	return levels
}

// heard puts in the answers what the phone noted while the voice spoke; part is
// the number of the sound.
func (v *voice) heard(a *research.Answers, began time.Time, part int) {
	for _, t := range v.topics {
		at := began.Add(time.Duration(t.ms) * time.Millisecond)
		a.Timeline = append(a.Timeline, research.Moment{At: at, Event: "screen", Topic: t.topic, Segment: &part, Milliseconds: &t.ms})
	}
	a.Levels = []research.Levels{{Segment: part, EveryMS: voiceEvery, Values: v.levels}}
}
