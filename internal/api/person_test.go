package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// together is a talk with several persons, of whom each has a code and the named
// one says no to a choice.
func together(codes []research.AccessCode, no map[int]research.ChoiceName) func(*phone.Talk) {
	return func(talk *phone.Talk) {
		candid(talk)
		talk.Manifest.People = len(codes)
		for n, code := range codes {
			consent := research.Consent{}
			for _, choice := range research.ChoiceNames() {
				consent[choice] = research.Yes
			}
			if choice := no[n+1]; choice != "" {
				consent[choice] = research.No
			}
			talk.Manifest.Persons = append(talk.Manifest.Persons, research.Person{
				Number: n + 1, Code: code.Digest(), Consent: consent, ConsentLog: []research.ConsentChange{},
			})
		}
	}
}

func newCodes(t *testing.T, n int) (codes []research.AccessCode) {
	t.Helper()
	for range n {
		codes = append(codes, newCode(t))
	}
	return codes
}

// group is what is seen of a talk with several.
type group struct {
	People, Persons int
	Review          string
	Checked         bool
	Consent         map[string]string
	Left            []time.Time
	Settled         []struct{ Review, Decision string }
}

func (f *field) group(id research.ID) (seen group) {
	f.t.Helper()
	f.do("GET", f.interview(id), "lead", nil).want(http.StatusOK).into(&seen)
	return seen
}

func (f *field) leave(code research.AccessCode) {
	f.t.Helper()
	f.use(code.String()).want(http.StatusAccepted)
	f.runJobs()
}

// Whoever said no to something said it for all, whatever the phone made of it.
func TestTheStrictestChoiceHoldsForAll(t *testing.T) {
	f := newField(t)
	no := map[int]research.ChoiceName{1: research.ChoiceOthers, 3: research.ChoiceHealth}
	seen := f.group(f.held(together(newCodes(t, 3), no)))
	if seen.People != 3 || seen.Persons != 3 || len(seen.Left) != 0 || seen.Review != "" {
		t.Errorf("seen %+v", seen)
	}
	for _, choice := range research.ChoiceNames() {
		want := "yes"
		if choice == research.ChoiceOthers || choice == research.ChoiceHealth {
			want = "no"
		}
		if seen.Consent[string(choice)] != want {
			t.Errorf("%s is %s", choice, seen.Consent[string(choice)])
		}
	}
}

// Nobody takes back the no of another, but a no noted in the workbench by mistake.
func TestTheNoOfOneOfSeveralStays(t *testing.T) {
	f := newField(t)
	id := f.held(together(newCodes(t, 3), map[int]research.ChoiceName{2: research.ChoiceQuote}))
	choose := func(choices object) *answer {
		return f.do("PUT", f.interview(id)+"/consent", "lead", object{"choices": choices})
	}
	faults := choose(object{"quote": "yes", "others": "yes"}).want(http.StatusBadRequest).faults()
	if faults["/choices/quote"] == "" || len(faults) != 1 {
		t.Errorf("faults %v", faults)
	}
	if seen := f.group(id); seen.Consent["quote"] != "no" {
		t.Errorf("quote is %s", seen.Consent["quote"])
	}
	choose(object{"others": "no"}).want(http.StatusOK)
	choose(object{"others": "yes"}).want(http.StatusOK)
}

// One of several leaves: the text stays, nobody in it is quoted any more, and the
// lead is asked, each time somebody leaves; the last takes all along.
func TestOneOfSeveralLeaves(t *testing.T) {
	f := newField(t)
	codes := newCodes(t, 3)
	sealed := f.seal(f.talk(together(codes, nil)))
	id := sealed.Delivery.Interview
	f.deliver(sealed)
	f.runJobs()
	f.do("PUT", f.interview(id)+"/check", "researcher", object{"checked": true}).want(http.StatusOK)
	quote := f.quoteOf(id)
	f.leave(codes[1])
	f.wantLeft(id, 1)
	if got := f.quotes(); slices.Contains(got, quote) {
		t.Error("a quote of the talk is left")
	}
	if got := found(f.everything(f.Store, f.Dir)); !slices.Contains(got, canaries[0]) {
		t.Error("the text is gone")
	}
	f.leave(codes[1]) // again
	f.wantLeft(id, 1)
	faults := f.do("PUT", f.interview(id)+"/consent", "researcher", object{"choices": object{"quote": "yes"}}).want(http.StatusBadRequest).faults()
	if faults["/choices/quote"] == "" {
		t.Errorf("quoting again: %v", faults)
	}
	settle := object{"review": "person-left", "decision": "Laat de tekst staan, zonder citaten."}
	f.do("PUT", f.interview(id)+"/review", "lead", settle).want(http.StatusOK)
	if seen := f.group(id); seen.Review != "" || len(seen.Settled) != 1 {
		t.Errorf("settled: %+v", seen)
	}
	f.deliver(sealed) // what was decided is not asked again
	if seen := f.group(id); seen.Review != "" || seen.Consent["quote"] != "no" {
		t.Errorf("delivered again: %+v", seen)
	}
	f.Clock.Move(time.Minute)
	f.leave(codes[0])
	f.wantLeft(id, 2)
	f.leave(codes[2])
	f.wantGone(sealed)
	if got := found(f.everything(f.Store, f.Dir)); len(got) > 0 {
		t.Errorf("left: %v", got)
	}
}

// Somebody of a group calls the lead: the same as by their own code, also for a
// restored database, and the last takes all along.
func TestOneOfSeveralLeavesByCallingTheLead(t *testing.T) {
	f := newField(t)
	codes := newCodes(t, 3)
	sealed := f.seal(f.talk(together(codes, nil)))
	id := sealed.Delivery.Interview
	f.deliver(sealed)
	f.runJobs()
	call := func(body object, status int) string {
		t.Helper()
		var seen struct{ State string }
		f.do("POST", f.fill("/projects/{project}/withdrawals"), "lead", body).want(status).into(&seen)
		return seen.State
	}
	call(object{"interview": id, "person": 4}, http.StatusBadRequest)
	call(object{"reference": "lepel wolk", "person": 1}, http.StatusBadRequest)
	f.do("POST", f.fill("/projects/{project}/withdrawals"), "researcher", object{"interview": id, "person": 2}).want(http.StatusForbidden)
	for range 2 {
		if state := call(object{"interview": id, "person": 2}, http.StatusCreated); state != "left" {
			t.Errorf("it is %q", state)
		}
		f.wantLeft(id, 1)
	}
	lines, err := f.Study.Keys.Ledger(t.Context())
	if err != nil || !slices.ContainsFunc(lines, func(l study.LedgerLine) bool { return l.Reason == "code" && l.Pending != "" }) {
		t.Errorf("the ledger does not know that somebody left: %v", err)
	}
	f.Clock.Move(time.Minute)
	f.leave(codes[2])
	f.wantLeft(id, 2)
	if state := call(object{"interview": id, "person": 1}, http.StatusCreated); state != "erased" {
		t.Errorf("the last: %q", state)
	}
	f.runJobs()
	f.wantGone(sealed)
}

// wantLeft checks what holds when so many left.
func (f *field) wantLeft(id research.ID, left int) {
	f.t.Helper()
	seen := f.group(id)
	if len(seen.Left) != left || seen.Review != "person-left" || seen.Checked || seen.Persons != 3 {
		f.t.Errorf("seen %+v", seen)
	}
	if seen.Consent["quote"] != "no" || seen.Consent["others"] != "no" || seen.Consent["keep"] != "yes" {
		f.t.Errorf("consent %v", seen.Consent)
	}
	text := string(f.do("GET", f.fill("/projects/{project}/overview"), "lead", nil).want(http.StatusOK).text)
	if strings.Count(text, "Iemand uit een groepsgesprek stopte") != 1 || !strings.Contains(text, "gesprekken/"+string(id)) {
		f.t.Errorf("the lead is not asked: %s", text)
	}
}

// quoteOf makes a quote of a passage of the talk.
func (f *field) quoteOf(id research.ID) string {
	f.t.Helper()
	finding, _ := f.newFinding()
	var text struct{ Utterances []research.Utterance }
	f.do("GET", f.interview(id)+"/text", "researcher", nil).want(http.StatusOK).into(&text)
	at := func(offset int) object { return object{"utterance": text.Utterances[0].ID, "offset": offset} }
	coding := research.NewID()
	f.do("PUT", f.fill("/projects/{project}/codings/")+string(coding), "researcher", object{
		"interview": id, "code": "regie", "kind": "good", "anchor": object{"from": at(0), "to": at(6)},
	}).want(http.StatusCreated)
	var before struct {
		Evidence []research.ID `json:"evidence"`
	}
	f.do("GET", f.fill("/projects/{project}/findings/")+string(finding), "researcher", nil).want(http.StatusOK).into(&before)
	f.do("PUT", f.fill("/projects/{project}/findings/")+string(finding), "researcher", findingBody(append(before.Evidence, coding))).want(http.StatusOK)
	quote := string(research.NewID())
	f.do("PUT", f.fill("/projects/{project}/quotes/")+quote, "researcher", quoteBody(coding, finding)).want(http.StatusCreated)
	if !slices.Contains(f.quotes(), quote) {
		f.t.Fatal("there is no quote to take away")
	}
	return quote
}

func (f *field) quotes() (ids []string) {
	f.t.Helper()
	var list struct{ Items []struct{ ID string } }
	f.do("GET", f.fill("/projects/{project}/quotes?limit=100"), "researcher", nil).want(http.StatusOK).into(&list)
	for _, quote := range list.Items {
		ids = append(ids, quote.ID)
	}
	return ids
}

// Whoever left before the talk arrived, or while it went on, has left it when it is
// there, and stays so whatever the phone sends later.
func TestWhoLeftBeforeATalkArrivedHasLeftIt(t *testing.T) {
	for _, row := range []struct {
		name   string
		leaves []string // in order: a code, "early" or "whole"
		left   int
	}{
		{"before", []string{"1", "whole"}, 1},
		{"before its beginning", []string{"1", "early", "whole"}, 1},
		{"while it goes on", []string{"early", "1", "whole"}, 1},
		{"one before, one after", []string{"1", "whole", "2"}, 2},
		{"one before, one while it goes on", []string{"1", "early", "2", "whole", "whole"}, 2},
	} {
		t.Run(row.name, func(t *testing.T) {
			f := newField(t)
			codes := newCodes(t, 3)
			sealed := f.seal(f.talk(together(codes, nil)))
			for _, step := range row.leaves {
				switch step {
				case "early":
					begun(f, sealed)
				case "whole":
					f.deliver(sealed)
				default:
					f.leave(codes[step[0]-'1'])
				}
				f.runJobs()
			}
			f.wantLeft(sealed.Delivery.Interview, row.left)
		})
	}
}

// When all left before it arrived nothing of it is kept.
func TestATalkThatAllLeftIsNotKept(t *testing.T) {
	f := newField(t)
	codes := newCodes(t, 2)
	sealed := f.seal(f.talk(together(codes, nil)))
	for _, code := range codes {
		f.leave(code)
	}
	refused(f, sealed)
	f.runJobs()
	f.wantGone(sealed)
}
