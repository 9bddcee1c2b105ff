package pg

import (
	"maps"
	"slices"
	"time"
)

// Times of the flow.
const (
	grace     = 10 * time.Second // clocks differ, and answers are on their way
	pollEvery = 5 * time.Second  // where money moves without us, while a phone is waited for
	firstWait = 2 * time.Second  // after a call that told nothing; doubled each time
	mostWait  = 5 * time.Minute
	owedWait  = time.Minute // until a purpose is told again
	maxTries  = 3           // of what certainly was not sent
	alarmAt   = 8           // calls in a row that told nothing
	maxRepeat = 4           // approvals under one key
)

// Step says what becomes of the attempt, and what to do once that is stored. An event
// that does not fit is noted in the trace and changes nothing else.
func (a Attempt) Step(e Event, r Rules) (Attempt, []Effect) {
	s := &step{a: a.clone(), r: r, now: e.at()}
	s.take(e)
	s.endPuzzle(e)
	s.oweUntilFinished()
	s.note(e, a.State)
	return s.a, s.effects
}

// clone copies what Step changes in place.
func (a Attempt) clone() Attempt {
	a.Memo = maps.Clone(a.Memo)
	a.Refunds = slices.Clone(a.Refunds)
	a.Alarms = slices.Clone(a.Alarms)
	a.Named = slices.Clone(a.Named)
	a.Trace = slices.Clone(a.Trace)
	if a.Taken != nil {
		t := *a.Taken
		a.Taken = &t
	}
	return a
}

// step is one step as it is made.
type step struct {
	a       Attempt
	r       Rules
	now     time.Time
	effects []Effect
	remark  string
}

func (s *step) take(e Event) {
	switch e := e.(type) {
	case Begun:
		s.begun()
	case Ready:
		s.ready(e)
	case Landed:
		s.landed()
	case Came:
		s.came(e.Agreed)
	case Checked:
		s.checked(e)
	case Answered:
		s.answered(e)
	case Failed:
		s.failed(e)
	case Woke:
		s.woke()
	case Hinted:
		s.hinted(e)
	case Shut:
		s.shut()
	case Said:
		s.said(e.Word)
	case Heeded:
		s.heeded()
	case Finished:
		s.finished()
	case RefundAsked:
		s.refundAsked(e)
	case RefundAnswered:
		s.refundAnswered(e)
	case RefundFailed:
		s.refundFailed(e)
	}
}

// call has a provider called. Until its answer is stored the attempt is due a little
// after the call can be over, for whoever is alive then.
func (s *step) call(op Op) { s.do(Call{Op: op}) }

func (s *step) do(c Call) {
	s.effects = append(s.effects, c)
	s.a.Due = s.now.Add(s.r.Call + grace)
}

func (s *step) wake(at time.Time) { s.a.Due = at }

func (s *step) rest() { s.a.Due = time.Time{} }

func (s *step) tell() { s.effects = append(s.effects, Tell{}) }

// ignore says in the trace why an event has no effect.
func (s *step) ignore(why string) { s.remark = "ignored: " + why }

// reach enters a state that people and the purpose hear of.
func (s *step) reach(to State) {
	s.a.State, s.a.Tries, s.a.Owes = to, 0, true
	s.rest()
	s.tell()
	s.effects = append(s.effects, Finish{})
}

// end enters a state in which nothing was taken.
func (s *step) end(to State, code, reason string) {
	s.a.Code, s.a.Reason = code, reason
	s.reach(to)
}

// backOff waits longer with each call that told nothing.
func (s *step) backOff() {
	s.a.Tries++
	wait := mostWait
	if s.a.Tries < 9 {
		wait = min(firstWait<<(s.a.Tries-1), mostWait)
	}
	s.wake(s.now.Add(wait))
}

func (s *step) finished() {
	s.a.Owes = false
	if s.a.State.Final() && s.a.Tries == 0 || s.a.State == Paid && s.open() == nil {
		s.rest()
	}
}

func (s *step) oweUntilFinished() {
	soon := s.now.Add(owedWait)
	if (s.a.Owes || s.a.Unheeded) && (s.a.Due.IsZero() || s.a.Due.After(soon)) {
		s.a.Due = soon
	}
}

func (s *step) note(e Event, from State) {
	t := Trace{At: s.now, Event: e.name(), From: from, To: s.a.State, Note: s.remark}
	for _, effect := range s.effects {
		if c, is := effect.(Call); is {
			t.Asked = c.Op
		}
	}
	if len(s.a.Trace) >= maxTrace {
		s.a.Trace = slices.Delete(s.a.Trace, maxTrace/2, maxTrace/2+1)
	}
	s.a.Trace = append(s.a.Trace, t)
}
