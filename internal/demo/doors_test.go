package demo

import (
	"context"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
)

func TestDoorsLeadToTheirOwnStudy(t *testing.T) {
	d := &Doors{
		People:   map[string]research.ID{"marit": "m", "municipality@lea": "h"},
		Projects: map[string]research.ID{"wijk": "w", "lea": "l"},
	}
	for name, want := range map[string]string{"researcher": "m /werkplek/w", "lea-municipality": "h /inzicht/l"} {
		account, path, code, err := d.Open(context.Background(), name)
		if got := string(account) + " " + path; err != nil || got != want || code != "" {
			t.Errorf("%s: %q %q %v, want %q", name, got, code, err, want)
		}
	}
	if _, _, _, err := d.Open(context.Background(), "attic"); research.FaultOf(err) != research.NotFound {
		t.Errorf("an unknown door gave %v", err)
	}
}

func TestTheCalendarTellsTheStudiesAsOfToday(t *testing.T) {
	today := time.Date(2030, 5, 1, 13, 0, 0, 0, time.UTC)
	c := newCalendar(today)
	for text, want := range map[string]string{"2027-02-09": "2030-05-01", "2027-02-10": "2030-05-02", "": "", "in juni": "in juni"} {
		if got := c.date(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	if got := c.at("2027-02-08", 10); !got.Equal(time.Date(2030, 4, 30, 10, 0, 0, 0, time.UTC)) {
		t.Errorf("got %s", got)
	}
}
