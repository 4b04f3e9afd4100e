package study_test

import (
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// kept is the document of a release as it stands in the store, opened.
func (w *writing) kept(id research.ID) string {
	w.t.Helper()
	body := ""
	err := w.study.Store.View(w.t.Context(), w.study.System, research.ProjectStream(w.project), func(v study.View) error {
		document, err := v.Document(research.ReleaseDocument(id))
		body = string(document.Body)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return body
}

func TestADraftKeepsNoWordsOfAPersonUnderTheProjectsKey(t *testing.T) {
	w := newWriting(t, research.ProjectSmall)
	w.alike(5, "vijf", nil, said{"participant", "regie", "good"})
	f := w.finding(research.Finding{Title: "Zelf kiezen", Codes: []string{"regie"}, Evidence: w.evidence("regie")})
	coding := w.codings["vijf 0"][0]
	input := study.QuoteInput{Coding: coding.ID, Finding: f.ID, Kind: coding.Kind, Text: "Die kanariegele voordeur.",
		Form: research.FormParaphrase, Label: research.Parent}
	if _, _, err := w.study.WriteQuote(t.Context(), w.by("researcher"), w.project, w.id(), input); err != nil {
		t.Fatal(err)
	}
	draft := w.compose(research.ReleaseChoices{})
	if !stops(draft, "quotes") {
		t.Fatal("nobody judged the quote, and nothing stops it")
	}
	if strings.Contains(w.kept(draft.Release.ID), "kanariegele") {
		t.Error("the draft keeps the words beyond the reach of the person's key")
	}
	w.withdraw("vijf 0")
	after, err := w.study.Release(t.Context(), w.people["researcher"], w.project, draft.Release.ID)
	if err != nil || len(after.Checks) != 0 {
		t.Errorf("a void draft still says what was found in it: %v %+v", err, after.Checks)
	}
}

func TestLaterVersionsTakeOverWhatIsCountedAsOne(t *testing.T) {
	w := newWriting(t, research.ProjectLarge)
	w.alike(6, "zes", nil, said{"participant", "regie", "good"}, said{"participant", "een-plan", "better"})
	w.alike(6, "nog zes", nil, said{"participant", "een-plan", "better"})
	group := ""
	for _, code := range study.SeedCodebook().Codes {
		if code.ID == "regie" {
			group = code.Group
		}
	}
	other := ""
	for _, code := range study.SeedCodebook().Codes {
		if code.Group == group && code.ID != "regie" {
			other = code.ID
		}
	}
	merge := []research.Merge{{Codes: []string{"regie", other}, Label: "Samen"}}
	w.release(research.ReleaseChoices{Merge: merge, LeaveOut: []string{"een-plan"}})
	w.now = w.now.AddDate(0, 0, 7)
	second := w.release(research.ReleaseChoices{})
	if row := themeOf(t, second, "regie"); row.Label != "Samen" || *row.N.Number != 6 {
		t.Errorf("the row is %q with %d, want the one that was counted", row.Label, *row.N.Number)
	}
	for _, row := range second.Themes {
		if row.Code == "een-plan" {
			t.Error("a row that was left out came back")
		}
	}
	_, err := w.study.ComposeRelease(t.Context(), w.by("researcher"), w.project, research.ReleaseChoices{Round: 1,
		Merge: []research.Merge{{Codes: []string{other, "regie"}, Label: "Anders"}}})
	if research.FaultOf(err) != research.Invalid {
		t.Errorf("another row for fixed numbers: %v", err)
	}
}

func TestAWithdrawalLeavesWhatRestsOnRemovedCodingsOfOthers(t *testing.T) {
	w := newWriting(t, research.ProjectLarge)
	w.alike(2, "twee", nil, said{"participant", "regie", "good"})
	f := w.finding(research.Finding{Title: "Zelf kiezen", Codes: []string{"regie"}, Evidence: w.evidence("regie", "twee 0")})
	if err := w.study.RemoveCoding(t.Context(), w.by("researcher"), w.project, w.codings["twee 0"][0].ID); err != nil {
		t.Fatal(err)
	}
	w.withdraw("twee 1")
	if _, err := w.study.Finding(t.Context(), w.people["researcher"], w.project, f.ID); err != nil {
		t.Errorf("somebody else's withdrawal took the finding: %v", err)
	}
	w.withdraw("twee 0")
	if _, err := w.study.Finding(t.Context(), w.people["researcher"], w.project, f.ID); research.FaultOf(err) != research.Erased && research.FaultOf(err) != research.NotFound {
		t.Errorf("the finding outlives the one person it rests on: %v", err)
	}
}

func TestOnlyALeadTakesAwayWhatWaitsForATalk(t *testing.T) {
	w := newWriting(t, research.ProjectLarge)
	w.hold(talk{reference: "een", said: []said{{"participant", "regie", "good"}}})
	coding := w.codings["een"][0]
	input := study.NewCoding{Interview: coding.Interview, Code: "regie", Kind: "good", From: coding.Anchor.From, To: coding.Anchor.To, TalkFirst: true}
	if _, _, err := w.study.WriteCoding(t.Context(), w.by("researcher"), w.project, coding.ID, input); err != nil {
		t.Fatal(err)
	}
	if err := w.study.RemoveCoding(t.Context(), w.by("researcher"), w.project, coding.ID); research.FaultOf(err) != research.Forbidden {
		t.Errorf("a researcher removes it: %v", err)
	}
	if err := w.study.RemoveCoding(t.Context(), w.by("lead"), w.project, coding.ID); err != nil {
		t.Errorf("a lead may not remove it: %v", err)
	}
}

func TestQuotesComeFromCheckedTextsOnly(t *testing.T) {
	w := newWriting(t, research.ProjectLarge)
	w.hold(talk{reference: "open", change: func(i *research.Interview) { i.Checked = false }, said: []said{{"participant", "regie", "good"}}})
	coding := w.codings["open"][0]
	input := study.QuoteInput{Coding: coding.ID, Code: "regie", Kind: coding.Kind, Text: "Zelf kiezen.", Form: research.FormParaphrase, Label: research.Parent}
	_, _, err := w.study.WriteQuote(t.Context(), w.by("researcher"), w.project, w.id(), input)
	if research.FaultOf(err) != research.Conflict {
		t.Errorf("a quote from a text that nobody checked: %v", err)
	}
}

func TestWhoseYesIsUnknownDoesNotCount(t *testing.T) {
	w := newWriting(t, research.ProjectLarge)
	w.alike(10, "tien", nil, said{"participant", "regie", "good"})
	w.alike(2, "onleesbaar", func(i *research.Interview) { i.Consent = nil }, said{"participant", "regie", "good"})
	if draft := w.compose(research.ReleaseChoices{}); draft.Preview.N != 10 {
		t.Errorf("%d interviews count, want those 10 that said yes", draft.Preview.N)
	}
}

func TestReachDoesNotGiveAwayHowFewAreNeither(t *testing.T) {
	w := newWriting(t, research.ProjectLarge)
	w.alike(6, "ouder", nil, said{"participant", "regie", "good"})
	w.alike(5, "jongere", func(i *research.Interview) { i.Group = research.YoungPerson }, said{"participant", "regie", "good"})
	w.hold(talk{reference: "geen van beide", change: func(i *research.Interview) { i.Group = "" }})
	for _, part := range w.compose(research.ReleaseChoices{}).Preview.Reach.Parts {
		if part.Label == "jongeren" {
			t.Errorf("6 parents and %+v young people of 12: the one is known", part.Shown)
		}
	}
}
