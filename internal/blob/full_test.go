//go:build linux

package blob

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

// On a disk that really is full the part stays as it was, and what was
// acknowledged can be read.
func TestAFullDisk(t *testing.T) {
	ctx, mount := context.Background(), t.TempDir()
	if os.Getuid() != 0 {
		t.Skip("SKIPPED: mounting a small disk needs root")
	}
	if err := syscall.Mount("tmpfs", mount, "tmpfs", 0, "size=1m"); err != nil {
		t.Skipf("SKIPPED: cannot mount a small disk: %v", err)
	}
	t.Cleanup(func() { must(t, syscall.Unmount(mount, 0)) })
	unlimited := Options{Free: func(string) (int64, error) { return 1 << 40, nil }}
	d, err := OpenDirectory(filepath.Join(mount, "sound"), unlimited)
	must(t, err)
	must(t, d.Create(ctx, aPart))
	chunk, size := bytes.Repeat([]byte{7}, 100<<10), int64(0)
	for {
		now, err := d.Write(ctx, aPart, size, bytes.NewReader(chunk), int64(len(chunk)))
		if research.FaultOf(err) == research.Full {
			break
		}
		must(t, err)
		size = now
	}
	if got := stored(t, d, aPart); int64(len(got)) != size || size == 0 {
		t.Fatalf("%d bytes stored, %d acknowledged", len(got), size)
	}
	asked, err := OpenDirectory(filepath.Join(mount, "sound"), Options{Reserve: 1 << 20})
	must(t, err)
	if _, err := write(asked, aPart, size, "x"); research.FaultOf(err) != research.Full {
		t.Fatalf("the reserve was used: %v", err)
	}
	must(t, d.Delete(ctx, aPart))
	must(t, d.Create(ctx, aPart))
	if _, err := write(d, aPart, 0, "again"); err != nil {
		t.Fatal(err)
	}
}
