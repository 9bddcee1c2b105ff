package uplink

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
)

// errEpoch ends a session whose journal was begun anew.
var errEpoch = errors.New("the journal has a new epoch; introducing ourselves again")

func (s *session) status() error {
	if s.u.o.Source.Epoch() != s.epoch {
		return errEpoch
	}
	s.spoke = time.Now()
	status := s.u.o.Status()
	return s.write(&status)
}

// statusEvery is how often HQ hears how the kiosk is, when nothing changes.
func (u *Uplink) statusEvery() time.Duration {
	if u.o.Metered {
		return statusMetered
	}
	return statusEvery
}

// soon brings the next status forward.
func (s *session) soon(status *time.Timer) {
	status.Reset(max(0, time.Until(s.spoke.Add(statusApart))))
}

// ping asks for a sign of life. HQ that gives one and acknowledges nothing is of
// no use: another connection may find it, or another address of it, in better
// health.
func (s *session) ping(t *time.Timer) error {
	if len(s.flight) > 0 && time.Since(s.owes) > ackWithin {
		return fmt.Errorf("HQ has acknowledged nothing of what it was sent for %s", ackWithin)
	}
	delay, err := between(s.u.o.Rand, pingLow, pingHigh)
	if err != nil {
		return err
	}
	t.Reset(delay)
	if err := s.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(writeWithin)); err != nil {
		return fmt.Errorf("%w a ping: %w", errWrite, err)
	}
	return nil
}

func (s *session) write(m wire.Message) error {
	b, err := wire.Encode(m)
	if err != nil {
		return err
	}
	if err := s.conn.SetWriteDeadline(time.Now().Add(writeWithin)); err != nil {
		return fmt.Errorf("send %s: %w", m.Type(), err)
	}
	if err := s.conn.WriteMessage(websocket.TextMessage, b); err != nil {
		return fmt.Errorf("%w %s: %w", errWrite, m.Type(), err)
	}
	return nil
}

// errWrite marks a line that took no more. HQ may have said why.
var errWrite = errors.New("send")

// lastWordWithin is how long a reason may take to arrive on a line that takes
// nothing any more.
const lastWordWithin = time.Second

// lastWord looks for a better reason than the failed write in what HQ said
// before.
func (s *session) lastWord(err error) error {
	late := time.After(lastWordWithin)
	for {
		select {
		case h := <-s.inbox:
			if said, ok := h.Message.(*wire.Error); ok {
				return said
			}
			if errors.Is(h.err, errBroken) {
				return h.err
			}
			if h.err != nil {
				return err
			}
		case <-late:
			return err
		}
	}
}

// errBroken is why we end a conversation that HQ made senseless.
var errBroken = errors.New("HQ broke the protocol")

// part says why we go, if we still can, and closes the connection.
func (s *session) part(ctx context.Context, err error) {
	var last wire.Message
	switch {
	case errors.Is(err, errBroken):
		last = &wire.Error{Code: wire.CodeMalformed, Reason: err.Error()}
	case errors.Is(err, context.Canceled) && ctx.Err() != nil, errors.Is(err, errEpoch), errors.Is(err, errAgain), s.drained != nil:
		last = &wire.Bye{Reason: "the kiosk goes"}
	}
	if last != nil {
		if err := s.write(last); err != nil {
			s.u.o.Log.Debug("uplink: the last word was not heard", "err", err)
		}
	}
	_ = s.conn.Close() // nothing more is expected of it
}
