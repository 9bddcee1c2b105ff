package storage

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

// Far keeps copies of texts elsewhere, where other eyes may read them.
type Far interface {
	// Put keeps a text there, or forgets it where value is nil.
	Put(ctx context.Context, app, key string, value *string) error

	// List returns all texts of an app that are kept there.
	List(ctx context.Context, app string) (map[string]string, error)

	// Fits reports whether a text can be kept there.
	Fits(key, value string) bool
}

// ErrFar says that a text is too large to be kept elsewhere too.
var ErrFar = fmt.Errorf("%w, and less where it is kept at HQ too", ErrValue)

// Mirror is a [Cabinet] whose texts are kept elsewhere too, so that a kiosk that is
// set up anew finds them again:
//
//	app ── Set ──▶ vault (durable, answered) ── Run, as soon as may be ──▶ Far
//	app ── Get ──▶ vault ◀── once, on a kiosk that never asked: List ───── Far
//
// What is here counts: what comes from elsewhere fills only what is not there. The
// kiosk remembers what has arrived there, so that it catches up after an outage.
type Mirror struct {
	*Cabinet
	far  Far
	on   func() bool
	log  *slog.Logger
	wish chan struct{} // has an element when there may be something to send

	mu   sync.Mutex // guards apps
	apps map[string]*reflection
}

// reflection is what is known of one app's texts elsewhere. Whoever has its turn may
// read and change the rest.
type reflection struct {
	known atomic.Bool // sent is not nil
	turn  chan struct{}
	sent  map[string]string // hash by key; nil until it was asked
	tried time.Time
}

// How patient a mirror is.
const (
	askFar   = 3 * time.Second  // an app waits for its own texts at most
	askAgain = 10 * time.Second // pause after somebody did not answer

	listAgain = 200 * time.Millisecond
)

// NewMirror returns a mirror, which sends only while on says so.
func NewMirror(c *Cabinet, far Far, on func() bool, log *slog.Logger) *Mirror {
	return &Mirror{Cabinet: c, far: far, on: on, log: log, wish: make(chan struct{}, 1), apps: map[string]*reflection{}}
}

// Get is [Cabinet.Get], after the texts from elsewhere have come.
func (m *Mirror) Get(ctx context.Context, app, key string) (string, bool, error) {
	if err := m.ready(ctx, app); err != nil {
		return "", false, err
	}
	return m.Cabinet.Get(ctx, app, key)
}

// Set is [Cabinet.Set]. It does not wait for elsewhere.
func (m *Mirror) Set(ctx context.Context, app, key, value string) error {
	if m.on() && !m.far.Fits(key, value) {
		return ErrFar
	}
	return m.do(ctx, app, func() error { return m.Cabinet.Set(ctx, app, key, value) })
}

// Remove is [Cabinet.Remove].
func (m *Mirror) Remove(ctx context.Context, app, key string) error {
	return m.do(ctx, app, func() error { return m.Cabinet.Remove(ctx, app, key) })
}

// Clear is [Cabinet.Clear].
func (m *Mirror) Clear(ctx context.Context, app string) error {
	return m.do(ctx, app, func() error { return m.Cabinet.Clear(ctx, app) })
}

func (m *Mirror) do(ctx context.Context, app string, change func() error) error {
	err := m.ready(ctx, app)
	if err == nil {
		err = change()
	}
	m.wake()
	return err
}

func (m *Mirror) wake() {
	select {
	case m.wish <- struct{}{}:
	default: // it will look anyhow
	}
}

// of returns an app's reflection.
func (m *Mirror) of(app string) *reflection {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.apps[app]
	if !ok {
		r = &reflection{turn: make(chan struct{}, 1)}
		m.apps[app] = r
	}
	return r
}

func (r *reflection) take(ctx context.Context) error {
	select {
	case r.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r *reflection) leave() { <-r.turn }

// ready has the texts from elsewhere come, once for ever. While nobody answers
// there, the app goes on with what is here.
func (m *Mirror) ready(ctx context.Context, app string) error {
	if !m.on() {
		return nil
	}
	r := m.of(app)
	if r.known.Load() {
		return nil // and no waiting for what is being sent
	}
	if err := r.take(ctx); err != nil {
		return err
	}
	defer r.leave()
	if r.sent != nil || time.Since(r.tried) < askAgain {
		return nil
	}
	return m.restore(ctx, app, r)
}

func (m *Mirror) restore(ctx context.Context, app string, r *reflection) (err error) {
	if r.sent, err = m.remembered(app); err != nil || r.sent != nil {
		r.known.Store(r.sent != nil)
		return err
	}
	within, cancel := context.WithTimeout(ctx, askFar)
	defer cancel()
	texts, err := m.list(within, app)
	if err != nil {
		m.log.Warn("the texts of a web app that are kept at HQ have not come; it goes on without them", "app", app, "err", err)
		r.tried = time.Now()
		return nil
	}
	if err := m.fill(ctx, app, texts); err != nil {
		return err
	}
	sent := map[string]string{}
	for key, value := range texts {
		sent[key] = hashOf(value)
	}
	return m.remember(app, r, sent)
}

// list asks until somebody answers or ctx ends: just after the start, there may be
// no line yet.
func (m *Mirror) list(ctx context.Context, app string) (map[string]string, error) {
	for {
		texts, err := m.far.List(ctx, app)
		if err == nil || ctx.Err() != nil {
			return texts, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(listAgain):
		}
	}
}
