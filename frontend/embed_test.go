package frontend

import (
	"io/fs"
	"testing"
)

func TestFilesAreComplete(t *testing.T) {
	files, built := Files()
	if _, err := fs.Stat(files, "placeholder.txt"); err != nil {
		t.Fatal(err)
	}
	if !built {
		t.Skip("the screens are not built: run npm run build in frontend/")
	}
	for _, name := range []string{"app/index.html", "app/sw.js", "werkplek/index.html", "inzicht/index.html", "intrekken/index.html"} {
		if _, err := fs.Stat(files, name); err != nil {
			t.Errorf("the build lacks %s", name)
		}
	}
}
