package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store"
	"github.com/wijkstem/wijkstem/internal/study"
)

// Benchmark measures acts and reads. Beside the time it reports p50-ms and
// p95-ms, the times within which half and 95 % of the calls were answered.
func Benchmark(b *testing.B, url string) {
	s, err := openChild(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	stream := research.ProjectStream(research.NewID())
	many := 40_000
	if err := fillMany(b.Context(), s, stream, many); err != nil {
		b.Fatal(err)
	}
	b.Run("document", func(b *testing.B) {
		measure(b, 1, func(_, n int) error { return readOne(b.Context(), s, stream, fmt.Sprintf("note/%05d", n%many)) })
	})
	for name, page := range map[string]research.Page{
		"first page of 100": {Kind: "note"}, "last page of 100": {Kind: "note", Descending: true},
		"first page of 100 of a ref": {Kind: "note", Ref: "7"},
	} {
		b.Run(name, func(b *testing.B) {
			measure(b, 1, func(int, int) error { return readPage(b.Context(), s, stream, page) })
		})
	}
	for _, writers := range []int{1, 8} {
		b.Run(fmt.Sprint("act, writers of one stream: ", writers), func(b *testing.B) {
			measure(b, writers, func(writer, n int) error { return actOnce(b.Context(), s, stream, writer, n) })
		})
	}
	b.Run("act, streams with a writer: 8", func(b *testing.B) {
		streams := make([]research.Stream, 8)
		for i := range streams {
			streams[i] = research.ProjectStream(research.NewID())
		}
		measure(b, len(streams), func(writer, n int) error { return actOnce(b.Context(), s, streams[writer], writer, n) })
	})
	b.Run("swap", func(b *testing.B) {
		measure(b, 1, func(int, int) error { return swapBench(b.Context(), s) })
	})
}

func fillMany(ctx context.Context, s *store.Store, stream research.Stream, many int) error {
	const together = 1000
	for from := 0; from < many; from += together {
		_, err := s.Act(ctx, systemScope(), study.Act{Stream: stream, Verb: "test.fill"}, func(tx study.Tx) error {
			for i := from; i < from+together; i++ {
				tx.Put(research.Document{
					ID: fmt.Sprintf("note/%05d", i), Key: research.StreamKey(stream), By: fmt.Sprintf("%05d", i*7%many),
					Ref: fmt.Sprint(i % 100), Body: fmt.Appendf(nil, "%q", strings.Repeat("x", 500)),
				})
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// measure has workers do b.N calls together.
func measure(b *testing.B, workers int, do func(worker, n int) error) {
	b.Helper()
	took := make([][]time.Duration, workers)
	var all sync.WaitGroup
	b.ResetTimer()
	for w := range workers {
		all.Go(func() {
			for n := w; n < b.N; n += workers {
				begun := time.Now()
				if err := do(w, n); err != nil {
					b.Error(err)
					return
				}
				took[w] = append(took[w], time.Since(begun))
			}
		})
	}
	all.Wait()
	b.StopTimer()
	sorted := slices.Sorted(slices.Values(slices.Concat(took...)))
	if len(sorted) > 0 {
		b.ReportMetric(float64(sorted[len(sorted)/2].Microseconds())/1000, "p50-ms")
		b.ReportMetric(float64(sorted[len(sorted)*95/100].Microseconds())/1000, "p95-ms")
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
}

func readOne(ctx context.Context, s *store.Store, stream research.Stream, id string) error {
	return s.View(ctx, systemScope(), stream, func(v study.View) error {
		_, err := v.Document(id)
		return err
	})
}

func readPage(ctx context.Context, s *store.Store, stream research.Stream, page research.Page) error {
	return s.View(ctx, systemScope(), stream, func(v study.View) error {
		documents, _, err := v.Page(page)
		if err == nil && len(documents) != 100 {
			err = fmt.Errorf("a page of %d", len(documents))
		}
		return err
	})
}

// actOnce reads and puts three documents.
func actOnce(ctx context.Context, s *store.Store, stream research.Stream, writer, n int) error {
	act := study.Act{Stream: stream, ID: fmt.Sprint(research.NewID()), Verb: "test.act"}
	_, err := s.Act(ctx, systemScope(), act, func(tx study.Tx) error {
		for i := range 3 {
			id := fmt.Sprintf("balance/%d-%d", writer, (n+i)%10)
			if _, err := tx.Document(id); err != nil && research.FaultOf(err) != research.NotFound {
				return err
			}
			tx.Put(research.Document{ID: id, Key: research.StreamKey(stream), By: "b", Body: []byte(`"some words of a coding"`)})
		}
		return nil
	})
	return err
}

func swapBench(ctx context.Context, s *store.Store) error {
	cell, err := s.Cell(ctx, "counter", "bench")
	if err != nil {
		return err
	}
	cell.Body = []byte("1")
	_, err = s.Swap(ctx, cell)
	return err
}
