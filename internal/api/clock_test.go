package api_test

import (
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// TestAPhoneWithAWrongClock brings talks whose times are as wrong as the phone's
// clock, and says how wrong that was.
func TestAPhoneWithAWrongClock(t *testing.T) {
	f := newField(t)
	truth := f.Clock.Now().UTC()
	for _, c := range []struct {
		name    string
		ahead   time.Duration
		counted time.Duration // what of it stays in the times
	}{
		{"three days ahead", 72 * time.Hour, 0},
		{"three days behind", -72 * time.Hour, 0},
		{"in 1970", -56 * 365 * 24 * time.Hour, 0},
		{"half a minute ahead is as good as any", 30 * time.Second, 30 * time.Second},
		{"a measure that cannot be", 200 * 366 * 24 * time.Hour, 200 * 366 * 24 * time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			talk := f.talk()
			m := &talk.Manifest
			m.StartedAt, m.EndedAt = truth.Add(c.ahead), truth.Add(c.ahead+40*time.Minute)
			m.Clock = &research.ClockAhead{Milliseconds: c.ahead.Milliseconds(), At: truth.Add(c.ahead)}
			f.deliver(f.seal(talk))
			var interview struct{ StartedAt, EndedAt time.Time }
			f.do("GET", f.interview(m.Interview), "researcher", nil).want(200).into(&interview)
			if want := truth.Add(c.counted); !interview.StartedAt.Equal(want) || !interview.EndedAt.Equal(want.Add(40*time.Minute)) {
				t.Errorf("from %s to %s, it began at %s", interview.StartedAt, interview.EndedAt, truth)
			}
		})
	}
}

// twoVersions are a guide that went on.
type twoVersions struct{ study.Guides }

func (g twoVersions) Published() []study.GuideLine {
	newer := g.Guides.Published()[0]
	newer.Version = "1.1.0"
	return append(g.Guides.Published(), newer)
}

func (g twoVersions) Bundle(slug, version string) (body []byte, hash string, found bool) {
	if version == "1.1.0" {
		version = "1.0.0" // with the same words
	}
	return g.Guides.Bundle(slug, version)
}

// TestAGuideThatTheProjectLeft stays there for a phone that holds a talk by it.
func TestAGuideThatTheProjectLeft(t *testing.T) {
	w := newWorld(t)
	w.Study.Guides = twoVersions{w.Study.Guides}
	settings := apitest.Settings()
	settings.Guides = []string{"proef@1.1.0"}
	w.do("PUT", w.fill("/projects/{project}/settings"), "lead", settings).want(200)
	var field struct{ Guides []struct{ Version string } }
	w.do("GET", w.fill("/projects/{project}/field"), "device", nil).want(200).into(&field)
	if len(field.Guides) != 1 || field.Guides[0].Version != "1.1.0" {
		t.Errorf("offered for new talks: %v", field.Guides)
	}
	w.do("GET", w.fill("/projects/{project}/guides/proef/versions/1.0.0"), "device", nil).want(200)
	w.do("GET", w.fill("/projects/{project}/guides/proef/versions/9.0.0"), "device", nil).want(404)
	w.do("GET", w.fill("/projects/{project}/guides/onbekend/versions/1.0.0"), "device", nil).want(404)
}
