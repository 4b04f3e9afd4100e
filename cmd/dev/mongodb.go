package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/wijkstem/wijkstem/internal/store/storetest/documentdb"
)

// mongoForTests gives the URI of a MongoDB-compatible server and what stops it:
// the one of MONGODB_URI, else one of its own, installed when it is not there.
func mongoForTests(ctx context.Context) (uri string, stop func(), err error) {
	if uri = os.Getenv("MONGODB_URI"); uri != "" {
		return uri, func() {}, nil
	}
	server, err := documentdb.Start(ctx, os.Stderr)
	if err != nil {
		return "", func() {}, errors.Join(errMissing, err)
	}
	return server.URI, func() {
		if err := server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "stopping the database:", err)
		}
	}, nil
}

// mongodb runs a server until it is stopped.
func mongodb(ctx context.Context, _ []string) error {
	uri, stop, err := mongoForTests(ctx)
	if err != nil {
		return err
	}
	defer stop()
	fmt.Println(uri)
	fmt.Fprintln(os.Stderr, "Ready; stop with Ctrl C. Tests use it with MONGODB_URI set to this address.")
	<-ctx.Done()
	return nil
}
