package keys

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/wijkstem/wijkstem/internal/research"
)

// BenchmarkAdd has 32 clients that each wait for their key to be on disk.
func BenchmarkAdd(b *testing.B) {
	s := mustOpen(b, testOptions(b.TempDir()))
	defer mustClose(b, s)
	var next atomic.Int64
	var wait sync.WaitGroup
	b.ResetTimer()
	for range 32 {
		wait.Go(func() {
			for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
				ref := research.RestKey(research.IDFrom([16]byte{byte(n), byte(n >> 8), byte(n >> 16)}))
				if err := s.Add(context.Background(), one(ref, testKey(int(n)))); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "adds/s")
}

func BenchmarkKey(b *testing.B) {
	s := mustOpen(b, testOptions(b.TempDir()))
	defer mustClose(b, s)
	must(b, s.Add(context.Background(), one(testRef(1), testKey(1))))
	for b.Loop() {
		if _, err := s.Key(testRef(1)); err != nil {
			b.Fatal(err)
		}
	}
}
