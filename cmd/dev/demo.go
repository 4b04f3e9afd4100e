package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// demo builds what is needed and serves the invented studies.
func demo(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	keep := flags.Bool("keep", false, "go on with the data of the last time")
	port := flags.String("port", "8080", "port to listen on")
	if err := flags.Parse(args); err != nil {
		return err
	}
	dir, err := cacheDir("demo")
	if err != nil {
		return err
	}
	data, binary := filepath.Join(dir, "data"), filepath.Join(dir, "wijkstem")
	address := "127.0.0.1:" + *port
	env := []string{"WIJKSTEM_DATA=" + data, "WIJKSTEM_LISTEN=" + address, "WIJKSTEM_URL=http://" + address, "WIJKSTEM_LOG=text"}
	return sequence(
		say("[1/3] screens"), buildFrontend,
		say("[2/3] server"), command("", nil, "go", "build", "-o", binary, "./cmd/wijkstem"),
		func(context.Context) error {
			if *keep {
				return nil
			}
			return os.RemoveAll(data)
		},
		say("[3/3] starting with invented data; stop with Ctrl C"), command("", env, binary, "demo"),
	)(ctx)
}

func say(line string) func(context.Context) error {
	return func(context.Context) error { _, err := fmt.Println(line); return err }
}
