package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// pace is how often a followed stream shows that it is alive, looks for what
// other servers wrote and asks whether the follower still may; how long a slow
// reader may take; and how long one visit lasts.
type pace struct {
	heartbeat, lookAround, askAgain, reader, visit time.Duration
}

var usualPace = pace{15 * time.Second, 3 * time.Second, time.Minute, 10 * time.Second, time.Hour}

const eventPage = 200

// eventJSON is what happened, without content.
type eventJSON struct {
	Revision research.Revision `json:"revision"`
	Verb     string            `json:"verb"`
	IDs      []string          `json:"ids"`
	Facts    map[string]string `json:"facts"`
}

// follower writes the events of one stream to one open browser.
type follower struct {
	server  *Server
	call    *call
	control *http.ResponseController
	stream  research.Stream
	after   research.Revision
}

func (s *Server) followEvents(c *call) error {
	f := &follower{s, c, http.NewResponseController(c.Response()), research.ProjectStream(c.id("project")), 0}
	reset, err := f.resume()
	if err != nil {
		return err
	}
	woken, stop := s.Feed.Follow(f.stream)
	defer stop()
	h := c.Response().Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no")
	_ = f.control.SetReadDeadline(time.Time{}) // nothing more is read
	c.Response().WriteHeader(http.StatusOK)
	first := fmt.Sprintf("id: %s\nevent: ready\ndata: {}\n\n", f.id())
	if reset {
		first = fmt.Sprintf("id: %s\nevent: reset\ndata: {}\n\n", f.id())
	}
	if err := f.write(first); err != nil {
		return nil // the reader has gone
	}
	f.run(woken)
	return nil
}

// resume finds where the follower was. Another epoch, or a revision that is not
// there, means that the client must read everything again.
func (f *follower) resume() (reset bool, err error) {
	head, err := f.server.Study.Store.Head(f.call.context(), f.call.scope, f.stream)
	if err != nil {
		return false, err
	}
	last := f.call.Request().Header.Get("Last-Event-ID")
	f.after = head
	if last == "" {
		return false, nil
	}
	epoch, number, _ := strings.Cut(last, "-")
	revision, err := strconv.ParseInt(number, 10, 64)
	if err != nil || epoch != f.call.epoch || revision < 0 || research.Revision(revision) > head {
		return true, nil
	}
	f.after = research.Revision(revision)
	return false, nil
}

func (f *follower) id() string { return f.call.epoch + "-" + strconv.FormatInt(int64(f.after), 10) }

// run writes until the reader leaves, may not read any more or is too slow.
func (f *follower) run(woken <-chan struct{}) {
	beat, look, ask := time.NewTicker(f.server.pace.heartbeat), time.NewTicker(f.server.pace.lookAround), time.NewTicker(f.server.pace.askAgain)
	defer beat.Stop()
	defer look.Stop()
	defer ask.Stop()
	end := time.NewTimer(f.server.pace.visit)
	defer end.Stop()
	for {
		if err := f.catchUp(); err != nil {
			return
		}
		select {
		case <-woken:
		case <-look.C:
		case <-beat.C:
			if err := f.write(": \n\n"); err != nil {
				return
			}
		case <-ask.C:
			if err := f.mayStill(); err != nil {
				return
			}
		case <-end.C:
			return
		case <-f.server.stopping:
			return
		case <-f.call.context().Done():
			return
		}
	}
}

// mayStill asks again who is following and what they may see now.
func (f *follower) mayStill() error {
	account, err := f.server.Study.Account(f.call.context(), f.call.caller.ID)
	if err != nil {
		return err
	}
	if account.Generation != f.call.caller.Account.Generation {
		return errors.New("signed out")
	}
	f.call.scope, err = f.server.Auth.Scope(f.call.context(), f.call.caller, f.call.id("project"))
	return err
}

// catchUp writes what happened since.
func (f *follower) catchUp() error {
	for {
		events, err := f.server.Study.Store.Events(f.call.context(), f.call.scope, f.stream, f.after, eventPage)
		if err != nil || len(events) == 0 {
			return err
		}
		var text strings.Builder
		for _, event := range events {
			f.after = event.Revision
			if study.MayFollow(f.call.scope, event) {
				text.WriteString(f.text(event))
			}
		}
		if text.Len() == 0 {
			continue
		}
		if err := f.write(text.String()); err != nil {
			return err
		}
	}
}

func (f *follower) text(event research.Event) string {
	ids := append(append([]string{}, event.Put...), event.Deleted...)
	facts := event.Facts
	if facts == nil {
		facts = map[string]string{}
	}
	data, err := json.Marshal(eventJSON{event.Revision, event.Verb, ids, facts})
	if err != nil {
		return ""
	}
	return fmt.Sprintf("id: %s\ndata: %s\n\n", f.id(), data)
}

func (f *follower) write(text string) error {
	_ = f.control.SetWriteDeadline(time.Now().Add(f.server.pace.reader))
	if _, err := f.call.Response().Write([]byte(text)); err != nil {
		return err
	}
	return f.control.Flush()
}
