package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/installation"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// importPhone takes in interviews from the files in which phones kept a copy,
// also while the server runs.
func importPhone(ctx context.Context, args []string, env environment) error {
	if len(args) == 0 {
		return errors.New("usage: wijkstem import-phone FILE …")
	}
	c, err := config.Load(env.lookup)
	if err != nil {
		return err
	}
	places := []string{"import-phone"}
	for _, arg := range args {
		place, err := filepath.Abs(arg)
		if err != nil {
			return err
		}
		places = append(places, place)
	}
	return through(ctx, c, order{args: places}, env, false)
}

// importPhoneOf takes in files on an installation that is open. One that cannot
// be taken in does not keep the others out.
func importPhoneOf(ctx context.Context, i *installation.Installation, places []string, env environment) error {
	var failed error
	for _, place := range places {
		outcome, err := importTalk(ctx, i.Study, place)
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", filepath.Base(place), err))
			continue
		}
		fmt.Fprintf(env.out, "%s: %s\n", filepath.Base(place), outcome)
	}
	return failed
}

func importTalk(ctx context.Context, s *study.Study, place string) (outcome string, err error) {
	in, err := os.Open(place)
	if err != nil {
		return "", err
	}
	defer func() { _ = in.Close() }() // it was only read
	file, err := research.ReadTalkFile(in)
	if err != nil {
		return "", err
	}
	receipt, err := s.ImportTalk(ctx, study.By{Scope: auth.System()}, file)
	switch {
	case research.FaultOf(err) == research.Erased:
		return "its participant withdrew: nothing of it is kept", nil
	case err != nil:
		return "", err
	case receipt.State == "arrived":
		return "taken in", nil
	default:
		return "taken in as far as it goes; the rest is on the phone", nil
	}
}
