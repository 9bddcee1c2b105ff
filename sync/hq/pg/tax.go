package pg

import (
	"math/big"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// SplitOf divides an order's total into parts as a provider rounds: VAT down, as in
// the order itself, or half up. Half up is known of Korea's eleventh alone.
func SplitOf(o wire.Order, how Rounding) pay.Split {
	s := pay.Split{Supply: pay.Amount(o.Split.Supply), VAT: pay.Amount(o.Split.VAT), TaxFree: pay.Amount(o.Split.TaxFree), Service: pay.Amount(o.Split.Service)}
	if how != RoundHalfUp || pay.Currency(o.Currency) != pay.KRW || s.VAT == 0 {
		return s
	}
	const part = 11 // VAT of 10 percent is this part of a price
	taxed := s.Supply + s.VAT
	s.VAT = (2*taxed + part) / (2 * part)
	s.Supply = taxed - s.VAT
	return s
}

// takePart takes a part of what is left of a split. Each piece is in proportion to
// what is left of it, and never more; the parts of all refunds add up to the whole.
func takePart(left pay.Split, amount pay.Amount) pay.Split {
	total := left.Total()
	if amount <= 0 || total <= 0 {
		return pay.Split{}
	}
	from := [...]pay.Amount{left.Supply, left.VAT, left.TaxFree, left.Service}
	var part [len(from)]pay.Amount
	rest := amount
	for i, piece := range from {
		part[i] = share(piece, amount, total)
		rest -= part[i]
	}
	for i := 0; i < len(from) && rest > 0; i++ { // rounding left less than one unit for each piece
		if part[i] < from[i] {
			part[i]++
			rest--
		}
	}
	return pay.Split{Supply: part[0], VAT: part[1], TaxFree: part[2], Service: part[3]}
}

// share returns piece × amount / total, rounded down.
func share(piece, amount, total pay.Amount) pay.Amount {
	product := new(big.Int).Mul(big.NewInt(int64(piece)), big.NewInt(int64(amount)))
	return pay.Amount(product.Div(product, big.NewInt(int64(total))).Int64())
}

func minus(a, b pay.Split) pay.Split {
	return pay.Split{Supply: a.Supply - b.Supply, VAT: a.VAT - b.VAT, TaxFree: a.TaxFree - b.TaxFree, Service: a.Service - b.Service}
}
