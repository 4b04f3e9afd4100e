package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/wijkstem/wijkstem/internal/store/storetest"
)

func TestSuite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) string {
		return "sqlite:" + filepath.Join(t.TempDir(), "a file é?#%.db")
	})
}

func BenchmarkStore(b *testing.B) {
	storetest.Benchmark(b, "sqlite:"+filepath.Join(b.TempDir(), "bench.db"))
}
