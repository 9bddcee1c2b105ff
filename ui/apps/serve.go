package apps

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"strings"
	"time"
)

// kinds are content types by the file's ending. Package mime is not asked, since
// on Windows the registry answers for it.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8", ".htm": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8",
	".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8", ".json": "application/json",
	".map": "application/json", ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8",
	".wasm": "application/wasm", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg",
	".gif": "image/gif", ".webp": "image/webp", ".avif": "image/avif", ".ico": "image/x-icon", ".woff": "font/woff",
	".woff2": "font/woff2", ".ttf": "font/ttf", ".otf": "font/otf", ".mp3": "audio/mpeg", ".ogg": "audio/ogg",
	".wav": "audio/wav", ".mp4": "video/mp4", ".webm": "video/webm",
}

// Dress changes a page before it is served; nil leaves it as it is.
type Dress func(page []byte) []byte

// Serve answers with a file of an app, and reports whether there was one. Each
// answer names the version, so that the browser asks again and is told that
// nothing has changed.
func (s *Shelf) Serve(name string, w http.ResponseWriter, r *http.Request, dress Dress) bool {
	files, version := s.files(name)
	if files == nil {
		return false
	}
	if c, ok := files.(io.Closer); ok {
		defer func() { _ = c.Close() }() // it was only a way to look
	}
	body, file, err := read(files, strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/"))
	if err != nil {
		return false
	}
	kind, ok := kinds[strings.ToLower(path.Ext(file))]
	if !ok {
		kind = "application/octet-stream"
	}
	if strings.HasPrefix(kind, "text/html") && dress != nil {
		body = dress(body)
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-cache")
	if version != "" && !strings.HasPrefix(kind, "text/html") {
		h.Set("ETag", `"`+version[:32]+`"`)
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
	return true
}

// read returns a file, or the page of a folder.
func read(files fs.FS, name string) ([]byte, string, error) {
	if name == "" {
		name = "index.html"
	}
	info, err := fs.Stat(files, name)
	if errors.Is(err, fs.ErrNotExist) && path.Ext(name) == "" {
		name += ".html" // plugins go to "./home", and mean the page
		info, err = fs.Stat(files, name)
	}
	if err != nil {
		return nil, "", err
	}
	if info.IsDir() {
		name = path.Join(name, "index.html")
	} else if !info.Mode().IsRegular() {
		return nil, "", errors.New("not a file")
	}
	body, err := fs.ReadFile(files, name)
	return body, name, err
}

// closing is a folder that nothing leads out of.
type closing struct {
	fs.FS
	root *os.Root
}

func (c closing) Close() error { return c.root.Close() }

// files returns the files of the version that is shown, with its hash.
func (s *Shelf) files(name string) (fs.FS, string) {
	s.mu.Lock()
	mounted, app := s.mounted[name], s.state.app(name)
	shown := ""
	if app != nil {
		shown = app.Shown
	}
	s.mu.Unlock()
	if mounted != nil {
		return mounted, ""
	}
	if shown == "" {
		return nil, ""
	}
	root, err := os.OpenRoot(s.place(name, shown))
	if err != nil {
		return nil, ""
	}
	return closing{root.FS(), root}, shown
}
