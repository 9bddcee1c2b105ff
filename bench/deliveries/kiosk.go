package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"kioskd/sync/uplink"
	"kioskd/sync/wire"
	"kioskd/sync/wire/wiretest"
)

// kiosk is a journal, and the way that it takes to HQ.
type kiosk struct {
	id     string
	source *source
	line   *line
	up     *uplink.Uplink
}

func newKiosk(w *world, n int) (*kiosk, error) {
	k := &kiosk{id: fmt.Sprintf("kiosk-%d", n), source: newSource(fmt.Sprintf("e%d", n), w.facts/w.config.kiosks)}
	var err error
	if k.line, err = newLine(w, k.id, uint64(n)); err != nil {
		return nil, err
	}
	k.up, err = uplink.New(uplink.Options{URL: "ws://" + k.line.address() + "/sync", Kiosk: k.id, Token: token, Agent: "deliveries", Source: k.source, Log: quiet,
		Status: func() wire.Status { return wire.Status{At: time.Now(), State: "idle"} }})
	return k, err
}

// deliver runs the uplink until everything is acknowledged.
func (k *kiosk) deliver(ctx context.Context) error {
	run, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- k.up.Run(run) }()
	var err error
	select {
	case <-k.source.done:
	case <-ctx.Done():
		err = fmt.Errorf("%s: %w; %s", k.id, context.Cause(ctx), k.up.State().Error)
	}
	stop()
	return errors.Join(err, <-ended)
}

// source is a journal in memory.
type source struct {
	j    *wiretest.Journal
	done chan struct{} // closed when everything is acknowledged

	mu       sync.Mutex // guards position
	position uint64
}

func newSource(epoch string, facts int) *source {
	j := wiretest.New(epoch)
	j.Fill(facts)
	return &source{j: j, done: make(chan struct{})}
}

func (s *source) Epoch() string { return s.j.Epoch }

func (s *source) Last() (uint64, string) { return s.j.Last() }

func (s *source) Position() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.position
}

func (s *source) Read(from uint64, facts, size int) (lines [][]byte, err error) {
	for _, line := range s.j.Lines[from-1:] {
		if size -= len(line) + 1; len(lines) == facts || size < 0 && len(lines) > 0 {
			break
		}
		lines = append(lines, line)
	}
	return lines, nil
}

func (s *source) Ack(seq uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seq > uint64(len(s.j.Lines)) || seq < s.position {
		return fmt.Errorf("the position moves from %d to %d of %d", s.position, seq, len(s.j.Lines))
	}
	if s.position = seq; seq == uint64(len(s.j.Lines)) {
		close(s.done)
	}
	return nil
}

func (s *source) Reject(_ context.Context, seq uint64, reason string) error {
	return fmt.Errorf("HQ refused fact %d: %s", seq, reason)
}

func (s *source) Wait(ctx context.Context, _ uint64) error {
	<-ctx.Done() // nothing is added
	return ctx.Err()
}
