package sqlite

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// migrations bring a file from one version to the next, in order. Only add at
// the end: files of earlier releases have run the ones before.
var migrations = []string{firstSchema, onlyRefs}

// Documents are found by id, and listed by (By, ID) within their kind, or
// within what they refer to. Tombstones have no kind and are in no list.
const firstSchema = `
CREATE TABLE meta (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE events (
	stream   TEXT    NOT NULL,
	revision INTEGER NOT NULL,
	act      TEXT    NOT NULL,
	request  BLOB    NOT NULL,
	verb     TEXT    NOT NULL,
	actor    TEXT    NOT NULL,
	at       INTEGER NOT NULL, -- milliseconds since 1970, UTC
	touched  TEXT    NOT NULL, -- JSON: put, deleted, facts
	mac      BLOB    NOT NULL,
	PRIMARY KEY (stream, revision)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX events_by_act ON events (stream, act);

CREATE TABLE documents (
	stream   TEXT    NOT NULL,
	id       TEXT    NOT NULL,
	revision INTEGER NOT NULL,
	kind     TEXT,
	key      TEXT,
	place    TEXT,
	ref      TEXT,
	body     BLOB
) STRICT;
CREATE UNIQUE INDEX documents_by_id ON documents (stream, id);
CREATE INDEX documents_by_kind ON documents (stream, kind, place, id) WHERE kind IS NOT NULL;
CREATE INDEX documents_by_ref ON documents (stream, kind, ref, place, id) WHERE kind IS NOT NULL;

CREATE TABLE cells (
	kind     TEXT    NOT NULL,
	name     TEXT    NOT NULL,
	due      TEXT    NOT NULL,
	revision INTEGER NOT NULL,
	body     BLOB    NOT NULL,
	PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX cells_by_due ON cells (kind, due, name) WHERE due <> '';
`

// onlyRefs leaves documents that refer to nothing out of the index by what they
// refer to: most are, and nobody asks for them there.
const onlyRefs = `
DROP INDEX documents_by_ref;
CREATE INDEX documents_by_ref ON documents (stream, kind, ref, place, id) WHERE ref <> '';
`

// migrate runs the migrations that the file has not had. Fault: engine.ErrNewer.
func migrate(ctx context.Context, db *sql.DB) error {
	var version int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	if version > len(migrations) {
		return engine.ErrNewer
	}
	for ; version < len(migrations); version++ {
		if err := runMigration(ctx, db, version); err != nil {
			return fmt.Errorf("migration %d: %w", version+1, err)
		}
	}
	return nil
}

func runMigration(ctx context.Context, db *sql.DB, version int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	if _, err := tx.ExecContext(ctx, migrations[version]); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", version+1)); err != nil {
		return err
	}
	return tx.Commit()
}

// firstEpoch is the epoch of the file; a new file takes the one given.
func firstEpoch(ctx context.Context, db *sql.DB, epoch string) (string, error) {
	_, err := db.ExecContext(ctx, "INSERT INTO meta (name, value) VALUES ('epoch', ?) ON CONFLICT DO NOTHING", epoch)
	if err != nil {
		return "", err
	}
	err = db.QueryRowContext(ctx, "SELECT value FROM meta WHERE name = 'epoch'").Scan(&epoch)
	return epoch, err
}
