package keys

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

var aDay = time.Date(2026, 9, 14, 10, 0, 0, 0, time.UTC)

// testingT is what tables, benchmarks and property tests have in common.
type testingT interface {
	Helper()
	Cleanup(func())
	Fatal(...any)
	Fatalf(string, ...any)
}

func testOptions(directory string) Options {
	return Options{
		File: filepath.Join(directory, "keys"), Ledger: filepath.Join(directory, "ledger"),
		Master: Master(bytes.Repeat([]byte{5}, 32)), Create: true,
	}
}

func mustOpen(t testingT, options Options) *Store {
	t.Helper()
	s, err := Open(options)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustClose(t testingT, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func must(t testingT, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func testRef(n int) research.KeyRef {
	return research.RestKey(research.IDFrom([16]byte{byte(n), byte(n >> 8)}))
}

func testKey(n int) []byte {
	return bytes.Repeat([]byte{byte(n), byte(n >> 8)}, research.DataKeySize/2)
}

func condemnation(refs ...research.KeyRef) study.LedgerLine {
	return study.LedgerLine{At: aDay, Project: research.IDFrom([16]byte{9}), Keys: refs, Reason: "withdrawal"}
}

func one(ref research.KeyRef, key []byte) map[research.KeyRef][]byte {
	return map[research.KeyRef][]byte{ref: key}
}

func expectKey(t testingT, s *Store, ref research.KeyRef, want []byte) {
	t.Helper()
	if got, err := s.Key(ref); err != nil || !bytes.Equal(got, want) {
		t.Fatalf("%s: got %x, %v", ref, got, err)
	}
}

func expectFault(t testingT, err error, want research.Fault) {
	t.Helper()
	if err == nil || research.FaultOf(err) != want {
		t.Fatalf("got %v, want %q", err, want)
	}
}

func TestKeysComeBackAfterReopening(t *testing.T) {
	ctx, options := context.Background(), testOptions(t.TempDir())
	s := mustOpen(t, options)
	must(t, s.Add(ctx, map[research.KeyRef][]byte{testRef(1): testKey(1), testRef(2): testKey(2)}))
	must(t, s.Add(ctx, one(testRef(1), testKey(1))))
	expectFault(t, s.Add(ctx, map[research.KeyRef][]byte{testRef(1): testKey(3), testRef(4): testKey(4)}), research.Conflict)
	made, err := s.Ensure(ctx, "directory")
	must(t, err)
	mustClose(t, s)
	s = mustOpen(t, options)
	defer mustClose(t, s)
	expectKey(t, s, testRef(1), testKey(1))
	expectKey(t, s, testRef(2), testKey(2))
	expectKey(t, s, "directory", made)
	_, err = s.Key(testRef(4))
	expectFault(t, err, research.NotFound)
}

func TestErasedKeysStayErased(t *testing.T) {
	ctx, options := context.Background(), testOptions(t.TempDir())
	s := mustOpen(t, options)
	must(t, s.Add(ctx, map[research.KeyRef][]byte{testRef(1): testKey(1), testRef(2): testKey(2)}))
	expectKey(t, s, testRef(1), testKey(1))
	if err := s.Destroy(ctx, testRef(2), testRef(1)); !errors.Is(err, ErrNotCondemned) {
		t.Fatalf("destroyed without a ledger line: %v", err)
	}
	must(t, s.Condemn(ctx, condemnation(testRef(1))))
	must(t, s.Condemn(ctx, condemnation(testRef(1))))
	_, err := s.Key(testRef(1))
	expectFault(t, err, research.Erased)
	expectFault(t, s.Add(ctx, one(testRef(1), testKey(1))), research.Erased)
	must(t, s.Destroy(ctx, testRef(1)))
	must(t, s.Destroy(ctx, testRef(1)))
	mustClose(t, s)
	s = mustOpen(t, options)
	defer mustClose(t, s)
	_, err = s.Key(testRef(1))
	expectFault(t, err, research.Erased)
	_, err = s.Ensure(ctx, testRef(1))
	expectFault(t, err, research.Erased)
	expectKey(t, s, testRef(2), testKey(2))
	if lines, err := s.Ledger(ctx); err != nil || len(lines) != 1 || !lines[0].At.Equal(aDay) {
		t.Fatalf("ledger %v, %v", lines, err)
	}
}

// A crash between Condemn and Destroy leaves the wrapped key; opening finishes.
func TestOpeningDestroysWhatTheLedgerNames(t *testing.T) {
	ctx, options := context.Background(), testOptions(t.TempDir())
	s := mustOpen(t, options)
	must(t, s.Add(ctx, one(testRef(1), testKey(1))))
	wrapped := liveSlots(t, options.File)
	must(t, s.Condemn(ctx, condemnation(testRef(1))))
	mustClose(t, s)
	mustClose(t, mustOpen(t, options))
	content, err := os.ReadFile(options.File)
	must(t, err)
	for _, slot := range wrapped {
		if bytes.Contains(content, slot[sealedAt:sealedEnd]) {
			t.Fatal("the wrapped key is still in the file")
		}
	}
}

func liveSlots(t *testing.T, path string) [][]byte {
	t.Helper()
	content, err := os.ReadFile(path)
	must(t, err)
	var live [][]byte
	for at := firstSlot * slotSize; at+slotSize <= len(content); at += slotSize {
		if state, _ := stateOf(content[at : at+slotSize]); state == slotLive {
			live = append(live, content[at:at+slotSize])
		}
	}
	return live
}

func TestSlotsAreUsedAgain(t *testing.T) {
	ctx, options := context.Background(), testOptions(t.TempDir())
	s := mustOpen(t, options)
	defer mustClose(t, s)
	for round := range 6 {
		keys := map[research.KeyRef][]byte{}
		for n := range growth / 2 {
			keys[testRef(round*growth+n)] = testKey(n)
		}
		refs := slices.Collect(maps.Keys(keys))
		must(t, s.Add(ctx, keys))
		must(t, s.Condemn(ctx, condemnation(refs...)))
		must(t, s.Destroy(ctx, refs...))
	}
	if info, err := os.Stat(options.File); err != nil || info.Size() != (firstSlot+growth)*slotSize {
		t.Fatalf("the file has %d bytes, %v", info.Size(), err)
	}
}

func TestADamagedSlotIsAnAlarm(t *testing.T) {
	ctx, options := context.Background(), testOptions(t.TempDir())
	s := mustOpen(t, options)
	must(t, s.Add(ctx, one(testRef(1), testKey(1))))
	mustClose(t, s)
	flipByte(t, options.File, firstSlot*slotSize+sealedAt)
	s = mustOpen(t, options)
	_, err := s.Key(testRef(1))
	_, ensured := s.Ensure(ctx, testRef(1))
	if !errors.Is(err, ErrLost) || !errors.Is(ensured, ErrLost) || research.FaultOf(err) != "" || s.Damaged() != 1 {
		t.Fatalf("got %v, %v, %d damaged", err, ensured, s.Damaged())
	}
	must(t, s.Add(ctx, one(testRef(1), testKey(1))))
	expectKey(t, s, testRef(1), testKey(1))
	mustClose(t, s)
}

func flipByte(t *testing.T, path string, at int64) {
	t.Helper()
	content, err := os.ReadFile(path)
	must(t, err)
	content[at] ^= 1
	must(t, os.WriteFile(path, content, 0o600))
}

// A slot of which only the first bytes came to disk was never acknowledged.
func TestATornSlotIsFree(t *testing.T) {
	ctx, options := context.Background(), testOptions(t.TempDir())
	s := mustOpen(t, options)
	must(t, s.Add(ctx, one(testRef(1), testKey(1))))
	mustClose(t, s)
	whole, err := os.ReadFile(options.File)
	must(t, err)
	for cut := 0; cut <= checksumAt; cut += 7 {
		torn := bytes.Clone(whole)
		clear(torn[firstSlot*slotSize+cut : (firstSlot+1)*slotSize])
		must(t, os.WriteFile(options.File, torn, 0o600))
		s := mustOpen(t, options)
		_, err = s.Key(testRef(1))
		expectFault(t, err, research.NotFound)
		must(t, s.Add(ctx, one(testRef(1), testKey(1))))
		expectKey(t, s, testRef(1), testKey(1))
		mustClose(t, s)
	}
}

func TestOpenRefuses(t *testing.T) {
	fresh := func(t *testing.T) Options {
		options := testOptions(t.TempDir())
		s := mustOpen(t, options)
		must(t, s.Condemn(context.Background(), condemnation(testRef(1))))
		must(t, s.Condemn(context.Background(), condemnation(testRef(2))))
		mustClose(t, s)
		return options
	}
	cases := map[string]struct {
		spoil func(*testing.T, *Options)
		want  string
	}{
		"another master key":         {func(_ *testing.T, o *Options) { o.Master[0] ^= 1 }, "this master key does not open"},
		"no key store":               {func(t *testing.T, o *Options) { must(t, os.Remove(o.File)) }, "restore the key store"},
		"no key store, no create":    {func(t *testing.T, o *Options) { must(t, os.Remove(o.File)); o.Create = false }, "no such file"},
		"no ledger":                  {func(t *testing.T, o *Options) { must(t, os.Remove(o.Ledger)) }, "no such file"},
		"an empty ledger":            {func(t *testing.T, o *Options) { must(t, os.Truncate(o.Ledger, 0)) }, "no first line"},
		"a changed ledger":           {func(t *testing.T, o *Options) { replaceInFile(t, o.Ledger, "withdrawal", "retentions") }, "does not fit"},
		"a line left out":            {dropSecondLine, "does not fit"},
		"a key store that is a text": {func(t *testing.T, o *Options) { must(t, os.WriteFile(o.File, make([]byte, 9999), 0o600)) }, "no key store"},
	}
	for title, c := range cases {
		t.Run(title, func(t *testing.T) {
			options := fresh(t)
			c.spoil(t, &options)
			s, err := Open(options)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, %v", s, err)
			}
		})
	}
}

func replaceInFile(t *testing.T, path, old, new string) {
	t.Helper()
	content, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path, []byte(strings.Replace(string(content), old, new, 1)), 0o600))
}

func dropSecondLine(t *testing.T, o *Options) {
	content, err := os.ReadFile(o.Ledger)
	must(t, err)
	lines := strings.SplitAfter(string(content), "\n")
	must(t, os.WriteFile(o.Ledger, []byte(lines[0]+lines[2]), 0o600))
}

func TestATornLedgerLineIsLeftOut(t *testing.T) {
	ctx, options := context.Background(), testOptions(t.TempDir())
	s := mustOpen(t, options)
	must(t, s.Condemn(ctx, condemnation(testRef(1))))
	before, err := os.ReadFile(options.Ledger)
	must(t, err)
	must(t, s.Condemn(ctx, condemnation(testRef(2))))
	mustClose(t, s)
	after, err := os.ReadFile(options.Ledger)
	must(t, err)
	for cut := len(before); cut < len(after); cut += 5 {
		must(t, os.WriteFile(options.Ledger, after[:cut], 0o600))
		s := mustOpen(t, options)
		must(t, s.Condemn(ctx, condemnation(testRef(3))))
		mustClose(t, s)
		s = mustOpen(t, options)
		if lines, _ := s.Ledger(ctx); len(lines) != 2 || lines[1].Keys[0] != testRef(3) {
			t.Fatalf("cut at %d: %v", cut, lines)
		}
		mustClose(t, s)
	}
}

func TestOneProcessHoldsTheStore(t *testing.T) {
	options := testOptions(t.TempDir())
	s := mustOpen(t, options)
	if _, err := Open(options); err == nil {
		t.Fatal("opened twice")
	}
	mustClose(t, s)
	mustClose(t, mustOpen(t, options))
}

func TestSharedStoresSeeEachOther(t *testing.T) {
	ctx, options := context.Background(), testOptions(t.TempDir())
	options.Shared = true
	a, b := mustOpen(t, options), mustOpen(t, options)
	defer mustClose(t, a)
	defer mustClose(t, b)
	crowd := map[research.KeyRef][]byte{}
	for n := range growth - 20 {
		crowd[testRef(1000+n)] = testKey(n)
	}
	must(t, a.Add(ctx, crowd))
	for n := range 60 {
		from, to := a, b
		if n%2 == 1 {
			from, to = b, a
		}
		must(t, from.Add(ctx, one(testRef(n), testKey(n))))
		expectKey(t, to, testRef(n), testKey(n))
		expectFault(t, to.Add(ctx, one(testRef(n), testKey(n+1))), research.Conflict)
		if n%3 > 0 {
			must(t, to.Condemn(ctx, condemnation(testRef(n))))
			_, err := from.Key(testRef(n))
			expectFault(t, err, research.Erased)
			must(t, from.Destroy(ctx, testRef(n)))
		}
	}
	for n := range 60 {
		for _, s := range []*Store{a, b} {
			if n%3 == 0 {
				expectKey(t, s, testRef(n), testKey(n))
			} else {
				_, err := s.Key(testRef(n))
				expectFault(t, err, research.Erased)
			}
		}
	}
}

func TestSharedStoresMakeAKeyOnce(t *testing.T) {
	options := testOptions(t.TempDir())
	options.Shared = true
	a, b := mustOpen(t, options), mustOpen(t, options)
	defer mustClose(t, a)
	defer mustClose(t, b)
	keys := make([][]byte, 40)
	var wait sync.WaitGroup
	for i := range keys {
		wait.Go(func() {
			s := a
			if i%2 == 1 {
				s = b
			}
			ref := research.KeyRef(fmt.Sprint("project/", i/10))
			keys[i], _ = s.Ensure(context.Background(), ref)
		})
	}
	wait.Wait()
	for i, key := range keys {
		if len(key) != research.DataKeySize || !bytes.Equal(key, keys[i/10*10]) {
			t.Fatalf("%d: %x", i, key)
		}
	}
}

func TestPairs(t *testing.T) {
	ctx, options := context.Background(), testOptions(t.TempDir())
	s := mustOpen(t, options)
	project, interview := research.IDFrom([16]byte{1}), research.IDFrom([16]byte{2})
	pair := research.DeliveryKey(research.ProjectStream(project), 1)
	vault := research.DeliveryKey(research.VaultStream(project), 1)
	public, err := s.MakePair(ctx, pair)
	must(t, err)
	vaultPublic, err := s.MakePair(ctx, vault)
	must(t, err)
	mustClose(t, s)
	s = mustOpen(t, options)
	defer mustClose(t, s)
	if again, err := s.MakePair(ctx, pair); err != nil || !bytes.Equal(again, public) {
		t.Fatalf("another pair: %v", err)
	}
	if _, err := s.Key(pair); research.FaultOf(err) != research.NotFound {
		t.Fatalf("the private key came out: %v", err)
	}
	cases := []struct {
		pair    research.KeyRef
		public  []byte
		purpose research.Purpose
		want    research.Fault
	}{
		{pair, public, research.Rest, ""}, {pair, public, research.Sound, ""}, {vault, vaultPublic, research.Contact, ""},
		{pair, public, research.Contact, research.Invalid}, {vault, vaultPublic, research.Rest, research.Invalid},
		{pair, vaultPublic, research.Rest, research.Invalid},
		{research.DeliveryKey(research.ProjectStream(project), 2), public, research.Rest, research.NotFound},
		{research.StreamKey(research.ProjectStream(project)), public, research.Rest, research.Invalid},
	}
	for _, c := range cases {
		bound := research.Wrapping{Interview: interview, Purpose: c.purpose}
		wrapped, err := research.Wrap(rand.Reader, c.pair, c.public, bound, testKey(7))
		must(t, err)
		got, err := s.Unwrap(wrapped, bound)
		if research.FaultOf(err) != c.want || (c.want == "") != bytes.Equal(got, testKey(7)) {
			t.Errorf("%s for %s: %x, %v", c.pair, c.purpose, got, err)
		}
	}
}
