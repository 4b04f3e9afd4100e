package trial

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wijkstem/wijkstem/internal/phone"
	"github.com/wijkstem/wijkstem/internal/research"
)

// soundSize is the sound of an interview, in bytes: more than one PATCH.
const soundSize = 700_000

// delivery is one interview on its way.
type delivery struct {
	h      *house
	sealed phone.Sealed
	words  []string // references that were acknowledged
}

// newDelivery has an interview ready on the phone.
func (h *house) newDelivery(ctx context.Context) (*delivery, error) {
	words, err := h.phone.References(ctx, 1)
	if err != nil {
		return nil, err
	}
	consent := research.Consent{}
	for _, choice := range research.ChoiceNames() {
		consent[choice] = research.Yes
	}
	now := time.Now().UTC()
	sealed, err := h.phone.Seal(ctx, phone.Talk{
		Manifest: research.Manifest{
			Interview: research.NewID(), Reference: words[0], StartedAt: now, EndedAt: now, Language: "nl", People: 1,
			Capture: research.CaptureAudio, Group: research.Parent, Consent: consent, ConsentLog: []research.ConsentChange{},
		},
		Sound: []phone.Segment{{MIME: "audio/webm", Milliseconds: 20_000, Chunks: h.chunks()}},
	})
	return &delivery{h: h, sealed: sealed, words: words}, err
}

func (h *house) chunks() [][]byte {
	const chunk = 7_000
	var all [][]byte
	for range soundSize / chunk {
		noise := make([]byte, chunk)
		for i := range noise {
			noise[i] = byte(h.random.Uint32())
		}
		all = append(all, noise)
	}
	copy(all[0], phone.WebMHead)
	return all
}

// inTrouble delivers and reserves words, a few times; that it fails is
// expected, how it fails the witness looks at.
func (d *delivery) inTrouble(ctx context.Context) {
	for range 3 {
		_, _ = d.h.phone.Deliver(ctx, d.sealed)
		if words, err := d.h.phone.References(ctx, 2); err == nil {
			d.words = append(d.words, words...)
		}
	}
}

// patience is how long a server may take for what it had begun before it died.
const patience = 30 * time.Second

// check delivers the same once more, now that nothing is wrong: everything has
// to arrive, and what was acknowledged before has to be there.
func (d *delivery) check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		_, err := d.h.phone.Deliver(ctx, d.sealed)
		if err == nil {
			break
		}
		if !errors.Is(err, phone.ErrNotSafe) || ctx.Err() != nil {
			return d.lost(fmt.Errorf("the same request does not work afterwards: %w", err))
		}
		<-time.After(100 * time.Millisecond) // a job takes the sound in
	}
	field, err := d.h.phone.Field(ctx)
	if err != nil {
		return err
	}
	for _, words := range d.words[1:] { // the first are the interview's now
		if !slices.Contains(field.References, words) {
			return d.lost(fmt.Errorf("reserved words are gone: %s", words))
		}
	}
	return nil
}

func (d *delivery) lost(err error) error {
	d.h.outcome.Lost++
	return err
}

// witness sends the phone's requests and holds every answer to what was
// answered before.
type witness struct {
	client  http.Client
	outcome *Outcome

	mu      sync.Mutex
	reached map[string]int // uploads → acknowledged offset
	faults  []error
}

func newWitness(outcome *Outcome) *witness {
	return &witness{
		client:  http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience},
		outcome: outcome, reached: map[string]int{},
	}
}

// fault is what was answered badly so far.
func (w *witness) fault() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return errors.Join(w.faults...)
}

// Do sends a request.
func (w *witness) Do(request *http.Request) (*http.Response, error) {
	response, err := w.client.Do(request)
	w.mu.Lock()
	defer w.mu.Unlock()
	switch writes := request.Method != http.MethodGet; {
	case err != nil:
		w.outcome.Unanswered++
		return nil, err
	case response.StatusCode == http.StatusServiceUnavailable || response.StatusCode == http.StatusInsufficientStorage:
		w.outcome.Refused++
		if kind := response.Header.Get("Content-Type"); kind != "application/problem+json" {
			w.fail(request, response, "is no problem but "+kind)
		}
	case response.StatusCode >= http.StatusBadRequest && response.StatusCode != http.StatusUnauthorized:
		w.fail(request, response, "nobody expects this")
	case writes:
		w.outcome.Acknowledged++
		w.noteOffset(request, response)
	}
	return response, nil
}

func (w *witness) fail(request *http.Request, response *http.Response, what string) {
	w.faults = append(w.faults, fmt.Errorf("%s %s: %s: %s", request.Method, request.URL.Path, response.Status, what))
}

// noteOffset holds the offset of an upload to the one acknowledged before.
func (w *witness) noteOffset(request *http.Request, response *http.Response) {
	place := request.URL.Path
	if location := response.Header.Get("Location"); location != "" {
		place = location
	}
	var offset int
	if _, err := fmt.Sscan(response.Header.Get("Upload-Offset"), &offset); err != nil || !strings.Contains(place, "/uploads/") {
		return
	}
	if offset < w.reached[place] {
		w.outcome.Lost++
		w.fail(request, response, fmt.Sprintf("goes on at %d, acknowledged were %d bytes", offset, w.reached[place]))
	}
	w.reached[place] = max(offset, w.reached[place])
}
