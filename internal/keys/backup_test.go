package keys

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

func copiesIn(directory string) Copies {
	return Copies{Keys: filepath.Join(directory, "keys.copy"), Ledger: filepath.Join(directory, "ledger.copy")}
}

// backedUp is a store with keys 1, 2, 3, of which 3 was erased before a backup.
func backedUp(t *testing.T) (Options, Copies) {
	ctx, directory := context.Background(), t.TempDir()
	options, copies := testOptions(directory), copiesIn(directory)
	s := mustOpen(t, options)
	for n := 1; n <= 3; n++ {
		must(t, s.Add(ctx, one(testRef(n), testKey(n))))
	}
	must(t, s.Condemn(ctx, condemnation(testRef(3))))
	must(t, s.Destroy(ctx, testRef(3)))
	must(t, s.Backup(ctx, copies.Keys, copies.Ledger))
	mustClose(t, s)
	return options, copies
}

func TestRestoreOnABareHost(t *testing.T) {
	options, copies := backedUp(t)
	options.File, options.Ledger = filepath.Join(t.TempDir(), "keys"), filepath.Join(t.TempDir(), "ledger")
	done, err := Restore(options, copies)
	if err != nil || done != (Restored{Keys: 2, Lines: 1}) {
		t.Fatalf("%+v, %v", done, err)
	}
	expectAfterRestore(t, options, 3)
	if done, err = Restore(options, copies); err != nil || done != (Restored{}) {
		t.Fatalf("again: %+v, %v", done, err)
	}
}

func expectAfterRestore(t *testing.T, options Options, erased ...int) {
	t.Helper()
	options.Create = false
	s := mustOpen(t, options)
	defer mustClose(t, s)
	gone := map[int]bool{}
	for _, n := range erased {
		gone[n] = true
		_, err := s.Key(testRef(n))
		expectFault(t, err, research.Erased)
	}
	for n := 1; n <= 3; n++ {
		if !gone[n] {
			expectKey(t, s, testRef(n), testKey(n))
		}
	}
	if live := len(liveSlots(t, options.File)); live != 3-len(erased) {
		t.Fatalf("%d keys stand in the file", live)
	}
}

// An older copy must not bring back what was erased after it.
func TestRestoreOverALivingStore(t *testing.T) {
	ctx := context.Background()
	options, copies := backedUp(t)
	s := mustOpen(t, options)
	must(t, s.Condemn(ctx, condemnation(testRef(2))))
	must(t, s.Destroy(ctx, testRef(2)))
	mustClose(t, s)
	if done, err := Restore(options, copies); err != nil || done != (Restored{}) {
		t.Fatalf("%+v, %v", done, err)
	}
	expectAfterRestore(t, options, 2, 3)
}

// The key store is lost, the ledger with later lines is not.
func TestRestoreBesideALaterLedger(t *testing.T) {
	ctx := context.Background()
	options, copies := backedUp(t)
	s := mustOpen(t, options)
	must(t, s.Condemn(ctx, condemnation(testRef(1))))
	mustClose(t, s)
	must(t, os.Remove(options.File))
	if done, err := Restore(options, copies); err != nil || done.Lines != 0 {
		t.Fatalf("%+v, %v", done, err)
	}
	expectAfterRestore(t, options, 1, 3)
}

// The ledger was put back from an older copy, the copy has more lines.
func TestRestoreMergesLedgers(t *testing.T) {
	ctx := context.Background()
	options, copies := backedUp(t)
	older := options
	older.Ledger += ".older"
	must(t, copyFile(copies.Ledger, older.Ledger))
	s := mustOpen(t, options)
	must(t, s.Condemn(ctx, condemnation(testRef(2))))
	must(t, s.Backup(ctx, copies.Keys, copies.Ledger))
	mustClose(t, s)
	s = mustOpen(t, older)
	must(t, s.Condemn(ctx, condemnation(testRef(1))))
	mustClose(t, s)
	if done, err := Restore(older, copies); err != nil || done.Lines != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	expectAfterRestore(t, older, 1, 2, 3)
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o600)
}

func TestRestoreRefuses(t *testing.T) {
	options, copies := backedUp(t)
	bare := options
	bare.File, bare.Ledger = filepath.Join(t.TempDir(), "keys"), filepath.Join(t.TempDir(), "ledger")
	stranger := testOptions(t.TempDir())
	mustClose(t, mustOpen(t, stranger))
	otherMaster := bare
	otherMaster.Master[0] ^= 1
	cases := map[string]struct {
		options Options
		from    Copies
		want    string
	}{
		"without any ledger": {bare, Copies{copies.Keys, copies.Ledger + ".none"}, "no erasure ledger"},
		"without keys":       {bare, Copies{copies.Keys + ".none", copies.Ledger}, "no such file"},
		"another store":      {stranger, copies, "another key store"},
		"another ledger":     {bare, Copies{copies.Keys, stranger.Ledger}, "does not fit"},
		"another master key": {otherMaster, copies, "master key"},
	}
	for title, c := range cases {
		if _, err := Restore(c.options, c.from); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", title, err)
		}
		if _, err := os.Stat(bare.File); err == nil {
			t.Errorf("%s: keys stand without a ledger", title)
		}
	}
	s := mustOpen(t, options)
	defer mustClose(t, s)
	if _, err := Restore(options, copies); err == nil {
		t.Error("restored under a running server")
	}
}

// A key that was silently made anew must not hide the right one of the copy.
func TestRestoreSaysWhenKeysDiffer(t *testing.T) {
	ctx := context.Background()
	options, copies := backedUp(t)
	older, err := os.ReadFile(copies.Keys)
	must(t, err)
	s := mustOpen(t, options)
	must(t, s.Add(ctx, one(testRef(4), testKey(4))))
	must(t, s.Backup(ctx, copies.Keys, copies.Ledger))
	mustClose(t, s)

	must(t, os.WriteFile(options.File, older, 0o600)) // as it was before key 4
	s = mustOpen(t, options)
	must(t, s.Add(ctx, one(testRef(4), testKey(9))))
	mustClose(t, s)
	_, err = Restore(options, copies)
	if !errors.Is(err, ErrOtherKeys) || !strings.Contains(err.Error(), "1 of them") || !strings.Contains(err.Error(), options.File) {
		t.Fatalf("%v", err)
	}
	s = mustOpen(t, options)
	expectKey(t, s, testRef(4), testKey(9))
	mustClose(t, s)
	must(t, os.Remove(options.File))
	_, err = Restore(options, copies)
	must(t, err)
	s = mustOpen(t, options)
	defer mustClose(t, s)
	expectKey(t, s, testRef(4), testKey(4))
}
