//go:build !linux

package disk

import "os"

// Sync waits until the bytes of a file are on disk.
func Sync(file *os.File) error { return file.Sync() }
