package agent

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// A pad remembers its last approval without an order's name. So one that is
// adopted for a charge has to be of its time as well as of its amount: on a disk
// that was put back to what it was, a payment may be open that ended long ago, and
// the approval in the pad's memory be somebody else's.
//
// The pad's clock may be wrong by any amount. How far it is ahead is seen from
// approvals that were recorded as they came.

// windowSlack is added to the longest that a charge takes: approvals are recorded
// a moment after the pad has dated them.
const windowSlack = time.Minute

// reading is a time of the kiosk's clock, with what it is worth.
type reading struct {
	at time.Time
	wire.Stamp
}

// until returns how long after r another reading was taken, and whether that can
// be known: by the clock that nobody can set within one start, else by clocks that
// are not suspect.
func (r reading) until(other reading) (time.Duration, bool) {
	if r.Boot == other.Boot && r.Boot > 0 {
		return time.Duration(other.Up-r.Up) * time.Millisecond, true
	}
	return other.at.Sub(r.at), r.Bad == "" && other.Bad == ""
}

// window judges whether an approval can belong to a charge.
type window struct {
	journal Journal
	now     reading
	length  time.Duration // the longest that a charge takes, and slack
	place   *time.Location
}

// tooLate reports whether an approval was made later than the last charge of a
// key can have been, or whether nobody can tell.
func (w window) tooLate(key pay.Key, at pay.PadClock) (bool, error) {
	sent, err := w.sent(key)
	if err != nil {
		return false, err
	}
	if age, ok := sent.until(w.now); ok && age >= 0 && age <= w.length {
		return false, nil // there has been no later
	}
	made, err := at.In(time.UTC)
	if err != nil {
		return true, nil // this pad tells no time
	}
	left, ok, err := w.onPad(sent)
	if err != nil || !ok {
		return true, err
	}
	return made.After(left.Add(w.length)), nil
}

// sent returns when the last charge of a key went out.
func (w window) sent(key pay.Key) (r reading, err error) {
	facts, err := w.journal.Find(string(key))
	if err != nil {
		return r, FaultMemory.because(fmt.Errorf("look up %s: %w", key, err))
	}
	for _, f := range facts {
		if f.Kind != wire.KindStarted {
			continue
		}
		if r, _, err = read(f); err != nil {
			return r, err
		}
	}
	return r, nil
}

// onPad returns what the pad's clock showed at a reading of ours, as if its local
// time were UTC: by an approval of the same start, by another one, or, where there
// is none, by the belief that it goes right.
func (w window) onPad(r reading) (shown time.Time, ok bool, err error) {
	last, _ := w.journal.Last()
	same := false
	err = queue.Each(w.journal, max(last, lately)-lately+1, func(f queue.Fact) error {
		seen, b, err := read(f)
		if err != nil || f.Kind != wire.KindApproved || b.Recovered || b.Approval == nil || b.Approval.Via != "" {
			return err
		}
		made, timeErr := pay.PadClock(b.Approval.At).In(time.UTC)
		later, known := seen.until(r)
		if timeErr != nil || !known || same && seen.Boot != r.Boot {
			return nil
		}
		shown, ok, same = made.Add(later), true, seen.Boot == r.Boot
		return nil
	})
	if err != nil || ok || r.Bad != "" || r.at.IsZero() {
		return shown, ok, err
	}
	shown, err = pay.PadClock(r.at.In(w.place).Format(pay.PadClockFormat)).In(time.UTC)
	return shown, err == nil, err
}

// read returns when a fact was taken, and what it says.
func read(f queue.Fact) (reading, wire.Body, error) {
	var b wire.Body
	if err := json.Unmarshal(f.Body, &b); err != nil {
		return reading{}, b, FaultMemory.because(fmt.Errorf("read fact %d (%s): %w", f.Seq, f.Kind, err))
	}
	r := reading{at: f.At}
	if b.Clock != nil {
		r.Stamp = *b.Clock
	}
	return r, b, nil
}

// tooLateFor returns the payments that wait for an approval and are older than the
// one that the pad shows.
func (w window) tooLateFor(m Machine, at pay.PadClock) (old []pay.Key, err error) {
	for _, p := range append(slices.Clone(m.watch), m.pay) {
		if p.Charge == nil || p.Via() != "" {
			continue
		}
		late, err := w.tooLate(p.Key, at)
		if err != nil {
			return nil, err
		}
		if late {
			old = append(old, p.Key)
		}
	}
	return old, nil
}
