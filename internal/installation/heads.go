package installation

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store"
)

// headsName is the file of the signed heads, beside the erasure ledger.
const headsName = "heads.jsonl"

// signedHeads is one line of the file of signed heads: where the streams ended
// on a day, as far as they went on since the line before. Whoever sets the whole
// database back to an earlier state cannot make it fit these lines. Before is the
// SHA-256 of the line before; a line with another epoch is of a restore, and
// holds every stream.
type signedHeads struct {
	Day    string       `json:"day"`
	Epoch  string       `json:"epoch"`
	Before []byte       `json:"before,omitempty"`
	Heads  []store.Head `json:"heads"`
}

// signedLine is a line with the Ed25519 signature by the server's own key.
type signedLine struct {
	Line      json.RawMessage `json:"line"`
	Signature []byte          `json:"signature"`
}

// headsFile is the file as it was read.
type headsFile struct {
	lines  []signedHeads
	size   int64  // of the whole lines; bytes after them were never finished
	before []byte // SHA-256 of the last line
	faults []string
}

func (f headsFile) last() signedHeads {
	if len(f.lines) == 0 {
		return signedHeads{}
	}
	return f.lines[len(f.lines)-1]
}

// of are all heads that were signed in an epoch.
func (f headsFile) of(epoch string) []store.Head {
	var heads []store.Head
	for _, line := range f.lines {
		if line.Epoch == epoch {
			heads = append(heads, line.Heads...)
		}
	}
	return heads
}

func (i *Installation) headsPath() string {
	return filepath.Join(filepath.Dir(i.Config.Ledger), headsName)
}

// SignHeads adds today's line to the file of signed heads. The second time on a
// day it does nothing, unless the data were restored since.
func (i *Installation) SignHeads(ctx context.Context, now time.Time) error {
	today := now.UTC().Format(time.DateOnly)
	return i.withHeads(func(file *os.File, known headsFile) error {
		if last := known.last(); last.Day == today && last.Epoch == i.Store.Epoch() {
			return nil
		}
		heads, err := i.Store.Heads(ctx)
		if err != nil {
			return err
		}
		line := signedHeads{Day: today, Epoch: i.Store.Epoch(), Before: known.before, Heads: since(known.of(i.Store.Epoch()), heads)}
		text, err := i.signLine(line)
		if err != nil {
			return err
		}
		if err := file.Truncate(known.size); err != nil {
			return err
		}
		if _, err := file.WriteAt(text, known.size); err != nil {
			return err
		}
		return file.Sync()
	})
}

// since are the heads that are not among those known.
func since(known, heads []store.Head) []store.Head {
	ends := map[research.Stream]research.Revision{}
	for _, head := range known {
		ends[head.Stream] = head.Revision
	}
	moved := []store.Head{}
	for _, head := range heads {
		if ends[head.Stream] != head.Revision {
			moved = append(moved, head)
		}
	}
	return moved
}

func (i *Installation) signLine(line signedHeads) ([]byte, error) {
	text, err := json.Marshal(line)
	if err != nil {
		return nil, err
	}
	whole, err := json.Marshal(signedLine{Line: text, Signature: i.Auth.SignText(headsPurpose, text)})
	return append(whole, '\n'), err
}

// headsPurpose keeps these signatures apart from all others of the key.
const headsPurpose = "wijkstem/heads/v1"

// withHeads reads the file and holds it, so that one server at a time writes.
func (i *Installation) withHeads(do func(*os.File, headsFile) error) (err error) {
	file, err := os.OpenFile(i.headsPath(), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	text, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	return do(file, i.readHeads(text))
}

func (i *Installation) readHeads(text []byte) headsFile {
	var f headsFile
	for {
		line, rest, whole := bytes.Cut(text, []byte("\n"))
		if !whole {
			return f
		}
		f.size += int64(len(line) + 1)
		if fault := i.readLine(&f, line); fault != "" {
			f.faults = append(f.faults, fmt.Sprintf("line %d of %s %s", len(f.lines)+len(f.faults)+1, headsName, fault))
		}
		sum := sha256.Sum256(line)
		f.before, text = sum[:], rest
	}
}

// readLine takes in a line, or says what is wrong with it.
func (i *Installation) readLine(f *headsFile, text []byte) (fault string) {
	var signed signedLine
	var line signedHeads
	if json.Unmarshal(text, &signed) != nil || !i.Auth.SignedText(headsPurpose, signed.Line, signed.Signature) {
		return "is not signed by this server"
	}
	if err := json.Unmarshal(signed.Line, &line); err != nil || !bytes.Equal(line.Before, f.before) {
		return "does not follow the line before"
	}
	f.lines = append(f.lines, line)
	return ""
}

// VerifyHeads compares the database with all that was signed since it was
// restored last, and returns how many heads that are.
func (i *Installation) VerifyHeads(ctx context.Context) (heads int, faults []string, err error) {
	err = i.withHeads(func(_ *os.File, known headsFile) error {
		faults = known.faults
		if len(known.lines) == 0 {
			return nil
		}
		if known.last().Epoch != i.Store.Epoch() {
			faults = append(faults, fmt.Sprintf("the database is not the one of the last line of %s", headsName))
			return nil
		}
		signed := known.of(i.Store.Epoch())
		missing, err := i.Store.CheckHeads(ctx, signed)
		heads, faults = len(signed), append(faults, missing...)
		return err
	})
	return heads, faults, err
}

// copyHeads brings the signed heads to a copy, or back where they are not.
func copyHeads(from, to string) error {
	text, err := os.ReadFile(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o600)
}
