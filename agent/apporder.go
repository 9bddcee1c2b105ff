package agent

import (
	"context"
	"errors"
	"fmt"

	"kioskd/agent/pay"
)

// AppOrder is an order whose amounts a page has set, under a key that it has
// chosen.
type AppOrder struct {
	Key   pay.Key
	Split pay.Split

	// Lines, if any, add up to the split's total. Otherwise the slip has a line for
	// each part of the split.
	Lines []pay.Line
}

// OrderByApp returns the order that is stored under the key, if it asks for the
// same amounts. Otherwise it stores the page's, where the [Policy] lets pages set
// amounts: from then on the stored order decides what is charged, as any other.
// Where the operator's server says what there is to pay, its amounts are stored, if
// the page asks for the same.
func (a *Agent) OrderByApp(ctx context.Context, wish AppOrder) (pay.Order, error) {
	if err := wish.Key.Check(); err != nil {
		return pay.Order{}, FaultOrder.because(err)
	}
	known, err := a.Payment(ctx, wish.Key)
	if err == nil {
		return wish.meets(known.Order)
	}
	if !errors.Is(err, FaultKey) {
		return pay.Order{}, err
	}
	if a.o.Bills != nil {
		return a.orderWished(ctx, wish)
	}
	order := wish.order(a.Catalogue().Currency)
	if err := a.o.Policy.allowsApp(order, a.AppLimit()); err != nil {
		return pay.Order{}, err
	}
	return order, a.StoreOrder(ctx, order)
}

// orderWished stores the order of the bill that a page wants paid.
func (a *Agent) orderWished(ctx context.Context, wish AppOrder) (pay.Order, error) {
	bill, err := a.bill(ctx, wish.Key)
	if err != nil {
		return pay.Order{}, err
	}
	order, err := a.Catalogue().BillOrder(bill, "")
	if err != nil {
		return pay.Order{}, err
	}
	if wish.Split != order.Split {
		return pay.Order{}, FaultAmount
	}
	return order, a.StoreOrder(ctx, order)
}

// meets returns a stored order, unless the wish is another one.
func (w AppOrder) meets(stored pay.Order) (pay.Order, error) {
	switch {
	case w.Split != stored.Split:
		return pay.Order{}, FaultAmount
	case len(w.Lines) > 0 && !w.order(stored.Currency).Same(stored):
		return pay.Order{}, FaultConflict
	}
	return stored, nil
}

func (w AppOrder) order(c pay.Currency) pay.Order {
	lines := w.Lines
	if len(lines) == 0 {
		lines = linesOf(w.Split)
	}
	return pay.Order{Key: w.Key, Currency: c, Lines: lines, Total: w.Split.Total(), Split: w.Split, By: pay.ByApp}
}

// linesOf makes a line of each part of a split that is not nothing. A split that
// adds up to no good total is refused by [pay.Order.Check].
func linesOf(s pay.Split) (lines []pay.Line) {
	for _, part := range []struct {
		name string
		sum  pay.Amount
		tax  pay.Tax
	}{
		{"상품 Goods", s.Supply + s.VAT, pay.Taxed},
		{"면세 상품 Tax-free goods", s.TaxFree, pay.TaxFree},
		{"봉사료 Tip", s.Service, pay.TaxFree},
	} {
		if part.sum != 0 {
			lines = append(lines, pay.Line{Name: part.name, Price: part.sum, Quantity: 1, Tax: part.tax})
		}
	}
	return lines
}

// allowsApp returns why a page may not ask for this order, of at most so much.
func (p Policy) allowsApp(o pay.Order, most pay.Amount) error {
	if !p.AppOrders {
		return FaultAppAmount
	}
	for _, part := range []pay.Amount{o.Split.Supply, o.Split.VAT, o.Split.TaxFree, o.Split.Service} {
		if err := part.Check(); err != nil {
			return FaultOrder.because(err)
		}
	}
	if o.Total > most {
		return FaultAppLimit.because(fmt.Errorf("%d is above %d", int64(o.Total), int64(most)))
	}
	return nil
}
