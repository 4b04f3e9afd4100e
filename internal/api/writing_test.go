package api_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// talks puts interviews into the project, each with one coding, and returns the
// codings.
func (w *world) talks(n int) []research.ID {
	w.t.Helper()
	code := research.Code{ID: "regie", Label: "Zelf kiezen", Group: "steun", Status: research.CodeActive}
	group := research.Code{ID: "steun", Label: "Steun en meepraten", Status: research.CodeActive}
	stream := research.ProjectStream(w.Project)
	var documents []research.Document
	for _, c := range []research.Code{group, code} {
		documents = append(documents, w.document(research.CodeDocument(c.ID), research.StreamKey(stream), "", c))
	}
	var codings []research.ID
	for i := range n {
		interview := research.Interview{ID: research.NewID(), Reference: fmt.Sprintf("lepel wolk%c", 'a'+i%26), ArrivedAt: w.Clock.Now(),
			StartedAt: w.Clock.Now(), Group: research.Parent, Capture: research.CaptureNotes, Sound: research.SoundNone, People: 1,
			Device: w.Device, Interviewer: "Samira", Delivered: true,
			Language: "nl", Round: 1, Checked: true, Consent: research.Consent{}}
		for _, choice := range research.ChoiceNames() {
			interview.Consent[choice] = research.Yes
		}
		rest := research.RestKey(interview.ID)
		if _, err := w.Keys.Ensure(w.t.Context(), rest); err != nil {
			w.t.Fatal(err)
		}
		coding := research.Coding{ID: research.NewID(), Interview: interview.ID, Code: "regie", Kind: research.StatementGood,
			Coder: "account/" + string(w.Accounts["researcher"]), At: w.Clock.Now()}
		codings = append(codings, coding.ID)
		documents = append(documents, w.document(research.InterviewDocument(interview.ID), rest, "", interview),
			w.document(research.CodingDocument(coding.ID), rest, string(interview.ID), coding))
	}
	act := study.Act{Stream: stream, Verb: "interview.receive"}
	_, err := w.Store.Act(w.t.Context(), auth.System(), act, func(tx study.Tx) error {
		for _, document := range documents {
			tx.Put(document)
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return codings
}

func (w *world) document(id string, key research.KeyRef, ref string, value any) research.Document {
	body, err := json.Marshal(value)
	if err != nil {
		w.t.Fatal(err)
	}
	return research.Document{ID: id, Key: key, By: id, Ref: ref, Body: body}
}

func findingBody(evidence []research.ID) object {
	return object{
		"title": "Zelf kiezen", "sentence": "Ouders willen zelf kiezen.", "kind": "better", "codes": []string{"regie"},
		"evidence": evidence, "policyThemes": []string{}, "owners": []string{"municipality", "school-board"}, "glance": 1,
		"glanceSentence": "Ouders willen **zelf kiezen**.",
	}
}

// newFinding writes a finding that rests on all talks there are.
func (w *world) newFinding() (finding research.ID, codings []research.ID) {
	w.t.Helper()
	codings = w.talks(6)
	var made research.Finding
	w.do("POST", w.fill("/projects/{project}/findings"), "researcher", findingBody(codings)).want(201).into(&made)
	return made.ID, codings
}

func quoteBody(coding, finding research.ID) object {
	return object{"coding": coding, "finding": finding, "kind": "good", "text": "Deze ouder koos zelf.",
		"form": "paraphrase", "translated": false, "label": "een ouder"}
}

func (w *world) newQuote() research.ID {
	w.t.Helper()
	finding, codings := w.newFinding()
	id := research.NewID()
	w.do("PUT", w.fill("/projects/{project}/quotes/")+string(id), "researcher", quoteBody(codings[0], finding)).want(201)
	return id
}

// withoutQuotes are the choices of a release that leaves out every quote of the
// world: other tests wrote some that nobody judged.
func (w *world) withoutQuotes() object {
	w.t.Helper()
	var list struct{ Items []struct{ ID research.ID } }
	w.do("GET", w.fill("/projects/{project}/quotes?limit=100"), "researcher", nil).want(200).into(&list)
	ids := []research.ID{}
	for _, quote := range list.Items {
		ids = append(ids, quote.ID)
	}
	return object{"round": 1, "leaveOutQuotes": ids}
}

// newDraft composes a release that nothing stops.
func (w *world) newDraft() (release, finding research.ID) {
	w.t.Helper()
	finding, _ = w.newFinding()
	var made struct {
		ID      research.ID
		Blocked bool
	}
	w.do("POST", w.fill("/projects/{project}/releases"), "researcher", w.withoutQuotes()).want(201).into(&made)
	if made.Blocked {
		w.t.Fatal("the draft is blocked")
	}
	return made.ID, finding
}

// newVersion releases a version.
func (w *world) newVersion() (version, finding research.ID) {
	w.t.Helper()
	version, finding = w.newDraft()
	w.do("PUT", w.fill("/projects/{project}/releases/")+string(version)+"/approval", "second-reader", nil).want(200)
	return version, finding
}

// TestFromCodingsToAnswer goes the whole way by HTTP.
func TestFromCodingsToAnswer(t *testing.T) {
	w := newWorld(t)
	finding, codings := w.newFinding()
	codings = append(codings, w.talks(6)...)
	quote := w.fill("/projects/{project}/quotes/") + string(research.NewID())
	w.do("PUT", quote, "researcher", quoteBody(codings[0], finding)).want(201)

	releases := w.fill("/projects/{project}/releases")
	var draft struct {
		ID      research.ID
		Blocked bool
		Checks  []research.ReleaseCheck
		Preview research.Version
	}
	w.do("POST", releases, "researcher", object{"round": 1, "notHeard": []string{"vaders"}}).want(201).into(&draft)
	if !draft.Blocked || draft.Checks[0].Rule != "quotes" {
		t.Fatalf("nobody judged the quote, and the checks say %+v", draft.Checks)
	}
	approval := releases + "/" + string(draft.ID) + "/approval"
	w.do("PUT", approval, "second-reader", nil).want(409)

	judged := quoteBody(codings[0], finding)
	judged["recognised"] = "no"
	w.do("PUT", quote, "researcher", judged).want(403)
	w.do("PUT", quote, "second-reader", judged).want(200)
	w.do("PUT", approval, "researcher", nil).want(403)

	latest := w.fill("/projects/{project}/versions/latest")
	w.do("GET", latest, "municipality-reader", nil).want(404)
	w.do("PUT", approval, "second-reader", nil).want(200)
	read := w.do("GET", latest, "municipality-reader", nil).want(200)
	var version research.Version
	read.into(&version)
	if version.N != 12 || version.Mode != research.VersionLarge || version.Findings[0].Quotes[0].Text != "Deze ouder koos zelf." {
		t.Errorf("got %s", read.text)
	}
	w.do("GET", latest, "partner-reader", nil, map[string]string{"If-None-Match": read.response.Header.Get("ETag")}).want(304)
	w.checkAnswers(finding)
}

func (w *world) checkAnswers(finding research.ID) {
	w.t.Helper()
	list := w.fill("/projects/{project}/answers")
	answer := w.fill("/projects/{project}/findings/") + string(finding) + "/answers/"
	states := func(who string) map[string]string {
		var lines struct {
			Items []struct{ Owner, State, DueDate string }
		}
		w.do("GET", list, who, nil).want(200).into(&lines)
		all := map[string]string{}
		for _, l := range lines.Items {
			all[l.Owner] = l.State + " " + l.DueDate
		}
		return all
	}
	if got := states("municipality-reader"); got["municipality"] != "waiting 2027-01-15" || got["school-board"] != "waiting 2027-01-05" {
		w.t.Errorf("before any answer: %v", got)
	}
	body := object{"level": "official", "state": "will-do", "reason": "Wij beginnen in de herfst.", "function": "beleidsadviseur jeugd",
		"nextStep": object{"text": "De eerste avond.", "date": "2027-03-01"}}
	w.do("PUT", answer+"municipality", "municipality-answers", body).want(200)
	w.do("PUT", answer+"municipality", "partner-answers", body).want(403)
	w.do("PUT", answer+"school-board", "municipality-answers", body).want(403)
	w.do("PUT", answer+"school-board", "partner-answers", body).want(200)
	w.do("PUT", answer+"youth-care", "partner-answers", body).want(404)
	w.do("PUT", answer+"municipality", "lead", body).want(403)
	if faults := w.do("PUT", answer+"municipality", "municipality-answers", object{
		"level": "official", "state": "will-not", "reason": " ", "function": "wethouder", "doneOn": "2027-01-01",
	}).want(400).faults(); faults["/reason"] == "" || faults["/doneOn"] == "" {
		w.t.Errorf("faults %v", faults)
	}
	if got := states("device"); got["municipality"] != "will-do 2027-02-22" {
		w.t.Errorf("on the phone, with the governing level still to come: %v", got)
	}
	body["level"], body["state"] = "governing", "partly"
	w.do("PUT", answer+"municipality", "municipality-answers", body).want(200)
	w.checkEarlier(list)
	var field struct {
		Findings []struct {
			Sentence string
			Answers  []struct{ Function string }
		}
	}
	w.do("GET", w.fill("/projects/{project}/field"), "device", nil).want(200).into(&field)
	if len(field.Findings) != 1 || len(field.Findings[0].Answers) != 2 {
		w.t.Errorf("the phone gets %+v", field.Findings)
	}
}

// checkEarlier holds that what the governing level replaced stays to be read.
func (w *world) checkEarlier(list string) {
	w.t.Helper()
	var lines struct {
		Items []struct {
			Owner, DueDate string
			Steps          []research.AnswerStep
			Answer         struct{ Level, State string }
			Earlier        []struct{ Level, State, Reason string }
		}
	}
	w.do("GET", list, "partner-reader", nil).want(200).into(&lines)
	for _, l := range lines.Items {
		if l.Owner != "municipality" {
			continue
		}
		if l.Answer.State != "partly" || len(l.Earlier) != 1 || l.Earlier[0].State != "will-do" || l.Earlier[0].Level != "official" {
			w.t.Errorf("answer %+v, earlier %+v", l.Answer, l.Earlier)
		}
		if l.DueDate != "" || len(l.Steps) != 2 || l.Steps[1].State != research.StepGiven {
			w.t.Errorf("due %q, steps %+v", l.DueDate, l.Steps)
		}
	}
}

func TestFindingsRestOnWhatIsThere(t *testing.T) {
	w := newWorld(t)
	codings := append(w.talks(2), research.NewID())
	findings := w.fill("/projects/{project}/findings")
	if faults := w.do("POST", findings, "researcher", findingBody(codings)).want(400).faults(); faults["/evidence/2"] == "" {
		t.Errorf("faults %v", faults)
	}
	if faults := w.do("POST", findings, "researcher", findingBody([]research.ID{})).want(400).faults(); faults["/evidence"] == "" {
		t.Errorf("faults %v", faults)
	}
	made := w.do("POST", findings, "lead", findingBody(codings[:2])).want(201)
	path := findings + "/" + made.field("id").(string)
	tag := map[string]string{"If-Match": made.response.Header.Get("ETag")}
	changed := findingBody(codings[:1])
	changed["counterVoice"] = object{"text": "Niet iedereen wil dit."}
	w.do("PUT", path, "researcher", changed, tag).want(200)
	w.do("PUT", path, "researcher", changed, tag).want(412)
	voice, _ := w.do("GET", path, "second-reader", nil).want(200).field("counterVoice").(map[string]any)
	if voice["text"] != "Niet iedereen wil dit." {
		t.Errorf("counter-voice %v", voice)
	}
	w.do("DELETE", path, "lead", nil).want(204)
	w.do("GET", path, "lead", nil).want(404)
}

func TestReleaseChoicesAreNamed(t *testing.T) {
	w := newWorld(t)
	w.newFinding()
	faults := w.do("POST", w.fill("/projects/{project}/releases"), "lead", object{
		"round": 3, "splits": []string{"kent-de-weg"}, "leaveOut": []string{"onbekend"}, "glance": []research.ID{research.NewID()},
		"merge": []object{{"codes": []string{"regie"}, "label": "Regie"}},
	}).want(400).faults()
	for _, field := range []string{"/round", "/splits", "/leaveOut/0", "/glance/0", "/merge/0/codes"} {
		if faults[field] == "" {
			t.Errorf("%s is not named in %v", field, faults)
		}
	}
}

// Two people who read the same quote cannot write over each other: neither the
// text, nor a judgement of a text that is not there any more.
func TestQuotesAreNotOverwrittenUnseen(t *testing.T) {
	w := newWorld(t)
	finding, codings := w.newFinding()
	quotes := w.fill("/projects/{project}/quotes")
	path, body := quotes+"/"+string(research.NewID()), quoteBody(codings[0], finding)
	made := w.do("PUT", path, "researcher", body).want(201)
	seen := map[string]string{"If-Match": made.response.Header.Get("ETag")}
	if tag := made.field("etag"); tag != seen["If-Match"] || tag == "" {
		t.Errorf("the quote says %v, its header %q", tag, seen["If-Match"])
	}
	w.do("PUT", path, "lead", with(body, object{"text": "Deze ouder koos samen."}), seen).want(200)
	w.do("PUT", path, "researcher", with(body, object{"text": "Een ouder koos."}), seen).want(412)
	w.do("PUT", path, "second-reader", with(body, object{"recognised": "no"}), seen).want(412)
	var list struct{ Items []struct{ Text, ETag string } }
	w.do("GET", quotes, "researcher", nil).want(200).into(&list)
	if len(list.Items) != 1 || list.Items[0].Text != "Deze ouder koos samen." {
		t.Fatalf("quotes %+v", list.Items)
	}
	now := map[string]string{"If-Match": list.Items[0].ETag}
	w.do("DELETE", path, "lead", nil).want(204)
	w.do("PUT", path, "researcher", body, now).want(412) // what was taken away does not come back unseen
	w.do("PUT", path, "researcher", body).want(201)
}
