// Package mongotest makes databases for tests on a server that speaks
// MongoDB's protocol, and removes them.
package mongotest

import (
	"context"
	"errors"
	"os"
	"strings"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// Server is the address of the server for tests, from MONGODB_URI; "" when
// there is none.
func Server() string { return os.Getenv("MONGODB_URI") }

// URL is the address of a database of a server.
func URL(server, name string) string {
	address, query, found := strings.Cut(server, "?")
	url := strings.TrimRight(address, "/") + "/" + name
	if found {
		url += "?" + query
	}
	return url
}

// Drop removes a database with all that is in it.
func Drop(ctx context.Context, server, name string) error {
	client, err := mongo.Connect(options.Client().ApplyURI(server))
	if err != nil {
		return err
	}
	return errors.Join(client.Database(name).Drop(ctx), client.Disconnect(ctx))
}
