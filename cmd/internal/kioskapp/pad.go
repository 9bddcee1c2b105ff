package kioskapp

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
)

// sharedPad lets an engineer's question to the pad wait for no payment and no
// payment wait for long: calls go one at a time, and a question that finds the
// pad busy is refused. Settings can put another pad in its place.
type sharedPad struct {
	log  *slog.Logger
	turn chan struct{}
	at   atomic.Pointer[fitting]
}

var (
	_ pay.Totaller = (*sharedPad)(nil)
	_ pay.DayEnder = (*sharedPad)(nil)
)

var errPadBusy = errors.New("a payment is running: ask again when it has ended")

var (
	_ drivers.Pad = (*sharedPad)(nil)
	_ pay.Wrapper = (*sharedPad)(nil)
)

func share(f *fitting, log *slog.Logger) *sharedPad {
	s := &sharedPad{log: log, turn: make(chan struct{}, 1)}
	s.at.Store(f)
	return s
}

// now returns the pad in use.
func (s *sharedPad) now() *fitting { return s.at.Load() }

// Unwrap implements [pay.Wrapper].
func (s *sharedPad) Unwrap() pay.Terminal { return s.now().Pad }

// Run implements [drivers.Pad], for the pad in use.
func (s *sharedPad) Run(ctx context.Context) error { return s.now().run(ctx) }

// Abort implements [pay.Terminal].
func (s *sharedPad) Abort(ctx context.Context) error { return s.now().Abort(ctx) }

// Close implements [pay.Terminal].
func (s *sharedPad) Close() error { return s.now().Close() }

func (s *sharedPad) take(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return pay.Fail("wait for the pad", pay.NotSent, ctx.Err())
	}
}

func (s *sharedPad) give() { <-s.turn }

// peekLimit bounds an engineer's question, so that it costs no customer's time.
const peekLimit = 5 * time.Second

// peek is the engineer's Mark.
func (s *sharedPad) peek(ctx context.Context) (m pay.Mark, err error) {
	busy := s.aside(ctx, func(ctx context.Context) { m, err = s.now().Mark(ctx) })
	return m, errors.Join(busy, err)
}

// aside asks the pad something, unless somebody else does.
func (s *sharedPad) aside(ctx context.Context, ask func(context.Context)) error {
	return s.asideFor(ctx, peekLimit, ask)
}

func (s *sharedPad) asideFor(ctx context.Context, limit time.Duration, ask func(context.Context)) error {
	select {
	case s.turn <- struct{}{}:
		defer s.give()
		ctx, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		ask(ctx)
		return nil
	default:
		return errPadBusy
	}
}

func (s *sharedPad) Mark(ctx context.Context) (pay.Mark, error) {
	return contained(ctx, s, "mark", pay.NotSent, func() (pay.Mark, error) { return s.now().Mark(ctx) })
}

func (s *sharedPad) Authorize(ctx context.Context, c pay.Charge, accept pay.Accept) (pay.Answer, error) {
	return contained(ctx, s, "authorize", pay.Unknown, func() (pay.Answer, error) { return s.now().Authorize(ctx, c, accept) })
}

func (s *sharedPad) Void(ctx context.Context, v pay.Void, accept pay.Accept) (pay.Answer, error) {
	return contained(ctx, s, "void", pay.Unknown, func() (pay.Answer, error) { return s.now().Void(ctx, v, accept) })
}

func (s *sharedPad) Resolve(ctx context.Context, c pay.Charge, before pay.Mark) (pay.Resolution, error) {
	return contained(ctx, s, "resolve", pay.Unknown, func() (pay.Resolution, error) { return s.now().Resolve(ctx, c, before) })
}

// errNoTotals says that the pad counts nothing of its own.
var errNoTotals = errors.New("this pad keeps no totals of its own")

// totalsLimit bounds a question for the pad's totals, which some pads print.
const totalsLimit = 30 * time.Second

// Totals implements [pay.Totaller] for pads that do.
func (s *sharedPad) Totals(ctx context.Context) (pay.Totals, error) {
	return contained(ctx, s, "totals", pay.NotSent, func() (pay.Totals, error) {
		t, ok := pay.As[pay.Totaller](s.now().Pad)
		if !ok {
			return pay.Totals{}, pay.Fail("totals", pay.NotSent, errNoTotals)
		}
		return t.Totals(ctx)
	})
}

// EndDay implements [pay.DayEnder] for pads that do.
func (s *sharedPad) EndDay(ctx context.Context) (pay.Totals, error) {
	return contained(ctx, s, "end of day", pay.Unknown, func() (pay.Totals, error) {
		d, ok := pay.As[pay.DayEnder](s.now().Pad)
		if !ok {
			return pay.Totals{}, pay.Fail("end of day", pay.NotSent, errors.New("this pad has no end of day"))
		}
		return d.EndDay(ctx)
	})
}

// totals asks the pad for what it has counted since its last end of day.
func (s *sharedPad) totals(ctx context.Context) (t pay.Totals, err error) {
	pad, ok := pay.As[pay.Totaller](s.now().Pad)
	if !ok {
		return t, errNoTotals
	}
	busy := s.asideFor(ctx, totalsLimit, func(ctx context.Context) { t, err = pad.Totals(ctx) })
	return t, errors.Join(busy, err)
}
