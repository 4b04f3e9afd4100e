package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/installation"
)

// restore fills an empty installation from a backup. Whoever withdrew after the
// backup was made stays erased: it refuses without the erasure ledger.
func restore(ctx context.Context, args []string, env environment) (err error) {
	from, err := folders("restore", args, env)
	if err != nil {
		return err
	}
	c, err := config.Load(env.lookup)
	if err != nil {
		return err
	}
	i, err := installation.Restore(ctx, c, installation.Options{Log: logger(c, env), Input: env.in}, from)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, i.Close()) }()
	fmt.Fprintln(env.out, "restored; phones offer again what they still hold. Now run: wijkstem verify")
	return nil
}
