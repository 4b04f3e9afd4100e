package apitest

import (
	"context"
	"sync"

	"github.com/wijkstem/wijkstem/internal/mail"
)

// Post keeps messages instead of sending them.
type Post struct {
	mu      sync.Mutex
	sent    []mail.Message
	arrived chan struct{}
}

// Send keeps a message.
func (p *Post) Send(_ context.Context, m mail.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, m)
	if p.arrived != nil {
		close(p.arrived)
		p.arrived = nil
	}
	return nil
}

// Wait gives the messages as soon as there is one.
func (p *Post) Wait(ctx context.Context) []mail.Message {
	p.mu.Lock()
	if len(p.sent) == 0 {
		arrived := make(chan struct{})
		p.arrived = arrived
		p.mu.Unlock()
		select {
		case <-arrived:
		case <-ctx.Done():
		}
		p.mu.Lock()
	}
	defer p.mu.Unlock()
	return append([]mail.Message{}, p.sent...)
}

// Sent are the messages so far.
func (p *Post) Sent() []mail.Message {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]mail.Message{}, p.sent...)
}
