// Package feed tells those who follow a stream that something happened in it.
// It carries no content: whoever is woken reads the events from the store,
// where they were kept first.
package feed

import (
	"sync"

	"github.com/wijkstem/wijkstem/internal/research"
)

// Feed wakes followers. The zero value is ready; it is safe for use by many
// goroutines.
type Feed struct {
	mu        sync.Mutex
	followers map[research.Stream]map[chan struct{}]struct{}
}

// Tell wakes all who follow the event's stream. It never waits for them.
func (f *Feed) Tell(event research.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for follower := range f.followers[event.Stream] {
		select {
		case follower <- struct{}{}:
		default: // has been woken already and reads everything that is new
		}
	}
}

// Follow wakes through the channel when there is something new in the stream,
// once for any number of events, until stop is called.
func (f *Feed) Follow(stream research.Stream) (woken <-chan struct{}, stop func()) {
	follower := make(chan struct{}, 1)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.followers == nil {
		f.followers = map[research.Stream]map[chan struct{}]struct{}{}
	}
	if f.followers[stream] == nil {
		f.followers[stream] = map[chan struct{}]struct{}{}
	}
	f.followers[stream][follower] = struct{}{}
	return follower, func() { f.leave(stream, follower) }
}

func (f *Feed) leave(stream research.Stream, follower chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.followers[stream], follower)
	if len(f.followers[stream]) == 0 {
		delete(f.followers, stream)
	}
}
