package escpos

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/drivers/link"
)

// Causes of what goes wrong on the line.
var (
	errLine     = errors.New("the line broke")
	errNoAnswer = errors.New("the printer does not answer")
	errNonsense = errors.New("what answers does not speak ESC/POS")
	errBug      = errors.New("the receipt printer's driver broke; please report this with the log")
)

// session is what is said over one open link. Run's goroutine owns it.
type session struct {
	line    link.Link
	limits  Limits
	decoder Decoder

	status Status
	heard  heard
	pieces int   // heard so far
	owed   int   // answers to GS r that are to come
	broken error // the link has to be given up

	doubt bool  // the printer may hold something of an earlier slip
	torn  *bool // a slip that was cut off hangs out of the printer
}

// heard is what the printer has said since somebody began to listen for it.
type heard struct {
	realTime []byte
	sensor   int
	process  string
	cleared  bool
	garbage  bool
}

// newSession knows nothing yet of what the printer holds. Whether paper hangs out
// of it is known from session to session.
func newSession(line link.Link, l Limits, torn *bool) *session {
	return &session{line: line, limits: l, doubt: true, torn: torn}
}

// hear takes a piece of what the printer says.
func (s *session) hear(piece []byte) {
	s.pieces++
	s.decoder.Feed(piece)
	for a, ok := s.decoder.Next(); ok; a, ok = s.decoder.Next() {
		switch a.Kind {
		case RealTime:
			s.heard.realTime = a.Data
		case Sensor:
			s.hearSensor()
		case Auto:
			s.status = statusOfAuto(a.Data)
		case Process:
			s.heard.process = string(a.Data)
		case Cleared:
			s.heard.cleared = true
		case Garbage:
			s.heard.garbage = true
		}
	}
}

// hearSensor takes the answer to a question. Nearly half of all bytes look like
// one: nobody asked for it where another kind of device speaks.
func (s *session) hearSensor() {
	if s.owed == 0 {
		s.heard.garbage = true
		return
	}
	s.owed--
	s.heard.sensor++
}

// await listens until done, for as long as the limit.
func (s *session) await(ctx context.Context, limit time.Duration, done func() bool) error {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for !done() {
		select {
		case piece, ok := <-s.line.Receive():
			if !ok {
				return s.lost(s.line.Err())
			}
			s.hear(piece)
		case <-timer.C:
			return errNoAnswer
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// lost gives the link up.
func (s *session) lost(cause error) error {
	s.broken = fmt.Errorf("%w: %w", errLine, cause)
	return s.broken
}

func (s *session) write(p []byte) error {
	if err := s.line.Write(p); err != nil {
		return s.lost(err)
	}
	return nil
}

// drain waits for the line to fall silent. What it meant is kept, what was begun
// is not.
func (s *session) drain(ctx context.Context) error {
	const most = 50 // pieces; a line that never rests is not a printer's
	for range most {
		before := s.pieces
		err := s.await(ctx, s.limits.Quiet, func() bool { return s.pieces != before })
		if errors.Is(err, errNoAnswer) {
			s.decoder.Reset()
			return nil
		}
		if err != nil {
			return err
		}
	}
	s.broken = errNonsense
	return s.broken
}

// ask asks one question until it is answered and nothing else is.
func (s *session) ask(ctx context.Context, q Question) (byte, error) {
	var failed error
	for range tries {
		s.heard.realTime, s.heard.garbage = nil, false
		if err := s.write(cmdAsk(q)); err != nil {
			return 0, err
		}
		failed = s.await(ctx, s.limits.Answer, func() bool { return s.heard.realTime != nil })
		if failed == nil && !s.heard.garbage {
			return s.heard.realTime[0], nil
		}
		if failed == nil || errors.Is(failed, errNoAnswer) && s.heard.garbage {
			failed = errNonsense
		}
		if !errors.Is(failed, errNonsense) && !errors.Is(failed, errNoAnswer) {
			return 0, failed
		}
		if err := s.drain(ctx); err != nil {
			return 0, err
		}
	}
	s.broken = failed
	return 0, failed
}

// look asks all four questions.
func (s *session) look(ctx context.Context) error {
	var said [4]byte
	for i, q := range []Question{AskPrinter, AskOffline, AskError, AskPaper} {
		b, err := s.ask(ctx, q)
		if err != nil {
			return fmt.Errorf("look at the printer: %w", err)
		}
		said[i] = b
	}
	s.status = statusOf(said[0], said[1], said[2], said[3])
	return nil
}
