package main

import (
	"context"
	"os"
)

// mongoForTests gives the URI of a MongoDB-compatible server and what stops it.
func mongoForTests(context.Context) (uri string, stop func(), err error) {
	stop = func() {}
	if uri = os.Getenv("MONGODB_URI"); uri != "" {
		return uri, stop, nil
	}
	return "", stop, missing("a MongoDB-compatible server", "set MONGODB_URI")
}
