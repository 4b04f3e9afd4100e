package trial

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/installation"
	"github.com/wijkstem/wijkstem/internal/log"
)

// childVariable tells a process that it is the server; its value is the largest
// size of a file in bytes, 0 for no limit.
const childVariable = "WIJKSTEM_TRIAL_CHILD"

// Child serves until it is stopped, when this process was started for that;
// else it returns at once.
func Child(ctx context.Context) {
	text := os.Getenv(childVariable)
	if text == "" {
		return
	}
	if err := serve(ctx, text); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func serve(ctx context.Context, limit string) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM)
	defer stop()
	largest, err := strconv.ParseUint(limit, 10, 64)
	if err != nil {
		return err
	}
	c, err := config.Load(os.Getenv)
	if err != nil {
		return err
	}
	i, err := installation.Open(ctx, c, installation.Options{Log: log.New(os.Stderr, time.Now)})
	if err != nil {
		return err
	}
	if largest > 0 {
		signal.Ignore(syscall.SIGXFSZ) // the write fails instead
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: largest, Max: largest}); err != nil {
			return err
		}
	}
	return errors.Join(i.Serve(ctx, "trial", nil, nil), i.Close())
}

// server is the process.
type server struct {
	process *exec.Cmd
	address string
	said    *tail
	ended   chan struct{}
}

// start starts a server with the settings and waits until it listens.
func start(process *exec.Cmd, settings []string, limit int64) (*server, error) {
	process.Env = append(os.Environ(), append(settings, childVariable+"="+strconv.FormatInt(limit, 10))...)
	out, err := process.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	s := &server{process: process, said: &tail{}, ended: make(chan struct{})}
	listening := make(chan string, 1)
	go s.listen(out, listening)
	select {
	case s.address = <-listening:
		return s, nil
	case <-s.ended:
		return nil, fmt.Errorf("the server did not start: %s", s.said)
	}
}

// listen reads what the server says until it is dead; the address on which it
// listens goes into the channel.
func (s *server) listen(out io.Reader, listening chan<- string) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		s.said.add(lines.Text())
		var line struct{ Address string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Address != "" {
			listening <- line.Address
		}
	}
	_ = s.process.Wait() // whoever stopped it looks at the state
	close(s.ended)
}

// kill ends the process as a cut of power would.
func (s *server) kill() {
	_ = s.process.Process.Kill() // may be dead already
	<-s.ended
}

// stop lets the process end by itself.
func (s *server) stop() error {
	_ = s.process.Process.Signal(syscall.SIGTERM) // may be dead already
	<-s.ended
	if !s.process.ProcessState.Success() {
		return fmt.Errorf("the server ended badly: %v: %s", s.process.ProcessState, s.said)
	}
	return nil
}

func (s *server) dead() bool {
	select {
	case <-s.ended:
		return true
	default:
		return false
	}
}

// tail is the last that was said.
type tail struct{ lines []string }

func (t *tail) add(line string) {
	t.lines = append(t.lines, line)
	t.lines = t.lines[max(0, len(t.lines)-20):]
}

func (t *tail) String() string { return strings.Join(t.lines, "\n") }
