package storage

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"time"
)

// Run sends what has changed until ctx ends.
func (m *Mirror) Run(ctx context.Context) error {
	for said := false; ; {
		err := m.sendAll(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil && !said {
			m.log.Warn("texts of web apps have not reached HQ; they go on being sent", "err", err)
		}
		said = err != nil
		m.pause(ctx, err != nil)
	}
}

// pause waits for a wish, or where something is left to send, for a while.
func (m *Mirror) pause(ctx context.Context, left bool) {
	var again <-chan time.Time
	if left {
		t := time.NewTimer(askAgain)
		defer t.Stop()
		again = t.C
	}
	select {
	case <-ctx.Done():
	case <-m.wish:
	case <-again:
	}
}

// sendAll sends what every app has changed.
func (m *Mirror) sendAll(ctx context.Context) (err error) {
	m.mu.Lock()
	apps := slices.Sorted(maps.Keys(m.apps))
	m.mu.Unlock()
	for _, app := range apps {
		if m.on() {
			err = errors.Join(err, m.send(ctx, app))
		}
	}
	return err
}

var errNotAsked = errors.New("HQ has not said yet what it keeps")

// send sends what one app has changed, text by text.
func (m *Mirror) send(ctx context.Context, app string) error {
	if err := m.ready(ctx, app); err != nil {
		return err
	}
	r := m.of(app)
	if err := r.take(ctx); err != nil {
		return err
	}
	defer r.leave()
	if r.sent == nil {
		return errNotAsked
	}
	texts, err := m.all(ctx, app)
	if err != nil {
		return err
	}
	return m.level(ctx, app, r, texts)
}

// level makes elsewhere as it is here, and remembers how far it has come.
func (m *Mirror) level(ctx context.Context, app string, r *reflection, texts map[string]string) error {
	sent := maps.Clone(r.sent)
	err := errors.Join(m.put(ctx, app, sent, texts), m.forget(ctx, app, sent, texts))
	if maps.Equal(sent, r.sent) {
		return err
	}
	return errors.Join(err, m.remember(app, r, sent))
}

func (m *Mirror) put(ctx context.Context, app string, sent, texts map[string]string) error {
	for key, value := range texts {
		sum := hashOf(value)
		if sent[key] == sum || !m.far.Fits(key, value) {
			continue
		}
		if err := m.far.Put(ctx, app, key, &value); err != nil {
			return err
		}
		sent[key] = sum
	}
	return nil
}

func (m *Mirror) forget(ctx context.Context, app string, sent, texts map[string]string) error {
	for key := range sent {
		if _, ok := texts[key]; ok {
			continue
		}
		if err := m.far.Put(ctx, app, key, nil); err != nil {
			return err
		}
		delete(sent, key)
	}
	return nil
}

// hashOf tells texts apart without keeping them twice.
func hashOf(value string) string {
	sum := sha256.Sum256([]byte(value))
	return hex.EncodeToString(sum[:16])
}

func farName(app string) string { return "at-hq-" + inVault(app) }

func (m *Mirror) remembered(app string) (sent map[string]string, err error) {
	text, err := m.vault.Get(farName(app))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &sent)
	}
	if err != nil {
		return nil, fmt.Errorf("what %s keeps at HQ: %w", app, err)
	}
	return sent, nil
}

func (m *Mirror) remember(app string, r *reflection, sent map[string]string) error {
	text, err := json.Marshal(sent)
	if err == nil {
		err = m.vault.Put(farName(app), text)
	}
	if err != nil {
		return fmt.Errorf("what %s keeps at HQ: %w", app, err)
	}
	r.sent = sent
	r.known.Store(true)
	return nil
}

// all returns all texts of an app.
func (c *Cabinet) all(ctx context.Context, app string) (map[string]string, error) {
	d, err := c.open(ctx, app)
	if err != nil {
		return nil, err
	}
	defer func() { <-d.turn }()
	return maps.Clone(d.texts), nil
}

// fill keeps those texts of which there are none here.
func (c *Cabinet) fill(ctx context.Context, app string, texts map[string]string) error {
	return c.change(ctx, app, func(here map[string]string) bool {
		came := false
		for key, value := range texts {
			if _, ok := here[key]; !ok {
				here[key], came = value, true
			}
		}
		return came
	})
}
