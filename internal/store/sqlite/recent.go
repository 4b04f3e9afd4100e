package sqlite

import (
	"sync"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/engine"
)

// Bounds of what is remembered, in bytes of sealed bodies and about as many for
// each record and stream beside them.
const (
	mostRemembered  = 8 << 20
	largestRecord   = 64 << 10
	costOfOneRecord = 300
)

// recent remembers, sealed as in the file, where streams end and the records
// that were asked for. It is exact: the writing goroutine tells it what a commit
// changed before anybody is told of the commit, and a reader adds only what it
// read at the end that is remembered. When it is full it begins anew.
type recent struct {
	mu      sync.RWMutex
	streams map[research.Stream]*known
	size    int
}

// known is what is remembered of one stream.
type known struct {
	head    engine.Head
	records map[string]engine.Record
}

func newRecent() *recent { return &recent{streams: map[research.Stream]*known{}} }

// head is the end of a stream, if it is remembered.
func (r *recent) head(stream research.Stream) (engine.Head, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	if k := r.streams[stream]; k != nil {
		return k.head, true
	}
	return engine.Head{}, false
}

// record is a record that is there now. One of a later revision than the
// reader's is not for that reader.
func (r *recent) record(stream research.Stream, id string) (engine.Record, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	k := r.streams[stream]
	if k == nil {
		return engine.Record{}, false
	}
	record, found := k.records[id]
	return record, found
}

// learn adds a record that was read when the stream ended at the revision.
func (r *recent) learn(stream research.Stream, at research.Revision, record engine.Record) {
	if len(record.Body) > largestRecord || record.Tombstone() {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if k := r.streams[stream]; k == nil || k.head.Revision != at {
		return
	}
	if r.size+sizeOf(record) > mostRemembered {
		r.beginAnew()
		return
	}
	k := r.streams[stream]
	r.size += sizeOf(record) - sizeOf(k.records[record.ID])
	k.records[record.ID] = record
}

// seen hears where a reader found the end of a stream. When that is further
// than what is remembered, a commit is about to be told: what is remembered
// must not be read any more.
func (r *recent) seen(stream research.Stream, at research.Revision) {
	r.mu.RLock()
	k := r.streams[stream]
	behind := k != nil && k.head.Revision < at
	r.mu.RUnlock()
	if !behind {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if k := r.streams[stream]; k != nil && k.head.Revision < at {
		r.forget(stream, k)
	}
}

// committed takes in what a commit changed.
func (r *recent) committed(b *written) {
	if len(b.streams) == 0 && !b.everything {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if b.everything || r.size > mostRemembered {
		r.beginAnew()
	}
	for stream, changed := range b.streams {
		k := r.streams[stream]
		if k == nil {
			k = &known{records: map[string]engine.Record{}}
			r.streams[stream] = k
			r.size += costOfOneRecord
		}
		k.head = changed.head
		for id, record := range changed.records {
			r.renew(k, id, record)
		}
	}
}

// renew replaces a record that is remembered. Others are not taken in: most of
// what is written is not read soon.
func (r *recent) renew(k *known, id string, record engine.Record) {
	old, found := k.records[id]
	if !found {
		return
	}
	r.size -= sizeOf(old)
	delete(k.records, id)
	if len(record.Body) <= largestRecord && !record.Tombstone() {
		k.records[id] = record
		r.size += sizeOf(record)
	}
}

func (r *recent) forget(stream research.Stream, k *known) {
	for _, record := range k.records {
		r.size -= sizeOf(record)
	}
	r.size -= costOfOneRecord
	delete(r.streams, stream)
}

func (r *recent) beginAnew() { r.streams, r.size = map[research.Stream]*known{}, 0 }

func sizeOf(record engine.Record) int {
	if record.ID == "" {
		return 0
	}
	return len(record.Body) + costOfOneRecord
}

// written is what a job, or the jobs of a batch together, changed.
type written struct {
	streams    map[research.Stream]*known
	everything bool // whatever it may be
}

func newWritten() *written { return &written{streams: map[research.Stream]*known{}} }

// note adds a change.
func (b *written) note(stream research.Stream, change engine.Change) {
	e := change.Event
	k := b.of(stream)
	k.head = engine.Head{Revision: e.Revision, At: e.At, MAC: e.MAC}
	for _, record := range change.Records {
		k.records[record.ID] = record
	}
}

// add adds what a job changed to what its batch did.
func (b *written) add(job *written) {
	b.everything = b.everything || job.everything
	for stream, changed := range job.streams {
		k := b.of(stream)
		k.head = changed.head
		for id, record := range changed.records {
			k.records[id] = record
		}
	}
}

// size is in bytes of sealed bodies.
func (b *written) size() int {
	size := 0
	for _, k := range b.streams {
		for _, record := range k.records {
			size += len(record.Body)
		}
	}
	return size
}

func (b *written) of(stream research.Stream) *known {
	k := b.streams[stream]
	if k == nil {
		k = &known{records: map[string]engine.Record{}}
		b.streams[stream] = k
	}
	return k
}
