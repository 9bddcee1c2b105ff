package agent

import (
	"fmt"
	"slices"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// Machine is one payment at a time, as a value. [Machine.Step] takes an event
// and gives the next machine and what to do; it has no clock, no I/O and no
// goroutine, so the same events always lead to the same end.
type Machine struct {
	limits Limits
	policy Policy
	test   bool
	asks   bool // the shop's server is asked before each sale

	state State
	since time.Time
	pad   pay.Link
	phone phoneLink // the ways to pay by phone, and whether HQ is there

	pay        pay.Payment // what the state is about; zero when idle
	months     int         // in which it is paid; 0 for at once
	via        string      // way to pay by phone; empty for the card pad
	language   string      // of the pages on the phone
	check      string      // what the shop's server said of it
	aborted    bool        // the customer asked to cancel it
	calling    bool        // a call to the pad is under way
	tries      int         // resolves or voids begun for it
	openedAt   time.Time   // since when it waits for its settlement
	unsent     bool        // no try of its void has ever left us
	looking    bool        // the call asks for the mark before its void is repeated
	wakeAt     time.Time
	progress   pay.Progress
	shown      *pay.PhoneStep // what the screen shows of a payment by phone
	cardInside bool
	cardAt     time.Time // when it went in or came out
	fault      *Fault

	apart   bool          // a payment of the other mode is open, real or test
	first   bool          // the pad's memory was never recorded
	broken  bool          // the journal failed: no sales until the next start
	stopped bool          // the kiosk is being stopped: nothing new begins
	device  string        // the terminal number of our last approval
	backlog []pay.Payment // payments that wait to be settled
	watch   []pay.Payment // those that a person has put aside; they go on being tried
	follow  []pay.Payment // payments by phone whose end HQ will tell; see [Follow]
	closing DayEndAsked   // what the pad is handing in for
	waiting *pay.Payment  // a customer whose charge waits until the pad's memory is explained
}

// Limits are the machine's times.
type Limits struct {
	Linger  time.Duration   // how long a result stays on the screen by itself
	Stay    time.Duration   // how long one does that a person has to look into: it shows the reference
	Brief   time.Duration   // how long one does while another payment waits to be settled
	Read    time.Duration   // how long one does while somebody waits to stop the kiosk
	Keep    time.Duration   // how long a customer may keep an approval that came too late
	Retries []time.Duration // waits before each further resolve or void; the last one repeats
	Listed  time.Duration   // after which a person is told of what is not settled
	Card    time.Duration   // how long a card that was not seen leaving counts as inside
}

// DefaultLimits are the limits of an ordinary kiosk.
var DefaultLimits = Limits{
	Linger:  60 * time.Second,
	Stay:    5 * time.Minute,
	Brief:   5 * time.Second,
	Read:    15 * time.Second,
	Keep:    60 * time.Second,
	Retries: []time.Duration{5 * time.Second, 15 * time.Second, 30 * time.Second, 60 * time.Second, 5 * time.Minute},
	Listed:  2 * time.Minute,
	Card:    5 * time.Minute,
}

// NewMachine returns a machine that waits for [Booted]. Test marks every fact
// as made with a simulated pad.
func NewMachine(l Limits, p Policy, test bool) Machine {
	return Machine{limits: l, policy: p, test: test, state: Starting}
}

// State returns the machine's state.
func (m Machine) State() State { return m.state }

// Calling reports whether a call to the pad is under way.
func (m Machine) Calling() bool { return m.calling }

// Settled reports whether no money is in motion, so that everything up to now
// needs no second look after a restart.
func (m Machine) Settled() bool {
	return !m.broken && !m.apart && !m.inMotion() && len(m.backlog)+len(m.watch)+len(m.follow) == 0 && m.waiting == nil
}

// inMotion reports whether the pad may be moving money, or the machine is about
// to let it.
func (m Machine) inMotion() bool {
	switch m.state {
	case Starting, Preparing, Authorizing, Aborting, Uncertain, Resolving, Held, Voiding, Closing:
		return true
	}
	return false
}

// Step takes an event and returns the next machine and the effects to carry
// out, in order. Events that cannot happen in a state are recorded as such.
func (m Machine) Step(e Event) (Machine, []Effect) {
	s := &step{Machine: m, at: e.when()}
	s.backlog, s.watch, s.follow = slices.Clone(m.backlog), slices.Clone(m.watch), slices.Clone(m.follow)
	s.take(e)
	s.resume()
	return s.Machine, s.effects
}

// step is a machine in the middle of one event.
type step struct {
	Machine
	at      time.Time
	effects []Effect
}

func (s *step) take(e Event) {
	switch e := e.(type) {
	case Booted:
		s.booted(e)
	case PadLinked:
		s.padLinked(e)
	case PayAsked:
		s.payAsked(e)
	case AbortAsked:
		s.abortAsked(e)
	case DismissAsked:
		s.dismissAsked(e)
	case KeepAsked:
		s.keepAsked(e)
	case StopAsked:
		s.stopAsked()
	case OverrideAsked:
		s.overrideAsked(e)
	case SaleTold:
		s.saleTold(e)
	case ReserveTold:
		s.reserveTold(e)
	case VoidAsked:
		s.voidAsked(e)
	case MarkTold:
		s.markTold(e)
	case Progressed:
		s.progressed(e)
	case WaysOffered:
		s.waysOffered(e)
	case WayOpen:
		s.wayOpen(e)
	case PhoneShown:
		s.phoneShown(e)
	case Followed:
		s.followed(e)
	case Offered:
		s.offered(e)
	case Answered:
		s.answered(e)
	case CallFailed:
		s.callFailed(e)
	case LateOffered:
		s.lateOffered(e)
	case Resolved:
		s.resolved(e)
	case DayEndAsked:
		s.dayEndAsked(e)
	case DayEnded:
		s.dayEnded(e)
	case Woken:
		s.woken()
	case RecordFailed:
		s.recordFailed(e)
	default:
		s.impossible(e)
	}
}

// inside reports whether a card has to be taken before anything else. A pad says
// once that it is out; when that was lost, the card counts as gone after a while.
func (m Machine) inside(at time.Time) bool {
	return m.cardInside && at.Sub(m.cardAt) < m.limits.Card
}

func (s *step) do(e ...Effect) { s.effects = append(s.effects, e...) }

func (s *step) enter(state State) {
	if state == s.state {
		return
	}
	s.state, s.since, s.shown = state, s.at, s.shownIn(state)
	if !s.inMotion() {
		s.rest()
	}
}

// rest begins when money has stopped moving: the result stays for a while, then
// makes room.
func (s *step) rest() {
	s.aborted, s.calling, s.tries = false, false, 0
	if !s.broken {
		s.fault = nil
	}
	if s.state == Idle {
		s.pay, s.progress, s.wakeAt = pay.Payment{}, "", time.Time{}
		s.wakeToWatch()
		return
	}
	s.wake(s.linger())
}

// linger returns how long a result stays when nobody takes it off the screen.
func (s *step) linger() time.Duration {
	switch {
	case len(s.backlog) > 0, s.pay.Override != nil:
		return s.limits.Brief
	case s.state == Unresolved, s.state == Issued:
		return s.limits.Stay
	}
	return s.limits.Linger
}

func (s *step) wake(after time.Duration) {
	s.wakeAt = s.at.Add(after)
	s.do(Wake{At: s.wakeAt})
}

// impossible records an event that the state does not know, with names but
// without contents.
func (s *step) impossible(e Event) {
	s.record(s.fact(wire.KindImpossible, "", 0, why(fmt.Sprintf("%T while %s", e, s.state))))
}

func (s *step) reply(f *Fault) { s.do(Reply{Fault: f}) }
