// Package widget holds the built front ends: the visitor's widget and the operators' panel.
package widget

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the built files: zagaj.js, widget/ and panel/. Before the front ends are built it holds a page that
// says so.
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the folder is part of the binary
	}
	return files
}
