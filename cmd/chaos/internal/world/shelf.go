package world

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"sync"
	"sync/atomic"
)

// shelf holds the kiosk's small files, which are written whole or not at all. They
// are on its disk, so that they go back with it.
type shelf struct {
	w *World

	mu     sync.Mutex // guards what follows
	values map[string][]byte
	backup map[string][]byte // of when the disk was copied
}

func newShelf(w *World) *shelf { return &shelf{w: w, values: map[string][]byte{}} }

func (s *shelf) copy() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.backup = maps.Clone(s.values)
}

func (s *shelf) putBack() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values = maps.Clone(s.backup)
}

// vault is the shelf as one incarnation reaches it, until it is dead.
type vault struct {
	w    *World
	dead *atomic.Bool
}

// Get implements the vaults of settings and commands.
func (v vault) Get(name string) ([]byte, error) {
	s := v.w.shelf
	s.mu.Lock()
	defer s.mu.Unlock()
	if value, ok := s.values[name]; ok {
		return value, nil
	}
	return nil, fmt.Errorf("%s: %w", name, fs.ErrNotExist)
}

// Put implements the vaults of settings and commands.
func (v vault) Put(name string, value []byte) error {
	if v.dead.Load() {
		return errors.New("the power is cut")
	}
	if err := v.w.shop.fail("write", name); err != nil {
		return err
	}
	s := v.w.shelf
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[name] = bytes.Clone(value)
	return nil
}
