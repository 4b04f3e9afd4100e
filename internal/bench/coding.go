package bench

import (
	"context"
	"math/rand/v2"
	"strings"
	"unicode/utf8"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// coders is how many people code at once.
const coders = 4

// coding measures adding a coding to a text of about size bytes.
func coding(size int) func(context.Context, *place, int) (func(context.Context, int, int) error, error) {
	return func(ctx context.Context, p *place, n int) (func(context.Context, int, int) error, error) {
		random := rand.New(rand.NewPCG(60, 1_000))
		interview := idOf("text", size)
		if err := p.addInterview(ctx, interview, 0, talk(random, size)); err != nil {
			return nil, err
		}
		by := study.By{Scope: auth.System()}
		text, err := p.Study.Text(ctx, by.Scope, p.project, interview, 0)
		if err != nil {
			return nil, err
		}
		codes := study.SeedCodebook().Codes
		kinds := []research.StatementKind{research.StatementGood, research.StatementBetter, research.StatementLead, research.StatementFact}
		turns := make([]request, n)
		for i := range turns {
			u := text.Utterances[random.IntN(len(text.Utterances))]
			length := utf8.RuneCountInString(u.Text)
			from := random.IntN(length - 8)
			turns[i], err = p.prepare(p.token, "PUT", p.path("/codings/"+string(idOf("coding", i))), object{
				"interview": interview, "code": codes[random.IntN(len(codes))].ID, "kind": kinds[random.IntN(len(kinds))],
				"anchor": object{
					"from": research.Point{Utterance: u.ID, Offset: from},
					"to":   research.Point{Utterance: u.ID, Offset: min(length, from+8+random.IntN(120))},
				},
			})
			if err != nil {
				return nil, err
			}
		}
		wires, err := p.dial(ctx, coders)
		return func(_ context.Context, client, turn int) error {
			_, err := wires[client].do(turns[turn])
			return err
		}, err
	}
}

// vocabulary makes texts that are about as long in letters as spoken Dutch.
var vocabulary = strings.Fields(`ik jij hij zij wij de het een en maar want dus toen nu daar hier school moeder vader kind
	buurt straat plein juf meester vraag antwoord wachten helpen praten luisteren gaan komen zien weten goed moeilijk
	samen alleen altijd soms nooit eigenlijk gewoon misschien volgende week vorig jaar 's-avonds café één ☺`)

// talk is a conversation of about size bytes.
func talk(random *rand.Rand, size int) []research.Utterance {
	var text []research.Utterance
	for made := 0; made < size; {
		speaker := []string{research.SpeakerInterviewer, research.SpeakerParticipant}[len(text)%2]
		u := research.Utterance{Speaker: speaker, Text: sentence(random, 20, 80)}
		text = append(text, u)
		made += len(u.Text)
	}
	return text
}

// sentence has at least so many words, and fewer than most.
func sentence(random *rand.Rand, least, most int) string {
	words := make([]string, least+random.IntN(most-least))
	for i := range words {
		words[i] = vocabulary[random.IntN(len(vocabulary))]
	}
	return strings.Join(words, " ") + "."
}
