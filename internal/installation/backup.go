package installation

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/wijkstem/wijkstem/internal/blob"
	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/keys"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store"
	"github.com/wijkstem/wijkstem/internal/study"
)

// Folders are where a backup is. Data holds what nobody can read without keys;
// of it older copies may be kept. Keys holds the latest copy of the keys and of
// the erasure ledger, and nothing older: it must never stand with the data.
type Folders struct {
	Data string
	Keys string // "" leaves keys and ledger where they are
}

func (f Folders) copies() keys.Copies {
	return keys.Copies{Keys: filepath.Join(f.Keys, "keys"), Ledger: filepath.Join(f.Keys, "erased.jsonl")}
}

func (f Folders) blobs() string { return filepath.Join(f.Data, "blobs") }

// check refuses folders of which one lies in the other.
func (f Folders) check() error {
	if f.Keys == "" {
		return nil
	}
	data, err := filepath.Abs(f.Data)
	if err != nil {
		return err
	}
	apart, err := filepath.Abs(f.Keys)
	if err != nil {
		return err
	}
	separator := string(filepath.Separator)
	if strings.HasPrefix(apart+separator, data+separator) || strings.HasPrefix(data+separator, apart+separator) {
		return errors.New("keys and data must not stand together: choose another folder for the keys")
	}
	return nil
}

// Backup copies everything, also while people and phones go on. What they do
// meanwhile is not in it: the database is copied as it is at one moment, then the
// recordings of that moment and some of after it, of which a restore takes only
// those that the database knows. The keys go last, so that no data are copied
// whose key is not.
func (i *Installation) Backup(ctx context.Context, to Folders) error {
	if err := to.check(); err != nil {
		return err
	}
	if err := i.Store.Backup(ctx, to.Data); err != nil {
		return err
	}
	copied, err := blob.OpenDirectory(to.blobs(), blob.Options{})
	if err != nil {
		return err
	}
	if err := copyBlobs(ctx, i.Blobs, copied, everyPart); err != nil {
		return err
	}
	if err := dropErased(ctx, i.Blobs, copied); err != nil {
		return err
	}
	if to.Keys == "" {
		return nil
	}
	if err := makeFolder(to.Keys); err != nil {
		return err
	}
	copies := to.copies()
	if err := i.Keys.Backup(ctx, copies.Keys, copies.Ledger); err != nil {
		return err
	}
	return copyHeads(i.headsPath(), filepath.Join(to.Keys, headsName))
}

func everyPart(context.Context, research.StoredPart) (bool, error) { return true, nil }

// copyBlobs brings every wanted part to where it is not, or not with these bytes.
func copyBlobs(ctx context.Context, from, to study.Blobs, wanted func(context.Context, research.StoredPart) (bool, error)) error {
	return from.Walk(ctx, func(part research.StoredPart) error {
		if take, err := wanted(ctx, part); err != nil || !take {
			return err
		}
		source, err := from.Open(ctx, part)
		if research.FaultOf(err) == research.NotFound {
			return nil // erased a moment ago
		}
		if err != nil {
			return err
		}
		defer func() { _ = source.Close() }()
		size, err := writeCopy(ctx, source, to, part)
		if research.FaultOf(err) != research.Conflict && (err != nil || size == source.Size()) {
			return err
		}
		if err := to.Delete(ctx, part); err != nil { // cut and written anew since the last copy
			return err
		}
		_, err = writeCopy(ctx, source, to, part)
		return err
	})
}

// writeCopy writes what is missing and compares the rest, and returns how long
// the copy is then. Fault: Conflict when it holds other bytes.
func writeCopy(ctx context.Context, source study.Blob, to study.Blobs, part research.StoredPart) (int64, error) {
	if err := to.Create(ctx, part); err != nil {
		return 0, err
	}
	return to.Write(ctx, part, 0, io.NewSectionReader(source, 0, source.Size()), source.Size())
}

// dropErased takes away from a copy what is no longer there.
func dropErased(ctx context.Context, from, copied study.Blobs) error {
	return copied.Walk(ctx, func(part research.StoredPart) error {
		blob, err := from.Open(ctx, part)
		if err == nil {
			return blob.Close()
		}
		if research.FaultOf(err) == research.NotFound {
			return copied.Delete(ctx, part)
		}
		return err
	})
}

// Restore fills an empty installation from a backup and opens it, with a new
// epoch. It refuses without the erasure ledger, and does again what the ledger
// says. Close the installation afterwards.
func Restore(ctx context.Context, c config.Config, o Options, from Folders) (*Installation, error) {
	if err := from.check(); err != nil {
		return nil, err
	}
	o.Create = false
	master, err := (&Installation{Config: c}).masterKey(o)
	if err != nil {
		return nil, err
	}
	o.master = &master
	if err := restoreData(ctx, c, o, from); err != nil {
		return nil, err
	}
	i, err := Open(ctx, c, o)
	if err != nil {
		return nil, err
	}
	copied, err := blob.OpenDirectory(from.blobs(), blob.Options{})
	if err == nil {
		err = copyBlobs(ctx, copied, i.Blobs, i.Study.Belongs)
	}
	if err == nil {
		err = i.Study.Reconcile(ctx)
	}
	if err == nil {
		_, err = i.Jobs.RunDue(ctx)
	}
	if err == nil {
		err = i.SignHeads(ctx, i.Study.Now())
	}
	if err != nil {
		return nil, errors.Join(err, i.Close())
	}
	return i, nil
}

// restoreData brings keys, ledger and data back; the keys are held meanwhile.
func restoreData(ctx context.Context, c config.Config, o Options, from Folders) (err error) {
	i := &Installation{Config: c, Log: o.Log}
	defer func() { err = errors.Join(err, i.Close()) }()
	if from.Keys != "" {
		if err := i.restoreKeys(o, from); err != nil {
			return err
		}
	}
	if err := i.openKeys(o); err != nil {
		return err
	}
	err = store.Restore(ctx, c.Database, from.Data, i.Keys, store.Options{Clock: o.Clock, NewID: o.NewID})
	if errors.Is(err, store.ErrNotEmpty) {
		return fmt.Errorf("%w: choose another database, or move this one away", err)
	}
	return explain(err)
}

func (i *Installation) restoreKeys(o Options, from Folders) error {
	if err := i.makeFolders(); err != nil {
		return err
	}
	_, err := keys.Restore(keys.Options{File: i.Config.Keys, Ledger: i.Config.Ledger, Master: *o.master}, from.copies())
	if err != nil {
		return err
	}
	if _, err := os.Stat(i.headsPath()); err == nil { // newer than the copy
		return nil
	}
	return copyHeads(filepath.Join(from.Keys, headsName), i.headsPath())
}
