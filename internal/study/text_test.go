package study_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/language"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// TestCodingsFollowAnyEdit edits a text at random, again and again: every
// coding holds exactly the words at its place with those around them, or is
// lost and holds none; and words that nobody touched are never lost.
func TestCodingsFollowAnyEdit(t *testing.T) {
	w := newWriting(t, research.ProjectLarge)
	w.study.Language = language.Dutch{}
	interview := w.hold(talk{reference: "lepel wolk"})
	random := rand.New(rand.NewPCG(3, 4))
	text := w.write(interview.ID, sentences(random, 12))
	for range 25 {
		w.codeSomething(interview.ID, text, random)
	}
	for range 25 {
		before := w.codingsOf(interview.ID)
		edited := editAtRandom(random, text.Utterances)
		old := text
		text = w.write(interview.ID, edited)
		w.checkFollowed(before, old, text, w.codingsOf(interview.ID))
	}
}

func sentences(random *rand.Rand, n int) []research.Utterance {
	words := strings.Fields("ik jij de school goed niet maar kind moeder straat één ☺ altijd soms plein wachten nou ja hulp")
	var text []research.Utterance
	for i := range n {
		var said []string
		for range 5 + random.IntN(30) {
			said = append(said, words[random.IntN(len(words))])
		}
		text = append(text, research.Utterance{Speaker: "participant", Text: fmt.Sprintf("%d %s.", i, strings.Join(said, " "))})
	}
	return text
}

func (w *writing) write(interview research.ID, text []research.Utterance) study.Text {
	w.t.Helper()
	got, err := w.study.WriteText(w.t.Context(), w.by("researcher"), w.project, interview, study.TextChange{Source: "typed", Utterances: text}, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	return got
}

// codeSomething codes words in one utterance, or over two.
func (w *writing) codeSomething(interview research.ID, text study.Text, random *rand.Rand) {
	w.t.Helper()
	first := random.IntN(len(text.Utterances) - 1)
	last := first + random.IntN(2)
	length := len([]rune(text.Utterances[first].Text))
	from, to := random.IntN(length-4), 4
	if last == first {
		to = from + 4 + random.IntN(length-from-3)
	}
	_, _, err := w.study.WriteCoding(w.t.Context(), w.by("researcher"), w.project, w.id(), study.NewCoding{
		Interview: interview, Code: "regie", Kind: research.StatementGood,
		From: &research.Point{Utterance: text.Utterances[first].ID, Offset: from},
		To:   &research.Point{Utterance: text.Utterances[last].ID, Offset: to},
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *writing) codingsOf(interview research.ID) map[research.ID]research.Coding {
	w.t.Helper()
	views, _, err := w.study.InterviewCodings(w.t.Context(), w.people["researcher"], w.project, interview)
	if err != nil {
		w.t.Fatal(err)
	}
	codings := map[research.ID]research.Coding{}
	for _, v := range views {
		codings[v.Coding.ID] = v.Coding
	}
	return codings
}

// editAtRandom changes a word, adds or drops an utterance, or moves one.
func editAtRandom(random *rand.Rand, text []research.Utterance) []research.Utterance {
	text = slices.Clone(text)
	at := random.IntN(len(text))
	switch random.IntN(6) {
	case 0:
		text = slices.Insert(text, at, sentences(random, 1)...)
	case 1:
		if len(text) > 8 {
			text = slices.Delete(text, at, at+1)
		}
	case 2:
		moved := text[at]
		text = slices.Insert(slices.Delete(text, at, at+1), random.IntN(len(text)), moved)
	default:
		words := strings.Fields(text[at].Text)
		words[random.IntN(len(words))] = []string{"[Persoon 1]", "", "heel erg"}[random.IntN(3)]
		if said := strings.TrimSpace(strings.Join(words, " ")); said != "" {
			text[at].Text = said
		}
	}
	return text
}

func (w *writing) checkFollowed(before map[research.ID]research.Coding, old, now study.Text, after map[research.ID]research.Coding) {
	w.t.Helper()
	if len(before) != len(after) {
		w.t.Fatalf("%d codings became %d", len(before), len(after))
	}
	for id, coding := range after {
		if coding.Lost {
			if coding.Anchor.Quote+coding.Anchor.Before+coding.Anchor.After != "" {
				w.t.Fatalf("a lost coding still holds %q", coding.Anchor.Quote)
			}
			if was := before[id]; !was.Lost && slices.Equal(spanIn(old, was), spanIn(now, was)) {
				w.t.Fatalf("%q is lost, and nobody touched it", was.Anchor.Quote)
			}
			continue
		}
		want := coding.Anchor
		want.Cover(spanIn(now, coding))
		if want.Quote != coding.Anchor.Quote || want.Before != coding.Anchor.Before || want.After != coding.Anchor.After || want.Quote == "" {
			w.t.Fatalf("at its place stands %q, the coding holds %q", want.Quote, coding.Anchor.Quote)
		}
	}
}

// spanIn are the utterances from the first to the last of a coding.
func spanIn(text study.Text, c research.Coding) []research.Utterance {
	named := func(id string) int {
		return slices.IndexFunc(text.Utterances, func(u research.Utterance) bool { return u.ID == id })
	}
	first, last := named(c.Anchor.From.Utterance), named(c.Anchor.To.Utterance)
	if first < 0 || last < first {
		return nil
	}
	return text.Utterances[first : last+1]
}
