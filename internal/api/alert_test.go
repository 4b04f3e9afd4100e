package api_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/research"
)

// told keeps to whom messages went; deaf is one whom they do not reach.
type told struct {
	to   []string
	deaf string
}

func (m *told) Tell(_ context.Context, email, _, _ string) error {
	if email == m.deaf {
		return errors.New("mailbox unavailable")
	}
	m.to = append(m.to, email)
	return nil
}

func TestAnAlertStaysOpenUntilSomebodyTakesItUp(t *testing.T) {
	f := newField(t)
	messages := &told{}
	f.Study.Messages = messages
	project := f.fill("/projects/{project}")
	settings := apitest.Settings()
	settings.WorryProtocol.SecondContactAfterMinutes = 30
	f.do("PUT", project+"/settings", "lead", settings).want(http.StatusOK)
	id, interview := research.NewID(), f.held()
	body := object{"id": id, "interview": interview, "at": "2026-11-24T08:58:00Z"}
	f.do("POST", project+"/alerts", "device", body).want(http.StatusCreated)
	f.do("POST", project+"/alerts", "device", body).want(http.StatusOK)
	f.do("POST", project+"/alerts", "device", object{"id": id, "interview": research.NewID(), "at": "2026-11-24T08:58:00Z"}).want(http.StatusConflict)
	f.runJobs()
	if want := []string{"coach@example.org"}; !slices.Equal(messages.to, want) { // who invited the phone
		t.Errorf("told %v, want %v", messages.to, want)
	}
	f.Clock.Move(31 * time.Minute)
	f.runJobs()
	slices.Sort(messages.to)
	if want := []string{"coach@example.org", "lead@example.org"}; !slices.Equal(messages.to, want) {
		t.Errorf("told %v, want %v", messages.to, want)
	}
	seen := f.alert()
	if len(seen.Told) != 2 || seen.Told[0].Name != "Iemand coach" || seen.Told[1].Name != "Iemand lead" || seen.Told[0].At >= seen.Told[1].At {
		t.Errorf("who was told when is %+v", seen.Told)
	}
	if seen.State != "open" || seen.EscalatedAt == "" || seen.Reference == "" || seen.Interviewer != "Samira" {
		t.Errorf("alert %+v", seen)
	}
	f.do("PUT", project+"/alerts/"+string(id), "coach", object{"state": "taken-up"}).want(http.StatusOK)
	f.do("PUT", project+"/alerts/"+string(id), "lead", object{"state": "taken-up"}).want(http.StatusOK)
	if seen := f.alert(); seen.State != "taken-up" || seen.TakenUpBy != "Iemand coach" {
		t.Errorf("alert %+v", seen)
	}
}

func TestATakenUpAlertTellsNobodyElse(t *testing.T) {
	f := newField(t)
	messages := &told{}
	f.Study.Messages = messages
	settings := apitest.Settings()
	settings.WorryProtocol.SecondContactAfterMinutes = 30
	f.do("PUT", f.fill("/projects/{project}/settings"), "lead", settings).want(http.StatusOK)
	id := research.NewID()
	f.do("POST", f.fill("/projects/{project}/alerts"), "device", object{"id": id, "interview": research.NewID(), "at": "2026-11-24T08:58:00Z"}).want(http.StatusCreated)
	f.do("PUT", f.fill("/projects/{project}/alerts/")+string(id), "coach", object{"state": "taken-up"}).want(http.StatusOK)
	f.Clock.Move(24 * time.Hour)
	f.runJobs()
	if len(messages.to) > 0 {
		t.Errorf("told %v", messages.to)
	}
}

// One address that refuses keeps nobody else from hearing, and is tried again.
func TestAnAlertReachesOthersWhenOneMailboxRefuses(t *testing.T) {
	f := newField(t)
	messages := &told{deaf: "lead@example.org"}
	f.Study.Messages = messages
	settings := apitest.Settings()
	settings.WorryProtocol.SecondContactAfterMinutes = 30
	f.do("PUT", f.fill("/projects/{project}/settings"), "lead", settings).want(http.StatusOK)
	f.do("POST", f.fill("/projects/{project}/alerts"), "device", object{"id": research.NewID(), "interview": research.NewID(), "at": "2026-11-24T08:58:00Z"}).want(http.StatusCreated)
	for range 3 {
		f.Clock.Move(31 * time.Minute)
		if err := f.RunJobs(t.Context()); err == nil {
			t.Error("nobody hears that a message did not arrive")
		}
	}
	if want := []string{"coach@example.org"}; !slices.Equal(messages.to, want) {
		t.Errorf("told %v, want %v", messages.to, want)
	}
	messages.deaf = ""
	f.Clock.Move(2 * time.Hour)
	f.runJobs()
	if want := []string{"coach@example.org", "lead@example.org"}; !slices.Equal(messages.to, want) {
		t.Errorf("told %v, want %v", messages.to, want)
	}
}

type alertSeen struct {
	State, Reference, Interviewer, TakenUpBy, EscalatedAt string
	Told                                                  []struct{ Name, At string }
}

func (f *field) alert() alertSeen {
	f.t.Helper()
	var listed struct{ Items []alertSeen }
	f.do("GET", f.fill("/projects/{project}/alerts"), "coach", nil).want(http.StatusOK).into(&listed)
	if len(listed.Items) != 1 {
		f.t.Fatalf("%d alerts", len(listed.Items))
	}
	return listed.Items[0]
}
