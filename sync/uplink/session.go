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
	silence     = 18 * time.Second // with no sign of life from HQ
	pingLow     = 5 * time.Second
	pingHigh    = 8 * time.Second
	writeWithin = 10 * time.Second
	statusEvery = 30 * time.Second
	statusApart = time.Second // at least, however often the status changes
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
	next    uint64   // the number to send next
	acked   uint64   // what HQ said last, at least
	waiting bool     // watch has been asked
	forked  bool
	why     string // of the fork
	moved   bool   // HQ acknowledged something in this session
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
	if s.moved || !s.since.IsZero() && time.Since(s.since) >= lasting {
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
	s.u.up(s.acked, s.why)
	s.u.o.Log.Info("uplink: connected", "hq", s.u.url.Host, "acked", s.acked, "forked", s.forked)
	return s.loop(ctx)
}

// loop sends what there is to send and hears what HQ says.
func (s *session) loop(ctx context.Context) error {
	status, ping := time.NewTimer(0), time.NewTimer(0)
	defer status.Stop()
	defer ping.Stop()
	for {
		if err := s.send(); err != nil {
			return err
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
		case <-status.C:
			status.Reset(statusEvery)
			if err := s.status(); err != nil {
				return err
			}
		}
	}
}

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

// soon brings the next status forward.
func (s *session) soon(status *time.Timer) {
	status.Reset(max(0, time.Until(s.spoke.Add(statusApart))))
}

func (s *session) ping(t *time.Timer) error {
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
	case errors.Is(err, context.Canceled) && ctx.Err() != nil, errors.Is(err, errEpoch):
		last = &wire.Bye{Reason: "the kiosk goes"}
	}
	if last != nil {
		if err := s.write(last); err != nil {
			s.u.o.Log.Debug("uplink: the last word was not heard", "err", err)
		}
	}
	_ = s.conn.Close() // nothing more is expected of it
}
