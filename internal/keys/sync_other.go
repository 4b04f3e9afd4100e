//go:build !linux

package keys

import "os"

// syncBytes waits until the bytes of a file are on disk.
func syncBytes(file *os.File) error { return file.Sync() }
