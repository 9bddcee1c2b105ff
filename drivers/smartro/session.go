package smartro

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers"
	"kioskd/drivers/desk"
	"kioskd/drivers/link"
)

// session speaks over one open link, from its opening to its end. It belongs to
// one goroutine, which waits for one thing at a time with wait; everything that
// it did not ask for goes to unasked.
type session struct {
	line   link.Link
	limits limits
	stamp  func() (terminal, at string)

	noAcks bool // the line has no acknowledgements

	decoder Decoder
	padAt   string    // the pad's clock in its last frame, YYYYMMDDhhmmss
	heard   time.Time // when bytes came last
	unclear bool      // nonsense came since we last spoke
	owed    bool      // a broken frame waits for a NACK
	asking  bool      // a request is out

	// unasked takes events that nobody waits for.
	unasked func(event)

	// resent counts what has to be said once more.
	resent func(drivers.Direction)

	// visit brings other things that end a wait.
	visit *desk.Visit
}

// send speaks a request, after nonsense only once the line is quiet.
func (s *session) send(ctx context.Context, job Job, data []byte) error {
	raw, err := s.frame(job, data)
	if err != nil {
		return err
	}
	if err := s.quieten(ctx); err != nil {
		return err
	}
	s.asking = true
	return s.write(raw)
}

// frame wraps the data of a request.
func (s *session) frame(job Job, data []byte) ([]byte, error) {
	f := Frame{Job: job, Data: data}
	f.Terminal, f.Stamp = s.stamp()
	return f.MarshalBinary()
}

// quieten lets nonsense run out. A line that never is quiet is spoken to after a
// second all the same.
func (s *session) quieten(ctx context.Context) error {
	for end := time.Now().Add(time.Second); s.unclear && time.Now().Before(end); {
		if time.Since(s.heard) >= s.limits.Quiet && !s.decoder.Pending() {
			break
		}
		e, err := s.wait(ctx, time.Now().Add(s.limits.Quiet))
		if err != nil {
			return err
		}
		if e.kind != gotTime {
			s.unasked(e)
		}
	}
	s.unclear = false
	return nil
}

func (s *session) write(p []byte) error {
	if err := s.line.Write(p); err != nil {
		return fmt.Errorf("%w: %w", desk.ErrLine, err)
	}
	return nil
}

// confirm acknowledges a frame, where the line wants that.
func (s *session) confirm() error {
	if s.noAcks {
		return nil
	}
	return s.write([]byte{ack})
}

// errNotTaken says that a request was not acknowledged.
var errNotTaken = errors.New("request not acknowledged")

// ask sends a question that may be repeated freely, and returns its answer.
func (s *session) ask(ctx context.Context, job Job, data []byte, attempts int) (Frame, error) {
	for n := range attempts {
		if n > 0 {
			s.resent(drivers.ToPad)
		}
		if err := s.send(ctx, job, data); err != nil {
			return Frame{}, fmt.Errorf("ask %v: %w", job, err)
		}
		f, err := s.answer(ctx, job)
		if err == nil {
			return f, nil
		}
		if !errors.Is(err, errNotTaken) {
			return Frame{}, fmt.Errorf("ask %v: %w", job, err)
		}
	}
	return Frame{}, fmt.Errorf("ask %v: %w", job, pay.ErrNoAnswer)
}

// answer waits for the acknowledgement and the answer of a question. An answer
// without acknowledgement will do.
func (s *session) answer(ctx context.Context, job Job) (Frame, error) {
	acked, until := s.noAcks, time.Now().Add(s.limits.Ack)
	if acked {
		until = time.Now().Add(s.limits.Answer)
	}
	for {
		e, err := s.wait(ctx, until)
		switch {
		case err != nil:
			return Frame{}, err
		case e.isJob(job.Response()):
			return e.frame, s.confirm()
		case e.kind == gotTime && acked:
			return Frame{}, pay.ErrNoAnswer
		case !acked && (e.kind == gotTime || e.kind == gotNack):
			return Frame{}, errNotTaken
		case e.kind == gotAck:
			acked, until = true, time.Now().Add(s.limits.Answer)
		default:
			s.unasked(e)
		}
	}
}
