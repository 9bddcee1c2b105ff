package agent

import (
	"context"
	"encoding/json"
	"fmt"

	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// What is to become of a reservation follows from the books, so it needs no memory
// of its own:
//
//	                    approved, kept
//	reserving ──▶ held ────────────────▶ spent ──┐ taken back
//	                │ declined, not sent,        ▼
//	                └ not charged ───────────▶ released
//
// While it is not known what became of the charge, and while a person has to look,
// it stays held.

// verdict is what is to become of a reservation.
type verdict string

const (
	held     verdict = ""
	dead     verdict = "dead" // nothing is on disk after the wish: it depends on who is at it
	spent    verdict = wire.KindSpent
	released verdict = wire.KindReleased
)

// reservation is what the books say of the last one of a key.
type reservation struct {
	key     pay.Key
	attempt int
	wants   verdict
	told    verdict // what the keeper has done already
}

// settled reports whether nothing is to be told now.
func (r reservation) settled() bool { return r.attempt == 0 || r.wants == r.told }

// reservationOf reads the facts of one key, oldest first. The attempt is 0 when
// nothing was ever reserved.
func reservationOf(key pay.Key, facts []queue.Fact) (r reservation, err error) {
	r.key = key
	for _, f := range facts {
		var b wire.Body
		if err := json.Unmarshal(f.Body, &b); err != nil {
			return r, fmt.Errorf("read fact %d (%s): %w", f.Seq, f.Kind, err)
		}
		r.fold(f.Kind, b)
	}
	if r.attempt == 0 || r.wants == dead {
		return r, nil
	}
	p, err := Fold(facts)
	r.wants = verdictOf(p)
	return r, err
}

func (r *reservation) fold(kind string, b wire.Body) {
	switch kind {
	case wire.KindReserving:
		r.attempt, r.wants, r.told = b.Attempt, dead, held
	case wire.KindSpent, wire.KindReleased:
		r.told = verdict(kind)
	case wire.KindStarted, wire.KindNotSent:
		r.wants = held
	}
}

// verdictOf says what a payment's status means for what is reserved for it.
func verdictOf(p pay.Payment) verdict {
	switch p.Status {
	case pay.Approved:
		return spent
	case pay.Voided, pay.Declined, pay.NotCharged:
		return released
	}
	return held
}

// tell has the keeper do what the books say, and writes down that it has.
func (a *Agent) tell(ctx context.Context, r reservation) error {
	id, do := reservationID(r.key, r.attempt), a.o.Keeper.Release
	if r.wants == spent {
		do = a.o.Keeper.Commit
	}
	if err := do(ctx, id); err != nil {
		return fmt.Errorf("%s of the reservation %s: %w", r.wants, id, err)
	}
	return a.noteTold(ctx, r)
}
