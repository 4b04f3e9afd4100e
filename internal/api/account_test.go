package api_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// staffPhone pairs a phone of the account's own.
func (w *world) staffPhone(account research.ID) *phone.Phone {
	w.t.Helper()
	code, err := w.Study.InviteDevice(w.t.Context(), w.by("lead", w.Project, ""), w.Project, study.NewPhone{Label: "Marlies", Account: account})
	if err != nil {
		w.t.Fatal(err)
	}
	p, err := phone.Pair(w.t.Context(), apitest.Client{World: w.World}, apitest.Address, code.Code, "Marlies")
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// wantRevoked has the phone deliver, and do nothing else any more.
func (w *world) wantRevoked(p *phone.Phone) {
	w.t.Helper()
	_, err := p.Field(w.t.Context())
	if status(err) != http.StatusForbidden {
		w.t.Errorf("the phone goes on: %v", err)
	}
	if _, err := p.Receipt(w.t.Context(), research.NewID()); status(err) != http.StatusNotFound {
		w.t.Errorf("the phone does not deliver: %v", err)
	}
}

func TestWhoLeavesAProjectTakesNoPhoneAlong(t *testing.T) {
	w := newWorld(t)
	coach := w.Accounts["coach"]
	p, resident := w.staffPhone(coach), w.Phone()
	late, err := w.Study.InviteDevice(t.Context(), w.by("lead", w.Project, ""), w.Project, study.NewPhone{Label: "Marlies", Account: coach})
	if err != nil {
		t.Fatal(err)
	}
	w.do("DELETE", w.fill("/projects/{project}/members/")+string(coach), "lead", nil).want(204)
	w.wantRevoked(p)
	if _, err := resident.Field(t.Context()); err != nil {
		t.Errorf("another's phone stopped: %v", err)
	}
	if _, err := phone.Pair(t.Context(), apitest.Client{World: w.World}, apitest.Address, late.Code, "Marlies"); status(err) != http.StatusNotFound {
		t.Errorf("a code made before still pairs: %v", err)
	}
}

func TestAnEndedAccountCanDoNothing(t *testing.T) {
	post := &apitest.Post{}
	w := newWorld(t, func(o *options) { o.Mail = post })
	coach := w.Accounts["coach"]
	path := w.fill("/organisations/{organisation}/accounts/") + string(coach)
	session, p := w.signIn("coach", apitest.Password).want(201), w.staffPhone(coach)
	w.do("POST", "/password-resets", "", object{"email": "coach@example.org"}).want(202)
	token := linkToken(t, post.Wait(t.Context())[0].Text)
	w.do("DELETE", path, "lead", nil).want(403)
	w.do("DELETE", path, "admin", nil).want(204)
	w.do("DELETE", path, "admin", nil).want(204)
	w.withToken(session.field("accessToken")).want(401)
	w.do("POST", "/session-refreshes", "", nil, session.cookies()).want(401)
	w.signIn("coach", apitest.Password).want(401)
	w.do("POST", "/password-changes", "", object{"token": token, "password": "trein zonder wolken vandaag"}).want(404)
	w.wantRevoked(p)
	var list struct{ Items []struct{ ID research.ID } }
	w.do("GET", w.fill("/organisations/{organisation}/accounts?limit=100"), "admin", nil).want(200).into(&list)
	if slices.ContainsFunc(list.Items, func(line struct{ ID research.ID }) bool { return line.ID == coach }) {
		t.Error("still in the organisation's list")
	}
	w.do("POST", w.fill("/organisations/{organisation}/invitations"), "admin", object{"email": "coach@example.org", "name": "Marlies"}).want(201)
	token = linkToken(t, post.Wait(t.Context())[1].Text)
	w.do("POST", "/invitation-acceptances", "", object{"token": token, "name": "Marlies", "password": "trein zonder wolken vandaag"}).want(201)
	w.signIn("coach", "trein zonder wolken vandaag").want(201)
}

func TestTheLastOneCannotGo(t *testing.T) {
	w := newWorld(t)
	accounts := w.fill("/organisations/{organisation}/accounts/")
	for _, last := range []string{"lead", "admin"} {
		w.do("DELETE", accounts+string(w.Accounts[last]), "admin", nil).want(409)
		w.signIn(last, apitest.Password).want(201)
	}
	w.do("DELETE", accounts+string(w.Accounts["municipality-reader"]), "admin", nil).want(404)
	guest := "/organisations/" + string(w.Guest) + "/accounts/" + string(w.Accounts["municipality-reader"])
	w.do("DELETE", guest, "admin", nil).want(204)
	w.signIn("municipality-reader", apitest.Password).want(401)
}
