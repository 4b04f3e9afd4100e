package trial

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// diskSize holds the interviews of a trial and a little more.
const diskSize = 64 << 20

// ErrNeedsRoot: this process may not mount a small disk.
var ErrNeedsRoot = errors.New("a disk that is full needs a small one, and mounting it needs root")

// disk is a small disk in memory.
type disk struct{ path string }

func mount(path string) (*disk, error) {
	err := syscall.Mount("tmpfs", path, "tmpfs", 0, fmt.Sprintf("size=%d", diskSize))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNeedsRoot, err)
	}
	return &disk{path}, nil
}

func (d *disk) unmount() error { return syscall.Unmount(d.path, 0) }

func (d *disk) filler() string { return filepath.Join(d.path, "filler") }

// fill leaves so many bytes free.
func (d *disk) fill(left int64) error {
	var about syscall.Statfs_t
	if err := syscall.Statfs(d.path, &about); err != nil {
		return err
	}
	size := max(0, int64(about.Bavail)*about.Bsize-left)
	return os.WriteFile(d.filler(), make([]byte, size), 0o600)
}

func (d *disk) empty() error {
	if err := os.Remove(d.filler()); !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
