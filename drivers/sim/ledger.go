package sim

import (
	"slices"
	"time"

	"kioskd/agent/pay"
)

// Ledger is what the VAN knows: the truth about the money.
type Ledger struct {
	Entries []Entry `json:"entries"`
}

// Entry is one approval of the VAN, and what became of it since.
type Entry struct {
	Number  string     `json:"number"` // approval number
	Unique  string     `json:"unique"` // what else the protocol names it by
	Amount  pay.Amount `json:"amount"`
	Date    string     `json:"date"` // YYYYMMDD, by the pad's clock
	Time    string     `json:"time"` // hhmmss
	Voided  bool       `json:"voided"`
	VoidRef string     `json:"void_unique,omitempty"`

	// Returned is how much was given back in parts.
	Returned pay.Amount `json:"returned,omitempty"`

	// Reversed says that the pad took the approval back by itself, because nobody
	// had accepted it.
	Reversed bool `json:"reversed,omitempty"`

	// Confirmed says that the kiosk has accepted the approval, as far as the pad
	// has heard.
	Confirmed bool `json:"confirmed,omitempty"`

	// Refund says that money was given, not taken, and names no approval.
	Refund bool `json:"refund,omitempty"`
}

// Left returns how much of an approval stands; less than nothing for a refund.
func (e Entry) Left() pay.Amount {
	switch {
	case e.Voided, e.Reversed:
		return 0
	case e.Refund:
		return -e.Amount
	}
	return e.Amount - e.Returned
}

// Taken returns how much money the VAN has taken and not given back, and by how
// many approvals.
func (l Ledger) Taken() (pay.Amount, int) {
	var sum pay.Amount
	n := 0
	for _, e := range l.Entries {
		sum += e.Left()
		if e.Left() > 0 {
			n++
		}
	}
	return sum, n
}

// Approve takes money. The caller names the entry.
func (l *Ledger) Approve(amount pay.Amount, at time.Time) *Entry {
	l.Entries = append(l.Entries, Entry{Amount: amount, Date: at.Format("20060102"), Time: at.Format("150405")})
	return &l.Entries[len(l.Entries)-1]
}

// Find returns the entry that satisfies a condition, or nil. It stays valid until
// the next Approve.
func (l *Ledger) Find(is func(Entry) bool) *Entry {
	if i := slices.IndexFunc(l.Entries, is); i >= 0 {
		return &l.Entries[i]
	}
	return nil
}

// clone makes a copy that does not change.
func (l Ledger) clone() Ledger { return Ledger{Entries: slices.Clone(l.Entries)} }
