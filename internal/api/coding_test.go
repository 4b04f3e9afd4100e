package api_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/api/apitest"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

func init() {
	maps.Copy(examples, map[string]example{
		"listCodes": plain("/projects/{project}/codes", nil),
		"addCode": func(w *world) apitest.Request {
			slug := "code-" + string(research.NewID())
			return apitest.Request{Path: w.fill("/projects/{project}/codes"), Body: code(slug, nil)}
		},
		"changeCode": plain("/projects/{project}/codes/regie", code("regie", object{"label": "Zelf beslissen", "group": "steun-en-meepraten"})),
		"listInterviewCodings": func(w *world) apitest.Request {
			return apitest.Request{Path: w.inInterview(w.interview(true, "Ja."), "/codings")}
		},
		"listCodeCodings": plain("/projects/{project}/codes/regie/codings", nil),
		"countCode":       plain("/projects/{project}/codes/regie/count", nil),
		"writeCoding": func(w *world) apitest.Request {
			return apitest.Request{Path: w.newCoding(), Body: coding(w.interview(true, "Ik koos zelf."), "1-1", 0, 8)}
		},
		"removeCoding": func(w *world) apitest.Request {
			path := w.newCoding()
			w.do("PUT", path, "researcher", coding(w.interview(true, "Ik koos zelf."), "1-1", 0, 8)).want(http.StatusCreated)
			return apitest.Request{Path: path}
		},
		"readText": func(w *world) apitest.Request {
			return apitest.Request{Path: w.inInterview(w.interview(true, "Ja."), "/text")}
		},
		"writeText": func(w *world) apitest.Request {
			return apitest.Request{Path: w.inInterview(w.interview(true, "Ja."), "/text"), Body: text("Nee.")}
		},
		"changeUtterance": func(w *world) apitest.Request {
			return apitest.Request{Path: w.inInterview(w.interview(true, "Ja."), "/utterances/1-1"), Body: object{"speaker": "participant", "text": "Jawel."}}
		},
		"readTextFile": func(w *world) apitest.Request {
			return apitest.Request{Path: w.fill("/projects/{project}/text-readings"), Body: []byte("A: Hoi?\nB: Ja."), Kind: "text/plain"}
		},
	})
}

func (w *world) interview(checked bool, lines ...string) research.ID {
	w.t.Helper()
	id, err := w.AddInterview(w.t.Context(), checked, lines...)
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) inInterview(id research.ID, path string) string {
	return w.fill("/projects/{project}/interviews/") + string(id) + path
}

func (w *world) newCoding() string {
	return w.fill("/projects/{project}/codings/") + string(research.NewID())
}

func coding(interview research.ID, utterance string, from, to int) object {
	return object{"interview": interview, "code": "regie", "kind": "good", "anchor": object{
		"from": object{"utterance": utterance, "offset": from}, "to": object{"utterance": utterance, "offset": to},
	}}
}

// with is the object with some fields replaced.
func with(o object, changes object) object {
	o = maps.Clone(o)
	maps.Copy(o, changes)
	return o
}

func text(lines ...string) object {
	utterances := []object{}
	for _, line := range lines {
		utterances = append(utterances, object{"speaker": "participant", "text": line})
	}
	return object{"source": "typed", "utterances": utterances}
}

func code(slug string, changes object) object {
	return with(object{
		"id": slug, "label": "Naam van " + slug, "group": "wonen-in-de-wijk", "definition": "", "include": "", "exclude": "", "example": "",
		"domain": "buurt", "policyThemes": []string{}, "flags": []string{}, "topics": []string{}, "status": "active", "order": 600,
	}, changes)
}

// wireCoding is what tests look at in a coding.
type wireCoding struct {
	ID, Reference, Code, Kind, Quote, Before, After string
	Lost, TalkFirst                                 bool
	Anchor                                          struct{ From, To research.Point }
	Coder                                           struct{ Name string }
}

func (w *world) codings(id research.ID) []wireCoding {
	w.t.Helper()
	var list struct{ Items []wireCoding }
	w.do("GET", w.inInterview(id, "/codings"), "researcher", nil).want(http.StatusOK).into(&list)
	return list.Items
}

func TestCoding(t *testing.T) {
	w := newWorld(t)
	id := w.interview(false, "Eén twee drie ☺ vier.", "Vijf.", "Zes zeven.")
	path := w.newCoding()
	var got wireCoding
	w.do("PUT", path, "researcher", coding(id, "1-1", 4, 15)).want(http.StatusCreated).into(&got)
	if got.Quote != "twee drie ☺" || got.Before != "Eén " || got.After != " vier." || got.Reference != "lepel wolk" || got.Coder.Name == "" {
		t.Errorf("%+v", got)
	}
	w.do("PUT", path, "researcher", with(coding(id, "1-1", 0, 3), object{"kind": "better"})).want(http.StatusOK).into(&got)
	if got.Quote != "Eén" || got.Kind != "better" {
		t.Errorf("%+v", got)
	}
	over := coding(id, "1-1", 16, 2)
	over["anchor"].(object)["to"] = object{"utterance": "1-3", "offset": 3}
	w.do("PUT", w.newCoding(), "researcher", over).want(http.StatusCreated).into(&got)
	if got.Quote != "vier.\nVijf.\nZes" || got.After != " zeven." {
		t.Errorf("%+v", got)
	}
	w.checkLists(id)
	w.do("DELETE", path, "researcher", nil).want(http.StatusNoContent)
	w.do("DELETE", path, "researcher", nil).want(http.StatusNotFound)
	if left := w.codings(id); len(left) != 1 {
		t.Errorf("%d codings left", len(left))
	}
}

func (w *world) checkLists(id research.ID) {
	w.t.Helper()
	if all := w.codings(id); len(all) != 2 {
		w.t.Errorf("%d codings", len(all))
	}
	var page struct {
		Items []wireCoding
		Next  string
	}
	list := w.fill("/projects/{project}/codes/regie/codings")
	w.do("GET", list+"?limit=1", "researcher", nil).want(http.StatusOK).into(&page)
	if len(page.Items) != 1 || page.Next == "" {
		w.t.Fatalf("%+v", page)
	}
	w.do("GET", list+"?limit=1&after="+page.Next, "researcher", nil).want(http.StatusOK).into(&page)
	if len(page.Items) != 1 {
		w.t.Errorf("%+v", page)
	}
	w.do("GET", list, "lead", nil).want(http.StatusOK).into(&page)
	if len(page.Items) != 0 {
		w.t.Error("a lead sees words that are not checked")
	}
}

func TestCodingNamesWrongFields(t *testing.T) {
	w := newWorld(t)
	id, other := w.interview(false, "Eén twee.", "Drie   "), w.interview(false, "Anders.")
	path := w.newCoding()
	w.do("PUT", path, "researcher", coding(id, "1-1", 0, 3)).want(http.StatusCreated)
	backwards := coding(id, "1-2", 0, 0)
	backwards["anchor"].(object)["to"] = object{"utterance": "1-1", "offset": 2}
	tests := []struct {
		name, path string
		body       object
		field      string
	}{
		{"outside", w.newCoding(), coding(id, "1-1", 0, 10), "/anchor/to/offset"},
		{"no utterance", w.newCoding(), coding(id, "1-9", 0, 1), "/anchor/from/utterance"},
		{"no passage", w.newCoding(), coding(id, "77-1", 0, 1), "/anchor/from/utterance"},
		{"empty", w.newCoding(), coding(id, "1-1", 2, 2), "/anchor/to"},
		{"backwards", w.newCoding(), coding(id, "1-1", 5, 2), "/anchor/to"},
		{"utterances backwards", w.newCoding(), backwards, "/anchor/to"},
		{"spaces", w.newCoding(), coding(id, "1-2", 4, 6), "/anchor"},
		{"no anchor", w.newCoding(), with(coding(id, "1-1", 0, 1), object{"anchor": object{}}), "/anchor/from"},
		{"both", w.newCoding(), with(coding(id, "1-1", 0, 1), object{"anchor": object{"part": 1, "fromMs": 5, "toMs": 2}}), "/anchor/toMs"},
		{"no sound", w.newCoding(), with(coding(id, "1-1", 0, 1), object{"anchor": object{"part": 1, "fromMs": 5, "toMs": 9}}), "/anchor/part"},
		{"no code", w.newCoding(), with(coding(id, "1-1", 0, 1), object{"code": "bestaat-niet"}), "/code"},
		{"no kind", w.newCoding(), with(coding(id, "1-1", 0, 1), object{"kind": "beter"}), "/kind"},
		{"another interview", path, coding(other, "1-1", 0, 3), "/interview"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			faults := w.do("PUT", test.path, "researcher", test.body).want(http.StatusBadRequest).faults()
			if faults[test.field] == "" {
				t.Errorf("named %v, want %s", faults, test.field)
			}
		})
	}
	w.do("PUT", w.newCoding(), "researcher", coding(research.NewID(), "1-1", 0, 1)).want(http.StatusNotFound)
}

func TestTalkFirst(t *testing.T) {
	w := newWorld(t)
	id := w.interview(true, "Ik koos zelf.")
	path, body := w.newCoding(), coding(id, "1-1", 0, 8)
	w.do("PUT", path, "researcher", with(body, object{"talkFirst": true})).want(http.StatusCreated)
	w.do("PUT", path, "researcher", with(body, object{"talkFirst": true, "kind": "lead"})).want(http.StatusOK)
	w.do("PUT", path, "researcher", body).want(http.StatusForbidden)
	w.do("PUT", path, "lead", body).want(http.StatusOK)
	events, err := w.Store.Events(t.Context(), w.Study.System, research.ProjectStream(w.Project), 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	alerts := 0
	for _, e := range events {
		if e.Facts["alert"] != "" {
			alerts++
		}
	}
	if alerts != 1 {
		t.Errorf("%d alerts", alerts)
	}
}

func TestCodingFollowsItsWords(t *testing.T) {
	w := newWorld(t)
	id := w.interview(false, "Ik ga naar school. Samira brengt me elke dag.", "Dat is fijn.")
	w.do("PUT", w.newCoding(), "researcher", coding(id, "1-1", 19, 44)).want(http.StatusCreated)
	w.Clock.Move(time.Second)
	w.do("PUT", w.newCoding(), "researcher", coding(id, "1-2", 0, 12)).want(http.StatusCreated)
	change := object{"speaker": "participant", "text": "Nou, ik ga naar school. [Persoon 1] brengt me elke dag."}
	w.do("PUT", w.inInterview(id, "/utterances/1-1"), "researcher", change).want(http.StatusOK)
	got := w.codings(id)
	if got[0].Quote != "[Persoon 1] brengt me elke dag" || got[0].Before != "Nou, ik ga naar school. " || got[0].Lost {
		t.Errorf("%+v", got[0])
	}
	change["text"] = "Nou, ik ga naar school."
	w.do("PUT", w.inInterview(id, "/utterances/1-1"), "researcher", change).want(http.StatusOK)
	if got = w.codings(id); !got[0].Lost || got[0].Quote+got[0].Before+got[0].After != "" || got[1].Quote != "Dat is fijn." || got[1].Lost {
		t.Errorf("%+v", got)
	}
}

func TestLongTextCosts(t *testing.T) {
	w := newWorld(t)
	lines := []string{}
	for i := range 3000 {
		lines = append(lines, fmt.Sprintf("Regel %d %s", i, strings.Repeat("woord ", 60)))
	}
	id := w.interview(false, lines...)
	var read struct {
		Utterances []struct {
			ID        string
			Text      string
			Sentences [][2]int
		}
	}
	path := w.inInterview(id, "/text")
	first := w.do("GET", path, "researcher", nil).want(http.StatusOK).into(&read)
	if len(read.Utterances) != 3000 || read.Utterances[2999].Text != lines[2999] || len(read.Utterances[7].Sentences) != 1 {
		t.Fatalf("%d utterances", len(read.Utterances))
	}
	tag := map[string]string{"If-None-Match": first.response.Header.Get("ETag")}
	w.do("GET", path, "researcher", nil, tag).want(http.StatusNotModified)
	last := read.Utterances[2999]
	w.do("PUT", w.newCoding(), "researcher", coding(id, last.ID, 0, 10)).want(http.StatusCreated)
	w.do("GET", path, "researcher", nil, tag).want(http.StatusNotModified)
}

func TestWriteTextKeepsIds(t *testing.T) {
	w := newWorld(t)
	id := w.interview(true, "Eerste zin. Tweede zin.", "Nog een.")
	path := w.inInterview(id, "/text")
	tag := w.do("GET", path, "lead", nil).want(http.StatusOK).response.Header.Get("ETag")
	body := object{"source": "imported", "utterances": []object{
		{"speaker": "interviewer", "text": "Vooraf?", "from": 0, "to": 1500},
		{"id": "1-2", "speaker": "participant", "text": "Nog een keer.", "topic": "school"},
		{"speaker": "participant", "text": "  "},
	}}
	var read struct {
		Source     string
		Utterances []struct {
			ID, Text, Topic string
			To              int
		}
	}
	match := map[string]string{"If-Match": tag}
	w.do("PUT", path, "researcher", body, match).want(http.StatusOK).into(&read)
	if len(read.Utterances) != 2 || read.Utterances[0].ID != "1-3" || read.Utterances[0].To != 1500 || read.Utterances[1].ID != "1-2" || read.Source != "imported" {
		t.Errorf("%+v", read)
	}
	w.do("PUT", path, "researcher", body, match).want(http.StatusPreconditionFailed)
	w.do("GET", path, "lead", nil).want(http.StatusForbidden)
	body["utterances"].([]object)[0]["id"] = "1-2"
	if faults := w.do("PUT", path, "researcher", body).want(http.StatusBadRequest).faults(); faults["/utterances/1/id"] == "" {
		t.Errorf("%v", faults)
	}
	w.do("PUT", w.inInterview(id, "/utterances/1-1"), "researcher", object{"speaker": "x", "text": "y"}).want(http.StatusNotFound)
}

func TestErasedInterviewIsGone(t *testing.T) {
	w := newWorld(t)
	id := w.interview(true, "Ik koos zelf.")
	w.do("PUT", w.newCoding(), "researcher", coding(id, "1-1", 0, 8)).want(http.StatusCreated)
	w.erase(id)
	w.do("GET", w.inInterview(id, "/text"), "researcher", nil).want(http.StatusGone)
	w.do("GET", w.inInterview(id, "/codings"), "researcher", nil).want(http.StatusGone)
	w.do("PUT", w.newCoding(), "researcher", coding(id, "1-1", 0, 8)).want(http.StatusGone)
	var list struct{ Items []wireCoding }
	w.do("GET", w.fill("/projects/{project}/codes/regie/codings"), "researcher", nil).want(http.StatusOK).into(&list)
	if len(list.Items) != 0 {
		t.Errorf("%+v", list.Items)
	}
}

func TestCodebook(t *testing.T) {
	w := newWorld(t)
	path := w.fill("/projects/{project}/codes")
	var list struct {
		Items []struct {
			ID, Label, Group string
			Flags            []string
		}
	}
	first := w.do("GET", path, "coach", nil).want(http.StatusOK).into(&list)
	if len(list.Items) != 53 || list.Items[0].Group != "" {
		t.Fatalf("%d codes", len(list.Items))
	}
	tag := map[string]string{"If-Match": first.response.Header.Get("ETag")}
	w.do("POST", path, "researcher", code("lawaai", nil)).want(http.StatusCreated)
	w.do("POST", path, "researcher", code("lawaai", object{"label": "Anders"})).want(http.StatusConflict)
	lawaai := path + "/lawaai"
	w.do("PUT", lawaai, "researcher", code("lawaai", object{"status": "retired"}), tag).want(http.StatusPreconditionFailed)
	tag["If-Match"] = w.do("GET", path, "researcher", nil).response.Header.Get("ETag")
	w.do("PUT", lawaai, "researcher", code("lawaai", object{"status": "retired"}), tag).want(http.StatusOK)
	w.do("PUT", lawaai, "researcher", code("lawaai", object{"flags": []string{"sensitive"}})).want(http.StatusForbidden)
	w.do("PUT", lawaai, "lead", code("lawaai", object{"flags": []string{"sensitive"}, "status": "retired"})).want(http.StatusOK)
	w.do("PUT", path+"/nergens", "lead", code("nergens", nil)).want(http.StatusNotFound)
	id := w.interview(false, "Ik koos zelf.")
	retired := w.do("PUT", w.newCoding(), "researcher", with(coding(id, "1-1", 0, 8), object{"code": "lawaai"})).want(http.StatusBadRequest)
	if retired.faults()["/code"] == "" {
		t.Error("a retired code can be given")
	}
}

func TestCodebookNamesWrongFields(t *testing.T) {
	w := newWorld(t)
	path := w.fill("/projects/{project}/codes/")
	tests := map[string]struct {
		slug  string
		body  object
		field []string
	}{
		"flag":       {"expertise-nah", code("expertise-nah", object{"group": "kennis-bij-professionals", "flags": []string{"sensitive"}}), []string{"/flags"}},
		"label":      {"regie", code("regie", object{"label": "veiligheid"}), []string{"/label"}},
		"group":      {"regie", code("regie", object{"group": "veiligheid"}), []string{"/group"}},
		"own group":  {"wonen-in-de-wijk", code("wonen-in-de-wijk", object{"group": "hulp-krijgen"}), []string{"/group"}},
		"other id":   {"regie", code("veiligheid", nil), []string{"/id"}},
		"everything": {"regie", code("regie", object{"label": "", "order": -1, "status": "weg"}), []string{"/label", "/order", "/status"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			faults := w.do("PUT", path+test.slug, "lead", test.body).want(http.StatusBadRequest).faults()
			if got := slices.Sorted(maps.Keys(faults)); !slices.Equal(got, test.field) {
				t.Errorf("named %v, want %v", got, test.field)
			}
		})
	}
}

func TestTextReading(t *testing.T) {
	w := newWorld(t)
	path := w.fill("/projects/{project}/text-readings")
	send := func(kind string, body string) *answer {
		return w.send(apitest.Request{Method: "POST", Path: path, Token: w.token("researcher"), Kind: kind, Body: []byte(body)})
	}
	var read struct {
		Utterances           []struct{ Speaker, Text string }
		Understood, Warnings []string
	}
	send("text/vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Sam>Hoi?\n\n00:02.000 --> 00:03.000\n<v Noor>Ja.").want(http.StatusOK).into(&read)
	if len(read.Utterances) != 2 || read.Utterances[0].Speaker != "interviewer" || len(read.Understood) != 4 {
		t.Errorf("%+v", read)
	}
	send("text/plain; charset=utf-8", "a\x00b").want(http.StatusBadRequest)
	send("application/x-subrip", "niets").want(http.StatusBadRequest)
	send("image/png", "niets").want(http.StatusUnsupportedMediaType)
}

// erase destroys the keys of an interview as a withdrawal does.
func (w *world) erase(id research.ID) {
	w.t.Helper()
	key := research.RestKey(id)
	line := study.LedgerLine{At: w.Clock.Now(), Project: w.Project, Keys: []research.KeyRef{key}, Reason: "withdrawal"}
	if err := errors.Join(w.Keys.Condemn(w.t.Context(), line), w.Keys.Destroy(w.t.Context(), key)); err != nil {
		w.t.Fatal(err)
	}
}
