package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/installation"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

const keysUsage = "usage: wijkstem keys rotate | renew PROJECT | list [PROJECT] | check"

// keysCommand replaces the master key while the server is stopped; what it does with
// the keys of projects it does while the server runs too.
func keysCommand(ctx context.Context, args []string, env environment) error {
	if len(args) > 0 && args[0] == "rotate" {
		return rotateKeys(ctx, args, env)
	}
	if err := checkKeysArgs(args); err != nil {
		return err
	}
	c, err := config.Load(env.lookup)
	if err != nil {
		return err
	}
	return through(ctx, c, order{args: append([]string{"keys"}, args...)}, env, false)
}

func checkKeysArgs(args []string) error {
	ok := len(args) == 2 && args[0] == "renew" || len(args) == 1 && args[0] == "check" ||
		(len(args) == 1 || len(args) == 2) && args[0] == "list"
	if !ok {
		return errors.New(keysUsage)
	}
	return nil
}

// projectKeys does a command about the keys of projects on an installation that is open.
func projectKeys(ctx context.Context, i *installation.Installation, args []string, env environment) error {
	if err := checkKeysArgs(args); err != nil {
		return err
	}
	switch args[0] {
	case "renew":
		return renewKeys(ctx, i, research.ID(args[1]), env)
	case "check":
		return checkPairs(ctx, i, env)
	default:
		return listKeys(ctx, i, args[1:], env)
	}
}

func renewKeys(ctx context.Context, i *installation.Installation, project research.ID, env environment) error {
	generation, err := i.Study.RenewDeliveryKeys(ctx, study.By{Scope: auth.System()}, project)
	if research.FaultOf(err) == research.NotFound {
		return fmt.Errorf("there is no project %s; see: wijkstem keys list", project)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(env.out, "phones wrap what begins from their next refresh on for pair %d; those before go when no phone needs them. Make a backup of the keys now.\n", generation)
	return nil
}

func listKeys(ctx context.Context, i *installation.Installation, only []string, env environment) error {
	projects, err := i.Study.EveryProject(ctx)
	if err != nil {
		return err
	}
	for _, project := range projects {
		if len(only) > 0 && research.ID(only[0]) != project {
			continue
		}
		pairs, err := i.Study.DeliveryPairs(ctx, auth.System(), project)
		if err != nil {
			return err
		}
		for _, pair := range pairs {
			fmt.Fprintf(env.out, "%s pair %d: %s\n", project, pair.Generation, stateOf(pair))
		}
	}
	return nil
}

func stateOf(pair study.PairView) string {
	switch {
	case pair.Gone:
		return "destroyed"
	case pair.Current:
		return "current"
	case len(pair.Holders) > 0:
		return "kept for " + strings.Join(pair.Holders, ", ")
	default:
		return "kept until " + pair.Until.Format(time.DateOnly)
	}
}

// checkPairs has every pair of every project open something that was sealed for it.
func checkPairs(ctx context.Context, i *installation.Installation, env environment) error {
	projects, err := i.Study.EveryProject(ctx)
	if err != nil {
		return err
	}
	count := 0
	for _, project := range projects {
		checked, err := i.Study.CheckDeliveryKeys(ctx, project)
		if err != nil {
			return fmt.Errorf("project %s: %w", project, err)
		}
		count += checked
	}
	fmt.Fprintf(env.out, "%d pairs open what is sealed for them\n", count)
	return nil
}
