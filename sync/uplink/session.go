package uplink

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
)

// Times of a session.
const (
	silence       = 18 * time.Second // with no sign of life from HQ
	pingLow       = 5 * time.Second
	pingHigh      = 8 * time.Second
	writeWithin   = 10 * time.Second
	statusEvery   = 30 * time.Second
	statusMetered = 5 * time.Minute
	statusApart   = time.Second // at least, however often the status changes
	ackWithin     = time.Minute // of facts, while HQ has some to acknowledge
)

// inboxSize lets receive run ahead of a session that is busy sending, by more
// messages than HQ has reason to send; otherwise both ends could wait for each
// other to read.
const inboxSize = 4 * wire.MaxFlight

// session is one connection. The goroutine that runs it owns all of it but for
// reading, which receive does beside it, and waiting for new facts.
type session struct {
	u     *Uplink
	conn  *websocket.Conn
	epoch string

	inbox chan heard  // from receive
	wait  chan uint64 // to watch: tell me of a fact after this one
	more  chan error  // from watch: there is one, or it will never be known
	spoke time.Time   // when the last status went out
	since time.Time   // when HQ let us in

	limits  wire.Limits
	flight  []uint64 // last number of each frame on its way
	ready   [][]byte // the frame that goes next, from the fact numbered next on
	next    uint64   // the number to send next
	acked   uint64   // what HQ said last, at least
	waiting bool     // watch has been asked
	forked  bool
	why     string    // of the fork
	moved   bool      // HQ acknowledged something in this session
	tried   bool      // we sent facts, or began to
	owes    time.Time // since then HQ has had facts to acknowledge and has not

	drained *errDrain        // HQ asked to leave
	leave   <-chan time.Time // when to
	quota   time.Time        // no more facts before this
}

// heard is what receive hands over: a message, or why there will be no more.
type heard struct {
	wire.Message
	err error
}

// lasting is how long a connection must have lasted to count as good even if
// nothing was acknowledged in it.
const lasting = time.Minute

// connect runs one connection to its end. It returns why it ended, and HQ's
// limits if it was of any use, so that the next attempt need not be put off
// further.
func (u *Uplink) connect(ctx context.Context) (*wire.Limits, error) {
	conn, err := u.dial(ctx)
	if err != nil {
		return nil, err
	}
	s := &session{
		u: u, conn: conn, epoch: u.o.Source.Epoch(),
		inbox: make(chan heard, inboxSize), wait: make(chan uint64, 1), more: make(chan error, 1),
	}
	err = s.run(ctx)
	u.modesty(s)
	var drain *errDrain
	if errors.As(err, &drain) || s.moved || !s.since.IsZero() && time.Since(s.since) >= lasting {
		return &s.limits, err
	}
	return nil, err
}

func (s *session) run(ctx context.Context) error {
	inner, cancel := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { s.receive(inner) })
	beside.Go(func() { s.watch(inner) })
	err := s.talk(ctx)
	if errors.Is(err, errWrite) {
		err = s.lastWord(err)
	}
	s.part(ctx, err) // closes the connection, which ends receive
	cancel()
	beside.Wait()
	return err
}

func (s *session) talk(ctx context.Context) error {
	if err := s.greet(ctx); err != nil {
		return err
	}
	s.since = time.Now()
	s.u.forget()
	s.u.up(s.acked, s.why)
	s.u.o.Log.Info("uplink: connected", "hq", s.u.url().Host, "acked", s.acked, "forked", s.forked)
	if err := s.catchUp(); err != nil {
		return err
	}
	return s.loop(ctx)
}

// loop sends what there is to send and hears what HQ says.
func (s *session) loop(ctx context.Context) error {
	status, ping, pace := time.NewTimer(0), time.NewTimer(0), time.NewTimer(0)
	defer status.Stop()
	defer ping.Stop()
	defer pace.Stop()
	for {
		if err := s.send(); err != nil {
			return err
		}
		if wait := time.Until(s.quota); wait > 0 {
			pace.Reset(wait)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case m := <-s.inbox:
			busy := len(s.flight) > 0
			if err := s.hear(ctx, m); err != nil {
				return err
			}
			if busy && len(s.flight) == 0 {
				s.soon(status)
			}
		case err := <-s.more:
			if err != nil {
				return fmt.Errorf("wait for facts: %w", err)
			}
			s.waiting = false
		case <-ping.C:
			if err := s.ping(ping); err != nil {
				return err
			}
		case <-s.u.o.Changed:
			s.soon(status)
		case <-s.u.anew:
			return errAgain
		case <-s.u.now:
			s.soon(status)
		case <-s.leave:
			return s.drained
		case <-pace.C:
		case m := <-s.u.outbox:
			if err := s.write(m); err != nil {
				return err
			}
		case <-status.C:
			status.Reset(s.u.statusEvery())
			if err := s.status(); err != nil {
				return err
			}
		}
	}
}
