package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// Transfers are acts of which it is easy to see whether anything got lost: each
// moves an amount between two balances of a stream, whose sum stays 0, puts a
// note and now and then deletes one. The events' facts say it all, so that
// replaying them gives every document.
type Transfers struct {
	Store  study.Store
	Stream research.Stream
	Scope  research.Scope
}

const balances, notes = 4, 10

// Do does one transfer, chosen by the numbers, under the id.
func (w Transfers) Do(ctx context.Context, id string, random *rand.Rand) (research.Event, error) {
	from := random.IntN(balances)
	to := (from + 1 + random.IntN(balances-1)) % balances
	amount, note, remove := 1+random.IntN(9), random.IntN(notes), random.IntN(3) == 0
	act := study.Act{Stream: w.Stream, ID: id, Verb: "test.transfer", Request: []byte(id)}
	return w.Store.Act(ctx, w.Scope, act, func(tx study.Tx) error {
		sum, err := w.sum(tx)
		if err != nil {
			return err
		}
		if sum != 0 {
			return fmt.Errorf("a decider at revision %d saw the sum %d", tx.Revision(), sum)
		}
		if err := w.move(tx, from, -amount); err != nil {
			return err
		}
		if err := w.move(tx, to, amount); err != nil {
			return err
		}
		if remove {
			tx.Delete(noteID(note))
		} else {
			tx.Put(w.document(noteID(note), amount))
		}
		return nil
	})
}

func noteID(n int) string    { return fmt.Sprint("note/", n) }
func balanceID(n int) string { return fmt.Sprint("balance/", n) }

func (w Transfers) document(id string, value int) research.Document {
	return research.Document{ID: id, Key: research.StreamKey(w.Stream), By: "b", Body: fmt.Append(nil, value)}
}

// move changes a balance and notes the outcome as a fact.
func (w Transfers) move(tx study.Tx, n, amount int) error {
	value, err := balance(tx, n)
	if err != nil {
		return err
	}
	tx.Put(w.document(balanceID(n), value+amount))
	tx.Fact(balanceID(n), strconv.Itoa(amount))
	tx.Fact("amount", strconv.Itoa(max(amount, -amount)))
	return nil
}

func balance(v study.View, n int) (int, error) {
	d, err := v.Document(balanceID(n))
	if research.FaultOf(err) == research.NotFound {
		return 0, nil
	}
	return number(d.Body), err
}

func (w Transfers) sum(v study.View) (sum int, err error) {
	for n := range balances {
		value, err := balance(v, n)
		if err != nil {
			return 0, err
		}
		sum += value
	}
	return sum, nil
}

// Look checks that a view shows no half act.
func (w Transfers) Look(ctx context.Context) error {
	sum, at := 0, research.Revision(0)
	err := w.Store.View(ctx, w.Scope, w.Stream, func(v study.View) (err error) {
		at = v.Revision()
		sum, err = w.sum(v)
		return err
	})
	if err == nil && sum != 0 {
		err = fmt.Errorf("a reader at revision %d saw the sum %d", at, sum)
	}
	return err
}

// Replay compares every document with what the events say and returns the
// revision of each act. The server may still be doing what a process asked
// that was killed since; then the events that came late are replayed too.
func (w Transfers) Replay(ctx context.Context) (map[string]research.Revision, error) {
	r := replay{values: map[string]int{}, acts: map[string]research.Revision{}}
	for {
		events, err := w.Store.Events(ctx, w.Scope, w.Stream, r.head, 1000)
		if err != nil {
			return nil, err
		}
		for _, e := range events {
			if err := r.event(e); err != nil {
				return nil, err
			}
		}
		at, there, err := w.documents(ctx)
		if err != nil {
			return nil, err
		}
		if at > r.head {
			continue
		}
		got, _ := json.Marshal(there) // maps of numbers always marshal
		want, _ := json.Marshal(r.values)
		if string(got) != string(want) {
			return nil, fmt.Errorf("at revision %d documents are %s, the events say %s", at, got, want)
		}
		return r.acts, nil
	}
}

// replay is what the events say so far.
type replay struct {
	head   research.Revision
	values map[string]int
	acts   map[string]research.Revision
}

func (r *replay) event(e research.Event) error {
	if r.head++; e.Revision != r.head {
		return fmt.Errorf("revision %d follows %d", e.Revision, r.head-1)
	}
	if r.acts[e.Act] != 0 {
		return fmt.Errorf("act %s happened at %d and %d", e.Act, r.acts[e.Act], e.Revision)
	}
	r.acts[e.Act] = e.Revision
	replayOne(r.values, e)
	return nil
}

func replayOne(values map[string]int, e research.Event) {
	for _, id := range e.Deleted {
		delete(values, id)
	}
	for _, id := range e.Put {
		if moved, ok := e.Facts[id]; ok {
			values[id] += number([]byte(moved))
		} else {
			values[id] = number([]byte(e.Facts["amount"]))
		}
	}
}

// documents are the values of all documents, and their revision.
func (w Transfers) documents(ctx context.Context) (at research.Revision, values map[string]int, err error) {
	err = w.Store.View(ctx, w.Scope, w.Stream, func(v study.View) error {
		at, values = v.Revision(), map[string]int{}
		for _, kind := range []research.Kind{"balance", "note"} {
			documents, _, err := v.Page(research.Page{Kind: kind, Limit: 1000})
			if err != nil {
				return err
			}
			for _, d := range documents {
				values[d.ID] = number(d.Body)
			}
		}
		return nil
	})
	return at, values, err
}

// testTransfers has writers and readers at work at once.
func testTransfers(t *testing.T, b *bench) {
	const writers, acts = 5, 12
	w := Transfers{Store: b.Store, Stream: b.stream, Scope: b.scope}
	errs := together(writers+2, func(i int) error {
		random := rand.New(rand.NewPCG(1, uint64(i)))
		for n := range acts {
			if i >= writers {
				if err := w.Look(t.Context()); err != nil {
					return err
				}
			} else if _, err := w.Do(t.Context(), fmt.Sprint(i, "-", n), random); err != nil {
				return err
			}
		}
		return nil
	})
	for _, err := range errs {
		must(t, err)
	}
	done, err := w.Replay(t.Context())
	must(t, err)
	equal(t, "acts", len(done), writers*acts)
}
