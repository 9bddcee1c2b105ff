package hqapp

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kioskd/installer/update"
	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// updates is a folder with the newest version of the agent: a manifest, its
// signature, and programs. It is looked at again and again, so that a version is
// offered by being put there, its manifest last.
type updates struct {
	dir string
	log *slog.Logger
}

// offer returns what lies there, nil where nothing does.
func (u updates) offer() (*wire.Update, error) {
	if u.dir == "" {
		return nil, nil
	}
	o, err := update.ReadFolder(u.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m, err := update.Parse(o.Manifest)
	if err != nil {
		return nil, err
	}
	return &wire.Update{Version: m.Version, Key: "release", Signature: o.Signature, Manifest: o.Manifest}, nil
}

// ServeHTTP serves the programs by their names. They are no secrets; that nobody
// changes them on the way is what the signature is for.
func (u updates) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/updates/")
	if u.dir == "" || name == "" || name != filepath.Base(name) || strings.HasPrefix(name, ".") || strings.ContainsAny(name, `\:`) {
		http.NotFound(w, r)
		return
	}
	if info, err := os.Stat(filepath.Join(u.dir, name)); err != nil || !info.Mode().IsRegular() {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	http.ServeFile(w, r, filepath.Join(u.dir, name))
}

// lookEvery is how often the folder is looked at.
const lookEvery = 5 * time.Second

// watch offers what is new in the folder to the kiosks that are there, until ctx
// ends.
func (u updates) watch(ctx context.Context, h *hq.Handler) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	last, _ := u.offer() // kiosks that come are offered it; an error is told below
	for said := ""; ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now, err := u.offer()
		if err != nil {
			if err.Error() != said {
				said = err.Error()
				u.log.Error("no update is offered", "folder", u.dir, "err", err)
			}
			continue
		}
		if now != nil && (last == nil || now.Signature != last.Signature) {
			u.log.Info("an update is offered", "version", now.Version)
			if err := h.OfferUpdate(now); err != nil {
				u.log.Error("an update was not offered", "err", err)
			}
		}
		last, said = now, ""
	}
}
