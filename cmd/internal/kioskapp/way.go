package kioskapp

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/all"
	"kioskd/drivers/link"
)

// newPad builds the pad of a configuration, and the way to it.
func newPad(o Options, w pay.Watcher) (drivers.Pad, *way, error) {
	c := o.Config.Pad
	find := o.Driver
	if find == nil {
		find = all.Find
	}
	driver, err := find(c.Driver)
	if err != nil {
		return nil, nil, err
	}
	opener, err := link.Parse(c.Port)
	if err != nil {
		return nil, nil, err
	}
	to := &way{Opener: opener}
	w = judge{Watcher: w, test: o.Config.TestMode, simulator: driver.Simulator, port: c.Port, log: o.Log}
	pad, err := driver.New(drivers.Options{Link: to, Watcher: w, Log: o.Log, TerminalID: c.TerminalID, Limits: c.Limits(), Settings: c.Settings})
	if err != nil {
		return nil, nil, fmt.Errorf("pad: %w", err)
	}
	return pad, to, nil
}

// way remembers how the last attempt to open it went, so that a command need not
// wait for a port that does not exist.
type way struct {
	link.Opener

	mu  sync.Mutex // guards err
	err error
}

// Open implements [link.Opener].
func (w *way) Open(ctx context.Context) (link.Link, error) {
	l, err := w.Opener.Open(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err = err
	return l, err
}

// hopeless returns why no patience will open the way: no such port, or no right
// to it. Otherwise it returns nil.
func (w *way) hopeless() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if errors.Is(w.err, fs.ErrNotExist) || errors.Is(w.err, fs.ErrPermission) {
		return w.err
	}
	return nil
}
