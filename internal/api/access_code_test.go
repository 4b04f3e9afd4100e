package api_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

func newCode(t *testing.T) research.AccessCode {
	t.Helper()
	code, err := research.NewAccessCode(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// coded is a talk with one person who has the code.
func coded(code research.AccessCode) func(*phone.Talk) {
	return func(talk *phone.Talk) { talk.Manifest.Code = code.Digest() }
}

// use withdraws by code, as anybody.
func (f *field) use(words string) *answer {
	f.t.Helper()
	return f.do("POST", "/withdrawal-requests", "", object{"code": words})
}

// early is the delivery of a talk that goes on: without its answers.
func early(sealed phone.Sealed) phone.Sealed {
	sealed.Delivery.Final = false
	sealed.Delivery.Parts = []research.DeliveredPart{}
	return sealed
}

// Whenever somebody uses their code: before anything came, while the talk still
// goes on, and afterwards.
func TestACodeErasesWheneverItIsUsed(t *testing.T) {
	for _, row := range []struct {
		name         string
		before, then []func(*field, phone.Sealed)
	}{
		{"after it arrived", []func(*field, phone.Sealed){whole}, nil},
		{"before it arrived", nil, []func(*field, phone.Sealed){refused}},
		{"while the talk goes on", []func(*field, phone.Sealed){begun}, []func(*field, phone.Sealed){refused}},
		{"before the talk was heard of", nil, []func(*field, phone.Sealed){refusedEarly, refused}},
		{"between the beginning and the end", []func(*field, phone.Sealed){begun, whole}, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			f := newField(t)
			code := newCode(t)
			sealed := f.seal(f.talk(candid, coded(code)))
			other := f.held(coded(newCode(t)))
			for _, step := range row.before {
				step(f, sealed)
			}
			f.use(strings.ToUpper(code.String())).want(http.StatusAccepted)
			f.runJobs()
			for _, step := range row.then {
				step(f, sealed)
			}
			f.runJobs()
			f.wantGone(sealed)
			if got := found(f.everything(f.Store, f.Dir)); len(got) > 0 {
				t.Errorf("left: %v", got)
			}
			f.read(other)
			f.use(code.String()).want(http.StatusAccepted)
			if found, err := f.Study.Verify(t.Context()); err != nil || len(found.Faults) > 0 {
				t.Errorf("%+v, %v", found, err)
			}
		})
	}
}

func whole(f *field, sealed phone.Sealed) { f.deliver(sealed); f.runJobs() }

func begun(f *field, sealed phone.Sealed) {
	if _, err := f.phone.Announce(f.t.Context(), early(sealed)); err != nil {
		f.t.Fatal(err)
	}
}

func refused(f *field, sealed phone.Sealed) {
	_, err := f.phone.Announce(f.t.Context(), sealed)
	f.wantProof(sealed.Delivery.Interview, err)
}

func refusedEarly(f *field, sealed phone.Sealed) { refused(f, early(sealed)) }

// A backup of before tells nothing of whoever withdrew by code since.
func TestNothingIsLeftInABackupOfWhoUsedTheirCode(t *testing.T) {
	f := newField(t)
	code := newCode(t)
	sealed := f.seal(f.talk(candid, coded(code)))
	f.deliver(sealed)
	f.runJobs()
	backup := t.TempDir()
	if err := f.Store.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	f.use(code.String()).want(http.StatusAccepted)
	f.runJobs()
	f.wantRestoredGone(backup, sealed.Delivery.Interview)
}

// Codes are not to be tried: known and unknown ones cost the same and are
// answered in the same words.
func TestKnownAndUnknownCodesAreAnsweredAlike(t *testing.T) {
	f := newField(t)
	code := newCode(t)
	f.held(coded(code))
	f.runJobs()
	ask := func(words string) (effects int, text string) {
		s := &stopping{left: 1000}
		f.Study.Store, f.Study.Keys, f.Study.Jobs = stoppingStore{f.Store, s}, stoppingKeys{f.Keys, s}, stoppingJobs{f.Jobs, s}
		defer func() { f.Study.Store, f.Study.Keys, f.Study.Jobs = f.Store, f.Keys, f.Jobs }()
		answer := f.use(words).want(http.StatusAccepted)
		header := answer.response.Header.Clone()
		header.Del("X-Request-Id")
		return 1000 - s.left, fmt.Sprint(string(answer.text), header)
	}
	unknown, words := ask(newCode(t).String())
	known, alike := ask(code.String())
	if unknown != known || words != alike || known == 0 {
		t.Errorf("unknown: %d effects, %s\nknown: %d effects, %s", unknown, words, known, alike)
	}
	if logs := f.Logs.String(); strings.Contains(logs, strings.Fields(code.String())[0]) {
		t.Error("the code stands in the log")
	}
}

func TestWrongWordsAreNamed(t *testing.T) {
	f := newField(t)
	words := newCode(t).Words()
	for _, row := range []struct{ code, want string }{
		{strings.Join(words[:4], " "), "Vul alle vijf de woorden in."},
		{strings.Join([]string{words[0], words[1], "zee" + words[2] + "q", words[3], words[4]}, " "), "Woord 3 klopt niet. Kijk het na."},
		{strings.Join([]string{words[0], "q", "q", words[3], words[4]}, " "), "Kijk deze woorden na: 2, 3."},
	} {
		faults := f.use(row.code).want(http.StatusBadRequest).faults()
		if faults["/code"] != row.want {
			t.Errorf("%q: %v", row.code, faults)
		}
	}
	lines, err := f.Keys.Ledger(t.Context())
	if err != nil || len(lines) > 0 {
		t.Errorf("wrong words are kept: %v, %v", lines, err)
	}
	f.do("POST", "/withdrawal-requests", "", object{"code": strings.Repeat("lepel ", 40)}).want(http.StatusBadRequest)
	f.do("POST", "/withdrawal-requests", "", object{}).want(http.StatusBadRequest)
}

func TestCodesAreThrottledByAddress(t *testing.T) {
	w := newWorld(t, func(o *options) { o.Proxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} })
	ask := func(address string, words string) int {
		return w.do("POST", "/withdrawal-requests", "", object{"code": words}, from(address)).response.StatusCode
	}
	for range 20 { // words that can be no code cost nothing
		if got := ask("198.51.100.1", "lepel"); got != http.StatusBadRequest {
			t.Fatalf("status %d", got)
		}
	}
	for range 11 {
		if got := ask("198.51.100.1", newCode(t).String()); got != http.StatusAccepted {
			t.Fatalf("status %d", got)
		}
	}
	if got := ask("198.51.100.1", newCode(t).String()); got != http.StatusTooManyRequests {
		t.Errorf("status %d", got)
	}
	if got := ask("203.0.113.1", newCode(t).String()); got != http.StatusAccepted {
		t.Errorf("another network: status %d", got)
	}
	w.Clock.Move(15 * time.Minute)
	if got := ask("198.51.100.1", newCode(t).String()); got != http.StatusAccepted {
		t.Errorf("later: status %d", got)
	}
}

// A lead hears when somebody withdrew, for two weeks, and not who.
func TestALeadHearsThatSomebodyWithdrew(t *testing.T) {
	f := newField(t)
	code := newCode(t)
	sealed := f.seal(f.talk(coded(code)))
	f.deliver(sealed)
	told := func(who string) (turns int) {
		t.Helper()
		text := string(f.do("GET", f.fill("/projects/{project}/overview"), who, nil).want(http.StatusOK).text)
		if strings.Contains(text, string(sealed.Delivery.Interview)) {
			t.Errorf("it names the interview: %s", text)
		}
		return strings.Count(text, "Iemand trok zich terug met de eigen code")
	}
	f.use(code.String()).want(http.StatusAccepted)
	f.runJobs()
	if told("lead") != 1 || told("coach") != 0 || told("researcher") != 0 {
		t.Errorf("told: lead %d, coach %d, researcher %d", told("lead"), told("coach"), told("researcher"))
	}
	f.Clock.Move(15 * 24 * time.Hour)
	if told("lead") != 0 {
		t.Error("it is told for ever")
	}
}

// TestACodeSurvivesEveryStop stops the server before and after each effect.
func TestACodeSurvivesEveryStop(t *testing.T) {
	f := newField(t)
	for _, after := range []bool{false, true} {
		for effects := 1; ; effects++ {
			if effects > 40 {
				t.Fatal("a withdrawal does not end")
			}
			if len(f.words) == 0 {
				f.words, _ = f.phone.References(t.Context(), 20)
			}
			code := newCode(t)
			sealed := f.seal(f.talk(candid, coded(code)))
			f.deliver(sealed)
			f.runJobs()
			condemned := false
			done := f.stopWithin(effects, after, func() error {
				err := f.Study.WithdrawByCode(t.Context(), code.String())
				condemned = err == nil || effects > 1 || after
				return err
			})
			if !condemned {
				if err := f.Study.WithdrawByCode(t.Context(), code.String()); err != nil {
					t.Fatal(err)
				}
			}
			if err := f.Study.Reconcile(t.Context()); err != nil {
				t.Fatal(err)
			}
			f.runJobs()
			f.wantGone(sealed)
			if got := found(f.everything(f.Store, f.Dir)); len(got) > 0 {
				t.Fatalf("after %d effects (%v) %v is left", effects, after, got)
			}
			if done {
				break
			}
		}
	}
}

// A phone that gives one code to two of its talks takes nothing from the first.
func TestACodeLeadsToOneInterview(t *testing.T) {
	f := newField(t)
	code := newCode(t)
	first := f.held(coded(code))
	second := f.held(coded(code))
	f.use(code.String()).want(http.StatusAccepted)
	f.runJobs()
	f.do("GET", f.interview(first), "researcher", nil).want(http.StatusGone)
	f.read(second)
	by, err := f.By(t.Context(), "lead", f.Project)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Study.Withdraw(t.Context(), by, f.Project, study.Withdrawal{Interview: second}); err != nil {
		t.Fatal(err)
	}
}
