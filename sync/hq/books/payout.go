package books

import (
	"cmp"
	"maps"
	"slices"
)

// PaidLine is a line of what a provider pays out. Amounts are minor units, and below 0
// where money goes back.
type PaidLine struct {
	Number string // the provider's name for the payment
	Day    string // on which it is paid out, as in 2026-01-05
	Amount int64  // that was taken or given back
	Fees   int64  // that the provider says to keep of it
	VAT    int64  // of the fees
	Out    int64  // that the shop is paid
}

// PaidSale is a payment by phone as HQ knows it.
type PaidSale struct {
	Kiosk, Key, Number string
	Taken, Refunded    int64 // minor units; 0 taken: it is no money yet
}

// What a difference of a pay-out is.
const (
	PaidUnknown = "paid-unknown" // paid out, and HQ has no such payment
	PaidOpen    = "paid-open"    // paid out, and HQ counts the payment as no money
	PaidAmount  = "paid-amount"  // paid out for another amount than HQ has
	PaidBack    = "paid-back"    // more is held back than HQ gave back
	PaidSum     = "paid-sum"     // the amount less the fees is not what is paid out
	PaidLate    = "paid-late"    // sold long enough ago, and not paid out
)

// nextOf is what to do about a difference of a pay-out.
var nextOf = map[string]string{
	PaidUnknown: "Look the payment up on the provider's page; if it is another shop's or web page's of the same account, nothing is wrong.",
	PaidOpen:    "Open the payment at HQ and have the provider asked; it was paid, and HQ does not know it yet.",
	PaidAmount:  "Compare the payment at HQ with the provider's page, and ask the provider about the rest.",
	PaidBack:    "Look on the provider's page who gave money back, and enter it in your books.",
	PaidSum:     "Ask the provider what else it kept of this line; the fees that it names are not all.",
	PaidLate:    "Look the payment up on the provider's page; if it is not held back there, ask the provider when it is paid out.",
}

// PayoutSteps returns all that can differ, and what to do about it.
func PayoutSteps() map[string]string { return maps.Clone(nextOf) }

// PayoutDifference is one thing in which what is paid out is not as HQ's books have it.
type PayoutDifference struct {
	What     string `json:"what"`
	Kiosk    string `json:"kiosk,omitempty"`
	Key      string `json:"key,omitempty"` // of the payment, where HQ has one
	Number   string `json:"number"`        // the provider's name for it
	HQ       int64  `json:"hq"`            // minor units
	Provider int64  `json:"provider"`
	Next     string `json:"next"` // what to do about it
}

// PayoutReport is what a provider pays out on a day, and how it met HQ's books.
type PayoutReport struct {
	Provider    string             `json:"provider"`
	Day         string             `json:"day"`
	Currency    string             `json:"currency"` // of all amounts
	Lines       int                `json:"lines"`    // of the day
	Matched     int                `json:"matched"`
	Taken       int64              `json:"taken"` // minor units
	Back        int64              `json:"back"`
	Fees        int64              `json:"fees"` // that are kept: taken, less back, less out
	VAT         int64              `json:"vat"`  // of the fees, as the provider says
	Out         int64              `json:"out"`
	Differences []PayoutDifference `json:"differences"`
	More        int                `json:"more,omitempty"` // differences that are not listed
}

// paid is what a provider's lines say about one payment.
type paid struct {
	taken, back int64 // on all days that were asked for
	sales       int
	today       int64 // taken less back, on the day of the report
	said, out   int64 // amount less the fees that are named, and what is paid out
	here        bool  // a line is of the day of the report
}

// MeetPayout compares the lines of a day with HQ's payments, by the provider's names for
// them. Lines of the days before say what was paid out already. Due are the payments of
// which some should have been paid out by the day. All amounts are of one currency.
func MeetPayout(provider, day, currency string, lines []PaidLine, known map[string]PaidSale, due []PaidSale) PayoutReport {
	r := PayoutReport{Provider: provider, Day: day, Currency: currency, Differences: []PayoutDifference{}}
	all := r.read(lines)
	for _, number := range slices.Sorted(maps.Keys(all)) {
		if all[number].here {
			sale, has := known[number]
			r.meet(number, *all[number], sale, has)
		}
	}
	for _, s := range due {
		if p := all[s.Number]; s.Taken > s.Refunded && (p == nil || p.sales == 0) {
			r.differ(PaidLate, s, s.Taken-s.Refunded, 0)
		}
	}
	slices.SortStableFunc(r.Differences, func(a, b PayoutDifference) int {
		return cmp.Or(cmp.Compare(a.What, b.What), cmp.Compare(a.Number, b.Number))
	})
	if n := len(r.Differences); n > mostDifferences {
		r.Differences, r.More = r.Differences[:mostDifferences], n-mostDifferences
	}
	return r
}

// read adds lines up: those of the day, and all of them by payment.
func (r *PayoutReport) read(lines []PaidLine) map[string]*paid {
	all := map[string]*paid{}
	for _, l := range lines {
		p := all[l.Number]
		if p == nil {
			p = &paid{}
			all[l.Number] = p
		}
		p.taken, p.back = p.taken+max(l.Amount, 0), p.back+max(-l.Amount, 0)
		if l.Amount > 0 {
			p.sales++
		}
		if l.Day != r.Day {
			continue
		}
		p.here, p.today = true, p.today+l.Amount
		p.said, p.out = p.said+l.Amount-l.Fees, p.out+l.Out
		r.Lines, r.Taken, r.Back = r.Lines+1, r.Taken+max(l.Amount, 0), r.Back+max(-l.Amount, 0)
		r.Fees, r.VAT, r.Out = r.Fees+l.Amount-l.Out, r.VAT+l.VAT, r.Out+l.Out
	}
	return all
}

// meet compares one payment of which something is paid out on the day.
func (r *PayoutReport) meet(number string, p paid, s PaidSale, has bool) {
	before := len(r.Differences)
	s.Number = number
	switch {
	case !has:
		r.differ(PaidUnknown, s, 0, p.today)
	case s.Taken == 0:
		r.differ(PaidOpen, s, 0, p.today)
	default:
		if p.sales > 0 && p.taken != s.Taken {
			r.differ(PaidAmount, s, s.Taken, p.taken)
		}
		if p.back > s.Refunded {
			r.differ(PaidBack, s, s.Refunded, p.back)
		}
	}
	if p.said != p.out {
		r.differ(PaidSum, s, p.said, p.out)
	}
	if len(r.Differences) == before {
		r.Matched++
	}
}

func (r *PayoutReport) differ(what string, s PaidSale, hq, provider int64) {
	r.Differences = append(r.Differences, PayoutDifference{What: what, Kiosk: s.Kiosk, Key: s.Key, Number: s.Number, HQ: hq, Provider: provider, Next: nextOf[what]})
}
