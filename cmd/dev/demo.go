package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"
)

// demo builds what is needed and serves the invented studies.
func demo(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	keep := flags.Bool("keep", false, "go on with the data of the last time on this port")
	phone := flags.Bool("phone", false, "https on the local network, so that a real phone can record")
	port := flags.String("port", "", "port to listen on (default 8080; with --phone 8443, and the next for the certificate)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dir, err := cacheDir("demo")
	if err != nil {
		return err
	}
	host := "127.0.0.1"
	if *phone {
		host = ""
	}
	number := cmp.Or(*port, map[bool]string{false: "8080", true: "8443"}[*phone])
	data, address := filepath.Join(dir, "data", number), net.JoinHostPort(host, number)
	if err := mustBeFree(ctx, address); err != nil {
		return err
	}
	env := []string{"WIJKSTEM_LISTEN=" + address, "WIJKSTEM_URL=http://" + address}
	before := say("[3/3] starting with invented data; stop with Ctrl C")
	if *phone {
		server, err := preparePhone(number, time.Now())
		if err != nil {
			return err
		}
		env, before = server.environment(), sequence(before, server.helpPhone)
	}
	binary := filepath.Join(dir, "wijkstem")
	err = sequence(
		say("[1/3] screens"), buildFrontend,
		say("[2/3] server"), command("", nil, "go", "build", "-o", binary, "./cmd/wijkstem"),
		startAnew(data, *keep), before,
		command("", append(env, "WIJKSTEM_DATA="+data, "WIJKSTEM_LOG=text"), binary, "demo"),
	)(ctx)
	if ctx.Err() != nil {
		return nil // stopped by whoever started it
	}
	return err
}

// mustBeFree looks before anything is built or removed: a demonstration that
// still runs has the same folder.
func mustBeFree(ctx context.Context, address string) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("another program, perhaps another demonstration, listens on %s: stop it, or choose another port with --port", address)
	}
	return listener.Close()
}

// startAnew removes the data of the last time, unless it is kept.
func startAnew(data string, keep bool) func(context.Context) error {
	return func(context.Context) error {
		if keep {
			return nil
		}
		return os.RemoveAll(data)
	}
}

func say(line string) func(context.Context) error {
	return func(context.Context) error { _, err := fmt.Println(line); return err }
}
