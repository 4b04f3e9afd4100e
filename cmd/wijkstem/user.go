package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/installation"
	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/study"
)

// newUser is what `user add` is told.
type newUser struct {
	email, name, organisation string
	password, create          bool
}

func readNewUser(args []string, env environment) (n newUser, err error) {
	if len(args) == 0 || args[0] != "add" {
		return n, errors.New("usage: wijkstem user add --email … --name … --organisation …")
	}
	flags := flag.NewFlagSet("user add", flag.ContinueOnError)
	flags.SetOutput(env.err)
	flags.StringVar(&n.email, "email", "", "e-mail address")
	flags.StringVar(&n.name, "name", "", "name")
	flags.StringVar(&n.organisation, "organisation", "", "name of the research organisation, the first time")
	flags.BoolVar(&n.password, "password-stdin", false, "read the password from standard input instead of showing a link")
	flags.BoolVar(&n.create, "create", false, "make folders, key store and master key when they are not there")
	if err := flags.Parse(args[1:]); err != nil {
		return n, err
	}
	if n.email == "" || n.name == "" {
		return n, errors.New("--email and --name are needed")
	}
	return n, nil
}

// user adds administrators, also while the server runs; the first one also makes
// the research organisation.
func user(ctx context.Context, args []string, env environment) error {
	wanted, err := readNewUser(args, env)
	if err != nil {
		return err
	}
	c, err := config.Load(env.lookup)
	if err != nil {
		return err
	}
	what := order{args: append([]string{"user"}, args...), input: wanted.password}
	return through(ctx, c, what, env, wanted.create)
}

// addUser adds an administrator to an installation that is open.
func addUser(ctx context.Context, i *installation.Installation, args []string, env environment) error {
	n, err := readNewUser(args, env)
	if err != nil {
		return err
	}
	own, err := home(ctx, i, n.organisation)
	if err != nil {
		return err
	}
	wanted := study.NewAccount{Organisation: own.ID, Email: n.email, Name: n.name, Admin: true}
	if n.password {
		return addWithPassword(ctx, i, wanted, env)
	}
	return addByLink(ctx, i, wanted, env)
}

// home is the installation's organisation, made when it is not there.
func home(ctx context.Context, i *installation.Installation, name string) (research.Organisation, error) {
	own, err := i.Study.Installation(ctx)
	if research.FaultOf(err) != research.NotFound {
		return own, err
	}
	if name == "" {
		return own, errors.New("--organisation is needed the first time")
	}
	return i.Study.Install(ctx, study.By{Scope: auth.System()}, name)
}

func addWithPassword(ctx context.Context, i *installation.Installation, wanted study.NewAccount, env environment) error {
	line, err := bufio.NewReader(env.in).ReadString('\n')
	if err != nil && line == "" {
		return fmt.Errorf("read the password: %w", err)
	}
	password := strings.TrimRight(line, "\r\n")
	if err := auth.CheckStrength("password", password, wanted.Email, wanted.Name); err != nil {
		return errors.New("the password is too easy to guess: use at least eight characters, better four words")
	}
	if wanted.PasswordHash, err = i.Auth.HashPassword(ctx, password); err != nil {
		return err
	}
	if _, err := i.Study.AddAccount(ctx, study.By{Scope: auth.System()}, wanted); err != nil {
		return say(err)
	}
	fmt.Fprintln(env.out, "added; sign in at", i.Config.URL.String()+"/werkplek/")
	return nil
}

func addByLink(ctx context.Context, i *installation.Installation, wanted study.NewAccount, env environment) error {
	link, err := i.Study.Invite(ctx, study.By{Scope: auth.System()}, wanted.Organisation, wanted.Email, wanted.Name, true)
	if err != nil {
		return say(err)
	}
	fmt.Fprintf(env.out, "with the server running, open this link within three days:\n%s/werkplek/uitnodiging#%s\n", i.Config.URL, link.Token)
	return nil
}

// say gives the words of an error that is meant for people.
func say(err error) error {
	var fault *research.Error
	if errors.As(err, &fault) {
		return errors.New(fault.Detail)
	}
	return err
}
