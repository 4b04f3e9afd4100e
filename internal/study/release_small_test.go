package study_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
	"pgregory.net/rapid"
)

// five is the small study: five parents with points in three columns.
func five(t testing.TB) *writing {
	w := newWriting(t, research.ProjectSmall)
	w.alike(3, "drie", nil, said{"participant", "kleine-aanpassing", "good"}, said{"participant", "expertise-autisme", "better"})
	w.alike(2, "twee", nil, said{"participant", "kleine-aanpassing", "good"}, said{"participant", "expertise-nah", "better"})
	w.finding(research.Finding{Title: "Iets kleins dat werkt", Sentence: "Een rustige plek helpt.", Kind: "good",
		Codes: []string{"kleine-aanpassing"}, Evidence: w.evidence("kleine-aanpassing")})
	w.finding(research.Finding{Title: "Één plan", Sentence: "Mensen willen samen plannen.", Kind: "better",
		Codes: []string{"expertise-nah"}, Evidence: w.evidence("expertise-nah")})
	w.finding(research.Finding{Title: "Kennis bij professionals", Kind: "better",
		Sentence: "Zij weten weinig van autisme, hersenletsel of hoogbegaafdheid.",
		Codes:    []string{"expertise-autisme", "expertise-nah"}, Evidence: w.evidence("expertise-autisme")})
	return w
}

// Until a lead has noted what a person chose, that person counts nowhere.
func TestAnInterviewOfUnknownConsentIsNotCounted(t *testing.T) {
	w := five(t)
	w.alike(1, "zes", func(i *research.Interview) { i.Consent = nil }, said{"participant", "kleine-aanpassing", "good"})
	if v := w.release(research.ReleaseChoices{}); v.N != 5 {
		t.Errorf("n is %d", v.N)
	}
}

func TestSmallModeIsThreeColumnsInWords(t *testing.T) {
	w := five(t)
	v := w.release(research.ReleaseChoices{})
	if v.Mode != research.VersionSmall || v.N != 5 || v.Themes != nil || v.Reach != nil || len(v.Important) > 0 {
		t.Fatalf("mode %s, n %d, themes %v, reach %v", v.Mode, v.N, v.Themes, v.Reach)
	}
	if got := v.Columns.Good[0].Strength; got != research.StrengthMost {
		t.Errorf("said by all: %q", got)
	}
	better := v.Columns.Better
	if len(better) != 2 || better[0].Title != "Één plan" || better[1].Title != "Kennis bij professionals" {
		t.Errorf("not by the alphabet: %+v", better)
	}
	if better[0].Strength != research.StrengthAlso || better[1].Strength != research.StrengthMost {
		t.Errorf("strengths %q and %q", better[0].Strength, better[1].Strength)
	}
	for _, f := range v.Findings {
		for _, code := range f.Codes {
			if strings.HasPrefix(code, "expertise-") {
				t.Errorf("the code %s names a diagnosis", code)
			}
		}
	}
	noNumbers(t, w, "municipality")
}

var (
	numeral = regexp.MustCompile(`\p{Nd}`)
	// allowed are the only fields of a small version that may hold a numeral;
	// the numbers of items are ids of texts.
	allowed = []string{"n", "round", "date", "on", "id", "hash", "finding", "item", "counterVoiceItem", "removed", "commitment", "fixedSentence"}
)

// noNumbers walks the JSON of a version and fails on a numeral outside the
// allowed fields.
func noNumbers(t interface{ Errorf(string, ...any) }, w *writing, who string) {
	_, body := w.read(who, study.LatestVersion)
	var tree any
	if err := json.Unmarshal([]byte(body), &tree); err != nil {
		t.Errorf("%v", err)
		return
	}
	walk(tree, "", func(field string, value any) {
		if numeral.MatchString(fmt.Sprint(value)) && !slices.Contains(allowed, field) {
			t.Errorf("field %q holds %v", field, value)
		}
	})
}

func walk(tree any, field string, visit func(string, any)) {
	switch tree := tree.(type) {
	case map[string]any:
		for key, value := range tree {
			walk(value, key, visit)
		}
	case []any:
		for _, value := range tree {
			walk(value, field, visit)
		}
	default:
		visit(field, tree)
	}
}

// TestSmallModeHoldsNoNumber releases small projects of any shape.
func TestSmallModeHoldsNoNumber(t *testing.T) {
	w := newWriting(t, research.ProjectSmall)
	rapid.Check(t, func(r *rapid.T) {
		w.begin(rapid.SampledFrom([]research.ProjectMode{research.ProjectSmall, research.ProjectLarge}).Draw(r, "mode"))
		codes := []string{"kleine-aanpassing", "expertise-autisme", "regie", "een-plan"}
		kinds := []research.StatementKind{"good", "better", "lead"}
		for i := range rapid.IntRange(3, 9).Draw(r, "interviews") {
			var all []said
			for range rapid.IntRange(1, 4).Draw(r, "codings") {
				all = append(all, said{"participant", rapid.SampledFrom(codes).Draw(r, "code"), rapid.SampledFrom(kinds).Draw(r, "kind")})
			}
			w.hold(talk{reference: fmt.Sprintf("gesprek %d", i), said: all})
		}
		for i, code := range codes {
			evidence := w.evidence(code)
			if len(evidence) == 0 {
				continue
			}
			f := w.finding(research.Finding{Title: "Punt " + names[i], Kind: kinds[i%3], Codes: []string{code}, Evidence: evidence, Glance: 1})
			if rapid.Bool().Draw(r, "quote") {
				w.quote("gesprek 0", 0, "Dat vond deze ouder van punt "+names[i]+".", f.ID)
			}
		}
		draft := w.compose(research.ReleaseChoices{})
		if stops(draft, "quotes-person") {
			return
		}
		if _, err := w.study.ApproveRelease(w.t.Context(), w.by("reader"), w.project, draft.Release.ID); err != nil {
			r.Fatalf("%v: %+v", err, stopping(draft))
		}
		noNumbers(r, w, "municipality")
	})
}

func TestSmallModeStopsWhatSaysHowMany(t *testing.T) {
	for _, c := range []struct{ rule, title, sentence string }{
		{"numbers", "Wachten", "Vier van de ouders wachten al lang."},
		{"numbers", "Wachten", "Het duurde 3 maanden."},
		{"diagnosis", "Kennis", "School weet weinig van autisme."},
	} {
		w := five(t)
		w.finding(research.Finding{Title: c.title, Sentence: c.sentence, Codes: []string{"kleine-aanpassing"}, Evidence: w.evidence("kleine-aanpassing")})
		if draft := w.compose(research.ReleaseChoices{}); !stops(draft, c.rule) || !draft.Blocked() {
			t.Errorf("%q is not stopped: %+v", c.sentence, stopping(draft))
		}
	}
}

// What nobody wrote as a finding goes out too.
func TestSmallModeReadsEveryText(t *testing.T) {
	for name, change := range map[string]func(*research.ProjectSettings){
		"question": func(s *research.ProjectSettings) { s.Question = "Wat zeggen de drie moeders?" },
		"theme": func(s *research.ProjectSettings) {
			s.PolicyThemes = []research.PolicyTheme{{ID: "ouders", Label: "de vijf ouders"}}
		},
	} {
		w := five(t)
		w.finding(research.Finding{Title: "Thuis", Codes: []string{"kleine-aanpassing"}, Evidence: w.evidence("kleine-aanpassing"), PolicyThemes: []string{"ouders"}})
		w.settings(change)
		if draft := w.compose(research.ReleaseChoices{}); !stops(draft, "numbers") {
			t.Errorf("%s: %+v", name, draft.Checks)
		}
	}
}

func TestSmallModeHoldsTwoQuotesOfOnePerson(t *testing.T) {
	w := five(t)
	findings, err := w.study.Findings(t.Context(), w.people["reader"], w.project, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range findings.Items {
		w.quote("drie 0", 0, fmt.Sprint("Een rustige hoek helpt ", strings.Repeat("echt ", i)), f.Finding.ID)
	}
	draft := w.compose(research.ReleaseChoices{})
	if !stops(draft, "quotes-person") {
		t.Fatalf("three quotes of one person pass: %+v", draft.Checks)
	}
	quotes, err := w.study.Quotes(t.Context(), w.people["reader"], w.project, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	if draft := w.compose(research.ReleaseChoices{LeaveOutQuotes: []research.ID{quotes.Items[0].Quote.ID}}); draft.Blocked() {
		t.Errorf("two quotes are stopped: %+v", stopping(draft))
	}
}

// A counter-voice and a sentence of one talk are texts of that person too.
func TestSmallModeHoldsTwoTextsOfOnePerson(t *testing.T) {
	for _, c := range []struct {
		quotes, voices, sentences int
		stopped                   bool
	}{{2, 0, 0, false}, {1, 1, 0, false}, {0, 1, 1, false}, {2, 1, 0, true}, {2, 0, 1, true}, {1, 1, 1, true}, {0, 1, 2, true}} {
		w := five(t)
		for i := range c.voices {
			w.finding(research.Finding{Title: "Stil " + names[i], Codes: []string{"kleine-aanpassing"}, Evidence: w.evidence("kleine-aanpassing"),
				CounterVoice: &research.CounterVoice{Text: "Soms helpt het niet.", Interview: w.interviews["drie 0"].ID}})
		}
		for i := range c.sentences {
			w.finding(research.Finding{Title: "Zo " + names[i], Codes: []string{"kleine-aanpassing"}, Evidence: w.evidence("kleine-aanpassing", "drie 0")})
		}
		for i := range c.quotes {
			w.quote("drie 0", i, "Een rustige hoek helpt "+names[i], w.firstFinding())
		}
		if draft := w.compose(research.ReleaseChoices{}); stops(draft, "quotes-person") != c.stopped {
			t.Errorf("%+v: %+v", c, draft.Checks)
		}
	}
}

var names = []string{"alfa", "beta", "gamma", "delta"}

func TestSmallModeHoldsLiteralWordsBack(t *testing.T) {
	w := five(t)
	id, coding := w.id(), w.codings["drie 0"][0]
	write := func(who string, change func(*study.QuoteInput)) study.QuoteView {
		t.Helper()
		input := study.QuoteInput{Coding: coding.ID, Code: "kleine-aanpassing", Finding: w.firstFinding(), Kind: coding.Kind,
			Text: "De juf ziet het aan zijn jas.", Form: research.FormQuote, Label: research.Parent}
		change(&input)
		view, _, err := w.study.WriteQuote(t.Context(), w.by(who), w.project, id, input)
		if err != nil {
			t.Fatal(err)
		}
		return view
	}
	no := false
	write("researcher", func(*study.QuoteInput) {})
	write("reader", func(in *study.QuoteInput) { in.Recognisable = &no })
	if view := write("lead", func(in *study.QuoteInput) { in.OwnAnswer = research.Yes }); view.State != research.QuoteBlocked || view.Quote.OwnAnswer != research.Yes {
		t.Errorf("literal words with the own yes are %s, %s", view.State, view.BlockedBy)
	}
	draft := w.compose(research.ReleaseChoices{})
	i := slices.IndexFunc(draft.Checks, func(c research.ReleaseCheck) bool { return c.Rule == "quotes" && !c.OK })
	if i < 0 || !slices.Contains(draft.Checks[i].Ways, "Zet in onze woorden") {
		t.Fatalf("literal words pass, or no way out is named: %+v", draft.Checks)
	}
	if _, err := w.study.ApproveRelease(t.Context(), w.by("reader"), w.project, draft.Release.ID); research.FaultOf(err) != research.Conflict {
		t.Errorf("a version with literal words of one of five is released: %v", err)
	}
	inOurs := func(in *study.QuoteInput) {
		in.Text, in.Form = "Soms is iets kleins genoeg om te zien hoe het gaat.", research.FormParaphrase
	}
	view := write("researcher", func(in *study.QuoteInput) { inOurs(in); in.OwnAnswer = research.Yes })
	if view.State != research.QuoteDraft || view.Quote.OwnAnswer != "" || view.Quote.Recognised != nil {
		t.Errorf("a changed text keeps what was said of another: %+v", view)
	}
	write("reader", func(in *study.QuoteInput) { inOurs(in); in.Recognisable = &no })
	if draft := w.compose(research.ReleaseChoices{}); draft.Blocked() {
		t.Errorf("our own words are stopped: %+v", stopping(draft))
	}
}

func (w *writing) firstFinding() research.ID {
	w.t.Helper()
	list, err := w.study.Findings(w.t.Context(), w.people["reader"], w.project, "", 0)
	if err != nil {
		w.t.Fatal(err)
	}
	return list.Items[0].Finding.ID
}

func TestThreePeopleGetSentencesOnly(t *testing.T) {
	w := newWriting(t, research.ProjectLarge)
	w.alike(3, "drie", nil, said{"participant", "regie", "better"})
	w.finding(research.Finding{Title: "Zelf kiezen", Codes: []string{"regie"}, Evidence: w.evidence("regie")})
	v := w.release(research.ReleaseChoices{})
	if v.Mode != research.VersionTiny || v.Columns != nil || v.Themes != nil || len(v.Findings) != 1 {
		t.Errorf("got %+v", v)
	}
	noNumbers(t, w, "school")
}

func TestTwoPeopleGetNothing(t *testing.T) {
	w := newWriting(t, research.ProjectLarge)
	w.alike(2, "twee", nil, said{"participant", "regie", "better"})
	w.finding(research.Finding{Title: "Zelf kiezen", Codes: []string{"regie"}, Evidence: w.evidence("regie")})
	draft := w.compose(research.ReleaseChoices{})
	if !stops(draft, "people") || draft.Preview != nil {
		t.Errorf("two people: %+v", draft)
	}
}
