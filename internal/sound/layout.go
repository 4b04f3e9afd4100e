package sound

import (
	"encoding/binary"
	"io"
	"slices"
	"sort"
	"sync"
)

// layout is how a recording is put together anew: a head that was made, and
// after it stretches of what was recorded.
type layout struct {
	head []byte
	runs []run
	size int64 // of the whole, in bytes
	// amr is there when the whole is an AMR that is decoded for players.
	amr *amrIndex
}

// run is a stretch of what was recorded.
type run struct {
	at   int64 // in the whole
	from int64 // in what was recorded
	size int64 // in bytes
	// opens tells that the head of a WebM cluster, with its size, stands before it.
	opens bool
}

// asItIs is the layout of a recording that stays as it is.
func asItIs(size int64) *layout {
	return &layout{size: size, runs: []run{{size: size}}}
}

// add puts a stretch behind the others.
func (l *layout) add(from, size int64, opens bool) {
	if last := len(l.runs) - 1; !opens && last >= 0 && !l.runs[last].opens && l.runs[last].from+l.runs[last].size == from {
		l.runs[last].size += size
	} else {
		l.runs = append(l.runs, run{from: from, size: size, opens: opens})
	}
}

// settle gives every run its place once the head is made.
func (l *layout) settle() {
	l.runs = slices.Clip(l.runs)
	at := int64(len(l.head))
	for i := range l.runs {
		l.runs[i].at = at
		at += l.runs[i].length()
	}
	l.size = at
}

// weight is about how many bytes of memory the layout takes.
func (l *layout) weight() int {
	weight := cap(l.head) + cap(l.runs)*32 + 128
	if l.amr != nil {
		weight += cap(l.amr.seconds) * 8
	}
	return weight
}

// clusterHead is the length of the head of a cluster: its id, and its size in
// eight bytes.
const clusterHead = 12

func (r run) length() int64 {
	if r.opens {
		return clusterHead + r.size
	}
	return r.size
}

// laid reads the whole over what was recorded.
type laid struct {
	*layout
	recorded io.ReaderAt
}

// ReadAt gives the bytes of the whole from a place on.
func (l laid) ReadAt(b []byte, at int64) (n int, err error) {
	if at < 0 || at >= l.size {
		return 0, io.EOF
	}
	if at < int64(len(l.head)) {
		n = copy(b, l.head[at:])
	}
	i := sort.Search(len(l.runs), func(i int) bool { r := l.runs[i]; return r.at+r.length() > at+int64(n) })
	for ; n < len(b) && i < len(l.runs); i++ {
		got, err := l.readRun(b[n:], l.runs[i], at+int64(n)-l.runs[i].at)
		if n += got; err != nil {
			return n, err
		}
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// readRun gives the bytes of one run from a place in it on.
func (l laid) readRun(b []byte, r run, skip int64) (n int, err error) {
	if r.opens {
		if skip < clusterHead {
			var head [clusterHead]byte
			binary.BigEndian.PutUint32(head[:], idCluster)
			binary.BigEndian.PutUint64(head[4:], 1<<56|uint64(r.size))
			n = copy(b, head[skip:])
		}
		skip = max(0, skip-clusterHead)
	}
	want := min(int64(len(b)-n), r.size-skip)
	got, err := l.recorded.ReadAt(b[n:n+int(want)], r.from+skip)
	if int64(got) == want {
		err = nil
	} else if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n + got, err
}

// mostWeight bounds the layouts in memory, in bytes: those of some 200 hours.
const mostWeight = 32 << 20

// cache keeps the layouts that were used last. It holds where things stand in a
// recording, nothing of what is heard.
type cache struct {
	mu     sync.Mutex
	found  map[string]*layout
	order  []string // the one used last at the end
	weight int
}

// of is the layout by that name, made when it is not known.
func (c *cache) of(name string, make func() (*layout, error)) (*layout, error) {
	if l := c.known(name); l != nil {
		return l, nil
	}
	l, err := make()
	if err == nil {
		c.keep(name, l)
	}
	return l, err
}

func (c *cache) known(name string) *layout {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.found[name]
	if l != nil {
		c.touch(name)
	}
	return l
}

func (c *cache) touch(name string) {
	for i, other := range c.order {
		if other == name {
			c.order = append(c.order[:i], c.order[i+1:]...)
			break
		}
	}
	c.order = append(c.order, name)
}

func (c *cache) keep(name string, l *layout) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.found == nil {
		c.found = map[string]*layout{}
	}
	if c.found[name] == nil {
		c.weight += l.weight()
	}
	c.found[name] = l
	c.touch(name)
	for c.weight > mostWeight && len(c.order) > 1 {
		oldest := c.order[0]
		c.weight -= c.found[oldest].weight()
		delete(c.found, oldest)
		c.order = c.order[1:]
	}
}
