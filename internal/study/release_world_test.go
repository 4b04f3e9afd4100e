package study_test

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/wijkstem/wijkstem/internal/analysis"
	"github.com/wijkstem/wijkstem/internal/demo"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store"
	"github.com/wijkstem/wijkstem/internal/store/storetest"
	"github.com/wijkstem/wijkstem/internal/study"
)

// writing is a project with interviews and codings, and the people who make a
// version of them.
type writing struct {
	t       testing.TB
	study   *study.Study
	keys    *storetest.Keys
	project research.ID
	now     time.Time
	made    uint64
	people  map[string]research.Scope
	// interviews by reference, codings by interview in the order of the text.
	interviews map[string]research.Interview
	codings    map[string][]research.Coding
}

var roles = map[string][]research.Role{
	"lead":         {research.Lead},
	"researcher":   {research.Researcher},
	"reader":       {research.SecondReader},
	"both":         {research.Researcher, research.SecondReader},
	"coach":        {research.Coach},
	"municipality": {research.MunicipalityReader},
	"alderman":     {research.MunicipalityAnswers},
	"school":       {research.PartnerAnswers},
}

func newWriting(t testing.TB, mode research.ProjectMode) *writing {
	t.Helper()
	w := &writing{
		t: t, keys: storetest.NewKeys(), now: time.Date(2026, 12, 11, 9, 0, 0, 0, time.UTC),
		people: map[string]research.Scope{},
	}
	opened, err := store.Open(t.Context(), "sqlite:"+filepath.Join(t.TempDir(), "wijkstem.db"), w.keys,
		store.Options{Clock: w.clock, NewID: w.id})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = opened.Close() })
	w.study = &study.Study{
		Store: opened, Keys: w.keys, Analysis: analysis.NewCache(8 << 20), Now: w.clock, NewID: w.id,
		System: research.NewScope(research.Grant{Actor: "system", Everything: true}),
	}
	w.begin(mode)
	return w
}

// begin goes on with a new project in the same store.
func (w *writing) begin(mode research.ProjectMode) {
	w.t.Helper()
	w.project, w.interviews, w.codings = w.id(), map[string]research.Interview{}, map[string][]research.Coding{}
	settings := research.NewProjectSettings()
	settings.Mode, settings.Municipality = mode, "Waardrecht"
	settings.Question = "Hoe vinden gezinnen in Merelveld hulp en contact?"
	settings.AnswerBy = []research.AnswerBy{
		{Owner: research.OwnerMunicipality, Function: "beleidsadviseur jeugd", Level: research.LevelOfficial, DueDate: "2027-01-23"},
		{Owner: research.OwnerSchoolBoard, Function: "voorzitter", Level: research.LevelGoverning, DueDate: "2027-03-12"},
	}
	project := research.Project{ID: w.project, Name: "Merelveld", State: research.ProjectRunning, Settings: settings}
	documents := []research.Document{w.owned(research.ProjectDocument, project)}
	for _, code := range study.SeedCodebook().Codes {
		documents = append(documents, w.owned(research.CodeDocument(code.ID), code))
	}
	for _, name := range slices.Sorted(keysOf(roles)) {
		documents = append(documents, w.person(name))
	}
	w.put(documents...)
}

func keysOf[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for key := range m {
			if !yield(key) {
				return
			}
		}
	}
}

func (w *writing) person(name string) research.Document {
	account := w.id()
	member := research.Member{Account: account, Roles: roles[name], Name: name, Guest: roles[name][0].Guest()}
	if name == "school" {
		member.Owner = research.OwnerSchoolBoard
	}
	w.people[name] = research.NewScope(research.Grant{
		Actor: "account/" + string(account), Organisation: w.project, Project: w.project, Roles: roles[name],
	})
	return w.owned(research.MemberDocument(account), member)
}

func (w *writing) clock() time.Time { return w.now }

func (w *writing) id() research.ID {
	w.made++
	var b [16]byte
	binary.BigEndian.PutUint64(b[8:], w.made)
	return research.IDFrom(b)
}

func (w *writing) by(name string) study.By { return study.By{Scope: w.people[name]} }

func (w *writing) owned(id string, value any) research.Document {
	return w.document(id, research.StreamKey(research.ProjectStream(w.project)), "", value)
}

func (w *writing) document(id string, key research.KeyRef, ref string, value any) research.Document {
	body, err := json.Marshal(value)
	if err != nil {
		w.t.Fatal(err)
	}
	return research.Document{ID: id, Key: key, By: id, Ref: ref, Body: body}
}

// put writes documents as other nouns would.
func (w *writing) put(documents ...research.Document) {
	w.t.Helper()
	act := study.Act{Stream: research.ProjectStream(w.project), Verb: "test.put"}
	_, err := w.study.Store.Act(w.t.Context(), w.study.System, act, func(tx study.Tx) error {
		for _, document := range documents {
			tx.Put(document)
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// talk is an interview to be put into the project.
type talk struct {
	reference string
	change    func(*research.Interview)
	said      []said
}

// said is one coded utterance.
type said struct {
	speaker string
	code    string
	kind    research.StatementKind
}

// hold puts an interview with its text and codings into the project.
func (w *writing) hold(k talk) research.Interview {
	w.t.Helper()
	interview := research.Interview{
		ID: w.id(), Reference: k.reference, ArrivedAt: w.now, Group: research.Parent, Capture: research.CaptureAudio,
		Language: "nl", People: 1, Round: 1, Checked: true, Consent: research.Consent{},
	}
	for _, choice := range research.ChoiceNames() {
		interview.Consent[choice] = research.Yes
	}
	if k.change != nil {
		k.change(&interview)
	}
	passage := research.Passage{Number: 1}
	var codings []research.Coding
	for i, s := range k.said {
		utterance := research.Utterance{ID: "1-" + strconv.Itoa(i+1), Speaker: s.speaker, Text: "Dat zei ik over " + s.code + "."}
		passage.Utterances = append(passage.Utterances, utterance)
		codings = append(codings, research.Coding{
			ID: w.id(), Interview: interview.ID, Code: s.code, Kind: s.kind, Coder: w.people["researcher"].Actor(), At: w.now,
			Anchor: research.Anchor{From: &research.Point{Utterance: utterance.ID}, To: &research.Point{Utterance: utterance.ID, Offset: 4}},
		})
	}
	w.arrive(interview, passage, codings)
	return interview
}

func (w *writing) arrive(interview research.Interview, passage research.Passage, codings []research.Coding) {
	w.t.Helper()
	rest := research.RestKey(interview.ID)
	if _, err := w.keys.Ensure(w.t.Context(), rest); err != nil {
		w.t.Fatal(err)
	}
	ref := string(interview.ID)
	documents := []research.Document{
		w.document(research.InterviewDocument(interview.ID), rest, "", interview),
		w.document(research.PassageDocument(interview.ID, passage.Number), rest, ref, passage),
	}
	for _, coding := range codings {
		documents = append(documents, w.document(research.CodingDocument(coding.ID), rest, ref, coding))
	}
	w.put(documents...)
	w.interviews[interview.Reference], w.codings[interview.Reference] = interview, codings
}

// alike holds n interviews that say the same.
func (w *writing) alike(n int, prefix string, change func(*research.Interview), all ...said) {
	w.t.Helper()
	for i := range n {
		w.hold(talk{reference: prefix + " " + strconv.Itoa(i), change: change, said: all})
	}
}

// evidence are the codings of a code, or of one reference when it is given.
func (w *writing) evidence(code string, references ...string) []research.ID {
	var ids []research.ID
	for _, reference := range slices.Sorted(keysOf(w.codings)) {
		if len(references) > 0 && !slices.Contains(references, reference) {
			continue
		}
		for _, coding := range w.codings[reference] {
			if coding.Code == code && len(ids) < 1000 {
				ids = append(ids, coding.ID)
			}
		}
	}
	return ids
}

func (w *writing) finding(f research.Finding) research.Finding {
	w.t.Helper()
	if f.Kind == "" {
		f.Kind = research.StatementBetter
	}
	if f.Sentence == "" {
		f.Sentence = "Zo ervaren ouders het."
	}
	view, err := w.study.AddFinding(w.t.Context(), w.by("researcher"), w.project, f)
	if err != nil {
		w.t.Fatal(err)
	}
	return view.Finding
}

// quote makes a quote and has a second person judge it.
func (w *writing) quote(reference string, at int, text string, finding research.ID) research.ID {
	w.t.Helper()
	id, coding := w.id(), w.codings[reference][at]
	input := study.QuoteInput{
		Coding: coding.ID, Finding: finding, Kind: coding.Kind, Text: text,
		Form: research.FormParaphrase, Label: w.interviews[reference].Group,
	}
	if _, _, err := w.study.WriteQuote(w.t.Context(), w.by("researcher"), w.project, id, input); err != nil {
		w.t.Fatal(err)
	}
	no := false
	input.Recognisable = &no
	if _, _, err := w.study.WriteQuote(w.t.Context(), w.by("reader"), w.project, id, input); err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *writing) compose(choices research.ReleaseChoices) study.ReleaseView {
	w.t.Helper()
	if choices.Round == 0 {
		choices.Round = 1
	}
	view, err := w.study.ComposeRelease(w.t.Context(), w.by("researcher"), w.project, choices)
	if err != nil {
		w.t.Fatal(err)
	}
	return view
}

// release composes and approves.
func (w *writing) release(choices research.ReleaseChoices) research.Version {
	w.t.Helper()
	draft := w.compose(choices)
	view, err := w.study.ApproveRelease(w.t.Context(), w.by("reader"), w.project, draft.Release.ID)
	if err != nil {
		w.t.Fatalf("%v: %+v", err, stopping(draft))
	}
	return *view.Preview
}

// stopping are the checks that stop a release.
func stopping(view study.ReleaseView) []research.ReleaseCheck {
	return slices.DeleteFunc(slices.Clone(view.Checks), func(c research.ReleaseCheck) bool { return c.OK })
}

func stops(view study.ReleaseView, rule string) bool {
	return slices.ContainsFunc(stopping(view), func(c research.ReleaseCheck) bool { return c.Rule == rule })
}

// read is a version as somebody reads it.
func (w *writing) read(who, name string) (research.Version, string) {
	w.t.Helper()
	body, _, err := w.study.Version(w.t.Context(), w.people[who], w.project, name)
	if err != nil {
		w.t.Fatal(err)
	}
	var v research.Version
	if err := json.Unmarshal(body, &v); err != nil {
		w.t.Fatal(err)
	}
	return v, string(body)
}

// holdTalks puts the invented talks of a folder into the project.
func (w *writing) holdTalks(folder string) {
	w.t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "demo", filepath.FromSlash(folder), "*.yaml"))
	if err != nil || len(names) == 0 {
		w.t.Fatalf("no talks in %s: %v", folder, err)
	}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			w.t.Fatal(err)
		}
		var k demo.Talk
		if err := yaml.UnmarshalWithOptions(content, &k, yaml.AllowDuplicateMapKey()); err != nil {
			w.t.Fatal(err)
		}
		w.holdTalk(k)
	}
}

var (
	speakers    = map[string]string{"gespreksvoerder": "interviewer", "deelnemer": "participant", "notitie": "note", "samenvatting": "summary"}
	topicStates = map[string]research.TopicState{"besproken": research.TopicDiscussed, "overgeslagen": research.TopicSkipped, "wilde-niet": research.TopicRefused}
	choices     = map[string]research.ChoiceName{"meedoen": research.ChoiceParticipate, "opname": research.ChoiceRecording, "citaat": research.ChoiceQuote}
)

func (w *writing) holdTalk(k demo.Talk) {
	w.t.Helper()
	interview := research.Interview{
		ID: w.id(), Reference: k.Reference, ArrivedAt: w.now, Group: research.Parent, Capture: research.CaptureAudio,
		Language: k.Language, Interpreter: k.Interpreter, People: k.People, Household: k.Household, Round: 1, Checked: true,
		Topics: map[string]research.TopicState{}, Consent: research.Consent{},
	}
	if k.Group == "jongere" {
		interview.Group = research.YoungPerson
	}
	for dutch, choice := range choices {
		interview.Consent[choice] = research.No
		if k.Consent[dutch] == "ja" {
			interview.Consent[choice] = research.Yes
		}
	}
	interview.Consent = interview.Consent.Full()
	for topic, state := range k.Topics {
		interview.Topics[topic] = topicStates[state]
	}
	passage := research.Passage{Number: 1}
	var codings []research.Coding
	for i, turn := range k.Text {
		text, marks, err := turn.Plain()
		if err != nil {
			w.t.Fatal(err)
		}
		id := "1-" + strconv.Itoa(i+1)
		speaker := speakers[strings.TrimSpace(turn.Speaker)]
		passage.Utterances = append(passage.Utterances, research.Utterance{ID: id, Speaker: speaker, Topic: turn.Topic, Text: text})
		for _, mark := range marks {
			codings = append(codings, research.Coding{
				ID: w.id(), Interview: interview.ID, Code: mark.Code, Kind: mark.Kind, Coder: w.people["researcher"].Actor(), At: w.now,
				Anchor: research.Anchor{From: &research.Point{Utterance: id, Offset: mark.From}, To: &research.Point{Utterance: id, Offset: mark.To}},
			})
		}
	}
	w.arrive(interview, passage, codings)
}
