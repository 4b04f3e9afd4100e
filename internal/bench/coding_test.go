package bench

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// counting is a store that counts what acts and views read and write.
type counting struct {
	study.Store
	documents, bytes, interviews atomic.Int64
}

func (c *counting) View(ctx context.Context, scope research.Scope, stream research.Stream, read func(study.View) error) error {
	return c.Store.View(ctx, scope, stream, func(v study.View) error { return read(countingView{v, c}) })
}

func (c *counting) Act(ctx context.Context, scope research.Scope, act study.Act, decide func(study.Tx) error) (research.Event, error) {
	return c.Store.Act(ctx, scope, act, func(tx study.Tx) error { return decide(countingTx{countingView{tx, c}, tx}) })
}

func (c *counting) count(documents ...research.Document) {
	for _, d := range documents {
		c.documents.Add(1)
		c.bytes.Add(int64(len(d.Body)))
		if d.Kind() == "interview" {
			c.interviews.Add(1)
		}
	}
}

type countingView struct {
	study.View
	counting *counting
}

func (v countingView) Document(id string) (research.Document, error) {
	d, err := v.View.Document(id)
	v.counting.count(d)
	return d, err
}

func (v countingView) Page(page research.Page) ([]research.Document, string, error) {
	documents, next, err := v.View.Page(page)
	v.counting.count(documents...)
	return documents, next, err
}

type countingTx struct {
	countingView
	tx study.Tx
}

func (t countingTx) Put(d research.Document) { t.counting.count(d); t.tx.Put(d) }

func (t countingTx) Delete(id string) { t.tx.Delete(id) }

func (t countingTx) Fact(name, value string) { t.tx.Fact(name, value) }

// TestCodingDoesNotDependOnLength counts the work of adding codings to a short
// and to a long text, through HTTP: times would say more about the machine.
func TestCodingDoesNotDependOnLength(t *testing.T) {
	const codings = 100
	documents, bytes := map[int]float64{}, map[int]float64{}
	for _, size := range []int{60_000, 1_000_000} {
		p, err := open(t.Context(), t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		do, err := coding(size)(t.Context(), p, codings)
		if err != nil {
			t.Fatal(err)
		}
		counted := &counting{Store: p.Study.Store}
		p.Study.Store = counted
		if _, _, err := drive(t.Context(), 4, codings, do); err != nil {
			t.Fatal(err)
		}
		documents[size], bytes[size] = float64(counted.documents.Load()), float64(counted.bytes.Load())
		t.Logf("%d bytes: %.1f documents and %.0f bytes a coding", size, documents[size]/codings, bytes[size]/codings)
		if err := p.close(); err != nil {
			t.Fatal(err)
		}
	}
	if documents[60_000] < codings || documents[1_000_000] > 2*documents[60_000] || bytes[1_000_000] > 2*bytes[60_000] {
		t.Errorf("documents %v, bytes %v", documents, bytes)
	}
}

func TestPercentile(t *testing.T) {
	took := make([]time.Duration, 100)
	for i := range took {
		took[i] = time.Duration(100-i) * time.Millisecond
	}
	if p50, p95 := percentile(took, 50), percentile(took, 95); p50 != 50 || p95 != 95 {
		t.Errorf("%v, %v", p50, p95)
	}
	if one := percentile(took[:1], 95); one != 100 {
		t.Errorf("%v", one)
	}
}

func TestMedian(t *testing.T) {
	m := Median([]Measure{{Name: "a", RatePerS: 3, P95Ms: 1}, {RatePerS: 1, P95Ms: 9}, {RatePerS: 2, P95Ms: 5}})
	if m.Name != "a" || m.RatePerS != 2 || m.P95Ms != 5 {
		t.Errorf("%+v", m)
	}
}
