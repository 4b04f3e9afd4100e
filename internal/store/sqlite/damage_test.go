package sqlite_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store"
	"github.com/wijkstem/wijkstem/internal/store/storetest"
	"github.com/wijkstem/wijkstem/internal/study"
)

var (
	everything = research.NewScope(research.Grant{Actor: "system", Everything: true})
	options    = store.Options{
		Kinds: storetest.Kinds,
		Clock: func() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) },
	}
)

// TestVerifyFindsDamage changes the file behind the store's back in every way
// that matters, and expects Verify to say so.
func TestVerifyFindsDamage(t *testing.T) {
	tests := map[string]string{
		"verb":               "UPDATE events SET verb = 'test.other' WHERE revision = 2",
		"actor":              "UPDATE events SET actor = 'account/x' WHERE revision = 2",
		"time":               "UPDATE events SET at = at + 1 WHERE revision = 2",
		"request":            "UPDATE events SET request = x'00' WHERE revision = 2",
		"fact":               "UPDATE events SET touched = replace(touched, 'seven', 'eight') WHERE revision = 2",
		"signature":          "UPDATE events SET mac = x'00' WHERE revision = 2",
		"event removed":      "DELETE FROM events WHERE revision = 2",
		"last event removed": "DELETE FROM events WHERE revision = 3",
		"body":               "UPDATE documents SET body = CAST(substr(body, 1, 20) || x'00' || substr(body, 22) AS BLOB) WHERE id = 'note/b'",
		"bodies exchanged": `UPDATE documents SET body = (SELECT body FROM documents o
			WHERE o.id = CASE documents.id WHEN 'note/a' THEN 'note/b' ELSE 'note/a' END) WHERE id IN ('note/a', 'note/b')`,
		"place":             "UPDATE documents SET place = 'z' WHERE id = 'note/b'",
		"ref":               "UPDATE documents SET ref = 'z' WHERE id = 'note/b'",
		"kind":              "UPDATE documents SET kind = 'balance' WHERE id = 'note/b'",
		"document removed":  "DELETE FROM documents WHERE id = 'note/b'",
		"revision":          "UPDATE documents SET revision = 1 WHERE id = 'note/b'",
		"tombstone removed": "DELETE FROM documents WHERE id = 'note/gone'",
		"document added": `INSERT INTO documents (stream, id, revision, kind, key, place, ref, body)
			SELECT stream, 'note/new', revision, kind, key, place, ref, body FROM documents WHERE id = 'note/b'`,
	}
	for name, damage := range tests {
		t.Run(name, func(t *testing.T) {
			path, keys := filepath.Join(t.TempDir(), "test.db"), storetest.NewKeys()
			write(t, path, keys)
			change(t, path, damage)
			if faults := verify(t, path, keys); len(faults) == 0 {
				t.Error("nothing was found")
			}
		})
	}
}

func write(t *testing.T, path string, keys study.Keys) {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+path, keys, options)
	if err != nil {
		t.Fatal(err)
	}
	stream := research.ProjectStream(research.NewID())
	note := func(id string) research.Document {
		return research.Document{ID: id, Key: research.StreamKey(stream), By: "b", Ref: "r", Body: []byte(`"some text of a note"`)}
	}
	for _, decide := range []func(study.Tx){
		func(tx study.Tx) { tx.Put(note("note/a")); tx.Put(note("note/gone")) },
		func(tx study.Tx) { tx.Put(note("note/b")); tx.Fact("number", "seven") },
		func(tx study.Tx) { tx.Put(note("note/a")); tx.Delete("note/gone") },
	} {
		act := study.Act{Stream: stream, Verb: "test.act"}
		if _, err := s.Act(t.Context(), everything, act, func(tx study.Tx) error { decide(tx); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if faults := verify(t, path, keys); len(faults) > 0 {
		t.Fatalf("before any damage: %q", faults)
	}
}

func change(t *testing.T, path, text string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	result, err := db.Exec(text)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("changed %d rows (%v)", n, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func verify(t *testing.T, path string, keys study.Keys) []string {
	t.Helper()
	s, err := store.Open(t.Context(), "sqlite:"+path, keys, options)
	if err != nil {
		t.Fatal(err)
	}
	report, err := s.Verify(t.Context())
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return report.Faults
}

func TestHalfRestoredDoesNotOpen(t *testing.T) {
	path, keys := filepath.Join(t.TempDir(), "test.db"), storetest.NewKeys()
	write(t, path, keys)
	change(t, path, "UPDATE meta SET value = 'loading' WHERE name = 'epoch'")
	if _, err := store.Open(t.Context(), "sqlite:"+path, keys, options); !errors.Is(err, store.ErrHalfRestored) {
		t.Errorf("opened: %v", err)
	}
}

// TestVerifyFindsAnotherPast makes two stores from one and puts an event of the
// one, properly signed, in the place of the other's.
func TestVerifyFindsAnotherPast(t *testing.T) {
	dir, keys := t.TempDir(), storetest.NewKeys()
	path, other := filepath.Join(dir, "one.db"), filepath.Join(dir, "other.db")
	write(t, path, keys)
	content, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(other, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	goOn(t, path, keys, 2)
	goOn(t, other, keys, 1)
	if faults := append(verify(t, path, keys), verify(t, other, keys)...); len(faults) > 0 {
		t.Fatalf("before any damage: %q", faults)
	}
	change(t, path, "ATTACH '"+other+"' AS other; DELETE FROM events WHERE revision = 4;"+
		"INSERT INTO events SELECT * FROM other.events WHERE revision = 4")
	if faults := verify(t, path, keys); len(faults) == 0 {
		t.Error("nothing was found")
	}
}

// goOn does acts without documents in the store's stream.
func goOn(t *testing.T, path string, keys study.Keys, acts int) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	var stream research.Stream
	if err := errors.Join(db.QueryRow("SELECT stream FROM events").Scan(&stream), db.Close()); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), "sqlite:"+path, keys, options)
	if err != nil {
		t.Fatal(err)
	}
	for range acts {
		act := study.Act{Stream: stream, Verb: "test.act"}
		if _, err := s.Act(t.Context(), everything, act, func(study.Tx) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
