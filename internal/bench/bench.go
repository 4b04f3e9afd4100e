// Package bench measures a real installation: database with fsync, keys, blobs
// and HTTP on the loopback, with data that is the same every time.
package bench

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Measure is what was measured, each figure the median of the runs.
type Measure struct {
	Name string `json:"name"`
	// N is how many times it was done in one run.
	N        int     `json:"n"`
	RatePerS float64 `json:"rate_per_s"`
	P50Ms    float64 `json:"p50_ms"`
	P95Ms    float64 `json:"p95_ms"`
	// CPUMs is the processor's time for one, of server and clients together.
	CPUMs float64 `json:"cpu_ms"`
	// RSSMB is the memory of server and clients together, afterwards.
	RSSMB float64 `json:"rss_mb"`
}

// String is one line for people.
func (m Measure) String() string {
	return fmt.Sprintf("%-14s n %6d  %9.1f /s  p50 %8.2f ms  p95 %8.2f ms  cpu %7.3f ms  rss %6.1f MB",
		m.Name, m.N, m.RatePerS, m.P50Ms, m.P95Ms, m.CPUMs, m.RSSMB)
}

// scenario is one thing to measure.
type scenario struct {
	name    string
	n       int
	clients int
	// prepare makes the data for n turns, unmeasured, and returns what is
	// measured: the number of the client and of the turn choose what it does.
	prepare func(ctx context.Context, p *place, n int) (do func(ctx context.Context, client, turn int) error, err error)
}

func scenarios() []scenario {
	return []scenario{
		{"ingest", deliveries, couriers, ingest},
		{"ingest-audio", recordings, recorders, ingestAudio},
		{"disk", recordings, recorders, disk},
		{"list", 500, 1, list},
		{"code-60k", 2000, 4, coding(60_000)},
		{"code-1m", 2000, 4, coding(1_000_000)},
		{"dashboard", 2000, 1, dashboard},
	}
}

// Names are all measures, in the order in which they are done.
func Names() []string {
	var names []string
	for _, s := range scenarios() {
		names = append(names, s.name)
	}
	return names
}

// Options say how to measure.
type Options struct {
	// Names chooses measures; all of them when empty.
	Names []string
	// Runs is how often each is done, in a fresh installation.
	Runs int
	// Dir is a folder on the disk that is measured.
	Dir string
	// Report is told of each measure as soon as it is known.
	Report func(Measure)
}

// Run measures.
func Run(ctx context.Context, o Options) error {
	for _, name := range o.Names {
		if !slices.Contains(Names(), name) {
			return fmt.Errorf("no measure %q; there are: %s", name, strings.Join(Names(), " "))
		}
	}
	for _, s := range scenarios() {
		if len(o.Names) > 0 && !slices.Contains(o.Names, s.name) {
			continue
		}
		var runs []Measure
		for range o.Runs {
			m, err := Once(ctx, s.name, o.Dir)
			if err != nil {
				return err
			}
			runs = append(runs, m)
		}
		o.Report(Median(runs))
	}
	return nil
}

// Once does one run of a measure, in a folder on the disk that is measured.
func Once(ctx context.Context, name, dir string) (Measure, error) {
	all := scenarios()
	at := slices.IndexFunc(all, func(s scenario) bool { return s.name == name })
	if at < 0 {
		return Measure{}, fmt.Errorf("no measure %q; there are: %s", name, strings.Join(Names(), " "))
	}
	m, err := all[at].run(ctx, dir)
	if err != nil {
		return m, fmt.Errorf("%s: %w", name, err)
	}
	return m, nil
}

// run measures once, in an installation of its own.
func (s scenario) run(ctx context.Context, dir string) (m Measure, err error) {
	p, err := open(ctx, dir)
	if err != nil {
		return m, err
	}
	defer func() { err = cmp.Or(err, p.close()) }()
	do, err := s.prepare(ctx, p, s.n)
	if err != nil {
		return m, fmt.Errorf("prepare: %w", err)
	}
	runtime.GC()
	before := processorTime()
	took, elapsed, err := drive(ctx, s.clients, s.n, do)
	if err != nil {
		return m, err
	}
	worked := processorTime() - before
	debug.FreeOSMemory() // what waits to be given back is not held
	return Measure{
		Name: s.name, N: s.n, RatePerS: float64(s.n) / elapsed.Seconds(),
		P50Ms: percentile(took, 50), P95Ms: percentile(took, 95),
		CPUMs: worked.Seconds() * 1000 / float64(s.n), RSSMB: memory(),
	}, nil
}

// drive has clients do the turns 0 to n-1, each turn once, and times each.
func drive(ctx context.Context, clients, n int, do func(ctx context.Context, client, turn int) error) ([]time.Duration, time.Duration, error) {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	took := make([]time.Duration, n)
	var next atomic.Int64
	var all sync.WaitGroup
	begin := time.Now()
	for client := range clients {
		all.Go(func() {
			for ctx.Err() == nil {
				turn := int(next.Add(1)) - 1
				if turn >= n {
					return
				}
				at := time.Now()
				if err := do(ctx, client, turn); err != nil {
					stop(err)
					return
				}
				took[turn] = time.Since(at)
			}
		})
	}
	all.Wait()
	return took, time.Since(begin), context.Cause(ctx)
}

// percentile is in milliseconds: the smallest that at least p percent are not above.
func percentile(took []time.Duration, p int) float64 {
	sorted := slices.Sorted(slices.Values(took))
	at := (len(sorted)*p + 99) / 100
	return float64(sorted[max(at, 1)-1].Microseconds()) / 1000
}

// Median takes the median of every figure by itself; there must be a run.
func Median(runs []Measure) Measure {
	m := runs[0]
	for _, field := range []func(*Measure) *float64{
		func(m *Measure) *float64 { return &m.RatePerS }, func(m *Measure) *float64 { return &m.P50Ms },
		func(m *Measure) *float64 { return &m.P95Ms }, func(m *Measure) *float64 { return &m.CPUMs },
		func(m *Measure) *float64 { return &m.RSSMB },
	} {
		var values []float64
		for i := range runs {
			values = append(values, *field(&runs[i]))
		}
		slices.Sort(values)
		*field(&m) = values[len(values)/2]
	}
	return m
}

// processorTime is what the process has used of the processors so far.
func processorTime() time.Duration {
	var used syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &used) != nil {
		return 0 // not known: it is shown as nothing
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// memory is what the process holds, in MB: resident where the system tells,
// else what Go got from it.
func memory() float64 {
	const mb = 1 << 20
	if text, err := os.ReadFile("/proc/self/statm"); err == nil {
		if fields := strings.Fields(string(text)); len(fields) > 1 {
			if pages, err := strconv.Atoi(fields[1]); err == nil {
				return float64(pages*os.Getpagesize()) / mb
			}
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.Sys) / mb
}
