package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/research"
)

// Without mail the admin sees the link once and hands it over; whose password it
// is finds that it was made, and by whom.
func TestTheAdminHandsANewPasswordOver(t *testing.T) {
	w := newWorld(t)
	of := func(name string) string {
		return w.fill("/organisations/{organisation}/accounts/") + string(w.Accounts[name]) + "/password-links"
	}
	before := w.signIn("lead", apitest.Password).want(201)
	made := w.do("POST", of("lead"), "admin", nil).want(http.StatusCreated)
	link, _ := made.field("link").(string)
	if !strings.Contains(link, "/werkplek/wachtwoord#") || strings.Contains(link, "?") {
		t.Fatalf("the link is %q", link)
	}
	events := w.events(research.AccountStream(w.Accounts["lead"]))
	if last := events[len(events)-1]; last.Verb != "account.password-link" || last.Facts["by"] != "account/"+string(w.Accounts["admin"]) {
		t.Errorf("kept: %+v", last)
	}
	change := object{"token": linkToken(t, link), "password": "trein zonder wolken vandaag"}
	w.do("POST", "/password-changes", "", change).want(http.StatusNoContent)
	w.do("POST", "/password-changes", "", change).want(http.StatusNotFound)
	w.withToken(before.field("accessToken")).want(http.StatusUnauthorized)
	w.signIn("lead", "trein zonder wolken vandaag").want(http.StatusCreated)
	w.do("POST", of("guest-outsider"), "admin", nil).want(http.StatusNotFound) // of another organisation than the path says
	w.do("POST", of("coach"), "lead", nil).want(http.StatusForbidden)
	late := linkToken(t, w.do("POST", of("coach"), "admin", nil).want(http.StatusCreated).field("link").(string))
	w.Clock.Move(2 * time.Hour)
	w.do("POST", "/password-changes", "", object{"token": late, "password": "trein zonder wolken vandaag"}).want(http.StatusGone)
}

// With mail it goes to the person alone.
func TestAHandedPasswordIsMailed(t *testing.T) {
	post := &apitest.Post{}
	w := newWorld(t, func(o *options) { o.Mail = post })
	path := w.fill("/organisations/{organisation}/accounts/") + string(w.Accounts["coach"]) + "/password-links"
	if link := w.do("POST", path, "admin", nil).want(http.StatusCreated).field("link"); link != nil {
		t.Errorf("the admin sees %v", link)
	}
	if sent := post.Wait(t.Context())[0]; sent.To != "coach@example.org" || linkToken(t, sent.Text) == "" {
		t.Errorf("sent %+v", sent)
	}
}
