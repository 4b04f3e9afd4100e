package keys

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReadMaster(t *testing.T) {
	raw := bytes.Repeat([]byte{200, 3}, 16)
	cases := map[string]struct {
		text string
		mode os.FileMode
		want string
	}{
		"raw":             {string(raw), 0o600, ""},
		"base64":          {base64.StdEncoding.EncodeToString(raw) + "\n", 0o600, ""},
		"base64url":       {base64.RawURLEncoding.EncodeToString(raw), 0o400, ""},
		"hexadecimal":     {" " + hex.EncodeToString(raw) + "\r\n", 0o600, ""},
		"readable by all": {string(raw), 0o644, "mode 0600"},
		"by the group":    {string(raw), 0o640, "mode 0600"},
		"too short":       {base64.StdEncoding.EncodeToString(raw[:31]), 0o600, "expected 32 bytes"},
		"empty":           {"", 0o600, "expected 32 bytes"},
	}
	for title, c := range cases {
		t.Run(title, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "master")
			must(t, os.WriteFile(path, []byte(c.text), 0o600))
			must(t, os.Chmod(path, c.mode))
			got, err := ReadMaster(path, nil)
			if c.want != "" {
				if err == nil || !strings.Contains(err.Error(), c.want) || got != (Master{}) {
					t.Fatalf("got %v", err)
				}
				return
			}
			if err != nil || !bytes.Equal(got[:], raw) {
				t.Fatalf("got %x, %v", got, err)
			}
			if typed, err := ReadMaster("-", strings.NewReader(c.text)); err != nil || typed != got {
				t.Fatalf("typed: %x, %v", typed, err)
			}
		})
	}
}

func TestCreateMasterNeverReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master")
	made, err := CreateMaster(path)
	must(t, err)
	if read, err := ReadMaster(path, nil); err != nil || read != made {
		t.Fatalf("read %v", err)
	}
	if _, err := CreateMaster(path); !errors.Is(err, os.ErrExist) {
		t.Fatalf("got %v", err)
	}
}

func TestChangeMaster(t *testing.T) {
	ctx, options := context.Background(), testOptions(t.TempDir())
	s := mustOpen(t, options)
	for n := range 300 {
		must(t, s.Add(ctx, one(testRef(n), testKey(n))))
	}
	must(t, s.Condemn(ctx, condemnation(testRef(0))))
	must(t, s.Destroy(ctx, testRef(0)))
	before := liveSlots(t, options.File)
	changed := Master(bytes.Repeat([]byte{6}, 32))
	must(t, s.ChangeMaster(ctx, changed))
	must(t, s.Add(ctx, one(testRef(300), testKey(300))))
	mustClose(t, s)
	if _, err := Open(options); err == nil {
		t.Fatal("the old master key still opens the store")
	}
	content, err := os.ReadFile(options.File)
	must(t, err)
	for _, slot := range before {
		if bytes.Contains(content, slot[sealedAt:sealedEnd]) {
			t.Fatal("a key is still wrapped by the old master key")
		}
	}
	options.Master = changed
	s = mustOpen(t, options)
	defer mustClose(t, s)
	for n := 1; n <= 300; n++ {
		expectKey(t, s, testRef(n), testKey(n))
	}
}

// A new file that was not yet put in place is what a crash leaves.
func TestACrashWhileChangingMasterLosesNothing(t *testing.T) {
	ctx, options := context.Background(), testOptions(t.TempDir())
	s := mustOpen(t, options)
	must(t, s.Add(ctx, one(testRef(1), testKey(1))))
	mustClose(t, s)
	must(t, os.WriteFile(options.File+".new", []byte("half"), 0o600))
	s = mustOpen(t, options)
	defer mustClose(t, s)
	expectKey(t, s, testRef(1), testKey(1))
	must(t, s.ChangeMaster(ctx, Master{1}))
	expectKey(t, s, testRef(1), testKey(1))
}
