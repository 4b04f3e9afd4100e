package main

import (
	"bufio"
	"cmp"
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

// user adds administrators while the server is not running; the first one also
// makes the research organisation.
func user(ctx context.Context, args []string, env environment) (err error) {
	if len(args) == 0 || args[0] != "add" {
		return errors.New("usage: wijkstem user add --email … --name … --organisation …")
	}
	flags := flag.NewFlagSet("user add", flag.ContinueOnError)
	flags.SetOutput(env.err)
	email := flags.String("email", "", "e-mail address")
	name := flags.String("name", "", "name")
	organisation := flags.String("organisation", "", "name of the research organisation, the first time")
	password := flags.Bool("password-stdin", false, "read the password from standard input instead of showing a link")
	create := flags.Bool("create", false, "make folders, key store and master key when they are not there")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	if *email == "" || *name == "" {
		return errors.New("--email and --name are needed")
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
	own, err := home(ctx, i, *organisation)
	if err != nil {
		return err
	}
	wanted := study.NewAccount{Organisation: own.ID, Email: *email, Name: *name, Admin: true}
	if *password {
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
	fmt.Fprintf(env.out, "start the server and open this link within three days:\n%s/werkplek/uitnodiging#%s\n", i.Config.URL, link.Token)
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
