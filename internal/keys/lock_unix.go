//go:build unix

package keys

import (
	"fmt"
	"os"
	"syscall"
)

// lockFile opens the file and holds it until it is closed: alone, or together
// with others that do not want it alone.
func lockFile(path string, alone bool) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	how := syscall.LOCK_SH
	if alone {
		how = syscall.LOCK_EX
	}
	if err := syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("another process uses the key store (%s): %w", path, err)
	}
	return file, nil
}

// exclude waits until no other process holds the file, and holds it.
func exclude(file *os.File) error { return syscall.Flock(int(file.Fd()), syscall.LOCK_EX) }

// release lets others hold the file.
func release(file *os.File) { _ = syscall.Flock(int(file.Fd()), syscall.LOCK_UN) }

// syncDirectory makes what was created or renamed in a directory durable.
func syncDirectory(path string) error {
	directory, err := os.Open(path)
	if err != nil {
		return err
	}
	defer directory.Close()
	return directory.Sync()
}

// diskFull tells whether writing failed for want of space.
func diskFull(err error) bool { return isAny(err, syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG) }
