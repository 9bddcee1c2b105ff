package smartrosim

import (
	"fmt"
	"slices"
	"time"

	"kioskd/agent/pay"
	"kioskd/drivers/smartro"
)

// Ledger is what the VAN knows: the truth about the money.
type Ledger struct {
	Entries []Entry `json:"entries"`
}

// Entry is one approval of the VAN, and whether it was cancelled since.
type Entry struct {
	Number  string     `json:"number"` // approval number
	Unique  string     `json:"unique"`
	Amount  pay.Amount `json:"amount"`
	Date    string     `json:"date"`
	Time    string     `json:"time"`
	Voided  bool       `json:"voided"`
	VoidRef string     `json:"void_unique,omitempty"`
}

// Taken returns how much money the VAN has taken and not given back, and by how
// many approvals.
func (l Ledger) Taken() (pay.Amount, int) {
	var sum pay.Amount
	n := 0
	for _, e := range l.Entries {
		if !e.Voided {
			sum += e.Amount
			n++
		}
	}
	return sum, n
}

// clone makes a copy that does not change.
func (l Ledger) clone() Ledger { return Ledger{Entries: slices.Clone(l.Entries)} }

// approve takes money. The numbers follow from how many there are.
func (l *Ledger) approve(amount pay.Amount, at time.Time) *Entry {
	n := len(l.Entries) + 1
	l.Entries = append(l.Entries, Entry{
		Number: fmt.Sprintf("%08d", 10_000_000+(n*7_654_321)%90_000_000),
		Unique: fmt.Sprintf("%012d", 2*n), Amount: amount,
		Date: at.Format("20060102"), Time: at.Format("150405"),
	})
	return &l.Entries[n-1]
}

// find returns the approval that a cancel names.
func (l *Ledger) find(q smartro.CancelRequest) *Entry {
	for i := range l.Entries {
		e := &l.Entries[i]
		if e.Number == q.Number && e.Date == q.Date && e.Time == q.Time && e.Amount == q.Amount {
			return e
		}
	}
	return nil
}

// void gives money back, under a unique number of its own.
func (e *Entry) void(entries int) {
	e.Voided = true
	e.VoidRef = fmt.Sprintf("9%011d", entries)
}
