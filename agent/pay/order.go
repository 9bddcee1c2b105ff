package pay

import (
	"errors"
	"fmt"
	"reflect"
)

// ErrOrder is the cause of every refusal of an order.
var ErrOrder = errors.New("bad order")

// MaxLines bounds the lines of an order, and MaxQuantity that of one line.
const (
	MaxLines    = 200
	MaxQuantity = 999
)

// Order is what a customer wants to pay for. Once stored it never changes; a
// key with another order is a fault.
type Order struct {
	Key      Key      `json:"key"`
	Currency Currency `json:"currency"`
	Lines    []Line   `json:"lines"`
	Total    Amount   `json:"total"`
	Split    Split    `json:"split"`
	By       Pricer   `json:"by,omitempty"`
	Own      *Own     `json:"own,omitempty"` // that the prices have been lowered by
}

// Pricer says who set the amounts of an order.
type Pricer string

// The pricers.
const (
	ByCatalogue Pricer = ""       // the kiosk's own catalogue
	ByApp       Pricer = "app"    // the page on the screen, where the kiosk is set to let it
	ByServer    Pricer = "server" // the operator's own server
)

// Line is one position of an order. Price is what one piece costs the customer,
// taxes included.
type Line struct {
	Item     string `json:"item"`
	Name     string `json:"name"`
	Price    Amount `json:"price"`
	Quantity int    `json:"quantity"`
	Tax      Tax    `json:"tax"`
}

// Tax says how a line is taxed.
type Tax string

// The kinds of tax on a line.
const (
	Taxed   Tax = "taxed"    // VAT is part of the price
	TaxFree Tax = "tax-free" // no VAT
)

// Sum returns price times quantity.
func (l Line) Sum() (Amount, error) { return l.Price.Times(l.Quantity) }

// Split divides a total: Supply + VAT + TaxFree + Service = Total, always.
type Split struct {
	Supply  Amount `json:"supply"`
	VAT     Amount `json:"vat"`
	TaxFree Amount `json:"tax_free"`
	Service Amount `json:"service"`
}

// Total returns the sum of the parts.
func (s Split) Total() Amount { return s.Supply + s.VAT + s.TaxFree + s.Service }

// Rate is a VAT rate in percent of the net price, as in 10 for Korea.
type Rate int

// NewOrder adds up the lines and splits the total. VAT is taken out of the
// taxed sum once, for the whole order, and rounded down, as Korean VANs do: at
// 10 percent it is one eleventh of the taxed sum.
func NewOrder(key Key, currency Currency, rate Rate, lines []Line) (Order, error) {
	o := Order{Key: key, Currency: currency, Lines: lines}
	var taxed Amount
	for i, l := range lines {
		if err := l.check(); err != nil {
			return Order{}, fmt.Errorf("%w: line %d: %w", ErrOrder, i+1, err)
		}
		sum, err := l.Sum()
		if err != nil {
			return Order{}, fmt.Errorf("%w: line %d: %w", ErrOrder, i+1, err)
		}
		if o.Total, err = o.Total.Plus(sum); err != nil {
			return Order{}, fmt.Errorf("%w: %w", ErrOrder, err)
		}
		if l.Tax == Taxed {
			taxed += sum
		}
	}
	if rate < 0 || rate > 100 {
		return Order{}, fmt.Errorf("%w: VAT rate of %d percent", ErrOrder, rate)
	}
	o.Split.TaxFree = o.Total - taxed
	if err := o.Total.Check(); err != nil {
		return Order{}, fmt.Errorf("%w: %w", ErrOrder, err)
	}
	o.Split.VAT = taxed * Amount(rate) / (100 + Amount(rate))
	o.Split.Supply = taxed - o.Split.VAT
	return o, o.Check()
}

// Check reports whether the order can be charged: a good key, at least one
// line, a positive total that is the sum of its lines and of its split.
func (o Order) Check() error {
	if err := o.Key.Check(); err != nil {
		return fmt.Errorf("%w: %w", ErrOrder, err)
	}
	if err := o.Currency.Check(); err != nil {
		return fmt.Errorf("%w: %w", ErrOrder, err)
	}
	if len(o.Lines) == 0 || len(o.Lines) > MaxLines {
		return fmt.Errorf("%w: %d lines, want 1 to %d", ErrOrder, len(o.Lines), MaxLines)
	}
	if o.Own != nil {
		if err := o.Own.Check(); err != nil {
			return err
		}
	}
	var sum Amount
	for i, l := range o.Lines {
		if err := l.check(); err != nil {
			return fmt.Errorf("%w: line %d: %w", ErrOrder, i+1, err)
		}
		s, err := l.Sum()
		if err != nil {
			return fmt.Errorf("%w: line %d: %w", ErrOrder, i+1, err)
		}
		if sum, err = sum.Plus(s); err != nil {
			return fmt.Errorf("%w: %w", ErrOrder, err)
		}
	}
	return o.checkTotal(sum)
}

func (o Order) checkTotal(sum Amount) error {
	if err := o.Total.Check(); err != nil {
		return fmt.Errorf("%w: %w", ErrOrder, err)
	}
	switch s := o.Split; {
	case o.Total == 0:
		return fmt.Errorf("%w: nothing to pay", ErrOrder)
	case sum != o.Total:
		return fmt.Errorf("%w: lines add up to %d, total says %d", ErrOrder, sum, o.Total)
	case s.Supply < 0 || s.VAT < 0 || s.TaxFree < 0 || s.Service < 0:
		return fmt.Errorf("%w: a part of the split is negative", ErrOrder)
	case s.Total() != o.Total:
		return fmt.Errorf("%w: split adds up to %d, total says %d", ErrOrder, s.Total(), o.Total)
	}
	return nil
}

func (l Line) check() error {
	if l.Name == "" {
		return errors.New("no name")
	}
	if l.Quantity < 1 || l.Quantity > MaxQuantity {
		return fmt.Errorf("quantity %d, want 1 to %d", l.Quantity, MaxQuantity)
	}
	if l.Tax != Taxed && l.Tax != TaxFree {
		return fmt.Errorf("tax %q, want %q or %q", l.Tax, Taxed, TaxFree)
	}
	return l.Price.Check()
}

// Same reports whether two orders ask for the same thing under the same key.
func (o Order) Same(other Order) bool { return reflect.DeepEqual(o, other) }
