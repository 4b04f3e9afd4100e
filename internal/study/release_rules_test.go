package study_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// twelve is a large study: themes with numbers, a finding, a quote.
func twelve(t testing.TB) *writing {
	w := newWriting(t, research.ProjectLarge)
	w.alike(6, "zes", nil, said{"participant", "regie", "good"}, said{"participant", "een-plan", "better"})
	w.alike(6, "nog zes", func(i *research.Interview) { i.Group = research.YoungPerson }, said{"participant", "een-plan", "better"})
	f := w.finding(research.Finding{Title: "Zelf kiezen", Codes: []string{"regie"}, Evidence: w.evidence("regie"),
		Owners: []research.Owner{research.OwnerMunicipality, research.OwnerSchoolBoard}, Glance: 1})
	w.quote("zes 0", 0, "Deze ouder koos zelf.", f.ID)
	return w
}

func themeOf(t *testing.T, v research.Version, code string) research.VersionTheme {
	t.Helper()
	i := slices.IndexFunc(v.Themes, func(theme research.VersionTheme) bool { return theme.Code == code })
	if i < 0 {
		t.Fatalf("no row for %s", code)
	}
	return v.Themes[i]
}

func TestARoundIsCountedOnce(t *testing.T) {
	w := twelve(t)
	first := w.release(research.ReleaseChoices{})
	w.hold(talk{reference: "te laat", said: []said{{"participant", "regie", "better"}}})
	w.withdraw("zes 5")
	w.now = w.now.AddDate(0, 0, 7)
	second := w.release(research.ReleaseChoices{NotHeard: []string{"vaders"}})
	if second.N != first.N || *themeOf(t, second, "regie").N.Number != 6 || second.Date == first.Date {
		t.Errorf("the second version of the round counts anew: n %d, %+v", second.N, themeOf(t, second, "regie"))
	}
	if !slices.Equal(second.NotHeard, []string{"vaders"}) {
		t.Errorf("a later version takes texts of today, got %v", second.NotHeard)
	}
	draft := w.compose(research.ReleaseChoices{Round: 2})
	if draft.Release.Interviews[0] != w.interviews["te laat"].ID || len(draft.Release.Interviews) != 1 {
		t.Errorf("the next round counts %d interviews, want the one that came later", len(draft.Release.Interviews))
	}
	if _, err := w.study.ComposeRelease(t.Context(), w.by("researcher"), w.project, research.ReleaseChoices{Round: 4}); research.FaultOf(err) != research.Invalid {
		t.Errorf("round 4 after round 1: %v", err)
	}
}

// withdraw does what a withdrawal does to an interview, in its order.
func (w *writing) withdraw(reference string) {
	w.t.Helper()
	interview := w.interviews[reference]
	line := study.LedgerLine{At: w.now, Project: w.project, Keys: []research.KeyRef{research.RestKey(interview.ID)}, Reason: "withdrawal"}
	if err := w.keys.Condemn(w.t.Context(), line); err != nil {
		w.t.Fatal(err)
	}
	act := study.Act{Stream: research.ProjectStream(w.project), Verb: "interview.withdraw"}
	_, err := w.study.Store.Act(w.t.Context(), w.study.System, act, func(tx study.Tx) error {
		tx.Delete(research.InterviewDocument(interview.ID))
		tx.Delete(research.PassageDocument(interview.ID, 1))
		for _, coding := range w.codings[reference] {
			tx.Delete(research.CodingDocument(coding.ID))
		}
		return study.WithdrawFromWriting(tx, act.Stream, interview.ID)
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.keys.Destroy(w.t.Context(), line.Keys...); err != nil {
		w.t.Fatal(err)
	}
	delete(w.codings, reference)
}

func TestAWithdrawalLeavesTheHashTrue(t *testing.T) {
	w := twelve(t)
	w.finding(research.Finding{Title: "Alleen hier gezegd", Codes: []string{"een-plan"}, Evidence: w.evidence("een-plan", "zes 0"),
		Glance: 2, Important: "Het gaat om veel kinderen.", CounterVoice: &research.CounterVoice{Text: "Een ander ziet het anders.", Interview: w.interviews["zes 1"].ID}})
	before := w.release(research.ReleaseChoices{})
	_, body := w.read("municipality", string(before.ID))
	gone := []string{"Deze ouder koos zelf.", "Alleen hier gezegd", "Het gaat om veel kinderen."}
	for _, text := range append(gone, "Een ander ziet het anders.") {
		if !strings.Contains(body, text) {
			t.Fatalf("%q is not in the version", text)
		}
	}
	w.withdraw("zes 0")
	after, body := w.read("municipality", string(before.ID))
	for _, text := range gone {
		if strings.Contains(body, text) {
			t.Errorf("%q is still there", text)
		}
	}
	if after.Hash != before.Hash || !slices.Equal(after.Words, before.Words) || after.N != before.N {
		t.Errorf("the version changed beyond the removal: %s n %d, was %s n %d", after.Hash, after.N, before.Hash, before.N)
	}
	if len(after.Removed) != 2 || len(after.Findings) != 1 || len(after.Glance.Sentences) != 1 || len(after.Important) != 0 {
		t.Errorf("removed %v, %d findings, %d sentences, %d important", after.Removed, len(after.Findings), len(after.Glance.Sentences), len(after.Important))
	}
	if faults := w.faults(before.ID); len(faults) > 0 {
		t.Errorf("the hash does not hold after a removal: %q", faults)
	}
}

// faults are what verifying finds of a version.
func (w *writing) faults(version research.ID) (faults []string) {
	w.t.Helper()
	err := w.study.Store.View(w.t.Context(), w.study.System, research.ProjectStream(w.project), func(v study.View) (err error) {
		faults, err = study.VersionFaults(v, version)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return faults
}

func TestWhoIsNoLongerQuotedLeavesTheVersion(t *testing.T) {
	w := twelve(t)
	before := w.release(research.ReleaseChoices{})
	act := study.Act{Stream: research.ProjectStream(w.project), Verb: "interview.consent"}
	_, err := w.study.Store.Act(t.Context(), w.study.System, act, func(tx study.Tx) error {
		return study.RemoveQuotedTexts(tx, act.Stream, w.interviews["zes 0"].ID)
	})
	if err != nil {
		t.Fatal(err)
	}
	after, body := w.read("municipality", study.LatestVersion)
	if strings.Contains(body, "Deze ouder koos zelf.") || after.N != before.N || len(after.Removed) != 1 {
		t.Errorf("n %d, removed %v in %s", after.N, after.Removed, body)
	}
	if faults := w.faults(before.ID); len(faults) > 0 {
		t.Errorf("the hash does not hold: %q", faults)
	}
}

func TestVerifyingSeesAChangedText(t *testing.T) {
	w := twelve(t)
	v := w.release(research.ReleaseChoices{})
	interview := w.interviews["zes 0"].ID
	document := w.document(research.ItemDocument(v.ID, 0), research.RestKey(interview), string(v.ID),
		research.Item{N: 0, Salt: "x", Content: []byte(`{"n":0,"text":"Iets anders."}`)})
	w.put(document)
	if faults := w.faults(v.ID); len(faults) != 1 {
		t.Errorf("a changed text keeps the hash true: %q", faults)
	}
}

func TestAWithdrawalVoidsWhatIsNotReleased(t *testing.T) {
	w := twelve(t)
	draft := w.compose(research.ReleaseChoices{})
	w.withdraw("zes 3")
	view, err := w.study.Release(t.Context(), w.people["reader"], w.project, draft.Release.ID)
	if err != nil || view.Release.State != research.ReleaseVoid || view.Preview != nil {
		t.Errorf("after a withdrawal: %s, %v", view.Release.State, err)
	}
	if _, err := w.study.ApproveRelease(t.Context(), w.by("reader"), w.project, draft.Release.ID); research.FaultOf(err) != research.Conflict {
		t.Errorf("a void draft is released: %v", err)
	}
	if again := w.compose(research.ReleaseChoices{}); again.Preview.N != 11 {
		t.Errorf("composed again it counts %d, want 11", again.Preview.N)
	}
}

func TestAFindingMovesToTheLastPersonItRestsOn(t *testing.T) {
	w := newWriting(t, research.ProjectLarge)
	w.alike(2, "twee", nil, said{"participant", "regie", "good"})
	f := w.finding(research.Finding{Title: "Zelf kiezen", Codes: []string{"regie"}, Evidence: w.evidence("regie")})
	w.withdraw("twee 0")
	view, err := w.study.Finding(t.Context(), w.people["lead"], w.project, f.ID)
	if err != nil || len(view.Finding.Evidence) != 1 {
		t.Fatalf("evidence %v, %v", view.Finding.Evidence, err)
	}
	w.withdraw("twee 1")
	if _, err := w.study.Finding(t.Context(), w.people["lead"], w.project, f.ID); err == nil {
		t.Error("a finding outlives the last person whom it rests on")
	}
}

func TestTwoPeopleRelease(t *testing.T) {
	w := twelve(t)
	if _, err := w.study.ComposeRelease(t.Context(), w.by("reader"), w.project, research.ReleaseChoices{Round: 1}); research.FaultOf(err) != research.Forbidden {
		t.Errorf("a second reader composes: %v", err)
	}
	draft, err := w.study.ComposeRelease(t.Context(), w.by("both"), w.project, research.ReleaseChoices{Round: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []string{"both", "lead", "researcher", "municipality", "alderman", "school"} {
		if _, err := w.study.ApproveRelease(t.Context(), w.by(who), w.project, draft.Release.ID); research.FaultOf(err) != research.Forbidden {
			t.Errorf("%s releases: %v", who, err)
		}
	}
	if _, err := w.study.ApproveRelease(t.Context(), w.by("reader"), w.project, draft.Release.ID); err != nil {
		t.Errorf("the second reader: %v", err)
	}
	if _, err := w.study.ApproveRelease(t.Context(), w.by("reader"), w.project, draft.Release.ID); err != nil {
		t.Errorf("the same once more: %v", err)
	}
	if err := w.study.DropRelease(t.Context(), w.by("lead"), w.project, draft.Release.ID); research.FaultOf(err) != research.Conflict {
		t.Errorf("a fixed version is dropped: %v", err)
	}
}

func TestEverythingIsCheckedAgain(t *testing.T) {
	for name, change := range map[string]struct {
		rule string
		do   func(w *writing)
	}{
		"consent taken back": {"quotes", func(w *writing) {
			w.interview("zes 0", func(i *research.Interview) { i.Consent[research.ChoiceQuote] = research.No })
		}},
		"a talk is needed first": {"quotes", func(w *writing) {
			coding := w.codings["zes 0"][0]
			coding.TalkFirst = true
			w.put(w.document(research.CodingDocument(coding.ID), research.RestKey(coding.Interview), string(coding.Interview), coding))
		}},
		"the tick taken back": {"checked", func(w *writing) {
			w.interview("zes 0", func(i *research.Interview) { i.Checked = false })
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := twelve(t)
			draft := w.compose(research.ReleaseChoices{})
			change.do(w)
			_, err := w.study.ApproveRelease(t.Context(), w.by("reader"), w.project, draft.Release.ID)
			if research.FaultOf(err) != research.Conflict {
				t.Fatalf("released: %v", err)
			}
			view, err := w.study.Release(t.Context(), w.people["reader"], w.project, draft.Release.ID)
			if err != nil || !stops(view, change.rule) {
				t.Errorf("stopped by %+v (%v), want %s", stopping(view), err, change.rule)
			}
		})
	}
}

// interview changes an interview in the project.
func (w *writing) interview(reference string, change func(*research.Interview)) {
	w.t.Helper()
	interview := w.interviews[reference]
	change(&interview)
	w.put(w.document(research.InterviewDocument(interview.ID), research.RestKey(interview.ID), "", interview))
}

func TestADraftOfACountedRoundIsStopped(t *testing.T) {
	w := twelve(t)
	one, two := w.compose(research.ReleaseChoices{}), w.compose(research.ReleaseChoices{})
	if _, err := w.study.ApproveRelease(t.Context(), w.by("reader"), w.project, one.Release.ID); err != nil {
		t.Fatal(err)
	}
	view, err := w.study.Release(t.Context(), w.people["reader"], w.project, two.Release.ID)
	if err != nil || !stops(view, "one-count") {
		t.Errorf("a second count of the round passes: %+v, %v", view.Checks, err)
	}
}

func TestTheAuditStopsWhatGivesItselfAway(t *testing.T) {
	w := newWriting(t, research.ProjectLarge)
	w.alike(4, "vier", nil, said{"participant", "regie", "good"})
	w.alike(6, "zes", nil, said{"participant", "gehoord-worden", "good"})
	w.alike(4, "rest", nil, said{"participant", "veiligheid", "good"})
	draft := w.compose(research.ReleaseChoices{})
	if !stops(draft, "audit") {
		t.Fatalf("10 of a group, 6 of one code and ‘weinigen’ of the other pass: %+v", draft.Checks)
	}
	leak := stopping(draft)[0].About.Code
	if left := w.compose(research.ReleaseChoices{LeaveOut: []string{leak}}); left.Blocked() {
		t.Errorf("still stopped without the row: %+v", stopping(left))
	}
	merged := w.compose(research.ReleaseChoices{Merge: []research.Merge{{Codes: []string{"gehoord-worden", "regie"}, Label: "Zelf kiezen en gehoord worden"}}})
	row := themeOf(t, *merged.Preview, "gehoord-worden")
	if merged.Blocked() || *row.N.Number != 10 || row.Label != "Zelf kiezen en gehoord worden" {
		t.Errorf("merged: %+v, %+v", row, stopping(merged))
	}
}

func TestOnlyWhatPeopleCodedCounts(t *testing.T) {
	w := twelve(t)
	coding := w.codings["nog zes 0"][0]
	coding.ID, coding.Coder, coding.Code = w.id(), "machine/proposal", "regie"
	w.put(w.document(research.CodingDocument(coding.ID), research.RestKey(coding.Interview), string(coding.Interview), coding))
	w.hold(talk{reference: "onderweg", change: func(i *research.Interview) { i.ArrivedAt = i.EndedAt }, said: []said{{"participant", "regie", "good"}}})
	late := w.hold(talk{reference: "half binnen", said: []said{{"participant", "regie", "good"}}})
	w.put(w.owned(research.ParcelDocument(late.ID), research.Parcel{Interview: late.ID}))
	draft := w.compose(research.ReleaseChoices{})
	v := draft.Preview
	says := func(c research.ReleaseCheck) bool {
		return c.Rule == "on-phones" && c.OK && strings.Contains(c.Detail, "Van 1 gesprek")
	}
	if !slices.ContainsFunc(draft.Checks, says) {
		t.Errorf("nobody says who is not in yet: %+v", draft.Checks)
	}
	if n := themeOf(t, *v, "regie").N.Number; v.N != 12 || n == nil || *n != 6 {
		t.Errorf("n %d, regie %v; want 12 and 6", v.N, n)
	}
}

func TestChecksOfADraft(t *testing.T) {
	for _, c := range []struct {
		rule, about string
		do          func(w *writing)
	}{
		{"unexpected", "code", func(w *writing) {
			w.hold(talk{reference: "vreemd", said: []said{{"participant", "onverwacht", "good"}}})
		}},
		{"quotes", "finding quote interview", func(w *writing) {
			id, coding := w.id(), w.codings["zes 1"][0]
			input := study.QuoteInput{Coding: coding.ID, Finding: w.firstFinding(), Kind: "good", Text: "Ongelezen.", Form: "paraphrase", Label: research.Parent}
			if _, _, err := w.study.WriteQuote(w.t.Context(), w.by("researcher"), w.project, id, input); err != nil {
				w.t.Fatal(err)
			}
		}},
		{"single-voice", "finding interview", func(w *writing) {
			w.interview("zes 2", func(i *research.Interview) { i.Consent[research.ChoiceQuote] = research.No })
			w.finding(research.Finding{Title: "Van één mens", Codes: []string{"regie"}, Evidence: w.evidence("regie", "zes 2")})
		}},
		{"important", "finding", func(w *writing) {
			w.finding(research.Finding{Title: "Belangrijk", Important: "Ja.", Codes: []string{"regie"}, Evidence: w.evidence("regie")})
		}},
	} {
		t.Run(c.rule, func(t *testing.T) {
			w := twelve(t)
			if draft := w.compose(research.ReleaseChoices{}); draft.Blocked() {
				t.Fatalf("stopped before: %+v", stopping(draft))
			}
			c.do(w)
			draft := w.compose(research.ReleaseChoices{})
			if got := stopping(draft); len(got) != 1 || got[0].Rule != c.rule || len(got[0].Ways) == 0 || got[0].Detail == "" {
				t.Errorf("stopped by %+v, want %s with ways out", got, c.rule)
			} else if about := named(got[0].About); about != c.about {
				t.Errorf("it names %s, want %s", about, c.about)
			}
		})
	}
}

// named are the places that a check leads to.
func named(about research.ReleaseAbout) string {
	var names []string
	for _, place := range []struct {
		name string
		id   string
	}{{"code", about.Code}, {"finding", string(about.Finding)}, {"quote", string(about.Quote)}, {"interview", string(about.Interview)}} {
		if place.id != "" {
			names = append(names, place.name)
		}
	}
	return strings.Join(names, " ")
}

func TestNoReleaseSplits(t *testing.T) {
	w := twelve(t)
	_, err := w.study.ComposeRelease(t.Context(), w.by("researcher"), w.project, research.ReleaseChoices{Round: 1, Splits: []string{"kent-de-weg"}})
	if research.FaultOf(err) != research.Invalid || !strings.Contains(err.Error(), "/splits") {
		t.Errorf("a split: %v", err)
	}
}

// A talk whose yes of a parent is missing is not counted in a version either.
func TestWhatIsHeldBackIsNotReleased(t *testing.T) {
	w := twelve(t)
	draft := w.compose(research.ReleaseChoices{})
	w.interview("nog zes 3", func(i *research.Interview) { i.Held = true })
	if _, err := w.study.ApproveRelease(t.Context(), w.by("reader"), w.project, draft.Release.ID); research.FaultOf(err) != research.Conflict {
		t.Errorf("a version that counts it is released: %v", err)
	}
	w.interview("nog zes 3", func(i *research.Interview) { i.Held = false })
	if _, err := w.study.ApproveRelease(t.Context(), w.by("reader"), w.project, draft.Release.ID); err != nil {
		t.Errorf("once a lead decided: %v", err)
	}
}
