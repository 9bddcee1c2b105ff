package escpos

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"kioskd/agent/pay"
)

var (
	// ErrNotBegun is the cause when nothing of a slip has reached the printer.
	ErrNotBegun = errors.New("the slip was not printed")

	// ErrCutOff is the cause when a slip was begun and the printer did not say
	// that it is out: all, a part or nothing of it may be on paper.
	ErrCutOff = errors.New("the slip was cut off: some of it may be on paper")
)

func notBegun(why error) error { return fmt.Errorf("%w: %w", ErrNotBegun, why) }

func cutOff(why error) error { return fmt.Errorf("%w: %w", ErrCutOff, why) }

// job is one copy of a slip: a page, and how it ends.
type job struct {
	page []byte
	cut  []byte
	name string // that the printer confirms it by, empty where slips have none
}

// bytes is all that goes out. What hangs out of the printer goes first.
func (j job) bytes(torn bool) []byte {
	confirmation := cmdSensor
	if j.name != "" {
		confirmation = cmdProcess(j.name)
	}
	whole := slices.Concat(j.page, j.cut, confirmation)
	if torn {
		return slices.Concat(cmdReset, j.cut, whole)
	}
	return whole
}

// print prints one copy and returns nil only when the printer has said that it is
// out.
func (s *session) print(ctx context.Context, j job) error {
	if err := s.ready(ctx); err != nil {
		return notBegun(err)
	}
	whole := j.bytes(*s.torn)
	s.doubt, *s.torn, s.heard = true, true, heard{}
	if j.name == "" {
		s.owed++
	}
	err := s.send(ctx, whole)
	if err == nil {
		err = s.confirm(ctx, j.name)
	}
	if err != nil {
		s.throwAway(ctx)
		return cutOff(err)
	}
	s.doubt, *s.torn = false, false
	return nil
}

// ready looks whether a slip can come out, and nothing in front of it.
func (s *session) ready(ctx context.Context) error {
	if err := s.look(ctx); err != nil {
		return err
	}
	if err := s.refusal(); err != nil {
		return err
	}
	if !s.doubt || s.clear(ctx) == nil {
		return nil
	}
	return s.settle(ctx)
}

// refusal is why the printer, as last seen, prints nothing.
func (s *session) refusal() error {
	if p := s.status.Printer(); !p.Prints() {
		return errors.New(p.Reason)
	}
	return nil
}

// clear has the printer forget what it holds.
func (s *session) clear(ctx context.Context) error {
	s.heard.cleared = false
	if err := s.write(cmdClear); err != nil {
		return err
	}
	err := s.await(ctx, s.limits.Answer, func() bool { return s.heard.cleared })
	if err == nil {
		s.doubt, s.owed = false, 0
	}
	return err
}

// throwAway ends a slip that was cut off. That the printer cannot is known by
// doubt, and asked again before the next slip.
func (s *session) throwAway(ctx context.Context) {
	if s.broken == nil && ctx.Err() == nil {
		_ = s.clear(ctx)
	}
}

// settle waits until a printer that forgets nothing has printed what it held: a
// question behind that is answered, and everything it was asked earlier.
func (s *session) settle(ctx context.Context) error {
	s.heard.sensor = 0
	s.owed++
	if err := s.write(cmdSensor); err != nil {
		return err
	}
	if err := s.await(ctx, s.limits.Settle, func() bool { return s.heard.sensor > 0 }); err != nil {
		return fmt.Errorf("%w to what waits in front of it: switch it off and on", err)
	}
	err := s.drain(ctx)
	s.owed = 0
	return err
}

// piece is what is written at once, so that XOFF is heard in time.
const piece = 256

// send writes a slip as fast as the printer takes it.
func (s *session) send(ctx context.Context, page []byte) error {
	for len(page) > 0 {
		if err := s.await(ctx, s.limits.Pause, func() bool { return s.overheard() }); err != nil {
			return err
		}
		n := min(piece, len(page))
		if err := s.write(page[:n]); err != nil {
			return err
		}
		page = page[n:]
	}
	return nil
}

// overheard takes what has come meanwhile and reports whether the printer takes
// more.
func (s *session) overheard() bool {
	for {
		select {
		case said, ok := <-s.line.Receive():
			if !ok {
				return true // the next write says so
			}
			s.hear(said)
		default:
			return !s.decoder.Paused()
		}
	}
}

// confirm waits for the printer's word, and looks at it meanwhile: without paper
// it would keep silent for ever.
func (s *session) confirm(ctx context.Context, name string) error {
	for begun := time.Now(); ; {
		err := s.await(ctx, s.limits.Glance, func() bool { return s.confirmed(name) })
		if err == nil {
			return s.certain(ctx, name)
		}
		if !errors.Is(err, errNoAnswer) {
			return err
		}
		if err := errors.Join(s.look(ctx), s.refusal()); err != nil {
			return err
		}
		if time.Since(begun) > s.limits.Slip {
			return fmt.Errorf("the printer did not say within %v that it is out", s.limits.Slip)
		}
	}
}

func (s *session) confirmed(name string) bool {
	if name == "" {
		return s.heard.sensor > 0
	}
	return s.heard.process == name
}

// certain doubts an answer that stood among nonsense. A name is sent when the
// paper is out; the sensor's state perhaps a little earlier, so that the printer
// is looked at once more.
func (s *session) certain(ctx context.Context, name string) error {
	if s.heard.garbage {
		return errNonsense
	}
	if name != "" {
		return nil
	}
	return errors.Join(s.look(ctx), s.refusal())
}

// printer returns the status as last seen.
func (s *session) printer() pay.Printer { return s.status.Printer() }
