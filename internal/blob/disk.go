package blob

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"github.com/wijkstem/wijkstem/internal/research"
)

// freeBytes is what programs without special rights may still write.
func freeBytes(path string) (int64, error) {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(path, &disk); err != nil {
		return 0, err
	}
	return int64(disk.Bavail) * int64(disk.Bsize), nil
}

// full tells a full disk, or a quota or limit that is reached, from other failures.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		return fmt.Errorf("%w (%w)", &research.Error{
			Fault:      research.Full,
			Detail:     "De schijf van de server is vol. Uw gesprek staat nog veilig op de telefoon. Probeer het later opnieuw.",
			RetryAfter: 300,
		}, err)
	}
	return err
}

// syncDirectory makes what was created or removed in a directory durable.
func syncDirectory(path string) error {
	directory, err := os.Open(path)
	if err != nil {
		return err
	}
	defer directory.Close()
	return directory.Sync()
}
