package books

import (
	"fmt"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// MeetHQ compares with HQ's ledger. Up to the fact with the number acked HQ has
// acknowledged all; known reports whether the journal has a payment, of whatever
// day.
func (r *Report) MeetHQ(ledger []wire.Settled, acked uint64, known func(key string) (bool, error)) error {
	theirs := map[string]wire.Settled{}
	for _, p := range ledger {
		theirs[p.Key] = p
	}
	r.HQ = Side{Compared: true}
	for _, e := range r.Entries {
		p, has := theirs[string(e.Key)]
		delete(theirs, string(e.Key))
		if has {
			r.HQ.Count++
		}
		r.meetEntry(e, p, has, acked)
	}
	for _, p := range ledger {
		if _, left := theirs[p.Key]; !left {
			continue
		}
		ours, err := known(p.Key)
		if err != nil {
			return err
		}
		if !ours {
			r.differ(Difference{Side: SideHQ, Key: pay.Key(p.Key), Number: p.Number, What: "HQ has it and this journal has not: the disk was restored from a copy, or another kiosk has this one's identity", Theirs: pay.Amount(p.Amount)})
		}
	}
	r.sortDifferences()
	return nil
}

// meetEntry compares one payment with HQ's.
func (r *Report) meetEntry(e Entry, p wire.Settled, has bool, acked uint64) {
	d := Difference{Side: SideHQ, Key: e.Key, Number: e.Number, Ours: e.Asked - e.Refunded, Theirs: pay.Amount(p.Amount - p.Refunded)}
	switch {
	case e.Last > acked:
		d.What = "HQ has not acknowledged all of it yet"
	case !has:
		d.What = "HQ has acknowledged it and does not know it"
	case p.Status != string(e.Status):
		d.What = fmt.Sprintf("it is %s here and %s at HQ", e.Status, p.Status)
	case e.Refunded != pay.Amount(p.Refunded):
		d.What = "not the same has gone back"
	case e.Taken != 0 && e.Taken != pay.Amount(p.Amount):
		d.Ours, d.What = e.Taken-e.Refunded, "not the same was taken"
	default:
		r.HQ.Amount += e.Taken - e.Back()
		return
	}
	r.differ(d)
}
