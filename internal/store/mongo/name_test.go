package mongo

import (
	"strings"
	"testing"
)

func TestDatabaseName(t *testing.T) {
	for uri, want := range map[string]string{
		"mongodb://localhost":                                 "wijkstem",
		"mongodb://localhost:27017/":                          "wijkstem",
		"mongodb://localhost/other":                           "other",
		"mongodb://u:p@a:27017,b:27018/other?replicaSet=some": "other",
	} {
		if got, err := databaseName(uri); err != nil || got != want {
			t.Errorf("%s: %q (%v), want %q", uri, got, err, want)
		}
	}
	_, err := databaseName("mongodb://user:secret@host:nonsense:1/x")
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("a malformed URI gives %v", err)
	}
}
