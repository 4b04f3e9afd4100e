package disk

import (
	"errors"
	"os"
	"syscall"
)

// Sync waits until the bytes of a file are on disk. When the file was written and
// not made longer, the disk has less to do than for all that the system notes
// about it.
func Sync(file *os.File) error {
	for {
		err := syscall.Fdatasync(int(file.Fd()))
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
