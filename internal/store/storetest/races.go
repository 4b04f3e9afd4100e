package storetest

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

func testCells(t *testing.T, b *bench) {
	ctx := t.Context()
	cell, err := b.Cell(ctx, "lease", "a")
	must(t, err)
	equal(t, "revision of none", cell.Revision, 0)
	cell.Body, cell.Due = []byte("one"), "2026-01-02"
	first, err := b.Swap(ctx, cell)
	must(t, err)
	_, err = b.Swap(ctx, cell)
	wantFault(t, err, research.Stale)
	first.Body = []byte("two")
	second, err := b.Swap(ctx, first)
	must(t, err)
	equal(t, "revision", second.Revision, first.Revision+1)
	_, err = b.Swap(ctx, first)
	wantFault(t, err, research.Stale)
	read, err := b.Cell(ctx, "lease", "a")
	must(t, err)
	equal(t, "body", string(read.Body), "two")
	equal(t, "revision", read.Revision, second.Revision)

	_, err = b.Swap(ctx, research.Cell{Kind: "lease", Name: "b", Due: "2026-01-01", Body: []byte("b")})
	must(t, err)
	_, err = b.Swap(ctx, research.Cell{Kind: "lease", Name: "c", Body: []byte("never due")})
	must(t, err)
	_, err = b.Swap(ctx, research.Cell{Kind: "other", Name: "d", Due: "2026-01-01", Body: []byte("d")})
	must(t, err)
	for due, want := range map[string]string{"2026-01-01": "", "2026-01-02": "b", "2026-01-03": "ba", "": ""} {
		cells, err := b.Cells(ctx, "lease", due, 0)
		must(t, err)
		names := ""
		for _, c := range cells {
			names += c.Name
		}
		equal(t, "due before "+due, names, want)
	}
	testCellRemoval(t, b, second)
}

// testCellRemoval checks that a cell made again is not taken for the old one.
func testCellRemoval(t *testing.T, b *bench, cell research.Cell) {
	old := cell
	cell.Body = nil
	_, err := b.Swap(t.Context(), cell)
	must(t, err)
	_, err = b.Swap(t.Context(), cell)
	wantFault(t, err, research.Stale)
	gone, err := b.Cell(t.Context(), cell.Kind, cell.Name)
	must(t, err)
	equal(t, "revision of a removed cell", gone.Revision, 0)
	b.now = b.now.Add(time.Second)
	again, err := b.Swap(t.Context(), research.Cell{Kind: cell.Kind, Name: cell.Name, Body: []byte("new")})
	must(t, err)
	if again.Revision <= old.Revision {
		t.Fatalf("the new cell has revision %d, the old one had %d", again.Revision, old.Revision)
	}
	_, err = b.Swap(t.Context(), old)
	wantFault(t, err, research.Stale)
	_, err = b.Swap(t.Context(), research.Cell{Kind: "lease", Name: "nowhere"})
	must(t, err)
	_, err = b.Swap(t.Context(), research.Cell{Kind: cell.Kind, Name: cell.Name})
	wantFault(t, err, research.Stale)
}

// together runs the function n times at once and returns the errors.
func together(n int, run func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { errs[i] = run(i) })
	}
	all.Wait()
	return errs
}

// testSwapRaces counts up in one cell from many goroutines: no count is lost.
func testSwapRaces(t *testing.T, b *bench) {
	const goroutines, times = 6, 15
	errs := together(goroutines, func(int) error {
		for done := 0; done < times; {
			cell, err := b.Cell(t.Context(), "counter", "one")
			if err != nil {
				return err
			}
			cell.Body = fmt.Append(nil, 1+number(cell.Body))
			_, err = b.Swap(t.Context(), cell)
			if err == nil {
				done++
			} else if research.FaultOf(err) != research.Stale {
				return err
			}
		}
		return nil
	})
	for _, err := range errs {
		must(t, err)
	}
	cell, err := b.Cell(t.Context(), "counter", "one")
	must(t, err)
	equal(t, "count", number(cell.Body), goroutines*times)
}

func number(body []byte) int {
	n := 0
	_ = json.Unmarshal(body, &n) // nothing counts as 0
	return n
}

// testActRaces does the same acts from many goroutines at once: each happens
// once, and everybody gets the same answer.
func testActRaces(t *testing.T, b *bench) {
	const goroutines, acts = 6, 10
	answers := make([][acts]research.Revision, goroutines)
	errs := together(goroutines, func(g int) error {
		for i := range acts {
			event, err := b.tryAct(fmt.Sprint("act-", (i+g)%acts), "", func(tx study.Tx) error {
				count, err := tx.Document("balance/count")
				if err != nil && research.FaultOf(err) != research.NotFound {
					return err
				}
				tx.Put(research.Document{
					ID: "balance/count", Key: research.StreamKey(b.stream), Body: fmt.Append(nil, 1+number(count.Body)),
				})
				return nil
			})
			if err != nil {
				return err
			}
			answers[g][(i+g)%acts] = event.Revision
		}
		return nil
	})
	for g, err := range errs {
		must(t, err)
		equal(t, "answers", answers[g], answers[0])
	}
	b.view(func(v study.View) {
		equal(t, "revision", v.Revision(), acts)
		count, err := v.Document("balance/count")
		must(t, err)
		equal(t, "count", number(count.Body), acts)
	})
}
