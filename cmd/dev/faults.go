package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/wijkstem/wijkstem/internal/research"
	"github.com/wijkstem/wijkstem/internal/store/storetest"
)

// faults kills processes while they write, on both engines, and says what was
// left. Its own child processes start here too and never return.
func faults(ctx context.Context, args []string) error {
	storetest.Child(ctx)
	flags := flag.NewFlagSet("faults", flag.ContinueOnError)
	rounds := flags.Int("rounds", 100, "processes to kill for each engine")
	seed := flags.Uint64("seed", uint64(time.Now().UnixNano()), "chance is made from it; the same seed kills at the same steps")
	if err := flags.Parse(args); err != nil {
		return err
	}
	fmt.Println("seed", *seed)
	kill := storetest.Kill{Rounds: *rounds, Seed: *seed, Command: func() *exec.Cmd { return exec.Command(os.Args[0], "faults") }}
	return runSteps(ctx, []step{
		{"SQLite: processes killed while they write", func(ctx context.Context) error { return killSQLite(ctx, kill) }},
		{"MongoDB: processes killed beside one that goes on", func(ctx context.Context) error { return killMongo(ctx, kill) }},
	})
}

func killSQLite(ctx context.Context, kill storetest.Kill) error {
	dir, err := os.MkdirTemp("", "wijkstem-faults-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	kill.URL = "sqlite:" + filepath.Join(dir, "faults.db")
	killed, err := kill.Run(ctx)
	fmt.Println("     ", killed)
	return err
}

func killMongo(ctx context.Context, kill storetest.Kill) error {
	uri, stop, err := mongoForTests(ctx)
	if err != nil {
		return err
	}
	defer stop()
	kill.URL, kill.Shared = uri+"/faults_"+string(research.NewID()), true
	killed, err := kill.Run(ctx)
	fmt.Println("     ", killed)
	return err
}
