package api_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/api"
	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// example is a request that succeeds for whoever may make it. Each call makes
// what it needs anew.
type example func(w *world) apitest.Request

func plain(path string, body any) example {
	return func(w *world) apitest.Request { return apitest.Request{Path: w.fill(path), Body: body} }
}

type object = map[string]any

// fill puts the world's own ids in a path.
func (w *world) fill(path string) string {
	return strings.NewReplacer("{project}", string(w.Project), "{organisation}", string(w.Organisation)).Replace(path)
}

// examples has one for every operation that somebody must sign in for.
var examples = map[string]example{
	"readAccount":  plain("/account", nil),
	"inviteDevice": plain("/projects/{project}/device-invitations", object{"label": "Jaydon"}),
	"listDevices":  plain("/projects/{project}/devices", nil),
	"revokeDevice": func(w *world) apitest.Request {
		device, _, err := w.Pair(w.t.Context(), "lead", w.Project)
		if err != nil {
			w.t.Fatal(err)
		}
		return apitest.Request{Path: w.fill("/projects/{project}/devices/") + string(device)}
	},
	"listLetters": plain("/projects/{project}/letters", nil),
	"writeLetter": func(w *world) apitest.Request {
		return apitest.Request{Path: w.fill("/projects/{project}/letters/") + string(research.NewID()), Body: letterBody("")}
	},
	"endLetter": func(w *world) apitest.Request {
		return apitest.Request{Path: w.fill("/projects/{project}/letters/") + w.newLetter("")}
	},
	"readField":         plain("/projects/{project}/field", nil),
	"reportPhone":       plain("/projects/{project}/phone-state", object{"waiting": 2}),
	"reserveReferences": plain("/projects/{project}/reference-blocks", object{"count": 3}),
	"listGuides":        plain("/guides", nil),
	"readGuide":         plain("/projects/{project}/guides/proef/versions/1.0.0", nil),
	"readWordings":      plain(turkish, nil),
	"readSpoken":        spokenExample("/spoken", nil),
	"writeSpoken":       plain(turkish+"/closing.thanks/spoken", object{"sound": spokenSound}),
	"removeSpoken":      spokenExample("/spoken", nil),
	"approveSpoken":     spokenExample("/spoken/approval", object{"approved": false}),
	"writeWording":      plain(turkish+"/closing.thanks", object{"words": "Sağ olun.", "approved": true}),
	"inviteAccount": func(w *world) apitest.Request {
		email := string(research.NewID()) + "@example.org"
		return apitest.Request{Path: w.fill("/organisations/{organisation}/invitations"), Body: object{"email": email, "name": "Marit"}}
	},
	"handPassword": func(w *world) apitest.Request {
		return apitest.Request{Path: w.fill("/organisations/{organisation}/accounts/") + string(w.Accounts["coach"]) + "/password-links"}
	},
	"listMemberCandidates": plain("/projects/{project}/member-candidates", nil),
	"listMembers":          plain("/projects/{project}/members", nil),
	"writeMember": func(w *world) apitest.Request {
		return apitest.Request{Path: w.fill("/projects/{project}/members/") + string(w.newMember()), Body: object{"roles": []string{"coach"}}}
	},
	"removeMember": func(w *world) apitest.Request {
		return apitest.Request{Path: w.fill("/projects/{project}/members/") + string(w.newMember())}
	},
	"listOrganisations": plain("/organisations", nil),
	"addOrganisation":   plain("/organisations", object{"name": "Samenwerkingsverband", "kind": "partner"}),
	"readOrganisation":  func(w *world) apitest.Request { return apitest.Request{Path: "/organisations/" + string(w.Guest)} },
	"listAccounts":      plain("/organisations/{organisation}/accounts", nil),
	"endAccount": func(w *world) apitest.Request {
		return apitest.Request{Path: w.fill("/organisations/{organisation}/accounts/") + string(w.newMember())}
	},
	"listDeliveryKeys":  plain("/projects/{project}/delivery-keys", nil),
	"renewDeliveryKeys": plain("/projects/{project}/delivery-keys", object{"follows": 1}),
	"readQuota":         plain("/organisations/{organisation}/projects/{project}/quota", nil),
	"setQuota":          plain("/organisations/{organisation}/projects/{project}/quota", object{"bytes": 0}),
	"listProjects":      plain("/organisations/{organisation}/projects", nil),
	"addProject": func(w *world) apitest.Request {
		return apitest.Request{Path: w.fill("/organisations/{organisation}/projects"), Body: object{"name": "Nieuw", "lead": w.Accounts["lead"]}}
	},
	"readOverview":          plain("/projects/{project}/overview", nil),
	"readProject":           plain("/projects/{project}", nil),
	"changeProjectSettings": plain("/projects/{project}/settings", apitest.Settings()),
	"changeProjectState":    plain("/projects/{project}/state", object{"state": "running"}),
	"signOutEverywhere":     plain("/sessions", nil),
	"listAnswers":           plain("/projects/{project}/answers", nil),
	"writeAnswer":           answerExample,
	"listFindings":          plain("/projects/{project}/findings", nil),
	"addFinding": func(w *world) apitest.Request {
		return apitest.Request{Path: w.fill("/projects/{project}/findings"), Body: findingBody(w.talks(2))}
	},
	"readFinding": func(w *world) apitest.Request {
		finding, _ := w.newFinding()
		return apitest.Request{Path: w.fill("/projects/{project}/findings/") + string(finding)}
	},
	"changeFinding": func(w *world) apitest.Request {
		finding, codings := w.newFinding()
		return apitest.Request{Path: w.fill("/projects/{project}/findings/") + string(finding), Body: findingBody(codings)}
	},
	"removeFinding": func(w *world) apitest.Request {
		finding, _ := w.newFinding()
		return apitest.Request{Path: w.fill("/projects/{project}/findings/") + string(finding)}
	},
	"listQuotes": plain("/projects/{project}/quotes", nil),
	"writeQuote": func(w *world) apitest.Request {
		finding, codings := w.newFinding()
		id := research.NewID()
		path := w.fill("/projects/{project}/quotes/") + string(id)
		w.do("PUT", path, "lead", quoteBody(codings[0], finding)).want(201)
		body := quoteBody(codings[0], finding)
		return apitest.Request{Path: path, Body: body}
	},
	"removeQuote": func(w *world) apitest.Request {
		return apitest.Request{Path: w.fill("/projects/{project}/quotes/") + string(w.newQuote())}
	},
	"listReleases": plain("/projects/{project}/releases", nil),
	"composeRelease": func(w *world) apitest.Request {
		w.newFinding()
		return apitest.Request{Path: w.fill("/projects/{project}/releases"), Body: object{"round": 1}}
	},
	"readRelease":    draftExample(""),
	"dropRelease":    draftExample(""),
	"approveRelease": draftExample("/approval"),
	"listVersions":   plain("/projects/{project}/versions", nil),
	"readVersion": func(w *world) apitest.Request {
		w.version.Do(func() { w.newVersion() })
		return apitest.Request{Path: w.fill("/projects/{project}/versions/latest")}
	},
}

// answerExample answers for the municipality, and for the school board when a
// partner asks: each answers for its own.
func answerExample(w *world) apitest.Request {
	w.version.Do(func() { _, w.released = w.newVersion() })
	path := w.fill("/projects/{project}/findings/") + string(w.released) + "/answers/municipality"
	return apitest.Request{Path: path, Body: object{"level": "official", "state": "will-do", "reason": "Wij beginnen.", "function": "beleid"}}
}

// draftExample is about a draft that can still be released.
func draftExample(rest string) example {
	return func(w *world) apitest.Request {
		var draft struct{ ID research.ID }
		w.finding.Do(func() { w.newFinding() })
		w.do("POST", w.fill("/projects/{project}/releases"), "researcher", w.withoutQuotes()).want(201).into(&draft)
		return apitest.Request{Path: w.fill("/projects/{project}/releases/") + string(draft.ID) + rest}
	}
}

// elsewhere are operations that the table cannot call: they stay open, or a
// cookie decides. Each has a test of its own.
var elsewhere = []string{"followEvents", "refreshSession", "readSound"}

// callers are everybody who could ask.
func callers() []string {
	all := []string{"nobody", "device", "admin", "outsider", "guest-outsider"}
	for _, role := range research.Roles() {
		all = append(all, string(role))
	}
	return all
}

// TestAccess calls every operation as everybody and compares with routes.go.
func TestAccess(t *testing.T) {
	w := newWorld(t)
	tokens := w.tokens()
	for _, route := range api.RouteLines() {
		if route.Open || slices.Contains(elsewhere, route.Operation) {
			continue
		}
		example, found := examples[route.Operation]
		if !found {
			t.Errorf("%s has no example in access_test.go", route.Operation)
			continue
		}
		for _, caller := range callers() {
			w.checkAccess(route, caller, tokens[caller], example)
		}
		if route.Operation == "signOutEverywhere" {
			tokens = w.tokens()
		}
	}
}

func (w *world) tokens() map[string]string {
	w.t.Helper()
	tokens := map[string]string{}
	for _, caller := range callers() {
		tokens[caller] = w.token(caller)
	}
	return tokens
}

func (w *world) checkAccess(route api.RouteLine, caller, token string, example example) {
	w.t.Helper()
	request := example(w)
	request.Method, request.Token = route.Method, token
	if route.Operation == "writeAnswer" && caller == "partner-answers" {
		request.Path = strings.Replace(request.Path, "/municipality", "/school-board", 1)
	}
	got := w.send(request)
	want := expected(route, caller)
	if want == http.StatusOK && got.response.StatusCode < 300 || want == got.response.StatusCode {
		return
	}
	w.t.Errorf("%s as %s: %d, want %d: %s", route.Operation, caller, got.response.StatusCode, want, got.text)
}

// expected is the status for a caller, 200 for any success.
func expected(route api.RouteLine, caller string) int {
	inProject := strings.HasPrefix(route.Path, "/projects/{project}")
	outsiders := []string{"admin", "outsider", "guest-outsider"}
	phonesOnly := route.Phone && len(route.Roles) == 0 && !route.Person && !route.Admin
	switch {
	case caller == "nobody":
		return http.StatusUnauthorized
	case caller == "device":
		return either(route.Phone, http.StatusOK, http.StatusForbidden)
	case phonesOnly:
		return http.StatusForbidden
	case inProject && slices.Contains(outsiders, caller):
		return http.StatusNotFound
	case inProject:
		return either(slices.Contains(route.Roles, research.Role(caller)), http.StatusOK, http.StatusForbidden)
	case route.Operation == "readOrganisation":
		return organisationStatus(caller)
	case route.Admin:
		return adminStatus(route, caller)
	default:
		return http.StatusOK
	}
}

func either(ok bool, yes, no int) int {
	if ok {
		return yes
	}
	return no
}

func isGuest(caller string) bool {
	return caller == "guest-outsider" || research.Role(caller).Guest()
}

// organisationStatus is that of reading the guest organisation: its own people
// and the admin of its host may.
func organisationStatus(caller string) int {
	if isGuest(caller) || caller == "admin" {
		return http.StatusOK
	}
	return http.StatusForbidden
}

// adminStatus is that of managing the research organisation: to its guests it
// does not exist.
func adminStatus(route api.RouteLine, caller string) int {
	switch {
	case caller == "admin":
		return http.StatusOK
	case isGuest(caller) && strings.Contains(route.Path, "{organisation}"):
		return http.StatusNotFound
	default:
		return http.StatusForbidden
	}
}

// TestOtherProjects calls every operation of a project on a project of others,
// as everybody who has a part in this one.
func TestOtherProjects(t *testing.T) {
	w := newWorld(t)
	tokens := w.tokens()
	for _, route := range api.RouteLines() {
		if route.Open || !strings.Contains(route.Path, "{project}") || slices.Contains(elsewhere, route.Operation) {
			continue
		}
		if route.Admin { // of the organisation, so of each of its projects; TestAccess calls it
			continue
		}
		for _, caller := range callers() {
			if caller == "outsider" || caller == "nobody" {
				continue
			}
			request := examples[route.Operation](w)
			request.Method, request.Token = route.Method, tokens[caller]
			request.Path = strings.Replace(request.Path, string(w.Project), string(w.Other), 1)
			got := w.send(request).response.StatusCode
			phonesOnly := route.Phone && len(route.Roles) == 0
			refused := caller == "device" && !route.Phone || caller != "device" && phonesOnly
			if want := either(refused, http.StatusForbidden, http.StatusNotFound); got != want {
				t.Errorf("%s as %s in another project: %d, want %d", route.Operation, caller, got, want)
			}
		}
	}
}

// newMember makes somebody who takes part and is used for nothing else.
func (w *world) newMember() research.ID {
	w.t.Helper()
	account, err := w.Study.AddAccount(w.t.Context(), study.By{Scope: auth.System()}, study.NewAccount{
		Organisation: w.Organisation, Email: string(research.NewID()) + "@example.org", Name: "Voor even",
	})
	if err != nil {
		w.t.Fatal(err)
	}
	lead, err := w.By(w.t.Context(), "lead", w.Project)
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.Study.WriteMember(w.t.Context(), lead, w.Project, account.ID, study.MemberInput{Roles: []research.Role{research.Coach}}); err != nil {
		w.t.Fatal(err)
	}
	return account.ID
}

func newPoint(t *testing.T) string {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, err := private.ECDH()
	if err != nil {
		t.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(public.PublicKey().Bytes())
}
