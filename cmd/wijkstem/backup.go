package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/installation"
	"github.com/wijkstem/wijkstem/internal/store"
)

// opened opens the installation that the environment names.
func opened(ctx context.Context, env environment) (*installation.Installation, error) {
	c, err := config.Load(env.lookup)
	if err != nil {
		return nil, err
	}
	return installation.Open(ctx, c, installation.Options{Log: logger(c, env), Input: env.in})
}

// folders reads FOLDER [--keys OTHER-FOLDER].
func folders(name string, args []string, env environment) (installation.Folders, error) {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(env.err)
	keys := flags.String("keys", "", "folder of the latest copy of keys and erasure ledger; never the same as that of the data")
	data := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		data, args = args[0], args[1:]
	}
	if err := flags.Parse(args); err != nil {
		return installation.Folders{}, err
	}
	if data == "" {
		data = flags.Arg(0)
	}
	if data == "" {
		return installation.Folders{}, errors.New("usage: wijkstem " + name + " FOLDER [--keys OTHER-FOLDER]")
	}
	return installation.Folders{Data: data, Keys: *keys}, nil
}

// backup copies data and recordings, which nobody can read without keys, and
// the keys to another folder; also while the server runs.
func backup(ctx context.Context, args []string, env environment) error {
	to, err := folders("backup", args, env)
	if err != nil {
		return err
	}
	c, err := config.Load(env.lookup)
	if err != nil {
		return err
	}
	again := []string{"backup"}
	if to.Keys != "" {
		if to.Keys, err = filepath.Abs(to.Keys); err != nil {
			return err
		}
		again = append(again, "--keys", to.Keys)
	}
	if to.Data, err = filepath.Abs(to.Data); err != nil {
		return err
	}
	copied := filepath.Join(to.Data, store.BackupFile)
	before, _ := os.Stat(copied) // nil the first time
	if err := through(ctx, c, order{args: append(again, "--", to.Data)}, env, false); err != nil {
		return err
	}
	after, err := os.Stat(copied)
	if err != nil || before != nil && os.SameFile(before, after) {
		return fmt.Errorf("the running server wrote to a folder %s of its own, as in another container: name one that both see", to.Data)
	}
	return nil
}

// backupOf copies an installation that is open.
func backupOf(ctx context.Context, i *installation.Installation, args []string, env environment) error {
	to, err := folders("backup", args, env)
	if err != nil {
		return err
	}
	if err := i.Backup(ctx, to); err != nil {
		return err
	}
	fmt.Fprintln(env.out, "copied data and recordings to", to.Data)
	if to.Keys == "" {
		fmt.Fprintln(env.out, "keys and erasure ledger were not copied: add --keys with a folder elsewhere")
		return nil
	}
	fmt.Fprintln(env.out, "copied keys and erasure ledger to", to.Keys)
	return nil
}
