// Package blob keeps sealed parts as files: one
// directory a project, in it one an interview, in it one file a part, with no names but ids and numbers.
package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// copySize is how much is read before it is written, in bytes.
const copySize = 64 << 10

// Directory implements study.Blobs. Several processes of one host may use it
// together.
type Directory struct {
	path    string
	options Options
}

var _ study.Blobs = (*Directory)(nil)

// Options of a directory.
type Options struct {
	// Reserve is how many bytes of the disk must stay free for everything else.
	Reserve int64
	// Free tells how many bytes are free on the disk of a directory; nil asks
	// the operating system.
	Free func(path string) (int64, error)
}

// OpenDirectory opens the directory, making it when it is not there.
func OpenDirectory(path string, options Options) (*Directory, error) {
	if options.Free == nil {
		options.Free = freeBytes
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("recordings: %w", err)
	}
	return &Directory{path: path, options: options}, syncDirectory(filepath.Dir(path))
}

func (d *Directory) folder(project, interview research.ID) string {
	return filepath.Join(d.path, string(project), string(interview))
}

func (d *Directory) project(part research.StoredPart) string {
	return filepath.Join(d.path, string(part.Project))
}

func (d *Directory) file(part research.StoredPart) string {
	return filepath.Join(d.folder(part.Project, part.Interview), strconv.Itoa(part.Number))
}

// Create makes an empty part; see study.Blobs. It also makes a part durable
// that a crash left in memory only.
func (d *Directory) Create(ctx context.Context, part research.StoredPart) error {
	if !part.Valid() {
		return fmt.Errorf("create %s: %w", part, research.Invalid)
	}
	if err := d.room(0); err != nil {
		return err
	}
	for {
		err := d.create(part)
		if !errors.Is(err, fs.ErrNotExist) || ctx.Err() != nil {
			return full(err)
		}
		// Delete removed the emptied folder in between: again.
	}
}

func (d *Directory) create(part research.StoredPart) error {
	for _, folder := range []string{d.project(part), d.folder(part.Project, part.Interview)} {
		if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	file, err := os.OpenFile(d.file(part), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return err
	}
	for _, folder := range []string{d.folder(part.Project, part.Interview), d.project(part), d.path} {
		if err := syncDirectory(folder); err != nil {
			return err
		}
	}
	return nil
}

// Write stores bytes; see study.Blobs.
func (d *Directory) Write(_ context.Context, part research.StoredPart, offset int64, r io.Reader, limit int64) (int64, error) {
	if offset < 0 || limit < 0 {
		return 0, fmt.Errorf("write %s: %w", part, research.Invalid)
	}
	file, size, err := d.hold(part)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	if offset > size {
		return size, fmt.Errorf("%s: %d bytes are stored, not %d: %w", part, size, offset, research.Conflict)
	}
	if err := d.room(limit); err != nil {
		return size, err
	}
	w := writer{file: file, at: offset, before: size, limit: offset + limit}
	readErr, err := w.copy(r)
	if err == nil {
		err = file.Sync()
	}
	if err != nil {
		return size, errors.Join(full(err), w.undo())
	}
	return max(size, w.at), readErr
}

// hold opens a part for changing while no one else changes it.
func (d *Directory) hold(part research.StoredPart) (*os.File, int64, error) {
	if !part.Valid() {
		return nil, 0, fmt.Errorf("%s: %w", part, research.NotFound)
	}
	file, err := os.OpenFile(d.file(part), os.O_RDWR, 0)
	if err != nil {
		return nil, 0, missing(part, err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		_ = file.Close()
		return nil, 0, fmt.Errorf("%s: %w", part, err)
	}
	info, err := file.Stat()
	if err == nil && info.Sys().(*syscall.Stat_t).Nlink == 0 {
		err = fs.ErrNotExist // deleted while we waited
	}
	if err != nil {
		_ = file.Close()
		return nil, 0, missing(part, err)
	}
	return file, info.Size(), nil
}

func missing(part research.StoredPart, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", part, research.NotFound)
	}
	return fmt.Errorf("%s: %w", part, err)
}

// writer compares with what is stored, then goes on behind it.
type writer struct {
	file   *os.File
	at     int64
	before int64 // size before
	limit  int64 // offset that may not be passed
	failed error // of the store, not of the sender
}

// copy tells failures of the sender from those of the store.
func (w *writer) copy(r io.Reader) (readErr, err error) {
	_, readErr = io.CopyBuffer(w, r, make([]byte, copySize))
	if w.failed != nil {
		return nil, w.failed
	}
	return readErr, nil
}

// Write takes what a reader gives, at once when the reader has it in memory.
func (w *writer) Write(b []byte) (int, error) {
	if w.at+int64(len(b)) > w.limit {
		w.failed = fmt.Errorf("more than %d bytes: %w", w.limit, research.TooLarge)
	} else {
		w.failed = w.take(b)
	}
	if w.failed != nil {
		return 0, w.failed
	}
	return len(b), nil
}

func (w *writer) take(b []byte) error {
	if known := min(w.before-w.at, int64(len(b))); known > 0 {
		stored := make([]byte, known)
		if _, err := w.file.ReadAt(stored, w.at); err != nil {
			return err
		}
		if !bytes.Equal(stored, b[:known]) {
			return fmt.Errorf("other bytes are stored at %d: %w", w.at, research.Conflict)
		}
		w.at += known
		b = b[known:]
	}
	n, err := w.file.WriteAt(b, w.at)
	w.at += int64(n)
	return err
}

// undo takes away what this write added; after a failure the system does not
// say how much that is.
func (w *writer) undo() error { return w.file.Truncate(w.before) }

// Cut takes away what lies beyond size; see study.Blobs.
func (d *Directory) Cut(_ context.Context, part research.StoredPart, size int64) error {
	file, have, err := d.hold(part)
	if err != nil {
		return err
	}
	defer file.Close()
	if size < 0 || size >= have {
		return nil
	}
	if err := file.Truncate(size); err != nil {
		return fmt.Errorf("cut %s: %w", part, err)
	}
	return file.Sync()
}

// Open reads a part; see study.Blobs.
func (d *Directory) Open(_ context.Context, part research.StoredPart) (study.Blob, error) {
	if !part.Valid() {
		return nil, fmt.Errorf("%s: %w", part, research.NotFound)
	}
	file, err := os.Open(d.file(part))
	if err != nil {
		return nil, missing(part, err)
	}
	info, err := file.Stat()
	if err != nil {
		_ = file.Close()
		return nil, missing(part, err)
	}
	return &opened{file, info.Size()}, nil
}

type opened struct {
	*os.File
	size int64
}

// Size is the number of sealed bytes when the part was opened.
func (o *opened) Size() int64 { return o.size }

// Delete removes a part, waiting for a write that is under way.
func (d *Directory) Delete(_ context.Context, part research.StoredPart) error {
	file, _, err := d.hold(part)
	if research.FaultOf(err) == research.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	if err := os.Remove(d.file(part)); err != nil {
		return fmt.Errorf("delete %s: %w", part, err)
	}
	if err := syncDirectory(d.folder(part.Project, part.Interview)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete %s: %w", part, err)
	}
	_ = os.Remove(d.folder(part.Project, part.Interview)) // refused by the system while parts are in it
	return syncDirectory(d.project(part))
}

// Parts lists the parts of an interview; see study.Blobs.
func (d *Directory) Parts(_ context.Context, project, interview research.ID) ([]int, error) {
	if !project.Valid() || !interview.Valid() {
		return nil, nil
	}
	entries, err := os.ReadDir(d.folder(project, interview))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("recordings: %w", err)
	}
	var numbers []int
	for _, entry := range entries {
		if part, err := research.ParsePart(string(interview) + "/" + entry.Name()); err == nil {
			numbers = append(numbers, part.Number)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

// Walk visits all parts; see study.Blobs.
func (d *Directory) Walk(ctx context.Context, visit func(research.StoredPart) error) error {
	return eachFolder(d.path, func(project research.ID) error {
		return eachFolder(filepath.Join(d.path, string(project)), func(interview research.ID) error {
			numbers, err := d.Parts(ctx, project, interview)
			if err != nil {
				return err
			}
			for _, number := range numbers {
				part := research.StoredPart{Project: project, Part: research.Part{Interview: interview, Number: number}}
				if err := errors.Join(ctx.Err(), visit(part)); err != nil {
					return err
				}
			}
			return nil
		})
	})
}

// eachFolder visits the folders that are named by an id.
func eachFolder(path string, visit func(research.ID) error) error {
	entries, err := os.ReadDir(path)
	if err != nil {
		return fmt.Errorf("recordings: %w", err)
	}
	for _, entry := range entries {
		if id := research.ID(entry.Name()); id.Valid() && entry.IsDir() {
			if err := visit(id); err != nil {
				return err
			}
		}
	}
	return nil
}

// room refuses before anything is accepted that the disk may not hold.
func (d *Directory) room(wanted int64) error {
	free, err := d.options.Free(d.path)
	if err != nil {
		return fmt.Errorf("recordings: %w", err)
	}
	if free < d.options.Reserve+wanted {
		return full(syscall.ENOSPC)
	}
	return nil
}
