package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Bounds on what an app may keep, in bytes.
const (
	MaxDrawer = 1_000_000 // of all texts of an app with their names, as JSON
	MaxValue  = 64 << 10
	MaxKey    = 256
)

// How often an app may write.
const (
	Burst = 50
	Every = 100 * time.Millisecond
)

// Causes of refusals.
var (
	ErrKey   = fmt.Errorf("a key has 1 to %d bytes of plain text", MaxKey)
	ErrValue = fmt.Errorf("a text has at most %d bytes of UTF-8", MaxValue)
	ErrQuota = fmt.Errorf("an app keeps at most %d bytes", MaxDrawer)
	ErrOften = fmt.Errorf("an app writes at most %d times at once, and once in %v after that", Burst, Every)
)

// Vault seals values and keeps them.
type Vault interface {
	Get(name string) ([]byte, error) // wraps [fs.ErrNotExist] for what is not there
	Put(name string, value []byte) error
}

// Cabinet has a drawer for each app. Its methods may be called from many
// goroutines at once.
type Cabinet struct {
	vault Vault

	mu      sync.Mutex // guards drawers
	drawers map[string]*drawer
}

// New returns the cabinet of a vault.
func New(v Vault) *Cabinet { return &Cabinet{vault: v, drawers: map[string]*drawer{}} }

// drawer is one app's. Whoever has its turn may read and change the rest.
type drawer struct {
	turn  chan struct{}
	name  string // in the vault
	texts map[string]string
	next  time.Time // when a bucket of writes would be full again
}

// open waits for the turn at an app's drawer, and reads it the first time.
func (c *Cabinet) open(ctx context.Context, app string) (*drawer, error) {
	c.mu.Lock()
	d, ok := c.drawers[app]
	if !ok {
		d = &drawer{turn: make(chan struct{}, 1), name: inVault(app)}
		c.drawers[app] = d
	}
	c.mu.Unlock()
	select {
	case d.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := c.load(d); err != nil {
		<-d.turn
		return nil, fmt.Errorf("the storage of %s: %w", app, err)
	}
	return d, nil
}

// inVault is the name of an app's drawer. The kiosk's own pages begin with an
// underscore, which no app can.
func inVault(app string) string {
	if own, ok := strings.CutPrefix(app, "_"); ok {
		return "storage-own-" + own
	}
	return "storage-app-" + app
}

func (c *Cabinet) load(d *drawer) error {
	if d.texts != nil {
		return nil
	}
	text, err := c.vault.Get(d.name)
	if errors.Is(err, fs.ErrNotExist) {
		d.texts = map[string]string{}
		return nil
	}
	texts := map[string]string{}
	if err == nil {
		err = json.Unmarshal(text, &texts)
	}
	if err == nil {
		d.texts = texts
	}
	return err
}

// Get returns a text, and whether there is one.
func (c *Cabinet) Get(ctx context.Context, app, key string) (string, bool, error) {
	d, err := c.open(ctx, app)
	if err != nil {
		return "", false, err
	}
	defer func() { <-d.turn }()
	value, ok := d.texts[key]
	return value, ok, nil
}

// Set returns when a text is durable.
func (c *Cabinet) Set(ctx context.Context, app, key, value string) error {
	if key == "" || len(key) > MaxKey || !utf8.ValidString(key) {
		return ErrKey
	}
	if len(value) > MaxValue || !utf8.ValidString(value) {
		return ErrValue
	}
	return c.change(ctx, app, func(texts map[string]string) bool {
		was, ok := texts[key]
		texts[key] = value
		return !ok || was != value
	})
}

// Remove forgets a text. One that is not there is none the less gone.
func (c *Cabinet) Remove(ctx context.Context, app, key string) error {
	return c.change(ctx, app, func(texts map[string]string) bool {
		_, ok := texts[key]
		delete(texts, key)
		return ok
	})
}

// Clear forgets all texts of an app.
func (c *Cabinet) Clear(ctx context.Context, app string) error {
	return c.change(ctx, app, func(texts map[string]string) bool {
		some := len(texts) > 0
		clear(texts)
		return some
	})
}

// change alters a drawer: on disk first, then in memory. What changes nothing
// costs nothing.
func (c *Cabinet) change(ctx context.Context, app string, alter func(map[string]string) bool) error {
	d, err := c.open(ctx, app)
	if err != nil {
		return err
	}
	defer func() { <-d.turn }()
	next := make(map[string]string, len(d.texts)+1)
	for k, v := range d.texts {
		next[k] = v
	}
	if !alter(next) {
		return nil
	}
	text, err := json.Marshal(next)
	if err != nil {
		return err
	}
	if len(text) > MaxDrawer {
		return ErrQuota
	}
	if !d.mayWrite(time.Now()) {
		return ErrOften
	}
	if err := c.vault.Put(d.name, text); err != nil {
		return fmt.Errorf("the storage of %s: %w", app, err)
	}
	d.texts = next
	return nil
}

// mayWrite takes one write out of the bucket, if there is one.
func (d *drawer) mayWrite(now time.Time) bool {
	if d.next.Before(now) {
		d.next = now
	}
	if d.next.Sub(now) > (Burst-1)*Every {
		return false
	}
	d.next = d.next.Add(Every)
	return true
}
