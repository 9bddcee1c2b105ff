package world

import (
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
	seen    []time.Time // when each entry of the VAN's ledger was noticed
	before  pay.Key     // the one that the pad had before atPad
	pad     pay.Key     // the one that the pad has
	evidence
}

// evidence is what the audit goes by.
type evidence struct {
	ledger sim.Ledger
	whose  []pay.Key // of each entry of the ledger
	shown  []shown
}

// shown is an approval that a customer has seen on the screen.
type shown struct {
	key    pay.Key
	number string
}

func (t *truth) start(key pay.Key) { t.set(func() { t.started = key }) }

func (t *truth) atPad() { t.set(func() { t.before, t.pad = t.pad, t.started }) }

func (t *truth) notTaken() { t.set(func() { t.pad = t.before }) }

// count notes what the VAN has, and whose each new approval is. It returns those
// that the kiosk has just accepted, and has had no time to accept without knowing
// that they are on disk. An acknowledgement that was on its way already, for
// something else, does not count.
func (t *truth) count(l sim.Ledger) (accepted []sim.Entry) {
	t.set(func() {
		for i, e := range l.Entries {
			news := i >= len(t.ledger.Entries) || !t.ledger.Entries[i].Confirmed
			if i >= len(t.whose) {
				t.whose, t.seen = append(t.whose, t.pad), append(t.seen, time.Now())
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
func (t *truth) show(key pay.Key, number string) {
	t.set(func() {
		if s := (shown{key, number}); !slices.Contains(t.shown, s) {
			t.shown = append(t.shown, s)
		}
	})
}

// testify returns what is known now.
func (t *truth) testify() (e evidence) {
	t.set(func() {
		e = evidence{t.ledger, slices.Clone(t.whose), slices.Clone(t.shown)}
	})
	return e
}

func (t *truth) set(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f()
}
