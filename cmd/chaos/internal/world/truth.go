package world

import (
	"maps"
	"slices"
	"sync"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/sim"
)

// truth knows what no part of the product can: whose charge the pad was working
// on when its VAN took money.
type truth struct {
	mu      sync.Mutex  // guards what follows
	started pay.Key     // the last charge that was allowed to leave
	leaves  int         // how many were
	heard   int         // the one of them that the pad heard last
	seen    []time.Time // when each entry of the VAN's ledger was noticed
	before  pay.Key     // the one that the pad had before atPad
	pad     pay.Key     // the one that the pad has
	blank   bool        // the pad may remember nothing
	vague   bool        // what it remembers may be no approval: nothing, for a mark
	blind   bool        // it may have remembered nothing when the last charge came
	evidence
}

// evidence is what the audit goes by.
type evidence struct {
	ledger sim.Ledger
	whose  []pay.Key // of each entry of the ledger
	unseen []bool    // whether nothing in the pad's memory can show that an entry was made
	shown  []shown
	byHand []string              // numbers of approvals that somebody cancelled at the pad
	begun  map[pay.Key]time.Time // when the last charge of a payment was begun, which may never have left
}

// shown is an approval that a customer has seen on the screen.
type shown struct {
	key     pay.Key
	number  string
	byPhone bool
}

// begin notes that the beginning of a charge is about to be recorded. Nothing has
// left yet, and nothing will if recording fails, but the disk may have it.
func (t *truth) begin(key pay.Key) { t.set(func() { t.begun[key] = time.Now() }) }

// start notes that a charge may leave now.
func (t *truth) start(key pay.Key) {
	t.set(func() {
		t.started = key
		t.leaves++
	})
}

// atPad notes that the pad has heard a charge, and reports whether it had heard the
// same before.
func (t *truth) atPad() (again bool) {
	t.set(func() {
		again = t.heard == t.leaves
		t.before, t.pad, t.blind, t.heard = t.pad, t.started, t.blank, t.leaves
	})
	return again
}

func (t *truth) restarted() { t.set(func() { t.blank = true }) }

// cancelledByHand notes what somebody took back at the pad, without the kiosk.
func (t *truth) cancelledByHand(number string) {
	t.set(func() { t.byHand = append(t.byHand, number) })
}

// notTaken notes that the pad has refused what it heard.
func (t *truth) notTaken() { t.set(func() { t.pad, t.heard = t.before, 0 }) }

// count notes what the VAN has, and whose each new approval is. It returns those
// that the kiosk has just accepted, and has had no time to accept without knowing
// that they are on disk. An acknowledgement that was on its way already, for
// something else, does not count.
func (t *truth) count(l sim.Ledger) (accepted []sim.Entry) {
	t.set(func() {
		for i, e := range l.Entries {
			news := i >= len(t.ledger.Entries) || !t.ledger.Entries[i].Confirmed
			if i >= len(t.whose) {
				t.whose, t.seen, t.unseen = append(t.whose, t.pad), append(t.seen, time.Now()), append(t.unseen, t.blind)
				t.blank = t.vague
			}
			if took := time.Since(t.seen[i]); e.Confirmed && news && took > onItsWay && took < blindly {
				accepted = append(accepted, e)
			}
		}
		t.ledger = l
	})
	return accepted
}

// blindly is after how long a driver may accept an approval that is still being
// recorded, since a pad that is never answered may do what nobody knows.
const blindly = 1900 * time.Millisecond

// onItsWay is the longest that something takes through the pad's cable.
const onItsWay = 3 * time.Millisecond

// show notes that a customer has seen a payment approved.
func (t *truth) show(s shown) {
	t.set(func() {
		if !slices.Contains(t.shown, s) {
			t.shown = append(t.shown, s)
		}
	})
}

// testify returns what is known now.
func (t *truth) testify() (e evidence) {
	t.set(func() {
		e = evidence{t.ledger, slices.Clone(t.whose), slices.Clone(t.unseen), slices.Clone(t.shown), slices.Clone(t.byHand), maps.Clone(t.begun)}
	})
	return e
}

func (t *truth) set(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f()
}
