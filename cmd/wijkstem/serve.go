package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"

	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/installation"
)

// serve answers until it is stopped.
func serve(ctx context.Context, args []string, env environment) (err error) {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.SetOutput(env.err)
	create := flags.Bool("create", false, "make folders, key store and master key when they are not there")
	if err := flags.Parse(args); err != nil {
		return err
	}
	c, err := config.Load(env.lookup)
	if err != nil {
		return err
	}
	i, err := installation.Open(ctx, c, installation.Options{Log: logger(c, env), Input: env.in, Create: *create})
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, i.Close()) }()
	return serveBeside(ctx, i, nil, func() { fmt.Fprintln(env.err, "Wijkstem:", c.URL) })
}
