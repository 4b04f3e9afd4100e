package guide

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/wijkstem/wijkstem/internal/research"
)

// LockFile pins the content hash of every published version, one
// "slug@version hash" a line.
const LockFile = "published.lock"

// Version is one version of a guide with its offline bundle.
type Version struct {
	Guide research.Guide
	Body  []byte // canonical JSON
	Hash  string // SHA-256 of Body in lower-case hex
}

// Name is "slug@version".
func (v Version) Name() string { return v.Guide.Slug + "@" + v.Guide.Version }

// Library holds the published versions of all guides.
type Library struct{ versions []Version }

// Load reads every *.yaml of the directory and keeps the published versions, each in
// all languages that lie beside it.
// It refuses a guide with faults, a file that is not named slug@version.yaml,
// and a published version whose content is not the one in LockFile.
func Load(files fs.FS) (Library, error) {
	pins, err := pinned(files)
	if err != nil {
		return Library{}, err
	}
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return Library{}, err
	}
	var library Library
	var faults []error
	for _, name := range slices.DeleteFunc(names, isTranslation) {
		version, err := load(files, name)
		if err != nil {
			faults = append(faults, err)
		} else if version.Guide.State == "published" {
			library.versions = append(library.versions, version)
		}
	}
	faults = append(faults, library.compare(pins)...)
	slices.SortFunc(library.versions, byName)
	return library, errors.Join(faults...)
}

func byName(a, b Version) int {
	return cmp.Or(
		strings.Compare(a.Guide.Slug, b.Guide.Slug),
		slices.Compare(numbers(a.Guide.Version), numbers(b.Guide.Version)),
	)
}

// numbers are the parts of a semantic version; its form was checked.
func numbers(version string) []int {
	var parts [3]int
	_, _ = fmt.Sscanf(version, "%d.%d.%d", &parts[0], &parts[1], &parts[2])
	return parts[:]
}

func load(files fs.FS, name string) (Version, error) {
	source, err := fs.ReadFile(files, name)
	if err != nil {
		return Version{}, err
	}
	g, err := Read(source)
	if err != nil {
		return Version{}, fmt.Errorf("%s:\n%w", name, err)
	}
	if err := translationsOf(files, &g); err != nil {
		return Version{}, err
	}
	body, hash := Bundle(g)
	version := Version{Guide: g, Body: body, Hash: hash}
	if want := version.Name() + ".yaml"; name != want {
		return Version{}, fmt.Errorf("%s: dit bestand hoort %s te heten", name, want)
	}
	return version, nil
}

// pinned reads LockFile.
func pinned(files fs.FS) (map[string]string, error) {
	source, err := fs.ReadFile(files, LockFile)
	if err != nil {
		return nil, err
	}
	pins := map[string]string{}
	lines := bufio.NewScanner(bytes.NewReader(source))
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		if len(words) != 2 || pins[words[0]] != "" {
			return nil, fmt.Errorf("%s: deze regel klopt niet: %q", LockFile, lines.Text())
		}
		pins[words[0]] = words[1]
	}
	return pins, lines.Err()
}

// compare says which published versions changed, vanished or are not pinned.
func (l Library) compare(pins map[string]string) []error {
	var faults []error
	for _, v := range l.versions {
		switch pin := pins[v.Name()]; pin {
		case v.Hash:
		case "":
			faults = append(faults, fmt.Errorf("%s staat nog niet in %s; voeg toe: %s %s", v.Name(), LockFile, v.Name(), v.Hash))
		default:
			faults = append(faults, fmt.Errorf("%s is veranderd na publicatie; maak een nieuwe versie (was %s, is %s)", v.Name(), pin, v.Hash))
		}
		delete(pins, v.Name())
	}
	for name := range pins {
		faults = append(faults, fmt.Errorf("%s is gepubliceerd en hoort te blijven, maar het bestand ontbreekt", name))
	}
	return faults
}

// All lists the published versions by slug, older before newer.
func (l Library) All() []Version { return slices.Clone(l.versions) }

// Find gives one published version.
func (l Library) Find(slug, version string) (Version, bool) {
	i := slices.IndexFunc(l.versions, func(v Version) bool {
		return v.Guide.Slug == slug && v.Guide.Version == version
	})
	if i < 0 {
		return Version{}, false
	}
	return l.versions[i], true
}
