package api_test

import (
	"testing"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/research"
)

// TestAProjectStartsWhenNothingIsMissing fills in the settings one by one.
func TestAProjectStartsWhenNothingIsMissing(t *testing.T) {
	w := newWorld(t)
	path := "/projects/" + string(w.Other)
	var project struct {
		State   string
		Missing []struct{ Field, Detail string }
	}
	w.do("GET", path, "outsider", nil).want(200).into(&project)
	if project.State != "draft" || len(project.Missing) != 10 {
		t.Errorf("%+v", project)
	}
	refused := w.do("PUT", path+"/state", "outsider", object{"state": "running"}).want(409).faults()
	for _, field := range []string{"/settings/question", "/settings/splits", "/settings/worryProtocol/phones", "/settings/participantPhone/number"} {
		if refused[field] == "" {
			t.Errorf("%s is not named: %v", field, refused)
		}
	}
	settings := apitest.Settings()
	w.do("PUT", path+"/settings", "outsider", settings).want(200)
	w.do("PUT", path+"/state", "outsider", object{"state": "running"}).want(200).into(&project)
	if project.State != "running" {
		t.Errorf("%+v", project)
	}
	settings.Splits = &research.Splits{Attributes: []string{"kent-de-weg"}}
	w.do("PUT", path+"/settings", "outsider", settings).want(409)
	settings = apitest.Settings()
	settings.Question = ""
	if faults := w.do("PUT", path+"/settings", "outsider", settings).want(400).faults(); faults["/question"] == "" {
		t.Errorf("a running project may lose its question: %v", faults)
	}
	w.do("PUT", path+"/state", "outsider", object{"state": "draft"}).want(409)
	w.do("PUT", path+"/state", "outsider", object{"state": "closed"}).want(200)
	w.do("PUT", path+"/settings", "outsider", apitest.Settings()).want(409)
}

func TestSettingsThatCannotBe(t *testing.T) {
	w := newWorld(t)
	settings := apitest.Settings()
	settings.Guides = []string{"proef@1.0.0", "onbekend@1.0.0"}
	settings.Splits = &research.Splits{None: true, Attributes: []string{"kent-de-weg"}}
	settings.PolicyThemes = []research.PolicyTheme{{ID: "vve", Label: "Vve"}, {ID: "vve", Label: "Nog eens"}}
	faults := w.do("PUT", w.fill("/projects/{project}/settings"), "lead", settings).want(400).faults()
	for _, field := range []string{"/splits", "/policyThemes/1/id"} {
		if faults[field] == "" {
			t.Errorf("%s is not named: %v", field, faults)
		}
	}
	settings = apitest.Settings()
	settings.Guides = []string{"proef@1.0.0", "onbekend@1.0.0"}
	faults = w.do("PUT", w.fill("/projects/{project}/settings"), "lead", settings).want(400).faults()
	if faults["/guides/1"] == "" {
		t.Errorf("a guide that is not there is taken: %v", faults)
	}
}

// TestWhoMayBeWhat holds the table of roles (rules §2).
func TestWhoMayBeWhat(t *testing.T) {
	w := newWorld(t)
	give := func(account string, roles ...string) int {
		path := w.fill("/projects/{project}/members/") + string(w.Accounts[account])
		return w.do("PUT", path, "lead", object{"roles": roles}).response.StatusCode
	}
	for _, c := range []struct {
		account string
		roles   []string
		status  int
	}{
		{"outsider", []string{"researcher", "interviewer"}, 200},
		{"outsider", []string{"researcher", "municipality-reader"}, 400},
		{"outsider", []string{"municipality-reader"}, 400},
		{"guest-outsider", []string{"municipality-reader", "municipality-answers"}, 200},
		{"guest-outsider", []string{"second-reader"}, 400},
		{"guest-outsider", []string{"researcher"}, 400},
		{"guest-outsider", []string{}, 400},
		{"guest-outsider", []string{"beheerder"}, 400},
		{"lead", []string{"researcher"}, 409},
		{"researcher", []string{"researcher", "lead"}, 200},
		{"lead", []string{"second-reader", "lead"}, 200},
	} {
		if got := give(c.account, c.roles...); got != c.status {
			t.Errorf("%s as %v: %d, want %d", c.account, c.roles, got, c.status)
		}
	}
	path := w.fill("/projects/{project}/members/") + string(w.Accounts["outsider"])
	w.do("GET", w.fill("/projects/{project}"), "outsider", nil).want(200)
	w.do("DELETE", path, "lead", nil).want(204)
	w.do("GET", w.fill("/projects/{project}"), "outsider", nil).want(404)
	w.do("PUT", path, "lead", object{"roles": []string{"coach"}}).want(200)
	w.do("GET", w.fill("/projects/{project}"), "outsider", nil).want(200)
}

func TestOnesOwnAccount(t *testing.T) {
	w := newWorld(t)
	var me struct {
		Organisation struct{ Name string }
		Projects     []struct {
			ID, Name, Mode, State string
			Roles                 []string
		}
	}
	got := w.do("GET", "/account", "municipality-reader", nil).want(200).into(&me)
	if me.Organisation.Name != "Gemeente Waardrecht" || len(me.Projects) != 1 || me.Projects[0].Name != "Merelveld" ||
		me.Projects[0].Roles[0] != "municipality-reader" || me.Projects[0].Mode != "large" {
		t.Errorf("%s", got.text)
	}
	w.do("GET", "/account", "admin", nil).want(200).into(&me)
	if len(me.Projects) != 0 {
		t.Error("the admin has a part in projects that others lead")
	}
}

func TestProjectsOfAnOrganisation(t *testing.T) {
	w := newWorld(t)
	path := w.fill("/organisations/{organisation}/projects")
	key := map[string]string{"Idempotency-Key": "nieuw-project"}
	third := object{"name": "Derde", "lead": w.Accounts["researcher"]}
	first := w.do("POST", path, "admin", third, key).want(201)
	again := w.do("POST", path, "admin", third, key).want(201)
	begun := "/projects/" + first.field("id").(string)
	w.do("GET", begun, "admin", nil).want(404)
	w.do("GET", begun+"/members", "researcher", nil).want(200)
	for _, nobody := range []research.ID{w.Accounts["municipality-reader"], research.NewID()} {
		faults := w.do("POST", path, "admin", object{"name": "Vierde", "lead": nobody}).want(400).faults()
		if faults["/lead"] == "" {
			t.Errorf("the field is not named: %v", faults)
		}
	}
	if first.field("id") != again.field("id") {
		t.Error("a repeat began another project")
	}
	var list struct{ Items []struct{ Name string } }
	w.do("GET", path, "admin", nil).want(200).into(&list)
	if len(list.Items) != 3 {
		t.Errorf("%+v", list)
	}
	w.do("POST", "/organisations/"+string(w.Guest)+"/projects", "admin", object{"name": "Van een ander", "lead": w.Accounts["lead"]}).want(404)
}

// TestWhoseTurnItIs follows a project from its first settings.
func TestWhoseTurnItIs(t *testing.T) {
	w := newWorld(t)
	var overview struct {
		Turns    []struct{ Who, What, Link string }
		Progress struct{ Arrived, OnPhone, Target int }
		NotHeard []string
	}
	draft := "/projects/" + string(w.Other) + "/overview"
	w.do("GET", draft, "outsider", nil).want(200).into(&overview)
	if len(overview.Turns) != 1 || overview.Turns[0].Who != "projectleider" || overview.Turns[0].Link != "/werkplek/"+string(w.Other)+"/instellingen" {
		t.Errorf("%+v", overview)
	}
	settings := apitest.Settings()
	settings.Target = 60
	settings.Targets = []research.ProjectTarget{{Attribute: "wie", Value: "vader", Number: 8, Label: "vaders"}}
	w.do("PUT", w.fill("/projects/{project}/settings"), "lead", settings).want(200)
	w.do("PUT", w.fill("/projects/{project}/phone-state"), "device", object{"waiting": 2}).want(204)
	w.do("GET", w.fill("/projects/{project}/overview"), "coach", nil).want(200).into(&overview)
	if overview.Progress.OnPhone != 2 || overview.Progress.Target != 60 || len(overview.NotHeard) != 1 || overview.NotHeard[0] != "nog geen vaders" {
		t.Errorf("%+v", overview)
	}
}
