package smartro

import (
	"context"
	"errors"
	"time"

	"kioskd/drivers"
	"kioskd/drivers/desk"
)

// event is what ended a wait.
type event struct {
	kind    eventKind
	frame   Frame
	verdict desk.Verdict
	abort   chan<- error
	call    desk.Call[*pad]
}

type eventKind int

const (
	gotBytes eventKind = iota // nothing whole yet
	gotTime
	gotAck
	gotNack
	gotFrame
	gotVerdict // an offer has been recorded, or not
	gotAbort   // somebody wants the pad to stop waiting
	gotCall    // somebody wants something of an idle pad
)

// isJob reports that the event is a frame about a job.
func (e event) isJob(j Job) bool { return e.kind == gotFrame && e.frame.Job == j }

// wait returns the next event, or gotTime at the given time.
func (s *session) wait(ctx context.Context, until time.Time) (event, error) {
	return s.waitFor(ctx, until, nil)
}

func (s *session) waitFor(ctx context.Context, until time.Time, calls <-chan desk.Call[*pad]) (event, error) {
	for {
		if e, ok := s.parse(); ok {
			return e, nil
		}
		if err := s.complain(); err != nil {
			return event{}, err
		}
		e, err := s.choose(ctx, s.sooner(until), calls)
		switch {
		case err != nil:
			return event{}, err
		case e.kind == gotTime && (s.cutOff() || time.Now().Before(until)):
			// It was the gap's time; look again.
		case e.kind != gotBytes:
			return e, nil
		}
	}
}

// choose waits for whatever comes first.
func (s *session) choose(ctx context.Context, until time.Time, calls <-chan desk.Call[*pad]) (event, error) {
	h, err := desk.Await(ctx, s.line, s.visit, calls, until)
	switch {
	case err != nil:
		return event{}, err
	case h.Chunk != nil:
		s.decoder.Feed(h.Chunk)
		s.heard = time.Now()
		return event{kind: gotBytes}, nil
	case h.Verdict != nil:
		return event{kind: gotVerdict, verdict: *h.Verdict}, nil
	case h.Abort != nil:
		return event{kind: gotAbort, abort: h.Abort}, nil
	case h.Call != nil:
		return event{kind: gotCall, call: *h.Call}, nil
	}
	return event{kind: gotTime}, nil
}

// sooner returns when to look again: at the given time, or when a frame under
// way counts as cut off.
func (s *session) sooner(until time.Time) time.Time {
	if gap := s.heard.Add(s.limits.Gap); s.decoder.Pending() && gap.Before(until) {
		return gap
	}
	return until
}

// cutOff gives up a frame whose rest did not come.
func (s *session) cutOff() bool {
	if !s.decoder.Pending() || time.Since(s.heard) < s.limits.Gap {
		return false
	}
	s.decoder.Expire()
	return true
}

// parse returns the next event among the bytes that have come.
func (s *session) parse() (event, bool) {
	for {
		t, ok := s.decoder.Next()
		if !ok {
			return event{}, false
		}
		switch t.Kind {
		case Ack:
			return event{kind: gotAck}, true
		case Nack:
			return event{kind: gotNack}, true
		case Whole:
			s.owed, s.padAt = false, t.Frame.Stamp
			return event{kind: gotFrame, frame: t.Frame}, true
		case Broken:
			s.owed = t.Job != JobEvent && (s.asking || !errors.Is(t.Err, ErrCutOff))
		}
		s.unclear = true
	}
}

// complain asks for a broken frame again, unless a good one was found in it or
// may still be.
func (s *session) complain() error {
	if !s.owed || s.decoder.Pending() {
		return nil
	}
	s.owed = false
	if s.noAcks {
		return nil
	}
	s.resent(drivers.FromPad)
	return s.write([]byte{nack})
}

// Pause waits, while what comes in goes its way.
func (s *session) Pause(ctx context.Context, d time.Duration) error {
	until := time.Now().Add(d)
	for {
		e, err := s.wait(ctx, until)
		if err != nil || e.kind == gotTime {
			return err
		}
		s.unasked(e)
	}
}
