package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
	"github.com/wijkstem/wijkstem/internal/study"
)

// RunShared tests engines of which several processes can share a database.
func RunShared(t *testing.T, database func(t *testing.T) string) {
	t.Run("two stores", func(t *testing.T) { testTwoStores(t, newPair(t, database(t))) })
	t.Run("abandoned acts", func(t *testing.T) { testAbandoned(t, newPair(t, database(t))) })
	t.Run("late appliers", func(t *testing.T) { testLateAppliers(t, newPair(t, database(t))) })
	t.Run("views between puts", func(t *testing.T) { testViewsBetweenPuts(t, newPair(t, database(t))) })
	t.Run("refusals overtaken", func(t *testing.T) { testRefusalsOvertaken(t, newPair(t, database(t))) })
	t.Run("lists between deletes", func(t *testing.T) { testListsBetweenDeletes(t, newPair(t, database(t))) })
}

// newPair makes two stores on one database that know nothing of each other, as
// in two processes.
func newPair(t *testing.T, url string) [2]*bench {
	first := newBench(t, url)
	second := &bench{t: t, url: url, keys: first.keys, now: first.now, stream: first.stream, scope: first.scope}
	second.open()
	t.Cleanup(func() { _ = second.Close() })
	t.Cleanup(func() { engine.FailPoint = nil })
	return [2]*bench{first, second}
}

func testTwoStores(t *testing.T, pair [2]*bench) {
	const writers, acts = 6, 12
	errs := together(writers, func(i int) error {
		w := Transfers{Store: pair[i%2].Store, Stream: pair[0].stream, Scope: pair[0].scope}
		random := rand.New(rand.NewPCG(7, uint64(i)))
		for n := range acts {
			// every id is tried in both stores, at about the same time
			if _, err := w.Do(t.Context(), fmt.Sprint(i/2, "-", n), random); err != nil {
				return err
			}
			if err := w.Look(t.Context()); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, errors.Join(errs...))
	w := Transfers{Store: pair[0].Store, Stream: pair[0].stream, Scope: pair[0].scope}
	done, err := w.Replay(t.Context())
	must(t, err)
	equal(t, "acts", len(done), writers/2*acts)
	pair[1].verify()
}

// steps are the places where an act on a shared database can stop.
var steps = []struct {
	name string
	nth  int
}{{"decided", 1}, {"inserted", 1}, {"put", 1}, {"put", 2}, {"put", 3}, {"applied", 1}, {"stripped", 1}}

type abandoned struct{}

// at has do called at the nth passing of a step.
func at(step string, nth int, do func()) func(string) {
	return func(name string) {
		if name == step {
			if nth--; nth == 0 {
				do()
			}
		}
	}
}

// testAbandoned stops an act at each step for good; the other store must see
// it whole or not at all, and the repeat must be the same act.
func testAbandoned(t *testing.T, pair [2]*bench) {
	for i, step := range steps {
		id := fmt.Sprint("abandoned-", i)
		w := Transfers{Store: pair[0].Store, Stream: pair[0].stream, Scope: pair[0].scope}
		engine.FailPoint = at(step.name, step.nth, func() { panic(abandoned{}) })
		func() {
			defer func() {
				if _, stopped := recover().(abandoned); !stopped {
					t.Errorf("the act did not pass %s %d", step.name, step.nth)
				}
			}()
			_, _ = w.Do(t.Context(), id, rand.New(rand.NewPCG(9, uint64(i))))
		}()
		engine.FailPoint = nil
		other := Transfers{Store: pair[1].Store, Stream: pair[1].stream, Scope: pair[1].scope}
		must(t, other.Look(t.Context()))
		_, err := other.Replay(t.Context())
		must(t, err)
		event, err := w.Do(t.Context(), id, rand.New(rand.NewPCG(9, uint64(i))))
		must(t, err)
		equal(t, "revision of the repeat", event.Revision, research.Revision(i+1))
	}
	pair[1].verify()
}

// testLateAppliers holds an act at each step while the other store finishes it
// and goes on, deleting and making anew what the act put; then lets it go.
func testLateAppliers(t *testing.T, pair [2]*bench) {
	for i, step := range steps[1:] {
		held, release := make(chan struct{}), make(chan struct{})
		engine.FailPoint = at(step.name, step.nth, func() {
			close(held)
			<-release
		})
		done := make(chan error, 1)
		act := func(b *bench, decide func(study.Tx)) error {
			_, err := b.tryAct("", "", func(tx study.Tx) error { decide(tx); return nil })
			return err
		}
		go func() {
			done <- act(pair[0], func(tx study.Tx) {
				for _, id := range []string{"note/a", "note/b", "note/c"} {
					tx.Put(pair[0].document(id, "", "", fmt.Sprint("late ", i)))
				}
			})
		}()
		<-held
		must(t, act(pair[1], func(tx study.Tx) { tx.Delete("note/a"); tx.Delete("note/b") }))
		must(t, act(pair[1], func(tx study.Tx) { tx.Put(pair[1].document("note/b", "", "", "anew")) }))
		close(release)
		must(t, <-done)
		engine.FailPoint = nil
		for _, b := range pair {
			b.view(func(v study.View) { checkAfterLate(t, v, fmt.Sprintf("%q", fmt.Sprint("late ", i))) })
		}
		pair[0].verify()
	}
}

func checkAfterLate(t *testing.T, v study.View, late string) {
	t.Helper()
	if _, err := v.Document("note/a"); research.FaultOf(err) != research.NotFound {
		t.Errorf("a deleted document came back: %v", err)
	}
	for id, want := range map[string]string{"note/b": `"anew"`, "note/c": late} {
		d, err := v.Document(id)
		if err != nil || string(d.Body) != want {
			t.Errorf("%s is %s (%v), want %s", id, d.Body, err, want)
		}
	}
}

// testViewsBetweenPuts does an act in one store between two reads of a view in
// the other: the view runs again, and what it saw last is of one revision.
func testViewsBetweenPuts(t *testing.T, pair [2]*bench) {
	both := func(text string) func(study.Tx) {
		return func(tx study.Tx) {
			tx.Put(pair[0].document("note/a", text, "", text))
			tx.Put(pair[0].document("note/b", text, "", text))
		}
	}
	pair[0].act("", both("old"))
	for name, read := range map[string]func(study.View, string) (string, error){
		"documents": func(v study.View, id string) (string, error) {
			d, err := v.Document(id)
			return string(d.Body), err
		},
		"lists": func(v study.View, id string) (string, error) {
			documents, _, err := v.Page(research.Page{Kind: "note", Descending: id == "note/b", Limit: 1})
			if err != nil {
				return "", err
			}
			return string(documents[0].Body), nil
		},
	} {
		runs, seen := 0, [2]string{}
		err := pair[1].View(context.Background(), pair[1].scope, pair[1].stream, func(v study.View) (err error) {
			if seen[0], err = read(v, "note/a"); err != nil {
				return err
			}
			if runs++; runs <= 2 {
				pair[0].act("", both(fmt.Sprint(name, runs)))
			}
			seen[1], err = read(v, "note/b")
			return err
		})
		must(t, err)
		equal(t, name+": what was seen", seen[1], seen[0])
		equal(t, name+": runs", runs, 3)
	}
}

// testListsBetweenDeletes deletes a document in one store between two pages of
// a view in the other: nothing in what is read says so, and yet the view must
// run again. Acts that touch other kinds do not disturb it.
func testListsBetweenDeletes(t *testing.T, pair [2]*bench) {
	pair[0].act("", func(tx study.Tx) {
		tx.Put(pair[0].document("note/a", "1", "", "x"))
		tx.Put(pair[0].document("note/b", "2", "", "x"))
	})
	runs, seen, at := 0, 0, research.Revision(0)
	list := func(meanwhile func(study.Tx)) {
		runs = 0
		must(t, pair[1].View(t.Context(), pair[1].scope, pair[1].stream, func(v study.View) error {
			first, next, err := v.Page(research.Page{Kind: "note", Limit: 1})
			if err != nil {
				return err
			}
			if runs++; runs == 1 {
				pair[0].act("", meanwhile)
			}
			rest, _, err := v.Page(research.Page{Kind: "note", Limit: 1, After: next})
			seen, at = len(first)+len(rest), v.Revision()
			return err
		}))
	}
	list(func(tx study.Tx) { tx.Put(pair[0].document("balance/a", "", "", "beside")) })
	equal(t, "runs beside an act on another kind", runs, 1)
	equal(t, "seen", seen, 2)
	list(func(tx study.Tx) { tx.Delete("note/a") })
	equal(t, "runs beside a delete", runs, 2)
	equal(t, "revision", at, 3)
}

// testRefusalsOvertaken has the other store act while a decider is about to
// refuse: the refusal is decided again on what is there now.
func testRefusalsOvertaken(t *testing.T, pair [2]*bench) {
	runs := 0
	_, err := pair[1].tryAct("", "", func(tx study.Tx) error {
		if runs++; runs == 1 {
			pair[0].act("", func(tx study.Tx) { tx.Put(pair[0].document("note/a", "", "", "x")) })
		}
		if _, err := tx.Document("note/needed"); err != nil {
			return err
		}
		return nil
	})
	wantFault(t, err, research.NotFound)
	equal(t, "runs", runs, 2)
}
