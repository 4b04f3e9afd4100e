package trial

import (
	"context"
	"math/rand/v2"
	"net"
	"sync"
)

// link is a network between phone and server that can break.
type link struct {
	listener net.Listener

	mu     sync.Mutex
	target string
	open   map[net.Conn]bool
	trip   func() // what happens at the byte
	left   int64  // bytes until then

	happening sync.WaitGroup // trouble under way
}

func openLink(ctx context.Context) (*link, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	l := &link{listener: listener, open: map[net.Conn]bool{}}
	go l.serve(ctx)
	return l, nil
}

func (l *link) address() string { return l.listener.Addr().String() }

func (l *link) close() error {
	l.breakAll()
	return l.listener.Close()
}

func (l *link) to(s *server) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.target = s.address
}

// cut has the trouble happen at a byte of what is sent from now on, in either
// direction: mostly within the sound, sometimes in the first words.
func (l *link) cut(trouble func(), random *rand.Rand) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.trip, l.left = trouble, 1+random.Int64N([]int64{4_000, 40_000, soundSize}[random.IntN(3)])
}

// whole ends the trouble, after what is under way.
func (l *link) whole() {
	l.mu.Lock()
	l.trip = nil
	l.mu.Unlock()
	l.happening.Wait()
}

func (l *link) breakAll() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for conn := range l.open {
		_ = conn.Close() // broken is what it should be
	}
	clear(l.open)
}

func (l *link) serve(ctx context.Context) {
	for {
		near, err := l.listener.Accept()
		if err != nil {
			return // closed
		}
		l.mu.Lock()
		far, err := (&net.Dialer{}).DialContext(ctx, "tcp", l.target)
		if err != nil {
			l.mu.Unlock()
			_ = near.Close()
			continue
		}
		l.open[near], l.open[far] = true, true
		l.mu.Unlock()
		go l.carry(near, far)
		go l.carry(far, near)
	}
}

func (l *link) carry(from, to net.Conn) {
	buffer := make([]byte, 4<<10)
	for {
		n, err := from.Read(buffer)
		if n = l.pass(n); n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				break
			}
		}
		if err != nil || n < 0 {
			break
		}
	}
	l.end(from, to)
}

func (l *link) end(conns ...net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, conn := range conns {
		_ = conn.Close() // the other half may have closed it
		delete(l.open, conn)
	}
}

// pass is how many of n bytes go through before the trouble, -1 for none.
func (l *link) pass(n int) int {
	l.mu.Lock()
	if l.trip == nil {
		l.mu.Unlock()
		return n
	}
	if l.left -= int64(n); l.left > 0 {
		l.mu.Unlock()
		return n
	}
	trip := l.trip
	l.trip = nil
	l.happening.Add(1)
	l.mu.Unlock()
	trip()
	l.happening.Done()
	return -1
}
