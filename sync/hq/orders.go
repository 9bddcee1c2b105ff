package hq

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/wire"
)

// Answerer answers what kiosks ask. It is called in a goroutine of its own, and
// the context ends when nobody listens any more. An error that is a [*No] is
// HQ's no; any other means that HQ could not answer.
type Answerer func(ctx context.Context, kiosk string, ask *wire.Ask) (body any, err error)

// No is a no for a kiosk.
type No struct {
	Code   string // a word for programs
	Reason string // a sentence for people
}

func (n *No) Error() string { return n.Reason }

// maxAsks is how many questions of one kiosk may wait for their answers.
const maxAsks = 16

// maxAskWithin bounds the time that a kiosk may give us.
const maxAskWithin = time.Minute

// asked has a question answered beside the session.
func (s *session) asked(a *wire.Ask) error {
	if s.h.Answer == nil && !answersItself(a.Name) {
		return s.voice.say(&wire.Answer{ID: a.ID, Error: "unknown", Reason: "this HQ answers no questions"})
	}
	select {
	case s.asks <- struct{}{}:
	default:
		return s.voice.say(&wire.Answer{ID: a.ID, Error: wire.CodeBusy, Reason: "too many questions at once"})
	}
	s.beside.Go(func() {
		defer func() { <-s.asks }()
		if err := s.voice.say(s.answer(a)); err != nil {
			s.log.Debug("hq: an answer was not said", "kiosk", s.kiosk, "err", err)
		}
	})
	return nil
}

func (s *session) answer(a *wire.Ask) *wire.Answer {
	within := min(time.Duration(a.Within)*time.Millisecond, maxAskWithin)
	ctx, cancel := context.WithTimeout(s.ctx, within)
	defer cancel()
	body, err := s.find(ctx, a)
	answer := &wire.Answer{ID: a.ID}
	if err == nil {
		answer.Body, err = json.Marshal(body)
	}
	var no *No
	switch {
	case errors.As(err, &no):
		answer.Error, answer.Reason = no.Code, no.Reason
	case err != nil && s.ctx.Err() != nil: // nobody is there to hear it
		s.log.Debug("hq: a kiosk left before its answer", "kiosk", s.kiosk, "ask", a.Name, "err", err)
		answer.Error, answer.Reason = wire.CodeInternal, "the connection ended"
	case err != nil:
		s.log.Error("hq: a question was not answered", "kiosk", s.kiosk, "ask", a.Name, "err", err)
		answer.Error, answer.Reason = wire.CodeInternal, "HQ could not answer; see its log"
	}
	return answer
}

func answersItself(name string) bool {
	return name == wire.AskSettled || name == wire.AskWebToken || name == wire.AskRotateKey || name == wire.AskStorage || name == wire.AskPrepare
}

// find answers what HQ can answer by itself, and has the rest answered.
func (s *session) find(ctx context.Context, a *wire.Ask) (any, error) {
	switch a.Name {
	case wire.AskSettled:
		return s.h.settled(ctx, s.kiosk, a.Body)
	case wire.AskWebToken:
		return s.h.webToken(s.kiosk, a.Body)
	case wire.AskRotateKey:
		return s.rotate(ctx, a.Body)
	case wire.AskStorage:
		return s.h.storage(ctx, s.kiosk, a.Body)
	case wire.AskPrepare:
		return s.h.online(ctx, s.kiosk, a)
	}
	return s.h.Answer(ctx, s.kiosk, a)
}

// orders tells a kiosk what HQ wants of it and what it may not have heard: the
// newest settings, and the commands that nobody has answered.
func (s *session) orders(hello *wire.Hello, newest Settings) error {
	if newest.Version > 0 && wire.Hash(newest.Document) != hello.Settings.Offered {
		if err := s.voice.say(&newest.Settings); err != nil {
			return err
		}
	}
	if err := s.update(); err != nil {
		return err
	}
	return s.commands()
}

// settingsResult keeps what became of a document.
func (s *session) settingsResult(m *wire.SettingsResult) error {
	ctx, cancel := context.WithTimeout(context.Background(), storeWithin)
	defer cancel()
	s.log.Info("hq: settings at a kiosk", "kiosk", s.kiosk, "version", m.Version, "state", m.State, "reason", m.Reason)
	now := time.Now()
	if err := s.h.Outbox.NoteSettings(ctx, s.kiosk, *m, now); err != nil {
		return s.broken("note that settings have a result", err)
	}
	if err := s.h.Store.NoteSettings(ctx, s.kiosk, *m, now); err != nil {
		return s.broken("note settings", err)
	}
	s.keeping(m)
	s.h.bell.ring()
	return nil
}

// Offer keeps a settings document and tells it to the kiosks that are connected.
// The others hear of it when they come.
func (h *Handler) Offer(ctx context.Context, d Settings) error {
	if _, err := wire.Encode(&d.Settings); err != nil {
		return err
	}
	if err := h.Store.PutSettings(ctx, d); err != nil {
		return fmt.Errorf("keep settings %d: %w", d.Version, err)
	}
	for _, s := range h.present.all() {
		if d.IsFor(s.kiosk) {
			h.tell(s, &d.Settings)
		}
	}
	h.bell.ring()
	return nil
}

// OfferTo offers a document that is kept to more kiosks, and tells it to those
// that are connected.
func (h *Handler) OfferTo(ctx context.Context, d Settings, kiosks []string) error {
	if err := h.Store.OfferTo(ctx, d.Version, kiosks); err != nil {
		return fmt.Errorf("offer settings %d: %w", d.Version, err)
	}
	d.For = kiosks
	for _, s := range h.present.all() {
		if d.IsFor(s.kiosk) {
			h.tell(s, &d.Settings)
		}
	}
	h.bell.ring()
	return nil
}

// Revoke has a key of a kiosk count no more, and ends the kiosk's session.
func (h *Handler) Revoke(ctx context.Context, kiosk, key, reason string) error {
	if err := h.Store.Revoke(ctx, kiosk, key, reason, time.Now().UTC()); err != nil {
		return fmt.Errorf("revoke key %s of %s: %w", key, kiosk, err)
	}
	if s := h.present.of(kiosk); s != nil {
		s.stop(revoked(reason))
	}
	h.bell.ring()
	return nil
}

// tell says something to a kiosk that is connected, after its welcome. If that
// fails, so does its session, and the kiosk hears of it when it comes back.
func (h *Handler) tell(s *session, m wire.Message) {
	if err := s.whenIn(func() error { return s.voice.say(m) }); err != nil {
		h.Log.Info("hq: a kiosk was not told", "kiosk", s.kiosk, "message", m.Type(), "err", err)
	}
}

func drainAfter(after time.Duration) *wire.Drain {
	return &wire.Drain{After: int(after.Milliseconds()), Spread: int(backWithin.Milliseconds())}
}

// Drain asks all kiosks to come back by another way.
func (h *Handler) Drain(after, spread time.Duration) {
	for _, s := range h.present.all() {
		h.tell(s, &wire.Drain{After: int(after.Milliseconds()), Spread: int(spread.Milliseconds())})
	}
}
