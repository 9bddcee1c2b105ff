package kioskapp

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"kioskd/agent/settings"
)

// filesFolder holds what was fetched, each file by its hash.
const filesFolder = "files"

// Bounds on what is fetched, in bytes.
const (
	maxPicture = 4 << 20
	maxBundle  = 64 << 20
)

// How long to wait after an errand that failed: twice as long each time.
const (
	firstRetry = 10 * time.Second
	lastRetry  = 10 * time.Minute
)

// errands fetch the files that the settings name, in the background. A file
// counts only if it is the very one that was signed for.
type errands struct {
	*App
	folder string
	wish   chan struct{} // has an element when there is something new to fetch

	mu  sync.Mutex // guards bad
	bad error      // why the settings' files can never be had
}

func newErrands(a *App) *errands {
	return &errands{App: a, folder: filepath.Join(a.o.Config.Data, filesFolder), wish: make(chan struct{}, 1)}
}

// begin looks at what is wanted now.
func (e *errands) begin() {
	e.refuse(nil)
	select {
	case e.wish <- struct{}{}:
	default: // it will look anyhow
	}
}

func (e *errands) refuse(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.bad = err
}

func (e *errands) refused() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.bad
}

// has returns where a file is, if it has come.
func (e *errands) has(f settings.File) (string, bool) {
	name := filepath.Join(e.folder, strings.ToLower(f.SHA256))
	_, err := os.Stat(name)
	return name, err == nil
}

// run fetches whatever is wanted, until ctx ends.
func (e *errands) run(ctx context.Context) error {
	wait := time.Duration(0)
	for {
		err := e.all(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil:
			wait = 0
		case errors.Is(err, errFile):
			e.o.Log.Error("a file of the settings cannot be taken", "err", err)
			e.refuse(err)
			wait = 0
		default:
			e.o.Log.Warn("a file of the settings has not come; the kiosk goes on asking", "err", err)
			wait = min(max(2*wait, firstRetry), lastRetry)
		}
		if !e.pause(ctx, wait) {
			return nil
		}
	}
}

// pause waits until it is time to try again, for ever where there is nothing left
// to try, or until something new is wanted. It reports whether to go on.
func (e *errands) pause(ctx context.Context, wait time.Duration) bool {
	var again <-chan time.Time
	if wait > 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		again = t.C
	}
	select {
	case <-ctx.Done():
		return false
	case <-e.wish:
	case <-again:
	}
	return true
}

// all fetches what the settings want, and takes it into use.
func (e *errands) all(ctx context.Context) error {
	h := e.house.Load()
	came := false
	for name, f := range h.Pictures {
		if _, ok := e.has(f); ok {
			continue
		}
		if err := e.fetch(ctx, f, maxPicture, pictureKinds[filepath.Ext(name)]); err != nil {
			return fmt.Errorf("picture %s: %w", name, err)
		}
		came = true
	}
	if h.App != nil && h.App.Bundle != nil {
		changed, err := e.installApp(ctx, *h.App)
		if err != nil {
			return fmt.Errorf("web app %s: %w", h.App.Name, err)
		}
		came = came || changed
	}
	if came {
		e.agent.ReloadPages()
	}
	return nil
}

// installApp fetches, unpacks and serves an app, and reports whether it was not
// served before. Customers see it change only while nobody pays.
func (e *errands) installApp(ctx context.Context, app settings.App) (changed bool, err error) {
	hash := strings.ToLower(app.Bundle.SHA256)
	if shown := e.apps.Shown(app.Name); shown == hash {
		return false, nil
	}
	if !e.apps.Keeps(app.Name, hash) {
		if err := e.unpackApp(ctx, app); err != nil {
			return false, err
		}
	}
	return true, e.agent.Between(ctx, func(context.Context) error { return e.apps.Show(app.Name, hash) })
}

func (e *errands) unpackApp(ctx context.Context, app settings.App) error {
	if err := e.fetch(ctx, *app.Bundle, maxBundle, ""); err != nil {
		return err
	}
	name, _ := e.has(*app.Bundle)
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil {
		_, err = e.apps.Keep(app.Name, f, info.Size())
	}
	return errors.Join(blameBundle(err), f.Close(), os.Remove(name))
}
