package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// Sizes of what phones deliver.
const (
	deliveries = 3000
	couriers   = 32
	answered   = 20
)

// ingest measures delivering interviews of twenty answers without sound, sealed
// beforehand.
func ingest(ctx context.Context, p *place, n int) (func(context.Context, int, int) error, error) {
	phones, err := p.pair(ctx, couriers)
	if err != nil {
		return nil, err
	}
	sealed, err := p.sealAll(ctx, phones[0], n)
	if err != nil {
		return nil, err
	}
	wires, err := p.dial(ctx, couriers)
	return func(_ context.Context, client, turn int) error {
		_, err := wires[client].do(sealed[turn])
		return err
	}, err
}

// sealAll makes n deliveries as they go over the wire.
func (p *place) sealAll(ctx context.Context, courier *phone.Phone, n int) ([]request, error) {
	references, err := p.reserve(ctx, courier.Device, n)
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(20, 32))
	all := make([]request, n)
	for i := range all {
		sealed, err := courier.Seal(ctx, conversation(random, i, references[i]))
		if err != nil {
			return nil, err
		}
		if all[i], err = p.announcement(courier, sealed.Delivery); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// announcement is the request that brings a delivery.
func (p *place) announcement(courier *phone.Phone, d research.Delivery) (request, error) {
	return p.prepare(courier.Token(), http.MethodPut, p.path("/interviews/"+string(d.Interview)+"/manifest"), d)
}

// pair starts the project and pairs a phone, which n clients use at once.
func (p *place) pair(ctx context.Context, n int) ([]*phone.Phone, error) {
	if err := p.agree(ctx); err != nil {
		return nil, err
	}
	var invited struct{ Code string }
	if err := p.call(ctx, "POST", p.path("/device-invitations"), object{"label": "Samira"}, &invited); err != nil {
		return nil, err
	}
	paired, err := phone.Pair(ctx, p.client, p.url, invited.Code, "Samira")
	if err != nil {
		return nil, err
	}
	if _, err := paired.Field(ctx); err != nil {
		return nil, err
	}
	phones := make([]*phone.Phone, n)
	for i := range phones {
		another := *paired
		phones[i] = &another
	}
	return phones, nil
}

// reserve puts n references in the project as reserved for a phone, more than one
// may have before it delivers.
func (p *place) reserve(ctx context.Context, device research.ID, n int) ([]string, error) {
	const apart = 7919 // a prime, so that words spread as drawn ones do
	stream, words := research.ProjectStream(p.project), make([]string, n)
	for i := range words {
		words[i] = research.ReferenceAt(i * apart % research.References())
	}
	for some := range slices.Chunk(words, 500) {
		act := study.Act{Stream: stream, Verb: "reference.reserve"}
		_, err := p.Store.Act(ctx, auth.System(), act, func(tx study.Tx) error {
			for _, one := range some {
				body, err := json.Marshal(research.Reference{Words: one, Device: device})
				if err != nil {
					return err
				}
				tx.Put(research.Document{
					ID: research.ReferenceDocument(one), Key: research.StreamKey(stream), By: one, Ref: string(device), Body: body,
				})
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return words, nil
}

// conversation is the n-th interview: twenty topics with a note of about 25 words
// each, together as long as the longest texts of the invented study.
func conversation(random *rand.Rand, n int, reference string) phone.Talk {
	at := time.Date(2026, 9, 1, 12, n%60, n%59, 0, time.UTC)
	manifest := research.Manifest{
		Interview: idOf("talk", n), Guide: research.GuideVersion{Slug: "opvoeden-in-de-wijk", Version: "1.0.0"}, Reference: reference,
		StartedAt: at, EndedAt: at.Add(40 * time.Minute), Language: "nl", People: 1, Capture: research.CaptureNotes,
		Group: research.Parent, Consent: research.Consent{},
	}
	for _, choice := range research.ChoiceNames() {
		manifest.Consent[choice] = research.Yes
		manifest.ConsentLog = append(manifest.ConsentLog, research.ConsentChange{Choice: choice, Answer: research.Yes, At: at})
	}
	var topics []research.TopicAnswers
	for i := range answered {
		note := research.Note{ID: fmt.Sprintf("n%d", i), Text: sentence(random, 10, 40), At: at.Add(time.Duration(i) * time.Minute)}
		topics = append(topics, research.TopicAnswers{
			Topic: fmt.Sprintf("onderwerp-%d", i), State: research.TopicDiscussed, Notes: []research.Note{note}, Probes: []string{},
		})
	}
	return phone.Talk{Manifest: manifest, Answers: research.Answers{
		Background: map[string]research.OneOrMore{"wie": {"moeder"}, "kent-de-weg": {"goed"}}, Topics: topics,
		Closing: research.ClosingWords{Wish: strings.Repeat("meer licht ", 5)},
	}}
}
