package study

import (
	"sync"

	"github.com/wijkstem/wijkstem/internal/research"
)

// partLocks let one request at a time change the bytes of a part in this
// process; between processes the blob store and the upload's cell decide.
type partLocks struct {
	mu   sync.Mutex
	held map[research.StoredPart]*partLock
}

type partLock struct {
	mu    sync.Mutex
	users int
}

func (l *partLocks) lock(part research.StoredPart) (unlock func()) {
	l.mu.Lock()
	if l.held == nil {
		l.held = map[research.StoredPart]*partLock{}
	}
	one := l.held[part]
	if one == nil {
		one = &partLock{}
		l.held[part] = one
	}
	one.users++
	l.mu.Unlock()
	one.mu.Lock()
	return func() {
		one.mu.Unlock()
		l.mu.Lock()
		defer l.mu.Unlock()
		if one.users--; one.users == 0 {
			delete(l.held, part)
		}
	}
}
