package hq

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"golang.org/x/sync/semaphore"

	"kioskd/sync/wire"
)

// What HQ does at once is bounded, so that a storm of kiosks makes it slow and not
// large. Whoever does not get a turn in time is told so and comes back later: its
// uplink waits longer each time, up to a minute.
const (
	comingTogether = 400             // kiosks that the store is asked about at once
	comeWithin     = 8 * time.Second // a kiosk that waits longer for its welcome would give up by itself

	intakeBytes  = 16 << 20         // of large messages that are in memory at once
	intakeWithin = 10 * time.Second // a kiosk hears nothing from us meanwhile, not even a pong
	smallMessage = 4 << 10          // a lone fact or a status, which needs no turn
	largeMessage = wire.MaxPayload + wire.MaxHeader
)

// bounds let kiosks in a few hundred at a time, and large messages a few dozen.
type bounds struct {
	coming *semaphore.Weighted
	intake *semaphore.Weighted
}

func newBounds() bounds {
	return bounds{coming: semaphore.NewWeighted(comingTogether), intake: semaphore.NewWeighted(intakeBytes)}
}

// turn waits for a part of what a semaphore has, but not for long: then the kiosk is
// sent away, to come back later.
func turn(ctx context.Context, of *semaphore.Weighted, n int64, within time.Duration) error {
	ctx, cancel := context.WithTimeoutCause(ctx, within, errBusy)
	defer cancel()
	if err := of.Acquire(ctx, n); err != nil {
		return context.Cause(ctx)
	}
	return nil
}

// errBusy ends a session that got no turn.
var errBusy = refuse(wire.CodeBusy, "HQ has more to do than it can at the moment; it is tried again")

// comeBackAfter is what a connection that is refused before it has begun is told, in
// seconds. Our uplink goes by its own, growing delays; others may go by this.
const comeBackAfter = "10"

// admits reports whether one more session may begin, and tells the kiosk if not.
func (h *Handler) admits(w http.ResponseWriter) bool {
	var why string
	switch {
	case h.leaving.Load():
		why = "this HQ is going; another may take you"
	case h.MostKiosks > 0 && h.present.count() >= h.MostKiosks:
		why = "this HQ serves as many kiosks as it may"
	default:
		return true
	}
	w.Header().Set("Retry-After", comeBackAfter)
	http.Error(w, why, http.StatusServiceUnavailable)
	return false
}

// body reads a message. What is larger than a few facts waits for its turn, and the
// turn is over when the message has been acted upon.
func (s *session) body(r io.Reader) ([]byte, error) {
	b := make([]byte, smallMessage)
	n, err := io.ReadFull(r, b)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return b[:n], nil
	}
	if err != nil {
		return nil, err
	}
	if err := turn(s.ctx, s.h.bounds.intake, largeMessage, intakeWithin); err != nil {
		return nil, err
	}
	s.holds = true
	if err := s.extend(Silence); err != nil {
		return nil, err
	}
	whole := bytes.NewBuffer(make([]byte, 0, 16*smallMessage))
	whole.Write(b)
	_, err = whole.ReadFrom(r)
	return whole.Bytes(), err
}

// acted ends the turn of a message.
func (s *session) acted() {
	if s.holds {
		s.holds = false
		s.h.bounds.intake.Release(largeMessage)
	}
}
