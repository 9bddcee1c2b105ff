package agent

import (
	"encoding/json"
	"fmt"
	"time"

	"kioskd/agent/pay"
	"kioskd/queue"
	"kioskd/sync/wire"
)

// book folds all that the journal holds about one key.
func book(j Journal, key pay.Key) (pay.Payment, error) {
	facts, err := j.Find(string(key))
	if err != nil {
		return pay.Payment{}, FaultMemory.because(fmt.Errorf("look up %s: %w", key, err))
	}
	return Fold(facts)
}

// known says what the journal knows about an approval.
func known(j Journal, ref, number string) (Known, error) {
	var k Known
	if ref != "" {
		facts, err := j.Find(ref)
		if err != nil {
			return k, FaultMemory.because(err)
		}
		if len(facts) > 0 {
			k.Ref = pay.Key(facts[0].Key)
		}
	}
	if number == "" {
		return k, nil
	}
	facts, err := j.Find(NumberName(number))
	if err != nil {
		return k, FaultMemory.because(err)
	}
	return knownNumber(j, k, facts)
}

// knownNumber looks at the payments that carry an approval number. One that was
// taken back explains a cancel that looks like a sale.
func knownNumber(j Journal, k Known, facts []queue.Fact) (Known, error) {
	for _, f := range facts {
		p, err := book(j, pay.Key(f.Key))
		if err != nil {
			return k, err
		}
		k.Number = p.Key
		if p.Void != nil {
			k.Undone = true
			return k, nil
		}
	}
	return k, nil
}

// askedBefore looks for a refund by its ID.
func askedBefore(j Journal, e *VoidAsked) error {
	if e.ID == "" {
		return nil
	}
	facts, err := j.Find(RefundName(e.ID))
	if err != nil {
		return FaultMemory.because(err)
	}
	for _, f := range facts {
		e.Done = e.Done || pay.Key(f.Key) == e.Book.Key
		e.Taken = e.Taken || pay.Key(f.Key) != e.Book.Key
	}
	return nil
}

// countDeliveries adds up what a controller has had refunded on the day of the
// wish.
func countDeliveries(j Journal, e *VoidAsked) error {
	if !e.Undelivered {
		return nil
	}
	e.Day = e.At.Format(time.DateOnly)
	facts, err := j.Find(DeliveryDay(e.Day))
	if err != nil {
		return FaultMemory.because(err)
	}
	for _, f := range facts {
		var b wire.Body
		if err := json.Unmarshal(f.Body, &b); err != nil || b.Void == nil {
			return FaultMemory.because(fmt.Errorf("fact %d is no refund: %w", f.Seq, err))
		}
		e.Count, e.Sum = e.Count+1, e.Sum+pay.Amount(b.Void.Amount)
	}
	return nil
}

// lookBack reads what a start has to know.
func lookBack(j Journal, from uint64) (b Booted, err error) {
	if b.Open, err = unsettled(j, from); err != nil {
		return b, err
	}
	if b.Device, err = lastDevice(j); err != nil {
		return b, err
	}
	baseline, err := j.Find(string(BaselineKey))
	b.First = len(baseline) == 0
	return b, err
}

// unsettled reads the journal from the bookmark on and returns the payments
// without an ending, oldest first.
func unsettled(j Journal, from uint64) (open []pay.Payment, err error) {
	seen := map[string]bool{"": true, string(BaselineKey): true}
	err = queue.Each(j, from+1, func(f queue.Fact) error {
		if seen[f.Key] {
			return nil
		}
		seen[f.Key] = true
		p, err := book(j, pay.Key(f.Key))
		if p.Status.Open() {
			open = append(open, p)
		}
		return err
	})
	return open, err
}

// lately is how many facts back something recent is looked for.
const lately = 500

// lastDevice returns the terminal number of the newest approval among the last
// facts, or "".
func lastDevice(j Journal) (device string, err error) {
	last, _ := j.Last()
	err = queue.Each(j, max(last, lately)-lately+1, func(f queue.Fact) error {
		var b wire.Body
		if f.Kind != wire.KindApproved {
			return nil
		}
		err := json.Unmarshal(f.Body, &b)
		if b.Approval != nil && b.Approval.Device != "" {
			device = b.Approval.Device
		}
		return err
	})
	return device, err
}
