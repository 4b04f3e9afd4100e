// Package storetest is one suite of tests that every engine of the store must
// pass, and the tools with which processes are killed while they write.
package storetest

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store"
	"github.com/wijkstem/wijkstem/internal/study"
)

// Kinds are the documents of the tests: one of each sort of owner.
var Kinds = map[research.Kind][]research.KeySort{
	"note":    {research.StreamOwned},
	"balance": {research.StreamOwned},
	"saying":  {research.RestOwned},
	"tape":    {research.SoundOwned},
	"phone":   {research.ContactOwned},
}

// Run runs the suite. database makes an empty database and returns its URL.
func Run(t *testing.T, database func(t *testing.T) string) {
	tests := []struct {
		name string
		run  func(*testing.T, *bench)
	}{
		{"acts", testActs},
		{"repeats", testRepeats},
		{"refusals", testRefusals},
		{"improper", testImproper},
		{"scopes", testScopes},
		{"pages", testPages},
		{"paging while writing", testPagingWhileWriting},
		{"erasure", testErasure},
		{"events", testEvents},
		{"times", testTimes},
		{"listeners", testListeners},
		{"cells", testCells},
		{"swap races", testSwapRaces},
		{"act races", testActRaces},
		{"transfers", testTransfers},
		{"model", testModel},
		{"reopening", testReopening},
		{"verifying", testVerifying},
		{"backup", func(t *testing.T, b *bench) { testBackup(t, b, database(t)) }},
		{"damaged backups", func(t *testing.T, b *bench) { testDamagedBackups(t, b, database(t)) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t, database(t))
			test.run(t, b)
			if !b.lost {
				b.verify()
			}
		})
	}
}

// bench is a store with what tests need around it.
type bench struct {
	*store.Store
	t      *testing.T
	url    string
	keys   *Keys
	now    time.Time
	stream research.Stream
	scope  research.Scope
	lost   bool // a key was lost: Verify must complain
}

func newBench(t *testing.T, url string) *bench {
	b := &bench{
		t: t, url: url, keys: NewKeys(),
		now:    time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC),
		stream: research.ProjectStream(research.NewID()),
		scope:  research.NewScope(research.Grant{Actor: "system", Everything: true}),
	}
	b.open()
	t.Cleanup(func() { _ = b.Close() })
	return b
}

func (b *bench) open() {
	b.t.Helper()
	var err error
	b.Store, err = store.Open(b.t.Context(), b.url, b.keys, store.Options{
		Kinds: Kinds, Clock: func() time.Time { return b.now },
	})
	must(b.t, err)
}

// act does one act on the bench's stream.
func (b *bench) act(id string, decide func(study.Tx)) research.Event {
	b.t.Helper()
	event, err := b.tryAct(id, "", func(tx study.Tx) error { decide(tx); return nil })
	must(b.t, err)
	return event
}

func (b *bench) tryAct(id, request string, decide func(study.Tx) error) (research.Event, error) {
	act := study.Act{Stream: b.stream, ID: id, Verb: "test.act", Request: []byte(request)}
	return b.Act(b.t.Context(), b.scope, act, decide)
}

// view reads the bench's stream.
func (b *bench) view(read func(study.View)) {
	b.t.Helper()
	must(b.t, b.View(b.t.Context(), b.scope, b.stream, func(v study.View) error { read(v); return nil }))
}

// document is a document owned by the bench's stream.
func (b *bench) document(id, by, ref, text string) research.Document {
	body, err := json.Marshal(text)
	must(b.t, err)
	return research.Document{ID: id, Key: research.StreamKey(b.stream), By: by, Ref: ref, Body: body}
}

// interview makes an interview's keys.
func (b *bench) interview() research.ID {
	b.t.Helper()
	id := research.NewID()
	for _, ref := range []research.KeyRef{research.RestKey(id), research.SoundKey(id), research.ContactKey(id)} {
		_, err := b.keys.Ensure(context.Background(), ref)
		must(b.t, err)
	}
	return id
}

// verify checks all that is stored.
func (b *bench) verify() store.Report {
	b.t.Helper()
	report, err := b.Verify(b.t.Context())
	must(b.t, err)
	if len(report.Faults) > 0 {
		b.t.Fatalf("verify finds: %q", report.Faults)
	}
	return report
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantFault(t *testing.T, err error, fault research.Fault) {
	t.Helper()
	if research.FaultOf(err) != fault || err == nil {
		t.Fatalf("error is %v, want fault %q", err, fault)
	}
}

func equal[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Fatalf("%s is %v, want %v", what, got, want)
	}
}

func equalSlices[T comparable](t *testing.T, what string, got, want []T) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}
