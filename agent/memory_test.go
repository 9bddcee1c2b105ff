package agent

import (
	"context"
	"errors"
	"sync"

	"kioskd/queue"
)

// memory is a journal without a disk.
type memory struct {
	mu    sync.Mutex // guards facts
	facts []queue.Fact
}

func (m *memory) Append(_ context.Context, facts ...queue.Fact) ([]queue.Fact, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, f := range facts {
		if f.Kind == "" || len(f.Body) == 0 {
			return nil, errors.New("fact without kind or body")
		}
		f.Seq = uint64(len(m.facts) + 1)
		m.facts = append(m.facts, f)
	}
	return facts, nil
}

func (m *memory) Find(key string) (found []queue.Fact, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, f := range m.facts {
		if f.Key == key || f.Ref == key {
			found = append(found, f)
		}
	}
	return found, nil
}

func (m *memory) From(seq uint64, limit queue.Limit) ([]queue.Fact, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if seq > uint64(len(m.facts)) {
		return nil, nil
	}
	rest := m.facts[seq-1:]
	return rest[:min(len(rest), limit.Facts)], nil
}

func (m *memory) Last() (uint64, string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return uint64(len(m.facts)), ""
}
