package agent

import (
	"strconv"
	"strings"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// order stores one, of which an amount may be tax-free.
func (s *story) order(key pay.Key, total pay.Amount, taxFree string) {
	lines := []pay.Line{{Item: "coffee", Name: "Coffee", Price: total, Quantity: 1, Tax: pay.Taxed}}
	if taxFree != "" {
		lines[0].Price -= s.amount(taxFree)
		lines = append(lines, pay.Line{Item: "book", Name: "Book", Price: s.amount(taxFree), Quantity: 1, Tax: pay.TaxFree})
	}
	o, err := pay.NewOrder(key, pay.KRW, 10, lines)
	if err != nil {
		s.t.Fatal(err)
	}
	o.Own, s.points = s.points, nil
	s.append(Fact{Kind: wire.KindOrdered, Key: key, Body: wire.Body{Version: 1, Test: s.test, Order: WireOrder(o)}})
}

// padMemory reads "empty" or an approval as a mark, "returned" where it gave money
// back.
func (s *story) padMemory(args []string) pay.Mark {
	if args[0] == "empty" {
		return pay.Mark{Empty: true}
	}
	return s.approval(args).Mark()
}

// approval reads REF NUMBER AMOUNT, and perhaps card:DIGITS or ago:DURATION.
func (s *story) approval(args []string) pay.Approval {
	a := pay.Approval{
		Ref: args[0], Number: args[1], Amount: s.amount(args[2]), Currency: pay.KRW,
		At: pay.PadClock(s.now.Add(s.ahead).Format(pay.PadClockFormat)), Method: "credit", Device: "pad-1",
	}
	for _, word := range args[3:] {
		if ago, ok := strings.CutPrefix(word, "ago:"); ok {
			a.At = pay.PadClock(s.now.Add(s.ahead - s.duration(ago)).Format(pay.PadClockFormat))
		}
		if via, ok := strings.CutPrefix(word, "by:"); ok {
			a.Via, a.Device = via, ""
		}
		if digits, ok := strings.CutPrefix(word, "card:"); ok {
			a.Card = pay.MaskCard(digits)
		}
	}
	return a
}

// offer reads an approval and, after it, "reversible" or "void".
func (s *story) offer(args []string) pay.Offer {
	o := pay.Offer{Approval: s.approval(args), Final: true}
	for _, a := range args[3:] {
		o.Final = o.Final && a != "reversible"
		o.Voids = o.Voids || a == "void"
	}
	return o
}

func (s *story) duration(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

func (s *story) amount(a string) pay.Amount {
	n, err := strconv.ParseInt(a, 10, 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return pay.Amount(n)
}
