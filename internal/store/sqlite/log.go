package sqlite

import (
	"fmt"
	"os"
	"sync"

	"github.com/wijkstem/wijkstem/internal/disk"
	"github.com/wijkstem/wijkstem/internal/research"
)

// log is SQLite's write-ahead log on disk. A commit writes to it without waiting;
// one goroutine waits for the disk, for a batch at a time, while the next batch
// is decided. Nobody is answered, and nothing that was read is given out, before
// the disk has it.
type log struct {
	file    *os.File
	batches chan []*job
	stopped chan struct{}
	answer  func(*job, error)
	wait    func(*os.File) error // for the disk

	mu        sync.Mutex
	committed uint64        // batches
	settled   uint64        // how many of them the disk has
	next      chan struct{} // closed when the wait for the disk ends
	broken    error
}

// openLog needs the file to be open in SQLite, which then keeps its log.
func openLog(path string, answer func(*job, error)) (*log, error) {
	file, err := os.OpenFile(path+"-wal", os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	l := &log{
		file: file, batches: make(chan []*job), stopped: make(chan struct{}),
		answer: answer, wait: disk.Sync, next: make(chan struct{}),
	}
	go l.loop()
	return l, nil
}

// announce must come before a commit, so that no reader sees it uncounted. hand
// must follow, also when the commit failed.
func (l *log) announce() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.committed++
}

// hand gives over who wait for the batch that was announced, and waits while the
// disk is busy with the one before.
func (l *log) hand(jobs []*job) { l.batches <- jobs }

func (l *log) loop() {
	defer close(l.stopped)
	for jobs := range l.batches {
		err := l.sync()
		for _, j := range jobs {
			l.answer(j, err)
		}
	}
}

// sync waits for the disk. When that fails nobody knows what the disk holds:
// nothing that was written since is confirmed any more until the file is opened
// again.
func (l *log) sync() error {
	err := l.wait(l.file)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil && l.broken == nil {
		l.broken = fmt.Errorf("%w: the disk did not take what was written: %w", research.Unavailable, err)
	}
	if l.broken == nil {
		l.settled++
	}
	close(l.next)
	l.next = make(chan struct{})
	return l.broken
}

// idle is closed when the disk has all that was committed, or failed. It is for
// the writing goroutine, which hands over one batch at a time.
func (l *log) idle() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.broken != nil || l.settled == l.committed {
		return closed
	}
	return l.next
}

// mark is how far the log is, for what was read before it was asked.
func (l *log) mark() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.committed
}

// await waits until the disk has the batches up to the mark.
func (l *log) await(mark uint64) error {
	for {
		l.mu.Lock()
		settled, broken, next := l.settled >= mark, l.broken, l.next
		l.mu.Unlock()
		switch {
		case settled:
			return nil
		case broken != nil:
			return broken
		}
		<-next
	}
}

// close must come after the last hand.
func (l *log) close() error {
	close(l.batches)
	<-l.stopped
	return l.file.Close()
}

var closed = func() <-chan struct{} { c := make(chan struct{}); close(c); return c }()
