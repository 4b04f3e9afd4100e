//go:build linux

package keys

import (
	"context"
	"os"
	"syscall"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

// On a full disk keys and ledger lines are refused, what was acknowledged
// stays, and erasing goes on working.
func TestAFullDisk(t *testing.T) {
	ctx, mount := context.Background(), t.TempDir()
	if os.Getuid() != 0 {
		t.Skip("SKIPPED: mounting a small disk needs root")
	}
	if err := syscall.Mount("tmpfs", mount, "tmpfs", 0, "size=512k"); err != nil {
		t.Skipf("SKIPPED: cannot mount a small disk: %v", err)
	}
	t.Cleanup(func() { must(t, syscall.Unmount(mount, 0)) })
	options := testOptions(mount)
	s := mustOpen(t, options)
	must(t, s.Condemn(ctx, condemnation(testRef(0))))
	count := fillKeys(t, s)
	for n := 0; ; n++ {
		err := s.Condemn(ctx, condemnation(research.KeyRef("account/"+testRef(n))))
		if err != nil {
			expectFault(t, err, research.Unavailable)
			break
		}
	}
	expectFault(t, s.Add(ctx, one(testRef(count+1), testKey(1))), research.Unavailable)
	mustClose(t, s)
	s = mustOpen(t, options)
	defer mustClose(t, s)
	for n := 1; n < count; n++ {
		expectKey(t, s, testRef(n), testKey(n))
	}
	must(t, s.Destroy(ctx, testRef(0)))
}

// fillKeys adds keys 1, 2, … until the disk is full, and returns the first that
// was refused.
func fillKeys(t *testing.T, s *Store) int {
	for n := 1; ; n++ {
		err := s.Add(context.Background(), one(testRef(n), testKey(n)))
		if err != nil {
			expectFault(t, err, research.Unavailable)
			return n
		}
	}
}
