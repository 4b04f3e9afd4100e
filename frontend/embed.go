// Package frontend carries the built screens inside the server.
//
// A fresh clone holds only dist/placeholder.txt, so that the server compiles
// without Node; `npm run build` fills the folder.
package frontend

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files is the root of the built screens: index.html, app/, werkplek/,
// inzicht/ and assets/. Built is false when only the placeholder is there.
func Files() (files fs.FS, built bool) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the folder is embedded above: only a broken build lacks it
	}
	_, err = fs.Stat(files, "index.html")
	return files, err == nil
}
