package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/keys"
)

// rotateKeys wraps all keys under a new master key, which takes the place of the
// old one. The new one is on the disk before anything needs it; after a crash the
// same command goes on.
func rotateKeys(ctx context.Context, args []string, env environment) error {
	if len(args) != 1 || args[0] != "rotate" {
		return errors.New("usage: wijkstem keys rotate")
	}
	c, err := config.Load(env.lookup)
	if err != nil {
		return err
	}
	if c.MasterKey == "-" {
		return errors.New("a master key that is typed in cannot be replaced: keep it in a file for this once")
	}
	next := c.MasterKey + ".new"
	master, err := keys.CreateMaster(next)
	if errors.Is(err, os.ErrExist) {
		master, err = keys.ReadMaster(next, env.in)
	}
	if err != nil {
		return err
	}
	if err := rewrap(ctx, c, master, env); err != nil {
		return err
	}
	if err := os.Rename(next, c.MasterKey); err != nil {
		return err
	}
	fmt.Fprintln(env.out, "all keys are wrapped anew; make a backup of the keys now, and destroy the older ones")
	return nil
}

// rewrap does nothing when a crash came after the keys were wrapped anew.
func rewrap(ctx context.Context, c config.Config, next keys.Master, env environment) (err error) {
	options := keys.Options{File: c.Keys, Ledger: c.Ledger, Master: next}
	if done, err := keys.Open(options); err == nil {
		return done.Close()
	}
	if options.Master, err = keys.ReadMaster(c.MasterKey, env.in); err != nil {
		return err
	}
	store, err := keys.Open(options)
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, store.Close()) }()
	return store.ChangeMaster(ctx, next)
}
