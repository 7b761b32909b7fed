package api

import (
	"bytes"
	"compress/gzip"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/zagaj/zagaj"
)

// file is a built file kept in memory with its gzip, compressed once at start.
type file struct {
	body, zip []byte
	kind      string
}

// serveFiles puts the built front ends on their routes. Names with a hash in them never change and are cached for ever.
func (s *Server) serveFiles() {
	files := loadFiles(s.files)
	serve := func(c *gin.Context, name, cache string) error {
		f, ok := files[name]
		if !ok {
			return zagaj.E(zagaj.CodeNotFound, "no such file")
		}
		h := c.Writer.Header()
		h.Set("Cache-Control", cache)
		h.Set("Vary", "Accept-Encoding")
		body := f.body
		if f.zip != nil && strings.Contains(c.GetHeader("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = f.zip
		}
		c.Data(http.StatusOK, f.kind, body)
		return nil
	}
	const forever = "public, max-age=31536000, immutable"
	anyOrigin := func(c *gin.Context) {
		c.Header("Access-Control-Allow-Origin", "*")
		c.Header("Cross-Origin-Resource-Policy", "cross-origin")
	}
	s.router.GET("/zagaj.js", anyOrigin, s.wrap(func(c *gin.Context) error { return serve(c, "zagaj.js", "public, max-age=300") }))
	// Loaded by shops' own service workers, which browsers look at anew each day.
	s.router.GET("/push-worker.js", anyOrigin, s.wrap(func(c *gin.Context) error { return serve(c, "push-worker.js", "public, max-age=300") }))
	s.router.GET("/widget/*name", anyOrigin, s.wrap(func(c *gin.Context) error { return serve(c, "widget"+c.Param("name"), forever) }))
	s.router.GET("/panel/*name", s.wrap(func(c *gin.Context) error {
		name := "panel" + path.Clean(c.Param("name"))
		if _, ok := files[name]; ok && strings.Contains(name, "/assets/") {
			return serve(c, name, forever)
		} else if ok && name != "panel/index.html" {
			return serve(c, name, "no-cache")
		}
		page, ok := files["panel/index.html"]
		if !ok {
			return zagaj.E(zagaj.CodeNotFound, "no such file")
		}
		c.Header("Cache-Control", "no-store")
		c.Data(http.StatusOK, page.kind, withNonce(c, page.body))
		return nil
	}))
	toPanel := func(c *gin.Context) { c.Redirect(http.StatusFound, "/panel/") }
	s.router.GET("/panel", toPanel)
	s.router.GET("/", toPanel)
}

func loadFiles(from fs.FS) map[string]file {
	files := map[string]file{}
	_ = fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		body, err := fs.ReadFile(from, name)
		if err != nil {
			return nil
		}
		kind := mime.TypeByExtension(path.Ext(name))
		if path.Ext(name) == ".js" {
			kind = "text/javascript; charset=utf-8"
		} else if path.Ext(name) == ".webmanifest" { // not in every system's table
			kind = "application/manifest+json"
		}
		files[name] = file{body: body, zip: zipped(body, kind), kind: kind}
		return nil
	})
	return files
}

func zipped(body []byte, kind string) []byte {
	if !strings.HasPrefix(kind, "text/") && !strings.Contains(kind, "json") && !strings.Contains(kind, "svg") {
		return nil
	}
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	_, _ = w.Write(body) // a bytes.Buffer never fails
	_ = w.Close()
	return out.Bytes()
}
