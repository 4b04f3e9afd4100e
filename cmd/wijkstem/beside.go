package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	standard "log"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/wijkstem/wijkstem/internal/api"
	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/installation"
	"github.com/wijkstem/wijkstem/internal/log"
)

// One process holds an SQLite file. A command that must work while the server
// runs is handed to it through a socket beside the key store, which only the
// server's own user can open: that user can read everything anyway. Databases
// that several processes share need none.

// act is a command on an installation that is open.
type act func(ctx context.Context, i *installation.Installation, args []string, env environment) error

// acts are the commands that a running server does for others.
func acts() map[string]act {
	return map[string]act{"backup": backupOf, "keys": projectKeys, "user": addUser, "import-phone": importPhoneOf}
}

// order is a command with what stands after its name.
type order struct {
	args []string
	// input tells that it reads a line.
	input bool
}

// asked is what a command hands to the server.
type asked struct {
	Args  []string `json:"args"`
	Input string   `json:"input,omitempty"`
}

// said is one line of the answer; the last one is the End.
type said struct {
	Out   string `json:"out,omitempty"`
	End   bool   `json:"end,omitempty"`
	Error string `json:"error,omitempty"`
}

func socketOf(c config.Config) string { return c.Keys + ".sock" }

// handsOver tells whether a running server keeps others from the data.
func handsOver(c config.Config) bool { return strings.HasPrefix(c.Database, "sqlite:") }

// through does a command by the server that has the installation open, else on
// an installation that it opens itself.
func through(ctx context.Context, c config.Config, what order, env environment, create bool) (err error) {
	if handsOver(c) {
		if answered, err := ask(ctx, c, what, env); answered {
			return err
		}
	}
	o := installation.Options{Log: logger(c, env), Input: env.in, Create: create}
	i, err := installation.Open(ctx, c, o)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, i.Close()) }()
	return acts()[what.args[0]](ctx, i, what.args[1:], env)
}

// ask has a running server do the command, and says whether there is one.
func ask(ctx context.Context, c config.Config, what order, env environment) (answered bool, err error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "unix", socketOf(c))
	if err != nil {
		return false, nil // nobody answers: there is none, or it ended badly
	}
	defer func() { _ = conn.Close() }() // the transport may have done it
	text, err := json.Marshal(asked{Args: what.args, Input: what.line(env.in)})
	if err != nil {
		return true, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://server/", bytes.NewReader(text))
	if err != nil {
		return true, err
	}
	there := func(context.Context, string, string) (net.Conn, error) { return conn, nil }
	client := http.Client{Transport: &http.Transport{DialContext: there, DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		return true, err
	}
	defer func() { _ = response.Body.Close() }()
	return true, hear(response.Body, env.out)
}

// line is what the command reads, as far as there is any.
func (o order) line(in io.Reader) string {
	if !o.input {
		return ""
	}
	text, _ := bufio.NewReader(in).ReadString('\n') // the command says what is wrong with it
	return text
}

// hear passes on what the server says, until its end.
func hear(answer io.Reader, out io.Writer) error {
	lines := json.NewDecoder(answer)
	for {
		var line said
		if err := lines.Decode(&line); err != nil {
			return fmt.Errorf("the server stopped before it was done: %w", err)
		}
		if line.End {
			if line.Error != "" {
				return errors.New(line.Error)
			}
			return nil
		}
		if _, err := io.WriteString(out, line.Out); err != nil {
			return err
		}
	}
}

// serveBeside serves people, and commands beside them.
func serveBeside(ctx context.Context, i *installation.Installation, doors api.Doors, listening func()) error {
	if !handsOver(i.Config) {
		return i.Serve(ctx, version(), doors, listening)
	}
	stop, err := hearCommands(ctx, i)
	if err != nil { // such as a disk without sockets: people come first
		i.Log.Error("commands need the server to be stopped", log.Cause(err))
		return i.Serve(ctx, version(), doors, listening)
	}
	return cmp.Or(i.Serve(ctx, version(), doors, listening), stop())
}

// hearCommands does commands until stop, which ends and awaits those under way.
func hearCommands(ctx context.Context, i *installation.Installation) (stop func() error, err error) {
	socket := socketOf(i.Config)
	if err := os.Remove(socket); err != nil && !errors.Is(err, os.ErrNotExist) { // of a server that was killed
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "unix", socket)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(socket, 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	ctx, cancel := context.WithCancel(ctx)
	server := &http.Server{
		Handler: &commandServer{installation: i}, ReadTimeout: 5 * time.Second,
		ErrorLog:    standard.New(io.Discard, "", 0), // a panic is noted without its words
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	return func() error {
		cancel()
		wait, enough := context.WithTimeout(context.WithoutCancel(ctx), lastCommand)
		defer enough()
		err := server.Shutdown(wait)
		if err != nil { // who asked does not read the answer
			err = server.Close()
		}
		<-ended
		return err
	}, nil
}

// lastCommand is how long a server that stops waits for a command under way.
const lastCommand = 10 * time.Second

// commandServer does one command at a time.
type commandServer struct {
	installation *installation.Installation
	turn         sync.Mutex
}

func (s *commandServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var what asked
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&what); err != nil || len(what.Args) == 0 {
		http.Error(w, "no command", http.StatusBadRequest)
		return
	}
	s.turn.Lock()
	defer s.turn.Unlock()
	out := &speaking{lines: json.NewEncoder(w), control: http.NewResponseController(w)}
	end := said{End: true}
	if do, known := acts()[what.Args[0]]; !known {
		end.Error = "the running server is of another release: stop it first"
	} else if err := do(r.Context(), s.installation, what.Args[1:], environment{in: strings.NewReader(what.Input), out: out, err: out}); err != nil {
		end.Error = err.Error()
	}
	_ = out.lines.Encode(end) // who asked may be gone
}

// speaking sends what is written to who asked, at once.
type speaking struct {
	lines   *json.Encoder
	control *http.ResponseController
}

func (s *speaking) Write(text []byte) (int, error) {
	if err := s.lines.Encode(said{Out: string(text)}); err != nil {
		return 0, err
	}
	return len(text), s.control.Flush()
}
