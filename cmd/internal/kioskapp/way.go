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
	"kioskd/drivers/capture"
	"kioskd/drivers/link"
)

// newPad builds the pad of a configuration, and the way to it. Resent may be nil.
func newPad(o Options, w pay.Watcher, resent func(drivers.Direction)) (drivers.Pad, *way, error) {
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
	w = judge{Watcher: w, test: o.Config.TestMode, simulator: driver.Simulator, port: c.Port, log: o.Log}
	to := &way{driver: driver, tape: capture.NewTape(0)}
	options := drivers.Options{Link: to, Watcher: w, Log: o.Log, TerminalID: c.TerminalID, Limits: c.Limits(), Settings: c.Settings, Resent: resent}
	to.Opener = to.tape.Tap(opener, func(d drivers.Direction) drivers.Masker { return driver.Mask(options, d) })
	pad, err := driver.New(options)
	if err != nil {
		return nil, nil, fmt.Errorf("pad: %w", err)
	}
	return pad, to, nil
}

// way is how the pad is reached. What goes over it is recorded, masked. It
// remembers how the last attempt to open it went, so that a command need not
// wait for a port that does not exist.
type way struct {
	link.Opener
	driver drivers.Driver
	tape   *capture.Tape

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

// hopeless returns why no patience will open the way: no such port, no right to
// it, or somebody else's hand on it. Otherwise it returns nil.
func (w *way) hopeless() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if errors.Is(w.err, fs.ErrNotExist) || errors.Is(w.err, fs.ErrPermission) || errors.Is(w.err, link.ErrBusy) {
		return w.err
	}
	return nil
}
