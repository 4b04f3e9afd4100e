package storetest

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

func testActs(t *testing.T, b *bench) {
	event := b.act("first", func(tx study.Tx) {
		equal(t, "revision before", tx.Revision(), 0)
		tx.Put(b.document("note/b", "2", "x", "two"))
		tx.Put(b.document("note/a", "1", "x", "één"))
		tx.Fact("number", "7")
		_, err := tx.Document("note/a")
		wantFault(t, err, research.NotFound) // an act does not see its own puts
	})
	equal(t, "revision", event.Revision, 1)
	equal(t, "act", event.Act, "system/first")
	equal(t, "fact", event.Facts["number"], "7")
	equalSlices(t, "put", event.Put, []string{"note/a", "note/b"})

	b.act("second", func(tx study.Tx) {
		tx.Delete("note/b")
		tx.Put(b.document("note/a", "3", "", "changed"))
	})
	b.view(func(v study.View) {
		equal(t, "revision", v.Revision(), 2)
		d, err := v.Document("note/a")
		must(t, err)
		equal(t, "body", string(d.Body), `"changed"`)
		equal(t, "by, ref", d.By+d.Ref, "3")
		equal(t, "document's revision", d.Revision, 2)
		equal(t, "key", d.Key, research.StreamKey(b.stream))
		_, err = v.Document("note/b")
		wantFault(t, err, research.NotFound)
	})
	b.act("third", func(tx study.Tx) { tx.Put(b.document("note/b", "", "", "again")) })
	b.view(func(v study.View) {
		_, err := v.Document("note/b")
		must(t, err)
	})
}

func testRepeats(t *testing.T, b *bench) {
	runs := 0
	put := func(tx study.Tx) error {
		runs++
		tx.Put(b.document("note/a", "", "", "text"))
		tx.Fact("made", "a")
		return nil
	}
	first, err := b.tryAct("same", "body", put)
	must(t, err)
	b.act("between", func(tx study.Tx) { tx.Delete("note/a") })
	before := runs
	second, err := b.tryAct("same", "body", func(study.Tx) error { runs++; return errors.New("not again") })
	must(t, err)
	equal(t, "runs", runs, before)
	equal(t, "revision", second.Revision, first.Revision)
	equal(t, "fact", second.Facts["made"], "a")
	equal(t, "time", second.At, first.At)

	_, err = b.tryAct("same", "another body", put)
	wantFault(t, err, research.Conflict)
	_, err = b.Act(t.Context(), b.scope,
		study.Act{Stream: b.stream, ID: "same", Verb: "test.other", Request: []byte("body")}, put)
	wantFault(t, err, research.Conflict)

	other := research.NewScope(research.Grant{Actor: "job/other", Everything: true})
	_, err = b.Act(t.Context(), other, study.Act{Stream: b.stream, ID: "same", Verb: "test.act"}, put)
	must(t, err)
	head, err := b.Head(t.Context(), b.scope, b.stream)
	must(t, err)
	equal(t, "head", head, 3)
}

func testRefusals(t *testing.T, b *bench) {
	refusal := research.Errorf(research.Conflict, "Nee.")
	_, err := b.tryAct("refused", "", func(tx study.Tx) error {
		tx.Put(b.document("note/a", "", "", "text"))
		return refusal
	})
	if !errors.Is(err, refusal) {
		t.Fatalf("error is %v, want the refusal itself", err)
	}
	b.view(func(v study.View) {
		equal(t, "revision", v.Revision(), 0)
		_, err := v.Document("note/a")
		wantFault(t, err, research.NotFound)
	})
	event, err := b.tryAct("refused", "", func(tx study.Tx) error { return nil })
	must(t, err)
	equal(t, "revision after a refusal", event.Revision, 1)
}

// testImproper checks that what a program may not do is refused whole and is
// never mistaken for a fault of a person.
func testImproper(t *testing.T, b *bench) {
	interview := b.interview()
	owned := func(id string, key research.KeyRef) func(study.Tx) {
		return func(tx study.Tx) { tx.Put(research.Document{ID: id, Key: key, Body: []byte("1")}) }
	}
	other := research.StreamKey(research.ProjectStream(research.NewID()))
	tests := map[string]func(study.Tx){
		"undeclared kind":          owned("unknown/a", research.StreamKey(b.stream)),
		"key of another stream":    owned("note/a", other),
		"rest under sound":         owned("saying/a", research.SoundKey(interview)),
		"interview's under stream": owned("saying/a", research.StreamKey(b.stream)),
		"contact in a project":     owned("phone/a", research.ContactKey(interview)),
		"no key":                   owned("note/a", ""),
		"key never made":           owned("saying/a", research.RestKey(research.NewID())),
		"no name":                  owned("note/", research.StreamKey(b.stream)),
		"no kind":                  owned("/a", research.StreamKey(b.stream)),
		"control character":        owned("note/a\n", research.StreamKey(b.stream)),
		"improper delete":          func(tx study.Tx) { tx.Delete("note") },
		"twice": func(tx study.Tx) {
			tx.Put(b.document("note/a", "", "", ""))
			tx.Delete("note/a")
		},
		"no JSON": func(tx study.Tx) {
			tx.Put(research.Document{ID: "note/a", Key: research.StreamKey(b.stream), Body: []byte("{")})
		},
		"improper By": func(tx study.Tx) { tx.Put(b.document("note/a", "a\x00", "", "")) },
	}
	for name, decide := range tests {
		_, err := b.tryAct("", "", func(tx study.Tx) error {
			tx.Put(b.document("note/beside", "", "", ""))
			decide(tx)
			return nil
		})
		if err == nil || research.FaultOf(err) != "" {
			t.Errorf("%s: error is %v, want one without fault", name, err)
		}
	}
	_, err := b.tryAct("", "", func(tx study.Tx) error {
		tx.Put(b.document("note/a", "", "", strings.Repeat("x", 9<<20)))
		return nil
	})
	wantFault(t, err, research.TooLarge)
	_, err = b.tryAct("with a space", "", func(study.Tx) error { return nil })
	wantFault(t, err, research.Invalid)
	b.view(func(v study.View) { equal(t, "revision", v.Revision(), 0) })
}

func testScopes(t *testing.T, b *bench) {
	b.act("", func(tx study.Tx) { tx.Put(b.document("note/a", "", "", "text")) })
	outsider := research.NewScope(research.Grant{
		Actor: "account/x", Project: research.NewID(), Roles: []research.Role{research.Lead},
	})
	member := research.NewScope(research.Grant{
		Actor: "account/y", Project: b.stream.Name(), Roles: []research.Role{research.Researcher},
	})
	for name, scope := range map[string]research.Scope{"outsider": outsider, "zero": {}} {
		wantFault(t, b.View(t.Context(), scope, b.stream, func(study.View) error {
			t.Errorf("%s reads", name)
			return nil
		}), research.NotFound)
		_, err := b.Act(t.Context(), scope, study.Act{Stream: b.stream, Verb: "test.act"}, func(study.Tx) error {
			t.Errorf("%s decides", name)
			return nil
		})
		wantFault(t, err, research.NotFound)
		_, err = b.Events(t.Context(), scope, b.stream, 0, 0)
		wantFault(t, err, research.NotFound)
		_, err = b.Head(t.Context(), scope, b.stream)
		wantFault(t, err, research.NotFound)
	}
	head, err := b.Head(t.Context(), member, b.stream)
	must(t, err)
	equal(t, "member's head", head, 1)
	_, err = b.Head(t.Context(), member, research.VaultStream(b.stream.Name()))
	wantFault(t, err, research.NotFound)
	_, err = b.Head(t.Context(), b.scope, "nonsense/stream")
	wantFault(t, err, research.NotFound)
}

func testEvents(t *testing.T, b *bench) {
	for range 5 {
		b.act("", func(tx study.Tx) { tx.Put(b.document("note/a", "", "", "text")) })
	}
	revisions := func(after research.Revision, limit int) (found []research.Revision) {
		events, err := b.Events(t.Context(), b.scope, b.stream, after, limit)
		must(t, err)
		for _, e := range events {
			found = append(found, e.Revision)
			equal(t, "stream", e.Stream, b.stream)
			equal(t, "verb", e.Verb, "test.act")
		}
		return found
	}
	equalSlices(t, "all", revisions(0, 0), []research.Revision{1, 2, 3, 4, 5})
	equalSlices(t, "some", revisions(2, 2), []research.Revision{3, 4})
	equalSlices(t, "none", revisions(5, 2), nil)
	_, err := b.Events(t.Context(), b.scope, b.stream, 0, 1001)
	wantFault(t, err, research.Invalid)
}

// testTimes checks that events never go back in time, whatever the clock does.
func testTimes(t *testing.T, b *bench) {
	first := b.act("", func(study.Tx) {})
	equal(t, "time", first.At, b.now)
	b.now = b.now.Add(-time.Hour)
	equal(t, "time after the clock went back", b.act("", func(study.Tx) {}).At, first.At)
	b.now = b.now.Add(2 * time.Hour)
	equal(t, "time", b.act("", func(study.Tx) {}).At, b.now)
}

func testListeners(t *testing.T, b *bench) {
	var told []research.Revision
	stop := b.OnEvent(func(e research.Event) { told = append(told, e.Revision) })
	b.act("one", func(study.Tx) {})
	b.act("one", func(study.Tx) {})
	b.act("two", func(study.Tx) {})
	_, err := b.tryAct("", "", func(study.Tx) error { return errors.New("no") })
	if err == nil {
		t.Fatal("refusal lost")
	}
	stop()
	b.act("three", func(study.Tx) {})
	equalSlices(t, "told", told, []research.Revision{1, 2})
}

func testReopening(t *testing.T, b *bench) {
	b.act("before", func(tx study.Tx) { tx.Put(b.document("note/a", "", "", "kept")) })
	epoch := b.Epoch()
	must(t, b.Close())
	b.open()
	equal(t, "epoch", b.Epoch(), epoch)
	equal(t, "revision of a repeat", b.act("before", func(study.Tx) { t.Error("decided again") }).Revision, 1)
	b.view(func(v study.View) {
		d, err := v.Document("note/a")
		must(t, err)
		equal(t, "body", string(d.Body), `"kept"`)
	})
}
