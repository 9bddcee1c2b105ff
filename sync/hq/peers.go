package hq

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"kioskd/sync/wire"
)

// peers is the way to the other processes at the same store. Without a [Shared]
// store there are none, and its methods do nothing.
type peers struct {
	store Shared // nil without others
	news  chan News
}

// newsWaiting bounds how much news waits to be acted upon. When it is more, all of
// it is exchanged for a look at everything.
const newsWaiting = 1000

func newPeers(s Store) peers {
	shared, _ := s.(Shared)
	return peers{store: shared, news: make(chan News, newsWaiting)}
}

// present returns the kiosks that are connected to any process.
func (p peers) present(ctx context.Context) (map[string]bool, error) {
	if p.store == nil {
		return nil, nil
	}
	return p.store.Present(ctx)
}

// ringApart is how often other processes are told that pages look different.
const ringApart = 500 * time.Millisecond

// Run acts on what other processes at the same store do, and tells them what this
// one does, until ctx ends. A store that is nobody else's needs no Run.
func (h *Handler) Run(ctx context.Context) error {
	if h.peers.store == nil {
		<-ctx.Done()
		return nil
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return h.peers.store.Follow(ctx, h.hear) })
	g.Go(func() error { return h.act(ctx) })
	g.Go(func() error { return h.ringOthers(ctx) })
	return g.Wait()
}

// hear takes news without waiting.
func (h *Handler) hear(n News) {
	if n.Kind == NewsChanged {
		h.bell.echo()
		return
	}
	select {
	case h.peers.news <- n:
		return
	default:
	}
	for len(h.peers.news) > 0 {
		select {
		case <-h.peers.news:
		default:
		}
	}
	h.peers.news <- News{Kind: NewsForgotten} // room was made, and nobody else sends
	h.peers.news <- News{Kind: NewsMissed}
}

func (h *Handler) act(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case n := <-h.peers.news:
			if err := h.actOn(ctx, n); err != nil && ctx.Err() == nil {
				h.Log.Error("hq: news of another process was not acted upon; kiosks hear of it when they come back", "news", n.Kind, "err", err)
			}
			h.bell.echo()
		}
	}
}

func (h *Handler) actOn(ctx context.Context, n News) error {
	switch n.Kind {
	case NewsSettings:
		return h.each(ctx, n.Kiosks, h.retell)
	case NewsCommand:
		return h.each(ctx, n.Kiosks, func(ctx context.Context, s *session) error { return s.command(ctx, n.Ref) })
	case NewsRevoked:
		return h.each(ctx, n.Kiosks, h.checkKey)
	case NewsOnline:
		return h.each(ctx, n.Kiosks, func(_ context.Context, s *session) error { return s.voice.say(onlineNews(n.Ref)) })
	case NewsClaimed:
		return h.each(ctx, n.Kiosks, h.checkSeat)
	case NewsForgotten:
		return h.claimAgain(ctx)
	case NewsMissed:
		return h.each(ctx, []string{"*"}, h.lookAgain)
	}
	return nil
}

// each does something for the sessions of kiosks that are connected here, once they
// have been welcomed.
func (h *Handler) each(ctx context.Context, kiosks []string, do func(context.Context, *session) error) error {
	var errs []error
	sessions := h.present.all()
	if !slices.Contains(kiosks, "*") {
		sessions = nil
		for _, id := range kiosks {
			if s := h.present.of(id); s != nil {
				sessions = append(sessions, s)
			}
		}
	}
	for _, s := range sessions {
		err := s.whenIn(func() error {
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeWithin)
			defer cancel()
			return do(ctx, s)
		})
		if err != nil {
			errs = append(errs, fmt.Errorf("kiosk %s: %w", s.kiosk, err))
		}
	}
	return errors.Join(errs...)
}

// retell tells a kiosk its newest settings.
func (h *Handler) retell(ctx context.Context, s *session) error {
	newest, err := h.Store.NewestSettings(ctx, s.kiosk)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err == nil {
		h.tell(s, &newest.Settings)
	}
	return err
}

// checkKey ends a session whose key counts no more.
func (h *Handler) checkKey(ctx context.Context, s *session) error {
	keys, err := h.Store.Keys(ctx, s.kiosk)
	if k := find(keys, s.key); k != nil && !k.Revoked.IsZero() {
		s.stop(revoked(k.Reason))
	}
	return err
}

func revoked(reason string) *wire.Error {
	return &wire.Error{Code: wire.CodeRevoked, Reason: "this kiosk's key was revoked: " + reason}
}

// checkSeat ends a session whose kiosk has connected to another process.
func (h *Handler) checkSeat(ctx context.Context, s *session) error {
	here, err := h.peers.store.Has(ctx, s.kiosk)
	if err == nil && !here {
		s.stop(replaced())
	}
	return err
}

func replaced() *wire.Error {
	return &wire.Error{Code: wire.CodeReplaced, Reason: "a newer connection of the same kiosk took over; if it is another machine, give it an id of its own"}
}

// lookAgain looks for everything that may have been missed about a kiosk.
func (h *Handler) lookAgain(ctx context.Context, s *session) error {
	return errors.Join(h.checkSeat(ctx, s), h.checkKey(ctx, s), h.retell(ctx, s), s.command(ctx, ""))
}

// claimAgain notes anew who is connected here. Kiosks that have gone to another
// process meanwhile are let go.
func (h *Handler) claimAgain(ctx context.Context) error {
	var seats []Seat
	for _, s := range h.present.all() {
		seats = append(seats, s.seat())
	}
	if len(seats) == 0 {
		return nil
	}
	lost, err := h.peers.store.ClaimAgain(ctx, seats)
	if err != nil {
		return err
	}
	return h.each(ctx, lost, func(_ context.Context, s *session) error {
		s.stop(replaced())
		return nil
	})
}

// ringOthers passes on that something has changed here.
func (h *Handler) ringOthers(ctx context.Context) error {
	for own := h.bell.ours(); ; {
		select {
		case <-ctx.Done():
			return nil
		case <-own:
		}
		own = h.bell.ours()
		if err := h.peers.store.Rang(ctx); err != nil && ctx.Err() == nil {
			h.Log.Info("hq: the other processes' pages may be late", "err", err)
		}
		select {
		case <-time.After(ringApart):
		case <-ctx.Done():
		}
	}
}

// claim notes in a shared store that the kiosk is connected here, and reports
// whether there must be two machines.
func (s *session) claim() (two bool) {
	store := s.h.peers.store
	if store == nil {
		return false
	}
	ctx, cancel := context.WithTimeout(context.Background(), storeWithin)
	defer cancel()
	two, err := store.Claim(ctx, s.seat(), takenOften, takenWithin)
	if err != nil {
		s.log.Error("hq: the other processes do not know that this kiosk is here", "kiosk", s.kiosk, "err", err)
	}
	return two
}

// release notes in a shared store that the kiosk has gone.
func (s *session) release() {
	store := s.h.peers.store
	if store == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), storeWithin)
	defer cancel()
	if err := store.Release(ctx, s.seat()); err != nil {
		s.log.Error("hq: the other processes do not know that this kiosk has gone", "kiosk", s.kiosk, "err", err)
	}
}

func (s *session) seat() Seat { return Seat{Kiosk: s.kiosk, Session: s.number} }
