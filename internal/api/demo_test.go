package api_test

import (
	"context"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/demo"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// TestDoors opens the doors of a demonstration: one lets a person in, the one
// of the phone gives a code that pairs, and elsewhere there are none.
func TestDoors(t *testing.T) {
	newWorld(t).do("POST", "/demo-sessions", "", object{"door": "lead"}).want(404)

	doors := &demo.Doors{}
	w := newWorld(t, func(o *options) { o.Doors = doors })
	doors.People = map[string]research.ID{"ilse": w.Accounts["lead"]}
	doors.Projects = map[string]research.ID{"wijk": w.Project}
	doors.Invite = func(ctx context.Context, project research.ID) (study.PairingCode, error) {
		by, err := w.By(ctx, "coach", project)
		if err != nil {
			return study.PairingCode{}, err
		}
		return w.Study.InviteDevice(ctx, by, project, study.NewPhone{Label: "Samira"})
	}

	in := w.do("POST", "/demo-sessions", "", object{"door": "lead"}).want(201)
	if path, _ := in.field("path").(string); !strings.Contains(path, string(w.Project)) {
		t.Errorf("the door leads to %q", path)
	}
	if me := w.withToken(in.field("accessToken")).want(200); me.field("email") != "lead@example.org" {
		t.Errorf("behind the door stands %s", me.text)
	}
	phone := w.do("POST", "/demo-sessions", "", object{"door": "phone"}).want(201)
	if phone.field("accessToken") != nil {
		t.Error("the phone's door signs somebody in")
	}
	point := newPoint(t)
	w.do("POST", "/devices", "", object{
		"code": phone.field("pairingCode"), "label": "Samira", "signingKey": point, "agreementKey": point,
	}).want(201)
	w.do("POST", "/demo-sessions", "", object{"door": "researcher"}).want(404)
}
