package zvt

import (
	"context"
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
	gotAck // our block was heard
	gotFrame
	gotVerdict // an offer has been recorded, or not
	gotAbort   // somebody wants the pad to stop waiting
	gotCall    // somebody wants something of an idle pad
)

// wait returns the next event, or gotTime at the given time.
func (s *session) wait(ctx context.Context, until time.Time) (event, error) {
	return s.waitFor(ctx, until, nil)
}

func (s *session) waitFor(ctx context.Context, until time.Time, calls <-chan desk.Call[*pad]) (event, error) {
	for {
		e, err := s.parse()
		if err != nil || e.kind != gotBytes {
			return e, err
		}
		e, err = s.choose(ctx, s.sooner(until), calls)
		if err == nil && e.kind == gotTime {
			err = s.tick()
		}
		switch {
		case err != nil:
			return event{}, err
		case e.kind == gotTime && (len(s.decoder.ready) > 0 || time.Now().Before(until)):
			// It was the line's time; look again.
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
		s.heard, s.unclear = time.Now(), s.unclear || s.decoder.Noise
		s.decoder.Noise = false
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

// sooner returns when to look again: at the given time, when a block under way
// counts as cut off, or when one of ours was not acknowledged.
func (s *session) sooner(until time.Time) time.Time {
	if gap := s.heard.Add(s.limits.Gap); s.decoder.Pending() && gap.Before(until) {
		until = gap
	}
	if s.said != nil && !s.said.missed && s.said.by.Before(until) {
		until = s.said.by
	}
	return until
}

// tick does what time has brought on the line.
func (s *session) tick() error {
	if s.decoder.Pending() && time.Since(s.heard) >= s.limits.Gap {
		s.decoder.Expire()
	}
	if s.said != nil && !s.said.missed && !time.Now().Before(s.said.by) {
		return s.unheard()
	}
	return nil
}

// parse returns the next frame among the bytes that have come, and gotBytes when
// there is none.
func (s *session) parse() (event, error) {
	for {
		t, ok := s.decoder.Next()
		if !ok {
			return event{}, nil
		}
		e, err := s.sort(t)
		if err != nil || e.kind != gotBytes {
			return e, err
		}
	}
}

// sort deals with what belongs to the line alone.
func (s *session) sort(t Token) (event, error) {
	switch t.Kind {
	case Ack:
		s.said = nil
		return event{kind: gotAck}, nil
	case Nak:
		return event{}, s.refused()
	case Whole:
		fresh, err := s.take(t)
		if fresh && err == nil {
			return event{kind: gotFrame, frame: t.Frame}, nil
		}
		return event{}, err
	case Broken:
		if s.decoder.TCP {
			return event{}, t.Err
		}
		s.unclear = true
		s.resent(drivers.FromPad)
		return event{}, s.write([]byte{nak})
	}
	return event{}, nil
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
