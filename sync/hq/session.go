package hq

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
)

// Silence is how long a kiosk may say nothing, not even ping, before its
// connection counts as gone.
const Silence = 20 * time.Second

// Limits of a session.
const (
	helloWithin = 10 * time.Second // a stranger must say who it is
	writeWithin = 10 * time.Second
	storeWithin = 30 * time.Second
)

// session is one kiosk's connection, served by one goroutine at a time: see aside.
// Only stop, give and the voice are for others.
type session struct {
	h     *Handler
	conn  *websocket.Conn
	voice voice
	log   *slog.Logger

	ctx  context.Context // done when the session has to end; the cause says why
	quit context.CancelCauseFunc

	kiosk, epoch, agent string // empty before the hello was proved
	life                string // see [wire.Hello.Life]
	key                 string // name of the key that signed the hello, empty for a token
	acked               uint64
	forked              atomic.Bool
	doubts              bool // a command may have been forgotten; the kiosk has not been heard yet

	number int64 // no other session of this process has it
	arrival
	holds bool // a turn at intake

	asks   chan struct{}  // holds one for each question that is being answered
	beside sync.WaitGroup // goroutines that answer them
}

// last is a cause of ending that comes with a last word for the kiosk.
type last struct{ wire.Message }

func (l last) Error() string {
	switch m := l.Message.(type) {
	case *wire.Error:
		return m.Code + ": " + m.Reason
	case *wire.Bye:
		return m.Reason
	}
	return l.Type()
}

func refuse(code, format string, args ...any) error {
	return last{&wire.Error{Code: code, Reason: fmt.Sprintf(format, args...)}}
}

// errGone ends a session whose kiosk said goodbye.
var errGone = errors.New("the kiosk said goodbye")

func newSession(h *Handler, conn *websocket.Conn) *session {
	s := &session{h: h, conn: conn, number: h.numbers.Add(1), voice: voice{conn: conn}, asks: make(chan struct{}, maxAsks), log: h.Log.With("peer", conn.RemoteAddr().String())}
	s.ctx, s.quit = context.WithCancelCause(context.Background())
	conn.SetReadLimit(wire.MaxHeader) // until we know who speaks
	conn.SetPingHandler(s.pong)
	return s
}

// run serves the connection until it ends.
func (s *session) run() {
	err := s.arrive()
	go s.stay(err) // on a small stack; see aside
}

// stay serves a kiosk that is in, or ends the session of one that was not let in.
func (s *session) stay(err error) {
	for err == nil {
		err = s.next()
	}
	s.acted()
	s.finish(err)
	s.beside.Wait()
	if s.h.present.end(s) {
		s.release()
		s.seen(nil)
		s.h.bell.ring()
	}
	s.log.Info("hq: connection ended", "kiosk", s.kiosk, "err", err)
}

// arrive finds out who it is, and lets a kiosk in.
func (s *session) arrive() error {
	hello, nonce, err := s.greet()
	if err != nil {
		return err
	}
	if err := s.come(hello, nonce); err != nil {
		return err
	}
	s.conn.SetReadLimit(wire.MaxMessage)
	return nil
}

// next waits for the kiosk's next message and acts upon it.
func (s *session) next() error {
	kind, r, err := s.await(Silence)
	if err != nil {
		return err
	}
	return aside(func() error {
		m, err := s.take(kind, r)
		if err == nil {
			err = s.hear(m)
		}
		s.acted()
		return err
	})
}

// come lets a kiosk in that has said who it is, when it is its turn.
func (s *session) come(hello *wire.Hello, nonce string) error {
	if err := turn(s.ctx, s.h.bounds.coming, 1, comeWithin); err != nil {
		return err
	}
	defer s.h.bounds.coming.Release(1)
	if err := s.admit(hello, nonce); err != nil {
		return err
	}
	s.enter(hello)
	if err := s.welcome(hello); err != nil {
		return err
	}
	return s.arrived()
}

func (s *session) hear(m wire.Message) error {
	switch m := m.(type) {
	case *wire.Facts:
		return s.facts(m)
	case *wire.Status:
		s.seen(m)
		s.ailing(m)
		s.h.bell.ring()
		return s.giveUpGone()
	case *wire.SettingsResult:
		return s.settingsResult(m)
	case *wire.CommandResult:
		return s.commandResult(m)
	case *wire.Ask:
		return s.asked(m)
	case *wire.UpdateResult:
		s.log.Info("hq: update at a kiosk", "kiosk", s.kiosk, "version", m.Version, "state", m.State, "reason", m.Reason)
		return nil
	case *wire.Unknown:
		s.log.Debug("hq: a message of a type this HQ does not know", "kiosk", s.kiosk, "type", m.Name)
		return nil
	case *wire.Error:
		return fmt.Errorf("the kiosk gave up: %s", m.Reason)
	case *wire.Bye:
		return errGone
	}
	return refuse(wire.CodeMalformed, "a kiosk does not send %q here", m.Type())
}

// seen notes in the store that the kiosk is there. A failure is logged, not
// fatal: facts matter more than sightings.
func (s *session) seen(status *wire.Status) {
	ctx, cancel := context.WithTimeout(context.Background(), storeWithin)
	defer cancel()
	k := Kiosk{ID: s.kiosk, LastSeen: time.Now(), Agent: s.agent, Epoch: s.epoch, Status: status}
	if err := s.h.Store.Seen(ctx, k); err != nil {
		s.log.Error("hq: a sighting was not noted", "kiosk", s.kiosk, "err", err)
	}
}
