package zvt

import (
	"fmt"
	"strconv"
	"time"

	"kioskd/agent/pay"
)

// Name is the driver's name in a configuration.
const Name = "zvt"

// Ref names a record uniquely, also a reversal of the same sale.
func (r Result) Ref() string {
	return r.Terminal + "/" + r.Receipt + "/" + r.Trace + "/" + r.Date + r.Time
}

// Number is what people call the payment: terminal, trace and day. A reversal is
// about an earlier trace, and has its number where both are of the same day.
func (r Result) Number() string {
	trace := r.Trace
	switch {
	case r.Reversal():
		trace = r.OrigTrace
	case trace == "":
		trace = "R" + r.Receipt
	}
	return r.Terminal + "-" + trace + "-" + r.Date
}

// named reports whether the record says enough to be told from others.
func (r Result) named() bool { return r.Receipt != "" || r.Trace != "" }

// approval translates into the words of agent/pay.
func (p *pad) approval(r Result) pay.Approval {
	a := pay.Approval{
		Ref: r.Ref(), Number: r.Number(), Currency: r.Currency, Amount: r.Amount,
		At: p.clock(r), Method: methodOf(r), Medium: r.medium(), Card: r.Card,
		Issuer: pay.Party{Name: r.CardName}, Merchant: r.Contract, Device: r.Terminal,
		Offline: r.Offline || r.Payment == PaidOffline,
		Driver: map[string]string{
			"driver": Name, "receipt": r.Receipt, "trace": r.Trace, "terminal": r.Terminal,
		},
	}
	if r.CardType != 0 {
		a.Issuer.Code = fmt.Sprint(r.CardType)
	}
	if r.Authorised != "" {
		a.Driver["authorised"] = r.Authorised
	}
	return a
}

// fill adds what a result may leave out: the pad has told its number once and for
// all, and the currency is the one that was agreed on.
func (p *pad) fill(r Result) Result {
	if r.Terminal == "" {
		r.Terminal = p.terminal
	}
	if r.Currency == "" {
		r.Currency = p.habits.currency
	}
	return r
}

// clock is when the pad says that it was.
func (p *pad) clock(r Result) pay.PadClock {
	if r.Date == "" || r.Time == "" {
		return ""
	}
	today := time.Now().In(p.place).Format("20060102")
	t, err := time.Parse("20060102150405", r.year(today)+r.Date+r.Time)
	if err != nil {
		return ""
	}
	return pay.PadClock(t.Format(pay.PadClockFormat))
}

// medium is how the card was read; tag 1F12 counts from zero.
func (r Result) medium() pay.Medium {
	return map[byte]pay.Medium{1: pay.Stripe, 2: pay.Chip, 3: pay.Contactless}[r.Technology]
}

// methodOf names the way to pay. Card types are those of ZVT.
func methodOf(r Result) string {
	switch {
	case r.CardType == 97:
		return "alipay"
	case r.CardType == 260:
		return "bluecode"
	case r.CardType == 30:
		return "prepaid"
	case r.CardType == 9:
		return "direct-debit"
	case r.CardType == 2, r.CardType == 5, r.CardType == 13, r.CardType == 46:
		return "debit"
	}
	return "credit"
}

// year completes the date, which has none: it is the year in which the date lies
// nearest to today.
func (r Result) year(today string) string {
	year, err := strconv.Atoi(today[:4])
	if err != nil || len(r.Date) != 4 {
		return today[:4]
	}
	switch {
	case r.Date >= "11" && today[4:] < "03":
		year--
	case r.Date < "03" && today[4:] >= "11":
		year++
	}
	return strconv.Itoa(year)
}
