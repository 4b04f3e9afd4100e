// Package interviewguides holds the interview guides that come with Wijkstem,
// one file a version, their schema, and the hashes of what was published.
package interviewguides

import "embed"

// Files are the guides (slug@version.yaml), guide.schema.json and published.lock.
//
//go:embed *.yaml *.json published.lock
var Files embed.FS
