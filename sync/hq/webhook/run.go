package webhook

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"kioskd/sync/hq"
)

// How the sender works.
const (
	lookEvery   = 2 * time.Second
	leaseFor    = 30 * time.Second // longer than one round
	roundWithin = 20 * time.Second
	together    = 8                // endpoints that are told at once
	laneWithin  = 8 * time.Second  // of one endpoint in one round
	restFor     = 15 * time.Second // after a failure, whatever else is due there
	forgetFacts = time.Hour        // an event whose fact was never stored
	tidyEvery   = time.Hour

	writtenWithin = time.Minute // a delivery, after what says that it is due
)

// lease is the right to send, of one process.
type lease struct {
	Holder string    `json:"holder"`
	Until  time.Time `json:"until"`
}

// Run sends what is due until the context ends. Of all processes at a store, one
// does. It raises trouble when an event was given up, and rings after every try.
func (h *Hooks) Run(ctx context.Context, raise func(context.Context, hq.Trouble) error, ring func()) error {
	me, err := h.newID()
	if err != nil {
		return err
	}
	tick := time.NewTicker(h.look)
	defer tick.Stop()
	s := sender{Hooks: h, me: me, raise: raise, ring: ring, rests: map[string]time.Time{}}
	for {
		if err := s.round(ctx); err != nil && ctx.Err() == nil {
			h.Log.Error("hq: webhooks wait", "err", err)
		}
		select {
		case <-ctx.Done():
			return s.leave()
		case <-tick.C:
		case <-h.poke:
		}
	}
}

// sender is the process that sends.
type sender struct {
	*Hooks
	me     string
	raise  func(context.Context, hq.Trouble) error
	ring   func()
	tidied time.Time

	mu    sync.Mutex // guards rests
	rests map[string]time.Time
}

// round fans out what happened, and sends what is due.
func (s *sender) round(ctx context.Context) error {
	all, err := s.endpoints.All(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	mine, err := s.hold(ctx)
	if err != nil || !mine {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, roundWithin)
	defer cancel()
	if err := s.fanOut(ctx, all); err != nil {
		return err
	}
	err = s.sendDue(ctx, all)
	if time.Since(s.tidied) > tidyEvery {
		s.tidied = time.Now()
		err = errors.Join(err, s.tidy(ctx))
	}
	return err
}

// Reasons to leave the lease as it is.
var (
	errHeld  = errors.New("another process sends")
	errFresh = errors.New("it is ours for long enough")
)

// hold takes the lease, or keeps it.
func (s *sender) hold(ctx context.Context) (bool, error) {
	_, err := s.leases.Change(ctx, "sender", func(l *lease) error {
		switch left := time.Until(l.Until); {
		case l.Holder != s.me && left > 0:
			return errHeld
		case l.Holder == s.me && left > roundWithin:
			return errFresh
		}
		*l = lease{s.me, time.Now().Add(leaseFor).UTC()}
		return nil
	})
	switch {
	case errors.Is(err, errHeld):
		return false, nil
	case errors.Is(err, errFresh):
		return true, nil
	}
	return err == nil, err
}

// leave gives the lease to whoever wants it next.
func (s *sender) leave() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_, err := s.leases.Change(ctx, "sender", func(l *lease) error {
		if l.Holder != s.me {
			return errHeld
		}
		l.Until = time.Time{}
		return nil
	})
	if err != nil && !errors.Is(err, errHeld) {
		s.Log.Info("hq: the lease of webhooks was not given back; it ends by itself", "err", err)
	}
	return nil
}

// fanOut puts what happened on its way to whoever wants it.
func (s *sender) fanOut(ctx context.Context, all []hq.Kept[kept]) error {
	for after := ""; ; {
		page, err := s.events.After(ctx, after, pageSize)
		if err != nil {
			return err
		}
		for _, k := range page {
			if err := s.fanOutOne(ctx, k, all); err != nil {
				return err
			}
			after = k.Name
		}
		if len(page) < pageSize {
			return nil
		}
	}
}

func (s *sender) fanOutOne(ctx context.Context, k hq.Kept[event], all []hq.Kept[kept]) error {
	e := k.Value
	text, err := s.body(ctx, e)
	if errors.Is(err, errNotYet) {
		ms, _, _ := strings.Cut(k.Name, "-")
		if ms < stamp(time.Now().Add(-forgetFacts)) {
			s.Log.Info("hq: what a webhook was about was never stored", "kiosk", e.Kiosk, "type", e.Type)
			return s.events.Drop(ctx, k.Name)
		}
		return nil
	}
	if err != nil {
		return err
	}
	for _, to := range all {
		if !to.Value.wants(e.Type) {
			continue
		}
		if err := s.queue(ctx, to.Name, e, text); err != nil {
			return err
		}
	}
	return s.events.Drop(ctx, k.Name)
}

// sendDue sends what is due, the endpoints side by side and each one's events one
// after the other.
func (s *sender) sendDue(ctx context.Context, all []hq.Kept[kept]) error {
	var group errgroup.Group
	group.SetLimit(together)
	for _, to := range all {
		if to.Value.Off || time.Now().Before(s.resting(to.Name)) {
			continue
		}
		group.Go(func() error { return s.sendLane(ctx, to.Value) })
	}
	return group.Wait()
}

// resting returns until when an endpoint is left alone.
func (s *sender) resting(endpoint string) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rests[endpoint]
}

// rest leaves an endpoint alone that has just failed, for a moment.
func (s *sender) rest(endpoint string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rests[endpoint] = time.Now().Add(restFor)
}

// delay draws how long to wait before the next try: anything up to a time that
// doubles, so that those who failed together do not come back together.
func delay(r io.Reader, tries int) time.Duration {
	most := longestDelay
	if tries < 13 {
		most = min(longestDelay, firstDelay<<tries)
	}
	var b [8]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return most
	}
	return max(time.Second, time.Duration(binary.BigEndian.Uint64(b[:])%uint64(most)))
}
