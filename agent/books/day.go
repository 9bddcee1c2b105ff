package books

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/queue"
)

// Journal is where facts are read from. *queue.Queue is one.
type Journal interface {
	Find(key string) ([]queue.Fact, error)
	From(seq uint64, limit queue.Limit) ([]queue.Fact, error)
}

// Entry is a payment as one day counts it. Amounts are minor units.
type Entry struct {
	Key       pay.Key      `json:"key"`
	Reference string       `json:"reference"`
	Status    pay.Status   `json:"status"`
	Method    string       `json:"method,omitempty"`
	Currency  pay.Currency `json:"currency,omitempty"`
	Number    string       `json:"number,omitempty"` // approval number
	Device    string       `json:"device,omitempty"` // the pad's terminal number
	Via       string       `json:"via,omitempty"`    // way to pay by phone; empty for the card pad

	Asked    pay.Amount   `json:"asked"`              // what the order wants, or the approval that no order asked for
	Taken    pay.Amount   `json:"taken"`              // on this day
	Refunds  []pay.Refund `json:"refunds,omitempty"`  // of this day
	Refunded pay.Amount   `json:"refunded,omitempty"` // ever
	Last     uint64       `json:"last"`               // number of its newest fact

	// Unsettled says that it may have been paid and is not counted.
	Unsettled bool `json:"unsettled,omitempty"`
}

// Back returns what has gone back on this day.
func (e Entry) Back() (sum pay.Amount) {
	for _, r := range e.Refunds {
		sum += r.Amount
	}
	return sum
}

// Day is what the journal says of one day, payments in the order in which they
// were begun.
type Day struct {
	Date    string  `json:"day"` // as in 2026-01-05
	Entries []Entry `json:"entries"`
}

// Read reads the books of one day, by the calendar of a zone.
func Read(j Journal, date string, zone *time.Location) (Day, error) {
	begin, err := time.ParseInLocation(time.DateOnly, date, zone)
	if err != nil {
		return Day{}, fmt.Errorf("day %q: want it as in 2026-01-05", date)
	}
	d := Day{Date: date, Entries: []Entry{}}
	keys, err := touched(j, begin.AddDate(0, 0, -1), begin.AddDate(0, 0, 2))
	if err != nil {
		return d, err
	}
	for _, key := range keys {
		e, counts, err := entry(j, key, date, zone)
		if err != nil {
			return d, err
		}
		if counts {
			d.Entries = append(d.Entries, e)
		}
	}
	return d, nil
}

// touched returns the payments that have a fact in a time, a day more on both
// sides than is asked for, since the pad's clock decides.
func touched(j Journal, from, until time.Time) (keys []string, err error) {
	seen := map[string]bool{"": true, string(agent.BaselineKey): true}
	err = queue.Each(j, 1, func(f queue.Fact) error {
		if !seen[f.Key] && !f.At.Before(from) && f.At.Before(until) {
			seen[f.Key] = true
			keys = append(keys, f.Key)
		}
		return nil
	})
	return keys, err
}

// entry folds one payment, and reports whether the day counts it.
func entry(j Journal, key, date string, zone *time.Location) (Entry, bool, error) {
	facts, err := j.Find(key)
	if err != nil || len(facts) == 0 {
		return Entry{}, false, err
	}
	p, err := agent.Fold(facts)
	if err != nil {
		return Entry{}, false, fmt.Errorf("read payment %s: %w", key, err)
	}
	e, counts := entryOf(p, date, zone)
	e.Last = facts[len(facts)-1].Seq
	return e, counts, nil
}

func entryOf(p pay.Payment, date string, zone *time.Location) (Entry, bool) {
	e := Entry{
		Key: p.Key, Reference: agent.Reference(p.Key), Status: p.Status,
		Currency: p.Order.Currency, Asked: p.Order.Total, Refunded: p.Refunded(), Via: p.Via(),
		Unsettled: !taken(p) && mayBeMoney(p),
	}
	if a := p.Approval; a != nil {
		e.Method, e.Currency, e.Number, e.Device = cmp.Or(a.Method, "card"), a.Currency, a.Number, a.Device
		e.Asked = cmp.Or(e.Asked, a.Amount)
	}
	counts := !p.StartedAt.IsZero() && p.StartedAt.In(zone).Format(time.DateOnly) == date
	if taken(p) {
		if counts = dayOf(p.Approval.At, p.StartedAt, zone) == date; counts {
			e.Taken = p.Approval.Amount
		}
	}
	for _, r := range p.Refunds {
		if dayOf(r.Pad, r.At, zone) == date {
			e.Refunds, counts = append(e.Refunds, r), true
		}
	}
	return e, counts
}

// taken reports whether a payment's money has been taken, whatever became of it
// later. An approval on the staff list that was never found to be ours has not.
func taken(p pay.Payment) bool {
	if p.Approval == nil {
		return false
	}
	switch p.Status {
	case pay.Approved, pay.Mismatched, pay.Voiding, pay.Voided, pay.Late:
		return true
	case pay.Unresolved:
		return p.Void != nil
	}
	return false
}

// mayBeMoney reports whether a payment that is not counted may have been taken.
func mayBeMoney(p pay.Payment) bool {
	return p.Status.Open() || p.Status == pay.Unresolved || p.Status == pay.NotCharged && p.Charge != nil
}

// explains returns the one unsettled payment of an amount, if there is just one.
func explains(entries []Entry, amount pay.Amount) (one Entry, found bool) {
	for _, e := range entries {
		if !e.Unsettled || e.Asked != amount {
			continue
		}
		if found {
			return Entry{}, false
		}
		one, found = e, true
	}
	return one, found
}

// dayOf returns the day of a moment by the pad's clock, or by ours where the pad
// told none.
func dayOf(pad pay.PadClock, at time.Time, zone *time.Location) string {
	if len(pad) >= len(time.DateOnly) {
		return string(pad[:len(time.DateOnly)])
	}
	return at.In(zone).Format(time.DateOnly)
}

// devices returns the terminal numbers of a day.
func (d Day) devices() (all []string) {
	for _, e := range d.Entries {
		if e.Device != "" && !slices.Contains(all, e.Device) {
			all = append(all, e.Device)
		}
	}
	return all
}
