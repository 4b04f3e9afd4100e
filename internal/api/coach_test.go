package api_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

// twoCoaches is a world with two coaches, each with a phone, an interview and an
// alert about it; ids by coach.
type twoCoaches struct {
	*field
	interviews, alerts map[string]research.ID
}

func newTwoCoaches(t *testing.T, change ...func(*phone.Talk)) *twoCoaches {
	t.Helper()
	f := newField(t)
	f.Accounts["other-coach"] = f.newMember()
	c := &twoCoaches{f, map[string]research.ID{}, map[string]research.ID{}}
	settings := apitest.Settings()
	settings.WorryProtocol.SecondContactAfterMinutes = 30
	f.do("PUT", f.fill("/projects/{project}/settings"), "lead", settings).want(http.StatusOK)
	for _, coach := range []string{"coach", "other-coach"} {
		device, key, err := f.Pair(t.Context(), coach, f.Project)
		if err != nil {
			t.Fatal(err)
		}
		f.phone = phone.Known(apitest.Client{World: f.World}, apitest.Address, f.Project, device, key)
		if f.words, err = f.phone.References(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		c.interviews[coach], c.alerts[coach] = f.held(change...), research.NewID()
		token, err := f.DeviceToken(t.Context(), device, key)
		if err != nil {
			t.Fatal(err)
		}
		f.send(apitest.Request{Method: "POST", Path: f.fill("/projects/{project}/alerts"), Token: token, Body: object{
			"id": c.alerts[coach], "interview": c.interviews[coach], "at": "2026-11-24T08:58:00Z",
		}}).want(http.StatusCreated)
	}
	return c
}

// sees tells whose ids are in a list as somebody reads it.
func (c *twoCoaches) sees(as, path, part string, ids map[string]research.ID) []string {
	c.t.Helper()
	parts := map[string]any{}
	c.do("GET", c.fill("/projects/{project}/")+path, as, nil).want(http.StatusOK).into(&parts)
	whose := []string{}
	for _, item := range parts[part].([]any) {
		for coach, id := range ids {
			if item.(map[string]any)["id"] == string(id) {
				whose = append(whose, coach)
			}
		}
	}
	slices.Sort(whose)
	return whose
}

func TestACoachSeesOwnInterviewersOnly(t *testing.T) {
	c := newTwoCoaches(t)
	both := []string{"coach", "other-coach"}
	for _, row := range []struct {
		who   string
		early []string
	}{{"coach", both[:1]}, {"other-coach", both[1:]}, {"lead", both}} {
		if got := c.sees(row.who, "interviews", "items", c.interviews); !slices.Equal(got, row.early) {
			t.Errorf("%s sees interviews of %v, want %v", row.who, got, row.early)
		}
		if got := c.sees(row.who, "alerts", "items", c.alerts); !slices.Equal(got, row.early) {
			t.Errorf("%s sees alerts of %v, want %v", row.who, got, row.early)
		}
		if got := c.sees(row.who, "overview", "alerts", c.alerts); !slices.Equal(got, row.early) {
			t.Errorf("%s is told of alerts of %v, want %v", row.who, got, row.early)
		}
	}
	if got := c.sees("researcher", "interviews", "items", c.interviews); !slices.Equal(got, both) {
		t.Errorf("a researcher sees interviews of %v", got)
	}
}

func TestAnAlertThatNobodyTookUpIsForEveryCoach(t *testing.T) {
	c := newTwoCoaches(t)
	path := c.fill("/projects/{project}/alerts/") + string(c.alerts["coach"])
	c.do("PUT", path, "other-coach", object{"state": "taken-up"}).want(http.StatusNotFound)
	c.runJobs()
	c.Clock.Move(31 * time.Minute)
	c.runJobs()
	if got := c.sees("other-coach", "alerts", "items", c.alerts); len(got) != 2 {
		t.Errorf("escalated, and another coach sees alerts of %v", got)
	}
	c.do("PUT", path, "other-coach", object{"state": "taken-up"}).want(http.StatusOK)
}

func TestACoachIsToldOfTalksOfOwnInterviewersFirst(t *testing.T) {
	c := newTwoCoaches(t)
	body := with(coding(c.interviews["coach"], "1-1", 0, 3), object{"talkFirst": true})
	c.do("PUT", c.newCoding(), "researcher", body).want(http.StatusCreated)
	for who, want := range map[string]int{"coach": 2, "other-coach": 1, "lead": 3} {
		var list struct{ Items []struct{} }
		c.do("GET", c.fill("/projects/{project}/alerts"), who, nil).want(http.StatusOK).into(&list)
		if len(list.Items) != want {
			t.Errorf("%s sees %d alerts, want %d", who, len(list.Items), want)
		}
	}
}
