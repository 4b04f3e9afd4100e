package research

import (
	"slices"
	"strconv"
)

// Moments are what happened when in an interview, in the order in which it did.
type Moments struct {
	Interview ID       `json:"interview"`
	Moments   []Moment `json:"moments"`
}

// MomentsDocument is the id of an interview's moments.
func MomentsDocument(interview ID) string { return "moments/" + string(interview) }

// mostMoments is how many moments of an interview are kept: those of many hours.
const mostMoments = 5000

// longestPlace is as far into a part as sound goes: a day, in milliseconds.
const longestPlace = 24 * 60 * 60 * 1000

// momentEvents are what can have happened at a moment.
var momentEvents = []string{
	"screen", "state", "note", "segment", "pause", "resume", "gap", "hidden", "shown", "alarm", "test",
}

// KeptMoments are the moments that are kept of what a phone says: those of a
// known sort, with ids as long as ids are.
func KeptMoments(interview ID, timeline []Moment) Moments {
	kept := Moments{Interview: interview, Moments: []Moment{}}
	for _, m := range timeline {
		short := len(m.Topic) <= 64 && len(m.Note) <= 64 && len(m.Cause) <= 64 && len(m.State) <= 64
		if m.Segment == nil || m.Milliseconds == nil || *m.Segment < 1 || *m.Segment >= 1e6 || *m.Milliseconds < 0 || *m.Milliseconds > longestPlace {
			m.Segment, m.Milliseconds = nil, nil
		}
		if short && slices.Contains(momentEvents, m.Event) && len(kept.Moments) < mostMoments {
			kept.Moments = append(kept.Moments, m)
		}
	}
	return kept
}

// Renumber says where the moments are once parts have other numbers; in a part
// that went, 0, they have no place any more.
func (m Moments) Renumber(parts map[int]int) {
	for i := range m.Moments {
		moment := &m.Moments[i]
		if moment.Segment == nil {
			continue
		}
		if fresh, changed := parts[*moment.Segment]; changed {
			if moment.Segment = &fresh; fresh == 0 {
				moment.Segment, moment.Milliseconds = nil, nil
			}
		}
	}
}

// Peaks is how loud a recording is, to draw it: one byte for each stretch of so
// many milliseconds, 0 is silence, 255 as loud as can be.
type Peaks struct {
	Interview ID     `json:"interview"`
	Part      int    `json:"part"`
	EveryMS   int64  `json:"everyMs"`
	Values    Base64 `json:"values"`
}

// PeaksDocument is the id of the peaks of a recording.
func PeaksDocument(interview ID, part int) string {
	return "peaks/" + string(interview) + "/" + strconv.Itoa(part)
}

// Silence takes stretches of milliseconds away that went from the recording.
func (p Peaks) Silence(spans [][2]int64) {
	for _, span := range spans {
		for i := range p.Values {
			if from := int64(i) * p.EveryMS; from < span[1] && from+p.EveryMS > span[0] {
				p.Values[i] = 0
			}
		}
	}
}

// mostPeaks is how many values of a recording are kept: a day of it.
const mostPeaks = 2 << 20

// KeptPeaks are the peaks that a phone measured of a part while it recorded;
// false when it did not.
func (a Answers) KeptPeaks(interview ID, part int) (Peaks, bool) {
	i := slices.IndexFunc(a.Levels, func(l Levels) bool { return l.Segment == part })
	if i < 0 || a.Levels[i].EveryMS < 10 || a.Levels[i].EveryMS > 60_000 || len(a.Levels[i].Values) == 0 || len(a.Levels[i].Values) > mostPeaks {
		return Peaks{}, false
	}
	return Peaks{interview, part, a.Levels[i].EveryMS, a.Levels[i].Values}, true
}
