package store

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
	"github.com/wijkstem/wijkstem/internal/study"
)

// BackupFile is the name of the file in a backup's folder.
const BackupFile = "store.jsonl"

const (
	backupFormat  = "wijkstem-store"
	backupVersion = 1
	// loading is the epoch of a database that a restore has not finished.
	loading = "loading"
)

// ErrDamaged: a backup is cut short or changed.
var ErrDamaged = errors.New("the backup is damaged")

// backupLine is one line of a backup. The first has a Format, the last an End;
// the ones between hold the data as they are in the database, sealed.
type backupLine struct {
	Format  string        `json:",omitempty"`
	Version int           `json:",omitempty"`
	Epoch   string        `json:",omitempty"`
	Piece   *engine.Piece `json:",omitempty"`
	// End is the SHA-256 of all lines before, in hexadecimal.
	End string `json:",omitempty"`
}

// Backup writes everything to store.jsonl in the folder, while acts go on: on
// SQLite of one moment, on MongoDB every stream at a moment of its own, with each
// job that was planned before or after. An
// older backup in the folder is replaced when the new one is whole and on
// disk. Content stays sealed and the keys are not in it.
func (s *Store) Backup(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	path := filepath.Join(dir, BackupFile)
	file, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // closed and checked below when all is well
	w := &backupWriter{file: file}
	if err := errors.Join(w.all(ctx, s), file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return err
	}
	return syncFolder(dir)
}

func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// backupWriter writes lines. A stream that must be read again is written again
// from where it began.
type backupWriter struct {
	file   *os.File
	stream research.Stream
	begin  int64 // where the stream's lines begin
	end    int64 // where the next line goes
}

func (w *backupWriter) all(ctx context.Context, s *Store) error {
	if err := w.line(backupLine{Format: backupFormat, Version: backupVersion, Epoch: s.Epoch()}); err != nil {
		return err
	}
	if err := s.engine.Snapshot(ctx, w.writeStream, w.writeCells); err != nil {
		return err
	}
	sum, err := hashOf(io.NewSectionReader(w.file, 0, w.end))
	if err != nil {
		return err
	}
	if err := w.line(backupLine{End: sum}); err != nil {
		return err
	}
	return w.file.Truncate(w.end)
}

func (w *backupWriter) line(line backupLine) error {
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	written, err := w.file.WriteAt(append(text, '\n'), w.end)
	w.end += int64(written)
	return err
}

func (w *backupWriter) writeStream(stream research.Stream, r engine.Reader) error {
	if stream != w.stream {
		w.stream, w.begin = stream, w.end
	}
	w.end = w.begin
	for after, more := research.Revision(0), true; more; {
		events, err := r.Events(after, batch)
		if err != nil {
			return err
		}
		if more = len(events) == batch; len(events) > 0 {
			after = events[len(events)-1].Revision
			if err := w.line(backupLine{Piece: &engine.Piece{Stream: stream, Events: events}}); err != nil {
				return err
			}
		}
	}
	return w.records(stream, r)
}

// fewRecords are read at once: each can be of some megabytes.
const fewRecords = 20

func (w *backupWriter) records(stream research.Stream, r engine.Reader) error {
	for after, more := "", true; more; {
		records, err := r.Records(after, fewRecords)
		if err != nil {
			return err
		}
		if more = len(records) == fewRecords; len(records) > 0 {
			after = records[len(records)-1].ID
			if err := w.line(backupLine{Piece: &engine.Piece{Stream: stream, Records: records}}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *backupWriter) writeCells(cells []research.Cell) error {
	return w.line(backupLine{Piece: &engine.Piece{Cells: cells}})
}

func hashOf(r io.Reader) (string, error) {
	h := sha256.New()
	_, err := io.Copy(h, r)
	return hex.EncodeToString(h.Sum(nil)), err
}

// Restore fills an empty database from a backup and gives it a new epoch, so
// that clients begin anew and phones offer again what they still hold. The
// backup may be of the other engine. When it is cut short, the database opens
// no more and must be emptied. Faults: ErrNotEmpty, ErrDamaged, ErrInUse.
//
// Interviews that were erased after the backup stay unreadable by the ledger;
// repeating their withdrawals in the streams is for the server at its start.
func Restore(ctx context.Context, url, dir string, keys study.Keys, options Options) error {
	file, err := os.Open(filepath.Join(dir, BackupFile))
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }() // only read
	if err := checkBackup(file); err != nil {
		return err
	}
	s, err := open(ctx, url, keys, options)
	if err != nil {
		return err
	}
	return errors.Join(s.load(ctx, file), s.Close())
}

// checkBackup reads the whole backup before anything is done with it.
func checkBackup(file io.ReadSeeker) error {
	h := sha256.New()
	ended := false
	err := eachLine(file, func(text []byte, line backupLine) error {
		switch {
		case ended:
			return ErrDamaged
		case line.End != "":
			ended = true
			if line.End != hex.EncodeToString(h.Sum(nil)) {
				return ErrDamaged
			}
		case line.Format != "" && (line.Format != backupFormat || line.Version > backupVersion):
			return ErrNewer
		}
		h.Write(text)
		return nil
	})
	if err == nil && !ended {
		err = ErrDamaged
	}
	return err
}

func eachLine(file io.ReadSeeker, do func([]byte, backupLine) error) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	lines := bufio.NewReaderSize(file, 1<<20)
	for {
		text, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(text) == 0 {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		var line backupLine
		read := json.NewDecoder(bytes.NewReader(text))
		read.DisallowUnknownFields()
		if err := read.Decode(&line); err != nil {
			if json.Unmarshal(text, &line) == nil && line.Version > backupVersion {
				return ErrNewer // and its first line says more than ours
			}
			return fmt.Errorf("%w: a line is malformed", ErrDamaged)
		}
		if err := do(text, line); err != nil {
			return err
		}
	}
}

func (s *Store) load(ctx context.Context, file io.ReadSeeker) error {
	empty, err := s.engine.Empty(ctx)
	if err != nil {
		return err
	}
	if !empty {
		return ErrNotEmpty
	}
	if err := s.engine.Renew(ctx, loading); err != nil {
		return err
	}
	err = eachLine(file, func(_ []byte, line backupLine) error {
		if line.Piece == nil {
			return nil
		}
		return s.engine.Load(ctx, *line.Piece)
	})
	if err != nil {
		return err
	}
	return s.engine.Renew(ctx, string(s.options.NewID()))
}
