package books

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"kioskd/agent/pay"
)

// Report is a day's totals, and how they compare with whoever else counts.
type Report struct {
	Day
	Currency pay.Currency `json:"currency,omitempty"`
	Sum      Total        `json:"sum"`
	Methods  []Method     `json:"methods"` // by name
	States   []State      `json:"states"`  // in the order of a payment's life

	HQ        Side `json:"hq"`
	Pad       Side `json:"pad"`
	Statement Side `json:"statement"` // of the VAN

	Differences []Difference `json:"differences"`
}

// Total adds up sales and refunds.
type Total struct {
	Sales   int        `json:"sales"`
	Taken   pay.Amount `json:"taken"`
	Refunds int        `json:"refunds"`
	Back    pay.Amount `json:"back"`
	Net     pay.Amount `json:"net"` // Taken less Back
}

// Method is the part of one way of paying.
type Method struct {
	Name string `json:"name"`
	Total
}

// State counts the payments of one status, and what their orders want.
type State struct {
	Status pay.Status `json:"status"`
	Count  int        `json:"count"`
	Amount pay.Amount `json:"amount"`
}

// Side is another one that counts.
type Side struct {
	Compared bool       `json:"compared"`
	Why      string     `json:"why,omitempty"` // it was not
	Count    int        `json:"count,omitempty"`
	Amount   pay.Amount `json:"amount,omitempty"` // net
}

// Difference is one thing that two sides say differently.
type Difference struct {
	Side   string     `json:"side"`          // hq, pad or statement
	Key    pay.Key    `json:"key,omitempty"` // empty where no payment of ours is meant
	Number string     `json:"number,omitempty"`
	What   string     `json:"what"` // a sentence for people
	Ours   pay.Amount `json:"ours"`
	Theirs pay.Amount `json:"theirs"`
}

// The sides, as differences name them.
const (
	SideHQ        = "hq"
	SidePad       = "pad"
	SideStatement = "statement"
)

// NotCompared is what a report says that has no third side.
const NotCompared = "not compared with VAN"

// ThirdSide reports whether somebody was compared with who is neither kiosk nor
// HQ.
func (r Report) ThirdSide() bool { return r.Pad.Compared || r.Statement.Compared }

// lives is the order of a payment's life.
var lives = []pay.Status{
	pay.Ordered, pay.Started, pay.Offered, pay.Uncertain, pay.Approved, pay.Declined, pay.NotCharged,
	pay.Mismatched, pay.Late, pay.Voiding, pay.Voided, pay.Issued, pay.Unresolved,
}

// NewReport adds up a day. No side has been compared yet.
func NewReport(d Day) Report {
	r := Report{Day: d, Methods: []Method{}, States: []State{}, Differences: []Difference{}}
	methods, states := map[string]Total{}, map[pay.Status]State{}
	for _, e := range d.Entries {
		r.Currency = cmp.Or(r.Currency, e.Currency)
		r.Sum.count(e)
		if e.Taken != 0 || len(e.Refunds) > 0 {
			t := methods[e.Method]
			t.count(e)
			methods[e.Method] = t
		}
		s := states[e.Status]
		states[e.Status] = State{Status: e.Status, Count: s.Count + 1, Amount: s.Amount + e.Asked}
	}
	for _, name := range slices.Sorted(maps.Keys(methods)) {
		r.Methods = append(r.Methods, Method{Name: name, Total: methods[name]})
	}
	for _, status := range lives {
		if s, ok := states[status]; ok {
			r.States = append(r.States, s)
		}
	}
	return r
}

func (t *Total) count(e Entry) {
	if e.Taken != 0 {
		t.Sales++
	}
	t.Taken += e.Taken
	t.Refunds += len(e.Refunds)
	t.Back += e.Back()
	t.Net = t.Taken - t.Back
}

func (r *Report) differ(d Difference) { r.Differences = append(r.Differences, d) }

// sortDifferences puts what is about one payment together.
func (r *Report) sortDifferences() {
	slices.SortStableFunc(r.Differences, func(a, b Difference) int {
		return cmp.Or(strings.Compare(string(a.Key), string(b.Key)), strings.Compare(a.Number, b.Number))
	})
}
