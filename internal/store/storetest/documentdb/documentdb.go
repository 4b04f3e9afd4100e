// Package documentdb starts a database that speaks MongoDB's protocol, for
// tests and development: FerretDB on PostgreSQL with the DocumentDB extension.
// The first start installs both into the user's cache (about 1 GB, a few
// minutes); that needs root on Debian or Ubuntu.
package documentdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// Server is a running database with nothing in it.
type Server struct {
	// URI is its address, without the name of a database.
	URI string

	data     string
	postgres *exec.Cmd
	ferret   *exec.Cmd
}

// Start installs what is not there yet and starts a server of its own on free
// ports of this machine. Progress and the servers' complaints go to log.
func Start(ctx context.Context, log io.Writer) (*Server, error) {
	where, err := install(ctx, log)
	if err != nil {
		return nil, fmt.Errorf("install a database for tests (or set MONGODB_URI to one): %w", err)
	}
	s := &Server{}
	if err := s.start(ctx, where, log); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, where installation, log io.Writer) error {
	ports, err := freePorts(2)
	if err != nil {
		return err
	}
	if s.data, err = os.MkdirTemp(filepath.Join(where.root, "var/lib/postgresql"), "wijkstem-"); err != nil {
		return err
	}
	if err := s.startPostgres(ctx, where, ports[0], log); err != nil {
		return err
	}
	return s.startFerret(ctx, where, ports[0], ports[1], log)
}

const programs = "/usr/lib/postgresql/18/bin/"

func (s *Server) startPostgres(ctx context.Context, where installation, port int, log io.Writer) error {
	inside := "/var/lib/postgresql/" + filepath.Base(s.data)
	if err := where.chown(s.data); err != nil {
		return err
	}
	if err := run(where.inside(ctx, programs+"initdb", "-A", "trust", "-U", "documentdb", "-D", inside+"/data"), log); err != nil {
		return err
	}
	settings := []string{
		"listen_addresses=127.0.0.1", "port=" + strconv.Itoa(port), "unix_socket_directories=" + inside,
		"dynamic_shared_memory_type=mmap", "cron.database_name=postgres",
		"shared_preload_libraries=pg_cron,pg_documentdb_core,pg_documentdb", "log_min_messages=fatal",
		"cron.log_run=off", "cron.log_statement=off",
	}
	args := []string{programs + "postgres", "-D", inside + "/data"}
	for _, setting := range settings {
		args = append(args, "-c", setting)
	}
	s.postgres = where.inside(context.WithoutCancel(ctx), args...)
	s.postgres.Stderr = log
	if err := s.postgres.Start(); err != nil {
		return err
	}
	create := []string{
		programs + "psql", "-q", "-h", "127.0.0.1", "-p", strconv.Itoa(port), "-U", "documentdb", "postgres",
		"-c", "set client_min_messages = warning; create extension if not exists documentdb cascade",
	}
	return until(ctx, func() error { return run(where.inside(ctx, create...), io.Discard) })
}

func (s *Server) startFerret(ctx context.Context, where installation, postgres, port int, log io.Writer) error {
	address := "127.0.0.1:" + strconv.Itoa(port)
	s.ferret = exec.CommandContext(context.WithoutCancel(ctx), where.ferret,
		"--postgresql-url=postgres://documentdb@127.0.0.1:"+strconv.Itoa(postgres)+"/postgres",
		"--no-auth", "--telemetry=disable", "--debug-addr=-", "--log-level=error",
		"--listen-addr="+address, "--state-dir="+s.data)
	s.ferret.Stderr = log
	if err := s.ferret.Start(); err != nil {
		return err
	}
	s.URI = "mongodb://" + address
	return until(ctx, func() error {
		connection, err := net.Dial("tcp", address)
		if err == nil {
			err = connection.Close()
		}
		return err
	})
}

// Stop ends both servers and removes their data.
func (s *Server) Stop() error {
	var faults []error
	for _, server := range []*exec.Cmd{s.ferret, s.postgres} {
		if server == nil || server.Process == nil {
			continue
		}
		if err := server.Process.Signal(syscall.SIGINT); err != nil && !errors.Is(err, os.ErrProcessDone) {
			faults = append(faults, err)
		}
		var ended *exec.ExitError
		if err := server.Wait(); err != nil && !errors.As(err, &ended) {
			faults = append(faults, err)
		}
	}
	if s.data != "" {
		faults = append(faults, os.RemoveAll(s.data))
	}
	return errors.Join(faults...)
}

func freePorts(n int) (ports []int, err error) {
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer func() { _ = listener.Close() }() // only the number is wanted
		ports = append(ports, listener.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}

// until tries for at most a minute.
func until(ctx context.Context, try func() error) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func run(command *exec.Cmd, log io.Writer) error {
	command.Stderr = log
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(command.Path), err)
	}
	return nil
}
