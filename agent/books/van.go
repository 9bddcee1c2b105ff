package books

import (
	"fmt"
	"slices"

	"kioskd/agent/pay"
)

// movement is one sale or one refund, as a statement lists it.
type movement struct {
	number string
	amount pay.Amount
	cancel bool
}

// MeetStatement compares the day's sales and refunds with the lines of a VAN's
// statement. Lines of other days and other terminals are left out. Find names the
// payment that the journal has under an approval number, of whatever day, or "".
func (r *Report) MeetStatement(rows []Row, find func(number string) (pay.Key, error)) error {
	r.Statement = Side{Compared: true}
	left := map[movement][]Row{}
	for _, row := range rows {
		if !r.concerns(row) {
			continue
		}
		m := movement{row.Number, row.Amount, row.Cancel}
		left[m] = append(left[m], row)
		r.Statement.Count++
		r.Statement.Amount += signed(m)
	}
	for _, e := range r.Entries {
		for _, m := range movements(e) {
			if len(left[m]) > 0 {
				left[m] = left[m][1:]
				continue
			}
			r.differ(Difference{Side: SideStatement, Key: e.Key, Number: m.number, What: "the statement does not have this " + word(m), Ours: signed(m)})
		}
	}
	if err := r.unexplained(rows, left, find); err != nil {
		return err
	}
	r.sortDifferences()
	return nil
}

// unexplained names the lines of the statement that the day does not have, in
// their order.
func (r *Report) unexplained(rows []Row, left map[movement][]Row, find func(string) (pay.Key, error)) error {
	for _, row := range rows {
		m := movement{row.Number, row.Amount, row.Cancel}
		if !slices.Contains(left[m], row) {
			continue
		}
		key, err := find(row.Number)
		if err != nil {
			return err
		}
		d := Difference{Side: SideStatement, Key: key, Number: row.Number, Theirs: signed(m)}
		d.What = fmt.Sprintf("line %d: the statement has this %s, and this journal has no payment of that approval number", row.Line, word(m))
		if e, ok := explains(r.Entries, row.Amount); ok && key == "" && !row.Cancel {
			d.Key, d.What = e.Key, fmt.Sprintf("line %d: the statement has this sale: this payment, which is %s here, would explain it", row.Line, e.Status)
		}
		if key != "" {
			d.What = fmt.Sprintf("line %d: the statement has this %s, and the journal does not count it on this day: look at the payment", row.Line, word(m))
		}
		r.differ(d)
	}
	return nil
}

// concerns reports whether a line is about this day and this kiosk's pad, as far
// as it says.
func (r *Report) concerns(row Row) bool {
	devices := r.devices()
	return (row.Date == "" || row.Date == r.Date) &&
		(row.Device == "" || len(devices) == 0 || slices.Contains(devices, row.Device))
}

// movements returns what a payment has moved on the day. A refund that has no
// number of its own repeats that of its sale. What was paid by phone went by no VAN.
func movements(e Entry) (all []movement) {
	if e.Via != "" {
		return nil
	}
	if e.Taken != 0 {
		all = append(all, movement{e.Number, e.Taken, false})
	}
	for _, back := range e.Refunds {
		m := movement{back.Number, back.Amount, true}
		if m.number == "" {
			m.number = e.Number
		}
		all = append(all, m)
	}
	return all
}

func signed(m movement) pay.Amount {
	if m.cancel {
		return -m.amount
	}
	return m.amount
}

func word(m movement) string {
	if m.cancel {
		return "cancel"
	}
	return "sale"
}
