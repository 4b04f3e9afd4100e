// Package disk waits for the disk, as cheaply as each system lets it.
package disk
