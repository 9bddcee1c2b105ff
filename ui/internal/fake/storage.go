package fake

import (
	"context"
	"fmt"
	"sync"

	"kioskd/ui"
)

// Storage keeps text in memory, a thousand bytes at most under one key. Its methods may be
// called from several goroutines.
type Storage struct {
	mu   sync.Mutex // guards kept
	kept map[string]map[string]string
}

var _ ui.Storage = (*Storage)(nil)

const quota = 1000

// Get implements [ui.Storage].
func (s *Storage) Get(_ context.Context, app, key string) (string, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	value, ok := s.kept[app][key]
	return value, ok, nil
}

// Set implements [ui.Storage].
func (s *Storage) Set(_ context.Context, app, key, value string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(value) > quota {
		return fmt.Errorf("%d bytes: %w", len(value), ui.ErrQuota)
	}
	if s.kept == nil {
		s.kept = map[string]map[string]string{}
	}
	if s.kept[app] == nil {
		s.kept[app] = map[string]string{}
	}
	s.kept[app][key] = value
	return nil
}

// Remove implements [ui.Storage].
func (s *Storage) Remove(_ context.Context, app, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.kept[app], key)
	return nil
}

// Clear implements [ui.Storage].
func (s *Storage) Clear(_ context.Context, app string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.kept, app)
	return nil
}
