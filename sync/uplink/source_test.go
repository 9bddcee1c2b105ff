package uplink_test

import (
	"context"
	"errors"
	"sync"

	"kioskd/sync/wire/wiretest"
)

// source is a journal as an uplink sees it, and what the uplink did to it.
type source struct {
	mu       sync.Mutex // guards what follows
	j        *wiretest.Journal
	position uint64
	rejected map[uint64]string
	grown    chan struct{}
}

func newSource(j *wiretest.Journal) *source {
	return &source{j: j, rejected: map[uint64]string{}, grown: make(chan struct{})}
}

func (s *source) grow(f func(*wiretest.Journal)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s.j)
	close(s.grown)
	s.grown = make(chan struct{})
}

func (s *source) Epoch() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.j.Epoch
}

func (s *source) Last() (uint64, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.j.Last()
}

func (s *source) Position() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.position
}

func (s *source) Read(from uint64, facts, size int) ([][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lines [][]byte
	for seq := from; seq <= uint64(len(s.j.Lines)) && len(lines) < facts; seq++ {
		line := s.j.Lines[seq-1]
		if size -= len(line) + 1; size < 0 && len(lines) > 0 {
			break
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func (s *source) Ack(seq uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seq > uint64(len(s.j.Lines)) {
		return errors.New("acknowledged what does not exist")
	}
	s.position = max(s.position, seq)
	return nil
}

func (s *source) Reject(_ context.Context, seq uint64, reason string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rejected[seq] == "" {
		s.rejected[seq] = reason
	}
	return nil
}

func (s *source) Wait(ctx context.Context, after uint64) error {
	for {
		s.mu.Lock()
		last, grown := uint64(len(s.j.Lines)), s.grown
		s.mu.Unlock()
		if last > after {
			return nil
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
