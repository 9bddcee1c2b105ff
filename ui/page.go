package ui

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed dist web/fonts
var files embed.FS

// page serves the embedded files by their path below dist; the fonts are below
// /fonts. Each has its hash as ETag: the browser asks every time and is told
// "unchanged", so that an update never mixes old files with new ones.
type page map[string]file

type file struct {
	body []byte
	kind string
	etag string
}

func newPage() (page, error) {
	p := page{}
	for root, prefix := range map[string]string{"dist": "/", "web/fonts": "/fonts/"} {
		if err := p.add(root, prefix); err != nil {
			return nil, fmt.Errorf("read the embedded page: %w", err)
		}
	}
	index, ok := p["/index.html"]
	if !ok {
		return nil, fmt.Errorf("read the embedded page: no index.html; run: go run ./ui/bundle")
	}
	p["/"] = index
	p.framed()
	return p, nil
}

func (p page) add(root, prefix string) error {
	return fs.WalkDir(files, root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		kind, err := kindOf(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(body)
		p[prefix+strings.TrimPrefix(name, root+"/")] = file{body: body, kind: kind, etag: `"` + hex.EncodeToString(sum[:16]) + `"`}
		return nil
	})
}

// kindOf returns the content type by the file's ending. Package mime is not
// asked, since on Windows the registry answers for it.
func kindOf(name string) (string, error) {
	switch ext := path.Ext(name); ext {
	case ".html":
		return "text/html; charset=utf-8", nil
	case ".css":
		return "text/css; charset=utf-8", nil
	case ".js":
		return "text/javascript; charset=utf-8", nil
	case ".ts", ".txt":
		return "text/plain; charset=utf-8", nil
	case ".svg":
		return "image/svg+xml", nil
	case ".woff2":
		return "font/woff2", nil
	default:
		return "", fmt.Errorf("%s: no content type is known for %q", name, ext)
	}
}

// ServeHTTP answers with the file of the request's path.
func (p page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := p[r.URL.Path]
	if !ok {
		refuse(http.StatusNotFound, "path", r.URL.Path+" does not exist", "Open / for the kiosk's page.").write(w)
		return
	}
	h := w.Header()
	switch p := r.URL.Path; {
	case p == screenPath:
		letFrame(h)
	case strings.HasPrefix(p, "/sdk/v1/"), strings.HasPrefix(p, "/sdk/front/"):
		letLoad(h)
	}
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", f.etag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.body))
}
