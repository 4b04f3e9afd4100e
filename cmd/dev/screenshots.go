package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"
)

// picturesFolder holds the pictures of the README, and picturesBytes is what
// they may weigh together.
const (
	picturesFolder = "frontend/screenshots"
	picturesBytes  = 1_500_000
)

// screenshots makes the pictures of the README: the main screens of a
// demonstration that is started for it and thrown away.
func screenshots(ctx context.Context, _ []string) error {
	if err := lookFor("chromium", "ffmpeg"); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "wijkstem-screenshots-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary, raw := filepath.Join(dir, "wijkstem"), filepath.Join(dir, "pictures")
	return sequence(
		say("[1/4] screens"), buildFrontend,
		say("[2/4] server"), command("", nil, "go", "build", "-o", binary, "./cmd/wijkstem"),
		say("[3/4] invented studies, and pictures of them"),
		func(ctx context.Context) error { return drawFrom(ctx, binary, filepath.Join(dir, "data"), raw) },
		say("[4/4] compressing"),
		func(ctx context.Context) error { return compressPictures(ctx, raw) },
	)(ctx)
}

// drawFrom starts a demonstration on a free port and draws its screens.
func drawFrom(ctx context.Context, binary, data, raw string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	env := []string{"WIJKSTEM_DATA=" + data, "WIJKSTEM_LISTEN=" + address, "WIJKSTEM_URL=http://" + address, "WIJKSTEM_LOG=text"}
	ended := make(chan error, 1)
	go func() { ended <- command("", env, binary, "demo")(ctx) }()
	err = waitReady(ctx, func() error { return run(ctx, "", env, nil, binary, "health") }, ended)
	if err == nil {
		err = npm("run", "screenshots", "--", "http://"+address, raw)(ctx)
	}
	stop()
	<-ended
	return err
}

// waitReady asks until the server is ready or has ended.
func waitReady(ctx context.Context, ask func() error, ended chan error) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for ask() != nil {
		select {
		case err := <-ended:
			ended <- err
			return fmt.Errorf("the server stopped: %w", err)
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return nil
}

// compressPictures gives each picture a palette of its own, which is enough for
// flat colours, and replaces the pictures of the last time.
func compressPictures(ctx context.Context, raw string) error {
	pictures, err := filepath.Glob(filepath.Join(raw, "*.png"))
	if err != nil {
		return err
	}
	if len(pictures) == 0 {
		return fmt.Errorf("no pictures in %s", raw)
	}
	if err := os.RemoveAll(picturesFolder); err != nil {
		return err
	}
	if err := os.MkdirAll(picturesFolder, 0o755); err != nil {
		return err
	}
	total := int64(0)
	for _, picture := range pictures {
		small := filepath.Join(picturesFolder, filepath.Base(picture))
		err := run(ctx, "", nil, os.Stdout, "ffmpeg", "-loglevel", "error", "-y", "-i", picture, "-vf",
			"split[a][b];[a]palettegen=max_colors=64:reserve_transparent=0[p];[b][p]paletteuse=dither=none", small)
		if err != nil {
			return err
		}
		info, err := os.Stat(small)
		if err != nil {
			return err
		}
		total += info.Size()
	}
	fmt.Printf("      %d pictures, %d kB\n", len(pictures), total/1000)
	if total > picturesBytes {
		return fmt.Errorf("the pictures weigh %d kB, more than %d kB", total/1000, picturesBytes/1000)
	}
	return nil
}
