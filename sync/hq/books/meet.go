package books

import (
	"cmp"
	"slices"

	"kioskd/sync/hq"
)

// Sale is a payment of which money was taken, as HQ's ledger has it.
type Sale struct {
	hq.Payment
	Day     string // on which it counts, as in 2026-01-05
	Journal bool   // the kiosk's facts say the same as the ledger
}

// What a difference is.
const (
	OnlyVAN   = "only-van"       // the VAN has a sale that HQ has not
	OnlyHQ    = "only-hq"        // HQ has a sale that the VAN has not
	Amount    = "amount"         // both have it, with other amounts
	CancelVAN = "cancel-van"     // the VAN has given back more than HQ knows
	CancelHQ  = "cancel-hq"      // HQ has given back more than the VAN knows
	Journal   = "journal"        // the ledger does not say what the kiosk's facts say
	Twice     = "twice"          // the VAN has the sale twice
	Unsettled = "not-settled-hq" // the VAN has a sale that stands open at HQ
)

// Difference is one thing on which the sides do not agree.
type Difference struct {
	What   string `json:"what"`
	Kiosk  string `json:"kiosk,omitempty"`
	Key    string `json:"key,omitempty"` // of the payment, where HQ has one
	Number string `json:"number"`        // approval number
	HQ     int64  `json:"hq"`            // minor units
	VAN    int64  `json:"van"`
	Row    int    `json:"row,omitempty"` // of the statement
}

// Report is how a day's sides met.
type Report struct {
	Day         string       `json:"day"`
	Lines       int          `json:"lines"`   // of the statement, of this day
	Matched     int          `json:"matched"` // sales on which all agree
	HQ          Side         `json:"hq"`
	VAN         Side         `json:"van"`
	Differences []Difference `json:"differences"`
	More        int          `json:"more,omitempty"` // differences that are not listed
}

// Side is what one side adds up to, in minor units.
type Side struct {
	Count int   `json:"count"`
	Taken int64 `json:"taken"`
	Back  int64 `json:"back"`
}

// mostDifferences bounds what a report lists.
const mostDifferences = 500

// atVAN is what the VAN says about one approval number.
type atVAN struct {
	taken, back int64
	sales       int
	row         int
}

// Meet compares the sales of a day, and those of the days beside it, since clocks
// differ around midnight, with the lines of a statement. Open sales are those that
// HQ counts as no money yet.
func Meet(day string, sales, open []Sale, lines []Line) Report {
	r := Report{Day: day}
	van := r.read(lines)
	for _, s := range sales {
		v, has := van[s.Number]
		if s.Day == day {
			r.HQ.Count, r.HQ.Taken, r.HQ.Back = r.HQ.Count+1, r.HQ.Taken+s.Amount, r.HQ.Back+s.Refunded
		}
		if has || s.Day == day {
			r.meet(s, v, has)
		}
		delete(van, s.Number)
	}
	for _, s := range open {
		if v, has := van[s.Number]; has && s.Number != "" {
			r.differ(Difference{What: Unsettled, Kiosk: s.Kiosk, Key: s.Key, Number: s.Number, VAN: v.taken, Row: v.row})
			delete(van, s.Number)
		}
	}
	for number, v := range van {
		what := OnlyVAN
		if v.sales == 0 {
			what = CancelVAN
		}
		r.differ(Difference{What: what, Number: number, VAN: v.taken - v.back, Row: v.row})
	}
	slices.SortFunc(r.Differences, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Number, b.Number))
	})
	if n := len(r.Differences); n > mostDifferences {
		r.Differences, r.More = r.Differences[:mostDifferences], n-mostDifferences
	}
	return r
}

// read adds the statement up, by approval number.
func (r *Report) read(lines []Line) map[string]atVAN {
	van := map[string]atVAN{}
	for _, l := range lines {
		if l.Day != "" && l.Day != r.Day {
			continue
		}
		r.Lines++
		v := van[l.Number]
		v.row = cmp.Or(v.row, l.Row)
		if l.Cancel {
			v.back += l.Amount
			r.VAN.Back += l.Amount
		} else {
			v.taken += l.Amount
			v.sales++
			r.VAN.Taken += l.Amount
			r.VAN.Count++
		}
		van[l.Number] = v
	}
	return van
}

func (r *Report) meet(s Sale, v atVAN, has bool) {
	d := Difference{Kiosk: s.Kiosk, Key: s.Key, Number: s.Number, HQ: s.Amount, VAN: v.taken, Row: v.row}
	before := len(r.Differences)
	switch {
	case !has || v.sales == 0:
		d.What = OnlyHQ
		r.differ(d)
	case v.sales > 1:
		d.What = Twice
		r.differ(d)
	case v.taken != s.Amount:
		d.What = Amount
		r.differ(d)
	}
	if has && v.back != s.Refunded {
		d.What, d.HQ, d.VAN = CancelVAN, s.Refunded, v.back
		if s.Refunded > v.back {
			d.What = CancelHQ
		}
		r.differ(d)
	}
	if !s.Journal {
		d.What = Journal
		r.differ(d)
	}
	if len(r.Differences) == before {
		r.Matched++
	}
}

func (r *Report) differ(d Difference) { r.Differences = append(r.Differences, d) }
