package main

import (
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wijkstem/wijkstem/internal/auth"
	"github.com/wijkstem/wijkstem/internal/config"
	"github.com/wijkstem/wijkstem/internal/demo"
	"github.com/wijkstem/wijkstem/internal/installation"
	"github.com/wijkstem/wijkstem/internal/log"
	"github.com/wijkstem/wijkstem/internal/research"
)

// TestTheStudiesPlay loads all invented studies through the acts, as the
// demonstration does, and looks at what came of them.
func TestTheStudiesPlay(t *testing.T) {
	if testing.Short() {
		t.Skip("plays some ninety interviews")
	}
	ctx, clock, folder := context.Background(), &demo.Clock{}, t.TempDir()
	c, err := config.Load(func(name string) string { return map[string]string{"WIJKSTEM_DATA": folder}[name] })
	if err != nil {
		t.Fatal(err)
	}
	i, err := installation.Open(ctx, c, installation.Options{Log: log.New(io.Discard, clock.Now), Create: true, Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = i.Close() }()
	env := environment{lookup: func(string) string { return "" }, err: io.Discard}
	doors, err := openDoors(ctx, i, clock, demo.Studies(), env)
	if err != nil {
		t.Fatal(err)
	}
	again, err := openDoors(ctx, i, clock, demo.Studies(), env)
	if err != nil || len(again.Projects) != len(doors.Projects) {
		t.Errorf("the doors were not found again in %s: %v", filepath.Base(folder), err)
	}
	checkVersion(t, i, doors.Projects["wijk"], 58, research.VersionLarge)
	checkVersion(t, i, doors.Projects["lea"], 5, research.VersionSmall)
	versions, err := i.Study.Versions(ctx, systemIn(t, i, doors, "bram", "proef"), doors.Projects["proef"])
	if err != nil || len(versions) != 0 {
		t.Errorf("the study that was never released has %d versions: %v", len(versions), err)
	}
}

func systemIn(t *testing.T, i *installation.Installation, doors *demo.Doors, person, name string) research.Scope {
	t.Helper()
	scope, err := scopeOf(context.Background(), i, "account/"+string(doors.People[person]), doors.Projects[name])
	if err != nil {
		t.Fatal(err)
	}
	return scope
}

func checkVersion(t *testing.T, i *installation.Installation, project research.ID, n int, mode research.VersionMode) {
	t.Helper()
	text, _, err := i.Study.Version(context.Background(), auth.System(), project, "latest")
	if err != nil {
		t.Fatal(err)
	}
	var version research.Version
	if err := json.Unmarshal(text, &version); err != nil {
		t.Fatal(err)
	}
	if version.N != n || version.Mode != mode || len(version.Findings) == 0 && version.Columns == nil {
		t.Errorf("the version has n %d and mode %s, want %d and %s", version.N, version.Mode, n, mode)
	}
	if strings.Contains(string(text), "stopcontact") {
		t.Error("the version tells of somebody who withdrew")
	}
}
