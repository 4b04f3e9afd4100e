// Command wijkstem is the server and the tools of who runs it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/installation"
	"github.com/wijkstem/wijkstem/internal/log"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	installation.UseMachine()
	err := run(ctx, os.Args[1:], environment{os.Getenv, os.Stdin, os.Stdout, os.Stderr})
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "wijkstem:", err)
		os.Exit(1)
	}
}

// environment is what the program is started with.
type environment struct {
	lookup func(string) string
	in     io.Reader
	out    io.Writer
	err    io.Writer
}

// command is one subcommand; each has a file of its own name.
type command struct {
	name    string
	summary string
	run     func(ctx context.Context, args []string, env environment) error
}

// commands are all subcommands, in the order of the help text.
func commands() []command {
	return []command{
		{"serve", "answer people and phones: serve [--create]", serve},
		{"demo", "serve invented studies that everybody may enter", serveDemo},
		{"user", "add an administrator: user add --email … --name … --organisation … [--create]", user},
		{"health", "ask the server on this machine whether it is ready", health},
		{"backup", "copy everything, also while the server runs: backup FOLDER [--keys OTHER-FOLDER]", backup},
		{"restore", "fill an empty installation: restore FOLDER [--keys OTHER-FOLDER]", restore},
		{"import-phone", "take in copies that phones made of interviews: import-phone FILE …", importPhone},
		{"verify", "read everything and say what does not fit", verify},
		{"guide", "say what is wrong in interview guides: guide check FILE …", checkGuides},
		{"keys", "replace the master key while the server is stopped: keys rotate; the keys of a project at any time: keys renew PROJECT, keys list [PROJECT], keys check", keysCommand},
		{"bench", "measure this machine: bench [name …] [--json] [--runs 5] [--dir …]", measure},
		{"help", "this text and all settings", help},
	}
}

func run(ctx context.Context, args []string, env environment) error {
	if len(args) == 0 {
		return help(ctx, args, env)
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, args[1:], env)
		}
	}
	return fmt.Errorf("unknown command %q; try: wijkstem help", args[0])
}

func help(_ context.Context, _ []string, env environment) error {
	fmt.Fprintln(env.out, "usage: wijkstem <command>")
	for _, c := range commands() {
		fmt.Fprintf(env.out, "  %-8s %s\n", c.name, c.summary)
	}
	fmt.Fprintln(env.out, "\nsettings, from the environment:")
	for _, s := range config.Settings() {
		fmt.Fprintf(env.out, "  %-20s %s (default %q)\n", s.Name, s.Meaning, s.Default)
	}
	return nil
}

// logger writes as the configuration says.
func logger(c config.Config, env environment) log.Logger {
	if c.LogForEyes {
		return log.NewText(env.err, time.Now)
	}
	return log.New(env.err, time.Now)
}

// release is the version of the program; publiccode.yml and the description of the
// API tell it too.
const release = "0.1.0"

// revision is the commit of a build that has no repository at hand, such as that of
// a container: -ldflags "-X main.revision=…".
var revision string

// version is the release and the commit, as far as the build knows it.
func version() string {
	commit := revision
	if info, ok := debug.ReadBuildInfo(); ok && commit == "" {
		for _, setting := range info.Settings {
			if setting.Key == "vcs.revision" {
				commit = setting.Value
			}
		}
	}
	if commit == "" {
		return release
	}
	return release + "+" + commit[:min(12, len(commit))]
}
