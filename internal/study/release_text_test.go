package study_test

import (
	"encoding/json"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// TestTextsSayNoOtherNumbersThanAreShown changes one text of a version with
// numbers. Of the twelve talks six named "regie"; the version says so.
func TestTextsSayNoOtherNumbersThanAreShown(t *testing.T) {
	regie := func(change func(*research.Finding)) func(*writing) {
		return func(w *writing) {
			f := research.Finding{Title: "Nog iets", Codes: []string{"regie"}, Evidence: w.evidence("regie")}
			change(&f)
			w.finding(f)
		}
	}
	sentence := func(text string) func(*writing) { return regie(func(f *research.Finding) { f.Sentence = text }) }
	var choose research.ReleaseChoices
	for _, c := range []struct {
		name, rule string // no rule: nothing stops it
		do         func(*writing)
		choices    research.ReleaseChoices
	}{
		{"few people in a sentence", "numbers", sentence("Drie ouders zeiden dit ook."), choose},
		{"a percentage", "numbers", sentence("Dat is 50% van wie wij spraken."), choose},
		{"a fraction", "numbers", sentence("De helft van de ouders vindt dit."), choose},
		{"the only one", "numbers", sentence("De enige vader zei het ook."), choose},
		{"all", "numbers", sentence("Alle ouders zeiden dit."), choose},
		{"a number that no row shows", "numbers", sentence("Zeven ouders zeiden dit."), choose},
		{"how many parents were spoken with", "", func(w *writing) {
			w.finding(research.Finding{Title: "Nog iets", Sentence: "Wij spraken zes ouders.", Codes: []string{"een-plan"}, Evidence: w.evidence("een-plan")})
		}, choose},
		{"how many were spoken with", "", sentence("In 12 gesprekken hoorden wij verhalen."), choose},
		{"a title", "numbers", regie(func(f *research.Finding) { f.Title = "Twee vaders willen dit" }), choose},
		{"a reason", "numbers", regie(func(f *research.Finding) { f.Important = "Het raakt vier gezinnen hard." }), choose},
		{"one of the three sentences", "numbers", regie(func(f *research.Finding) { f.Glance, f.GlanceSentence = 2, "Drie ouders **missen** dit." }), choose},
		{"a counter-voice", "numbers", func(w *writing) {
			voice := &research.CounterVoice{Text: "Twee moeders zien het anders.", Interview: w.interviews["zes 3"].ID}
			regie(func(f *research.Finding) { f.CounterVoice = voice })(w)
		}, choose},
		{"a sentence of one person", "numbers", func(w *writing) {
			w.finding(research.Finding{Title: "Nog iets", Sentence: "Eén ouder wil dit.", Codes: []string{"regie"}, Evidence: w.evidence("regie", "zes 2")})
		}, choose},
		{"our own words for a quote", "numbers", func(w *writing) {
			w.quote("zes 1", 0, "Deze ouder en nog drie ouders kozen zelf.", w.firstFinding())
		}, choose},
		{"the participant's own words", "", func(w *writing) {
			id, coding := w.id(), w.codings["zes 1"][0]
			input := study.QuoteInput{Coding: coding.ID, Finding: w.firstFinding(), Kind: "good", Text: "Drie ouders op het plein deden mee.",
				Form: research.FormQuote, Label: research.Parent}
			w.writeQuote("researcher", id, input)
			input.Recognisable = new(bool)
			w.writeQuote("reader", id, input)
		}, choose},
		{"whom it was discussed with", "numbers", func(*writing) {}, research.ReleaseChoices{
			Discussed: &research.Discussed{On: "2026-12-01", WithWhom: "Drie ouders en de onderzoeker."}}},
		{"who was not heard", "numbers", func(*writing) {}, research.ReleaseChoices{NotHeard: []string{"vaders (wij spraken er maar 2 vaders)"}}},
		{"the name of a merged row", "numbers", func(*writing) {}, research.ReleaseChoices{
			Merge: []research.Merge{{Codes: []string{"regie", "gehoord-worden"}, Label: "Wat drie ouders willen"}}}},
		{"the question", "numbers", func(w *writing) {
			w.settings(func(s *research.ProjectSettings) { s.Question = "Wat zeggen de drie moeders?" })
		}, choose},
		{"a policy theme", "numbers", func(w *writing) {
			w.settings(func(s *research.ProjectSettings) {
				s.PolicyThemes = []research.PolicyTheme{{ID: "ouders", Label: "de vier ouders"}}
			})
			regie(func(f *research.Finding) { f.PolicyThemes = []string{"ouders"} })(w)
		}, choose},
		{"the name of a code", "numbers", func(w *writing) {
			w.code("regie", func(code *research.Code) { code.Label = "Twee moeders kiezen" })
		}, choose},
		{"what a code is", "numbers", func(w *writing) {
			w.code("regie", func(code *research.Code) { code.Definition = "Wat drie vaders zeiden." })
		}, choose},
		{"a diagnosis", "diagnosis", sentence("Een kind met het syndroom van Down past er niet."), choose},
		{"three diagnoses", "", sentence("School weet weinig van autisme, hersenletsel of hoogbegaafdheid."), choose},
		{"a code named by a diagnosis", "diagnosis", func(w *writing) {
			w.code("regie", func(code *research.Code) { code.Label = "Kinderen met epilepsie" })
		}, choose},
		{"an age", "", sentence("Na hun 18e stopt de hulp, en dat duurt 3 maanden."), choose},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := twelve(t)
			c.do(w)
			draft := w.compose(c.choices)
			switch got := stopping(draft); {
			case c.rule == "" && len(got) > 0:
				t.Errorf("stopped by %+v", got)
			case c.rule != "" && (!stops(draft, c.rule) || !draft.Blocked()):
				t.Errorf("not stopped: %+v", draft.Checks)
			}
		})
	}
}

// Eight named "regie" and six "een-plan": each finding may say its own number.
func TestATextMayRepeatTheFigureOfItsFinding(t *testing.T) {
	for code, want := range map[string]bool{"regie": true, "een-plan": false} {
		w := newWriting(t, research.ProjectLarge)
		w.alike(8, "acht", nil, said{"participant", "regie", "good"})
		w.alike(6, "zes", nil, said{"participant", "een-plan", "good"})
		w.finding(research.Finding{Title: "Dit", Sentence: "Acht ouders noemden dit.", Codes: []string{code}, Evidence: w.evidence(code)})
		if draft := w.compose(research.ReleaseChoices{}); stops(draft, "numbers") == want {
			t.Errorf("%s: %+v", code, draft.Checks)
		}
	}
}

// Many named a diagnosis: then the finding about it may name it too, and where
// few did it may not.
func TestADiagnosisThatManyNamedMayBeNamed(t *testing.T) {
	for n, want := range map[int]bool{4: false, 8: true} {
		w := newWriting(t, research.ProjectLarge)
		w.alike(n, "kennis", nil, said{"participant", "expertise-autisme", "better"})
		w.alike(14-n, "anders", nil, said{"participant", "regie", "good"})
		w.finding(research.Finding{Title: "Kennis", Sentence: "School weet weinig van autisme.",
			Codes: []string{"expertise-autisme"}, Evidence: w.evidence("expertise-autisme")})
		if draft := w.compose(research.ReleaseChoices{}); stops(draft, "diagnosis") == want {
			t.Errorf("%d of 14 named it: %+v", n, draft.Checks)
		}
	}
}

// settings changes what the project is set to.
func (w *writing) settings(change func(*research.ProjectSettings)) {
	w.t.Helper()
	var project research.Project
	w.load(research.ProjectDocument, &project)
	change(&project.Settings)
	w.put(w.owned(research.ProjectDocument, project))
}

func (w *writing) code(id string, change func(*research.Code)) {
	w.t.Helper()
	var code research.Code
	w.load(research.CodeDocument(id), &code)
	change(&code)
	w.put(w.owned(research.CodeDocument(id), code))
}

func (w *writing) load(id string, into any) {
	w.t.Helper()
	err := w.study.Store.View(w.t.Context(), w.study.System, research.ProjectStream(w.project), func(v study.View) error {
		document, err := v.Document(id)
		if err != nil {
			return err
		}
		return json.Unmarshal(document.Body, into)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *writing) writeQuote(who string, id research.ID, input study.QuoteInput) {
	w.t.Helper()
	if _, _, err := w.study.WriteQuote(w.t.Context(), w.by(who), w.project, id, input); err != nil {
		w.t.Fatal(err)
	}
}
