package api_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

// began is when the invented talks were held.
var began = time.Date(2026, 11, 20, 14, 0, 0, 0, time.UTC)

func letterBody(device research.ID) object {
	body := object{"label": "J., voetbal dinsdag", "signedOn": began.Format(time.DateOnly)}
	if device != "" {
		body["device"] = device
	}
	return body
}

// newLetter is the id of a letter that the lead ticked, for one phone or all.
func (w *world) newLetter(device research.ID) string {
	w.t.Helper()
	id := string(research.NewID())
	w.do("PUT", w.fill("/projects/{project}/letters/")+id, "lead", letterBody(device)).want(http.StatusCreated)
	return id
}

// young makes a talk one with somebody of 12 to 15.
func young(parent research.ParentConsent) func(*phone.Talk) {
	return func(talk *phone.Talk) {
		talk.Manifest.Group = research.YoungPerson
		talk.Manifest.Minor = &research.Minor{Ages: "12-15", Parent: parent, Assent: began}
	}
}

func byLetter(id string) research.ParentConsent {
	return research.ParentConsent{How: research.ByLetter, Letter: research.ID(id)}
}

type heldSeen struct {
	Review     string
	Held       bool
	Background map[string][]string
	Minor      *struct{ Parent, Letter string }
}

func (f *field) look(id research.ID) (seen heldSeen) {
	f.t.Helper()
	f.do("GET", f.interview(id), "lead", nil).want(http.StatusOK).into(&seen)
	return seen
}

// wantHeld finds that nobody reads or hears the interview, or that a researcher does.
func (f *field) wantHeld(id research.ID, held bool) {
	f.t.Helper()
	status, checked := http.StatusOK, http.StatusOK
	if held {
		status, checked = http.StatusForbidden, http.StatusForbidden
	}
	f.do("GET", f.interview(id)+"/text", "researcher", nil).want(status)
	if !held {
		f.do("POST", f.interview(id)+"/recordings/2/listening", "researcher", nil).want(http.StatusNoContent)
	} else {
		f.do("POST", f.interview(id)+"/recordings/2/listening", "researcher", nil).want(status)
		f.do("GET", f.interview(id)+"/text", "lead", nil).want(status)
	}
	f.do("PUT", f.interview(id)+"/check", "researcher", object{"checked": true, "healthCut": true}).want(checked)
	seen := f.look(id)
	if seen.Held != held || (seen.Review == "no-parent-yes") != held || (len(seen.Background) == 0) != held {
		f.t.Errorf("held %v is shown as %+v", held, seen)
	}
}

func TestATalkWithALetterIsRead(t *testing.T) {
	f := newField(t)
	letter := f.newLetter("")
	id := f.held(spoken, young(byLetter(letter)))
	f.wantHeld(id, false)
	if minor := f.look(id).Minor; minor == nil || minor.Parent != "letter" || minor.Letter != letter {
		t.Errorf("before it came %+v", minor)
	}
	atTable := f.held(spoken, young(research.ParentConsent{How: research.AtTable, At: began}))
	f.wantHeld(atTable, false)
}

// What is missing is a letter nobody has, a way nobody knows, the parent's moment,
// or the yes of the young person.
func TestWithoutBothYesesNobodyReads(t *testing.T) {
	f := newField(t)
	without := func(talk *phone.Talk) { talk.Manifest.Minor.Assent = time.Time{} }
	for name, id := range map[string]research.ID{
		"letter": f.held(spoken, young(byLetter(string(research.NewID())))),
		"way":    f.held(spoken, young(research.ParentConsent{How: "phone", At: began})),
		"moment": f.held(spoken, young(research.ParentConsent{How: research.AtTable})),
		"order":  f.held(spoken, young(research.ParentConsent{How: research.AtTable, At: began.Add(time.Minute)})),
		"assent": f.held(spoken, young(research.ParentConsent{How: research.AtTable, At: began}), without),
	} {
		t.Log(name)
		f.wantHeld(id, true)
		f.settle(id, "no-parent-yes", "De moeder belde: zij vindt het goed.").want(http.StatusOK)
		f.wantHeld(id, false)
	}
}

// An open door stays shut when another reason is settled first, and a delivery that
// comes again does not open it.
func TestHeldBackBehindAnotherReason(t *testing.T) {
	f := newField(t)
	sealed := f.seal(f.talk(young(byLetter("weg"))))
	f.do("DELETE", f.fill("/projects/{project}/devices/")+string(f.phone.Device), "lead", nil).want(http.StatusNoContent)
	f.deliver(sealed)
	id := sealed.Delivery.Interview
	f.settle(id, "revoked-device", "Klopt.").want(http.StatusOK)
	f.deliver(resealed(t, sealed, func(m *research.Manifest) { m.EndedAt = m.EndedAt.Add(time.Minute) }))
	if seen := f.look(id); !seen.Held || seen.Review != "no-parent-yes" {
		t.Errorf("after the other reason: %+v", seen)
	}
}

func TestAParentTakesTheLetterBack(t *testing.T) {
	f := newField(t)
	letter := f.newLetter("")
	id := f.held(spoken, young(byLetter(letter)))
	f.wantHeld(id, false)
	path := f.fill("/projects/{project}/letters/") + letter
	f.do("DELETE", path, "lead", nil).want(http.StatusNoContent)
	f.do("DELETE", path, "lead", nil).want(http.StatusNoContent)
	f.wantHeld(id, true)
	f.wantHeld(f.held(spoken, young(byLetter(letter))), true)
	f.do("PUT", path, "lead", letterBody("")).want(http.StatusConflict)
	var list struct {
		Items []struct {
			ID, EndedAt string
			Interviews  []struct{ Interview, Reference string }
		}
	}
	f.do("GET", f.fill("/projects/{project}/letters"), "lead", nil).want(http.StatusOK).into(&list)
	if len(list.Items) != 1 || len(list.Items[0].Interviews) != 2 || list.Items[0].EndedAt == "" {
		t.Errorf("letters %+v", list.Items)
	}
}

func TestPhonesOfferTheirLetters(t *testing.T) {
	f := newField(t)
	other, _, err := f.Pair(t.Context(), "lead", f.Project)
	if err != nil {
		t.Fatal(err)
	}
	mine, all := f.newLetter(f.phone.Device), f.newLetter("")
	f.newLetter(other)
	gone := f.newLetter("")
	f.do("DELETE", f.fill("/projects/{project}/letters/")+gone, "lead", nil).want(http.StatusNoContent)
	var seen struct {
		Letters []struct{ ID, Label, SignedOn string }
	}
	if err := f.phone.Do(t.Context(), "GET", "/field", nil, &seen); err != nil {
		t.Fatal(err)
	}
	offered := map[string]bool{}
	for _, letter := range seen.Letters {
		offered[letter.ID] = true
	}
	if len(offered) != 2 || !offered[mine] || !offered[all] {
		t.Errorf("the phone offers %+v", seen.Letters)
	}
}

func TestALetterIsCheckedBeforeItIsKept(t *testing.T) {
	w := newWorld(t)
	for field, body := range map[string]object{
		"/signedOn": {"label": "J.", "signedOn": "2099-01-01"},
		"/label":    {"label": "Jan-Willem van der Berg-Timmermans, de oudste van drie", "signedOn": "2026-11-01"},
		"/device":   {"label": "J.", "signedOn": began.Format(time.DateOnly), "device": research.NewID()},
	} {
		path := w.fill("/projects/{project}/letters/") + string(research.NewID())
		w.do("PUT", path, "lead", body).wantFault(field)
	}
}

// An interviewer under 18 speaks with peers, after the yes of a parent.
func TestInterviewersUnder18SpeakWithPeers(t *testing.T) {
	w := newWorld(t)
	path := w.fill("/projects/{project}/device-invitations")
	w.do("POST", path, "coach", object{"label": "Noor", "minor": true}).wantFault("/parentYes")
	var invited struct{ Code string }
	w.do("POST", path, "coach", object{"label": "Noor", "minor": true, "parentYes": true}).want(http.StatusCreated).into(&invited)
	peer, err := phone.Pair(t.Context(), apitest.Client{World: w.World}, apitest.Address, invited.Code, "Noor")
	if err != nil {
		t.Fatal(err)
	}
	if err := peer.Admit(t.Context()); err != nil {
		t.Fatal(err)
	}
	f := &field{world: w, phone: peer}
	if f.words, err = peer.References(t.Context(), 4); err != nil {
		t.Fatal(err)
	}
	var seen struct{ PeersOnly bool }
	if err := peer.Do(t.Context(), "GET", "/field", nil, &seen); err != nil || !seen.PeersOnly {
		t.Errorf("field %+v: %v", seen, err)
	}
	with := func(group research.Group) research.ID {
		return f.held(func(talk *phone.Talk) { talk.Manifest.Group = group })
	}
	if seen := f.look(with(research.YoungPerson)); seen.Review != "" {
		t.Errorf("a talk with a peer: %+v", seen)
	}
	if seen := f.look(with(research.Parent)); seen.Review != "not-peers" {
		t.Errorf("a talk with a parent: %+v", seen)
	}
}

// wantFault finds that the field is named.
func (a *answer) wantFault(field string) {
	a.t.Helper()
	if a.want(http.StatusBadRequest); a.faults()[field] == "" {
		a.t.Errorf("no fault for %s in %v", field, a.faults())
	}
}
