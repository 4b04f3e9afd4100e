package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// follower reads a followed stream as a browser does.
type follower struct {
	t      *testing.T
	cancel context.CancelFunc
	status int
	lines  *bufio.Scanner
}

type message struct {
	id, event string
	data      struct {
		Revision int64
		Verb     string
		IDs      []string
		Facts    map[string]string
	}
}

func (w *world) follow(server *httptest.Server, project, as, last string) *follower {
	w.t.Helper()
	return w.followAt(server.URL, project, as, last)
}

func (w *world) followAt(url, project, as, last string) *follower {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 20*time.Second)
	w.t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, "GET", url+"/v1/projects/"+project+"/events", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+w.token(as))
	if last != "" {
		request.Header.Set("Last-Event-ID", last)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { response.Body.Close() })
	return &follower{w.t, cancel, response.StatusCode, bufio.NewScanner(response.Body)}
}

// next waits for a message; ok is false when the stream has ended.
func (f *follower) next() (m message, ok bool) {
	f.t.Helper()
	for f.lines.Scan() {
		name, value, _ := strings.Cut(f.lines.Text(), ": ")
		switch name {
		case "id":
			m.id = value
		case "event":
			m.event = value
		case "data":
			if err := json.Unmarshal([]byte(value), &m.data); err != nil {
				f.t.Fatal(err)
			}
		case "":
			if m.id != "" {
				return m, true
			}
		}
	}
	return m, false
}

func (w *world) listen() *httptest.Server {
	server := httptest.NewServer(w.Handler())
	w.t.Cleanup(server.Close)
	return server
}

func TestFollowing(t *testing.T) {
	w := newWorld(t)
	server := w.listen()
	project := string(w.Project)
	lead := w.follow(server, project, "lead", "")
	ready, _ := lead.next()
	if ready.event != "ready" {
		t.Fatalf("%+v", ready)
	}
	w.code()
	invited, _ := lead.next()
	if invited.data.Verb != "device.invite" || invited.data.Facts["invitation"] == "" || len(invited.data.IDs) != 1 {
		t.Errorf("%+v", invited)
	}
	lead.cancel()
	w.code()
	back := w.follow(server, project, "lead", invited.id)
	if first, _ := back.next(); first.event != "ready" || first.id != invited.id {
		t.Errorf("%+v", first)
	}
	if missed, _ := back.next(); missed.data.Verb != "device.invite" || missed.data.Revision != invited.data.Revision+1 {
		t.Errorf("%+v", missed)
	}
	for _, last := range []string{"een-ander-tijdperk-3", strings.SplitN(invited.id, "-", 2)[0] + "-999999", "onzin"} {
		if first, _ := w.follow(server, project, "lead", last).next(); first.event != "reset" {
			t.Errorf("after %q: %+v", last, first)
		}
	}
}

// TestFollowersSeeWhatIsTheirs has a guest follow while phones are invited.
func TestFollowersSeeWhatIsTheirs(t *testing.T) {
	w := newWorld(t)
	server := w.listen()
	project := string(w.Project)
	for as, status := range map[string]int{"nobody": 401, "device": 403, "outsider": 404, "admin": 404, "coach": 200} {
		if got := w.follow(server, project, as, "").status; got != status {
			t.Errorf("%s: %d, want %d", as, got, status)
		}
	}
	researcher := w.follow(server, project, "researcher", "")
	researcher.next()
	w.code()
	w.do("PUT", w.fill("/projects/{project}/state"), "lead", object{"state": "closed"}).want(200)
	if seen, _ := researcher.next(); seen.data.Verb != "project.change-state" {
		t.Errorf("a researcher is told of %+v", seen)
	}
}

// TestFollowingEndsWithTheMembership takes somebody out who is following.
func TestFollowingEndsWithTheMembership(t *testing.T) {
	w := newWorld(t)
	w.Server.Hurry(50 * time.Millisecond)
	coach := w.follow(w.listen(), string(w.Project), "coach", "")
	coach.next()
	w.do("DELETE", w.fill("/projects/{project}/members/")+string(w.Accounts["coach"]), "lead", nil).want(204)
	for {
		m, ok := coach.next()
		if !ok {
			return
		}
		if m.data.Verb != "member.remove" {
			t.Fatalf("%+v", m)
		}
	}
}

// TestSlowSendersAreCutOff begins a body and never ends it.
func TestSlowSendersAreCutOff(t *testing.T) {
	w := newWorld(t)
	w.Server.Impatient(100 * time.Millisecond)
	server := w.listen()
	for path, status := range map[string]int{
		"/v1/sessions": http.StatusRequestTimeout, "/v1/unknown": http.StatusNotFound, "/": http.StatusMethodNotAllowed,
	} {
		response := halfSent(t, server.Listener.Addr().String(), path)
		if response.StatusCode != status || response.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", path, response.StatusCode, response.Header)
		}
	}
}

// halfSent is the answer to a request of which the body never comes.
func halfSent(t *testing.T, address, path string) *http.Response {
	t.Helper()
	connection, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	head := "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
	if _, err := io.WriteString(connection, head); err != nil {
		t.Fatal(err)
	}
	if err := connection.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	_ = response.Body.Close()
	return response
}

// TestStoppingEndsWhatIsOpenForLong stops the server while somebody follows.
func TestStoppingEndsWhatIsOpenForLong(t *testing.T) {
	w := newWorld(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.Server.Serve(ctx, listener) }()
	lead := w.followAt("http://"+listener.Addr().String(), string(w.Project), "lead", "")
	if ready, _ := lead.next(); ready.event != "ready" {
		t.Fatalf("%+v", ready)
	}
	stop()
	if err := <-ended; err != nil {
		t.Errorf("the server does not end by itself: %v", err)
	}
	if _, ok := lead.next(); ok {
		t.Error("the stream goes on")
	}
}
