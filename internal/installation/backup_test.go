package installation

import (
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/blob"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// TestACopyFollowsPartsThatWereWrittenAnew copies a part in each state that a
// later one may find.
func TestACopyFollowsPartsThatWereWrittenAnew(t *testing.T) {
	from, to := openBlobs(t), openBlobs(t)
	part := research.StoredPart{Project: research.NewID(), Part: research.Part{Interview: research.NewID(), Number: 2}}
	for _, text := range []string{"eerst", "eerst en meer", "eerst en MEER", "kort", "kort", "ko", "iets heel anders en veel langer"} {
		if err := from.Delete(t.Context(), part); err != nil {
			t.Fatal(err)
		}
		if err := from.Create(t.Context(), part); err != nil {
			t.Fatal(err)
		}
		if _, err := from.Write(t.Context(), part, 0, strings.NewReader(text), int64(len(text))); err != nil {
			t.Fatal(err)
		}
		if err := copyBlobs(t.Context(), from, to, everyPart); err != nil {
			t.Fatal(err)
		}
		copied, err := to.Open(t.Context(), part)
		if err != nil {
			t.Fatal(err)
		}
		have := make([]byte, copied.Size())
		_, err = copied.ReadAt(have, 0)
		if string(have) != text {
			t.Errorf("copied %q, want %q: %v", have, text, err)
		}
		_ = copied.Close()
	}
}

func openBlobs(t *testing.T) study.Blobs {
	t.Helper()
	blobs, err := blob.OpenDirectory(t.TempDir(), blob.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return blobs
}
