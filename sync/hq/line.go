package hq

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/gorilla/websocket"

	"kioskd/sync/wire"
)

// stop makes the session end from outside, with a last word, and leave does for
// any cause. The read that is waiting is woken by
// a deadline in the past; read looks at the context after it sets one, so the
// wish cannot get lost.
func (s *session) stop(m wire.Message) { s.leave(last{m}) }

func (s *session) leave(cause error) {
	s.quit(cause)
	_ = s.conn.NetConn().SetReadDeadline(time.Unix(1, 0))
}

// extend allows the kiosk another while of silence.
func (s *session) extend(d time.Duration) error {
	deadline := time.Now().Add(d)
	if err := s.conn.SetReadDeadline(deadline); err != nil {
		return fmt.Errorf("set a deadline: %w", err)
	}
	return context.Cause(s.ctx)
}

// read returns the kiosk's next message.
func (s *session) read(silence time.Duration) (wire.Message, error) {
	kind, r, err := s.await(silence)
	if err != nil {
		return nil, err
	}
	return s.take(kind, r)
}

// await waits until a message begins.
func (s *session) await(silence time.Duration) (kind int, r io.Reader, err error) {
	if err := s.extend(silence); err != nil {
		return 0, nil, err
	}
	kind, r, err = s.conn.NextReader()
	return kind, r, s.unread(err)
}

// unread says why a message was not read: because the session has to end, if it has.
func (s *session) unread(err error) error {
	if cause := context.Cause(s.ctx); cause != nil {
		return cause
	}
	switch {
	case err == nil, errors.Is(err, errBusy):
		return err
	case errors.Is(err, websocket.ErrReadLimit):
		return refuse(wire.CodeMalformed, "a message of more than %d bytes", wire.MaxMessage)
	}
	return fmt.Errorf("read: %w", err)
}

// take reads a message that has begun.
func (s *session) take(kind int, r io.Reader) (wire.Message, error) {
	b, err := s.body(r)
	if err := s.unread(err); err != nil {
		return nil, err
	}
	if kind != websocket.TextMessage {
		return nil, refuse(wire.CodeMalformed, "a binary message; %s speaks text", wire.Subprotocol)
	}
	m, err := wire.Decode(b)
	if err != nil {
		return nil, refuse(wire.CodeMalformed, "%v", err)
	}
	return m, nil
}

func (s *session) pong(data string) error {
	if err := s.extend(Silence); err != nil {
		return err
	}
	err := aside(func() error {
		return s.conn.WriteControl(websocket.PongMessage, []byte(data), time.Now().Add(writeWithin))
	})
	if errors.Is(err, websocket.ErrCloseSent) {
		return nil
	}
	return err
}

func (s *session) write(m wire.Message) error { return s.voice.say(m) }

// finish says the last word, if the cause has one, and closes the connection.
func (s *session) finish(cause error) {
	code, reason := websocket.CloseNormalClosure, ""
	var l last
	if errors.As(cause, &l) {
		code, reason = closeCode(l.Message), l.Error()
		if err := s.write(l.Message); err != nil {
			s.log.Debug("hq: the last word was not heard", "kiosk", s.kiosk, "err", err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), writeWithin)
	defer cancel()
	if err := s.voice.finish(ctx); err != nil {
		s.log.Debug("hq: not everything was heard", "kiosk", s.kiosk, "err", err)
	}
	bye := websocket.FormatCloseMessage(code, reason[:min(len(reason), 100)])
	_ = s.conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second)) // the line may be dead
	_ = s.conn.Close()
	s.quit(cause)
}

func closeCode(m wire.Message) int {
	if _, bye := m.(*wire.Bye); bye {
		return websocket.CloseGoingAway
	}
	return websocket.ClosePolicyViolation
}
