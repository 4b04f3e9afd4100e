package guide_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wijkstem/wijkstem/internal/guide"
	"github.com/wijkstem/wijkstem/internal/research"
)

const parentsName = "opvoeden-in-de-wijk@1.1.0"

// shelf is a directory with one published guide and its pin.
func shelf(t *testing.T) fstest.MapFS {
	t.Helper()
	text := source(t)
	g, err := guide.Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	_, hash := guide.Bundle(g)
	return fstest.MapFS{
		parentsName + ".yaml": {Data: []byte(text)},
		guide.LockFile:        {Data: []byte(parentsName + " " + hash + "\n")},
	}
}

// change puts the parents' guide with one change in a file.
func change(t *testing.T, files fstest.MapFS, name, old, with string) {
	t.Helper()
	text := source(t)
	if !strings.Contains(text, old) {
		t.Fatalf("the guide does not hold %q", old)
	}
	files[name] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(text, old, with))}
}

func TestLoad(t *testing.T) {
	tests := []struct {
		name   string
		spoil  func(t *testing.T, files fstest.MapFS)
		refuse string // "" when the library is as it should be
	}{
		{"as it should be", func(*testing.T, fstest.MapFS) {}, ""},
		{"a remark changes nothing", func(t *testing.T, files fstest.MapFS) {
			change(t, files, parentsName+".yaml", "slug: ", "# vraag het aan ouders\nslug: ")
		}, ""},
		{"a published text changed", func(t *testing.T, files fstest.MapFS) {
			change(t, files, parentsName+".yaml", "Wie of wat helpt u bij het opvoeden?", "Wie helpt u?")
		}, "veranderd na publicatie"},
		{"a published guide vanished", func(_ *testing.T, files fstest.MapFS) {
			delete(files, parentsName+".yaml")
		}, "hoort te blijven"},
		{"a published guide became a concept again", func(t *testing.T, files fstest.MapFS) {
			change(t, files, parentsName+".yaml", "state: published", "state: concept")
		}, "hoort te blijven"},
		{"a new version without a pin", func(t *testing.T, files fstest.MapFS) {
			change(t, files, "opvoeden-in-de-wijk@1.2.0.yaml", "version: 1.1.0", "version: 1.2.0")
		}, "staat nog niet in published.lock"},
		{"a concept needs no pin", func(t *testing.T, files fstest.MapFS) {
			change(t, files, "opvoeden-in-de-wijk@1.2.0.yaml", "version: 1.1.0\nstate: published", "version: 1.2.0\nstate: concept")
			files["opvoeden-in-de-wijk@1.2.0.yaml"].Data = []byte(strings.Replace(
				string(files["opvoeden-in-de-wijk@1.2.0.yaml"].Data), "- version: 1.1.0", "- version: 1.2.0", 1))
		}, ""},
		{"a wrong file name", func(t *testing.T, files fstest.MapFS) {
			change(t, files, "ouders.yaml", "version: 1.1.0", "version: 1.1.0")
		}, "hoort opvoeden-in-de-wijk@1.1.0.yaml te heten"},
		{"a fault in a guide", func(t *testing.T, files fstest.MapFS) {
			change(t, files, parentsName+".yaml", "minimum: 16", "minimum: 12")
		}, "ageGate.minimum"},
		{"a broken lock", func(_ *testing.T, files fstest.MapFS) {
			files[guide.LockFile] = &fstest.MapFile{Data: []byte("opvoeden\n")}
		}, "deze regel klopt niet"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := shelf(t)
			test.spoil(t, files)
			library, err := guide.Load(files)
			if test.refuse == "" {
				if err != nil || len(library.All()) != 1 {
					t.Fatalf("%d guides, %v", len(library.All()), err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), test.refuse) {
				t.Errorf("got %v, want %q", err, test.refuse)
			}
		})
	}
}

// Versions are ordered as numbers, not as letters.
func TestAllHasOlderBeforeNewer(t *testing.T) {
	files := shelf(t)
	pins := string(files[guide.LockFile].Data)
	for _, version := range []string{"1.9.0", "1.10.0"} {
		name := "opvoeden-in-de-wijk@" + version
		change(t, files, name+".yaml", "version: 1.1.0", "version: "+version)
		g, err := guide.Read(files[name+".yaml"].Data)
		if err != nil {
			t.Fatal(err)
		}
		_, hash := guide.Bundle(g)
		pins += name + " " + hash + "\n"
	}
	files[guide.LockFile] = &fstest.MapFile{Data: []byte(pins)}
	library, err := guide.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	var versions []string
	for _, v := range library.All() {
		if v.Guide.Slug == "opvoeden-in-de-wijk" {
			versions = append(versions, v.Guide.Version)
		}
	}
	if n := len(versions); !slices.Equal(versions[n-2:], []string{"1.9.0", "1.10.0"}) {
		t.Errorf("got %v", versions)
	}
	if _, ok := library.Find("opvoeden-in-de-wijk", "1.9.0"); !ok {
		t.Error("1.9.0 is gone")
	}
	if _, ok := library.Find("opvoeden-in-de-wijk", "2.0.0"); ok {
		t.Error("found a version that does not exist")
	}
	if _, ok := library.Find("iets-anders", "1.9.0"); ok {
		t.Error("found a guide that does not exist")
	}
}

func TestBundle(t *testing.T) {
	g, err := guide.Read([]byte(source(t)))
	if err != nil {
		t.Fatal(err)
	}
	body, hash := guide.Bundle(g)
	sum := sha256.Sum256(body)
	if hash != hex.EncodeToString(sum[:]) {
		t.Error("the hash is not the SHA-256 of the bundle")
	}
	var back research.Guide
	if err := json.Unmarshal(body, &back); err != nil {
		t.Fatal(err)
	}
	if back.State != "" {
		t.Error("the state is part of the bundle")
	}
	back.State = g.State
	if !reflect.DeepEqual(back, g) {
		t.Error("the guide does not come back from its bundle")
	}
	var sorted map[string]json.RawMessage
	if err := json.Unmarshal(body, &sorted); err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(sorted)
	if err != nil || string(again) != string(body) {
		t.Error("keys are not sorted, or there are spaces")
	}
}

// TestBundleIsCanonical pins the exact bytes of a small guide.
func TestBundleIsCanonical(t *testing.T) {
	body, _ := guide.Bundle(research.Guide{Slug: "a", State: "concept", Title: research.Text{"nl": "Ja & <nee>", "en": "é"}})
	want := `"slug":"a","title":{"en":"é","nl":"Ja & <nee>"},"topics":null,`
	if !strings.Contains(string(body), want) || strings.HasSuffix(string(body), "\n") {
		t.Errorf("got %s", body)
	}
}

func TestTexts(t *testing.T) {
	g, err := guide.Read([]byte(source(t)))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]research.Text{}
	for field, text := range guide.Texts(g) {
		if _, twice := found[field]; twice {
			t.Errorf("%s comes twice", field)
		}
		found[field] = text
	}
	if got := found["topics[1].question.text"]["nl"]; got != g.Topics[1].Question.Text["nl"] {
		t.Errorf("topics[1].question.text is %q", got)
	}
	for field := range guide.Texts(g) {
		if field != "title" {
			t.Errorf("the first text is %s", field)
		}
		break
	}
}
