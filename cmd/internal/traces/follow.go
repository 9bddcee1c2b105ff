package traces

import (
	"regexp"
	"time"

	"kioskd/sync/wire"
)

// maxFollowed bounds how many attempts are remembered. There is one at a time, and a
// refund may come later.
const maxFollowed = 100

// Follower makes spans of what a kiosk writes about its payments. One goroutine uses
// it.
type Follower struct {
	driver string // of the pad
	all    map[attempt]*timeline
	order  []attempt // the oldest first
}

// timeline is what is known of an attempt.
type timeline struct {
	begun     time.Time
	open      string // the span that is open, empty for none
	since     time.Time
	way       string
	ended     bool // its payment has been told
	restarted bool
}

// NewFollower makes a follower for a kiosk whose pad has a driver of that name.
func NewFollower(driver string) *Follower {
	return &Follower{driver: driver, all: map[attempt]*timeline{}}
}

// Follow returns the spans that ended with what was written.
func (w *Follower) Follow(b Batch) (all []Span) {
	order, facts := b.attempts()
	for _, a := range order {
		t := w.find(a, facts[a][0], b)
		for _, f := range facts[a] {
			all = append(all, w.step(a, t, f, b)...)
		}
		all = append(all, t.label(w.driver, a.written(b, nameRecord, facts[a])))
	}
	return all
}

// find returns the attempt's time line. One that is not known and does not begin here
// was begun before this program was: its payment is told if it has not ended, as far
// as its next fact says.
func (w *Follower) find(a attempt, first Fact, b Batch) *timeline {
	if t := w.all[a]; t != nil {
		return t
	}
	t := &timeline{begun: b.Begun}
	if s := steps[first.Kind]; !s.first {
		t.restarted, t.ended = true, s.opens == nameVoid || s.goes
	}
	if len(w.order) == maxFollowed {
		delete(w.all, w.order[0])
		w.order = w.order[1:]
	}
	w.all[a], w.order = t, append(w.order, a)
	return t
}

// step goes one fact on.
func (w *Follower) step(a attempt, t *timeline, f Fact, b Batch) (all []Span) {
	means := steps[f.Kind]
	if !means.goes {
		all = t.close(a, f, b)
		t.open, t.since = means.opens, b.Ended
	}
	if f.Kind == wire.KindStarted {
		t.start(f)
	}
	if means.ends && !t.ended {
		t.ended = true
		all = append(all, t.payment(a, f, b, means.code))
	}
	for i := range all {
		all[i] = t.label(w.driver, all[i])
	}
	return all
}

// start learns how the customer pays.
func (t *timeline) start(f Fact) {
	t.way = wayCard
	_, charge := f.read()
	if charge == nil || charge.Via == "" {
		return
	}
	t.way, t.open = wayPhone, namePhone
	if isWay.MatchString(charge.Via) {
		t.way = charge.Via
	}
}

// Ways that are no provider's: the pad, and one by phone whose name is none.
const (
	wayCard  = "card"
	wayPhone = "phone"
)

// isWay is how providers are called, as in kakaopay.
var isWay = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// close ends the span that is open, unless it was opened by the same writing.
func (t *timeline) close(a attempt, by Fact, b Batch) []Span {
	if t.open == "" || b.Begun.Before(t.since) {
		return nil
	}
	return []Span{a.span(b.Kiosk, t.open, by, t.since, b.Begun)}
}

// payment tells of the whole attempt.
func (t *timeline) payment(a attempt, by Fact, b Batch, code Code) Span {
	s := a.span(b.Kiosk, namePayment, by, t.begun, b.Ended)
	s.ID, s.Parent, s.Code = s.Parent, "", code
	return s
}

func (t *timeline) label(driver string, s Span) Span {
	s.Way, s.Restarted = t.way, t.restarted
	if t.way == wayCard {
		s.Driver = driver
	}
	return s
}
