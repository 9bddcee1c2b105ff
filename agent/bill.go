package agent

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"kioskd/agent/pay"
)

// Bills is the operator's own server or client, as far as it says what there is
// to pay. With one, a kiosk sells nothing of its own catalogue.
type Bills interface {
	// Bills returns what there is to pay now, each under a key of its own.
	Bills(context.Context) ([]Bill, error)
}

// Bill is something that the operator's server wants paid. It becomes an order
// when somebody picks it; until then it is the server's word.
type Bill struct {
	Key      pay.Key
	Name     map[string]string // by language
	Category map[string]string // by language
	Total    pay.Amount

	// Split divides the total where the server has done so; nil for VAT at the
	// catalogue's rate.
	Split *pay.Split
}

// Listing is what a customer can choose from.
type Listing struct {
	Catalogue

	// Alone says that each thing is paid by itself: its id is its payment key.
	Alone bool `json:"alone,omitempty"`
}

// BillOrder is the order that a bill becomes.
func (c Catalogue) BillOrder(b Bill, language string) (pay.Order, error) {
	line := pay.Line{Name: Item{Name: b.Name}.label(language), Price: b.Total, Quantity: 1, Tax: b.tax()}
	o, err := pay.NewOrder(b.Key, c.Currency, c.VAT, []pay.Line{line})
	if err == nil && b.Split != nil {
		o.Split = *b.Split
		err = o.Check()
	}
	if err != nil {
		return pay.Order{}, FaultOrder.because(err)
	}
	o.By = pay.ByServer
	return o, nil
}

func (b Bill) tax() pay.Tax {
	if b.Split != nil && b.Split.Supply+b.Split.VAT == 0 {
		return pay.TaxFree
	}
	return pay.Taxed
}

// same reports whether two bills ask for the same money.
func (b Bill) same(other Bill) bool {
	return b.Key == other.Key && b.Total == other.Total && reflect.DeepEqual(b.Split, other.Split)
}

// Listing returns what there is to choose from: the catalogue, or what the
// operator's server wants paid. What has been paid here is left out, although the
// server may not have heard of it yet.
func (a *Agent) Listing(ctx context.Context) (Listing, error) {
	c := a.Catalogue()
	if a.o.Bills == nil {
		return Listing{Catalogue: c}, nil
	}
	bills, err := a.bills(ctx)
	if err != nil {
		return Listing{}, err
	}
	list := Listing{Catalogue: Catalogue{Currency: c.Currency, VAT: c.VAT, Items: []Item{}}, Alone: true}
	shown := map[pay.Key]Bill{}
	for _, b := range bills {
		p, err := book(a.o.Journal, b.Key)
		if err != nil {
			return Listing{}, err
		}
		if p.Status != "" && !p.Status.Retriable() {
			continue
		}
		shown[b.Key] = b
		list.Items = append(list.Items, Item{ID: string(b.Key), Name: b.Name, Category: b.Category, Price: b.Total, Tax: b.tax()})
	}
	a.listed.Store(&shown)
	return list, nil
}

func (a *Agent) bills(ctx context.Context) ([]Bill, error) {
	bills, err := a.o.Bills.Bills(ctx)
	if err != nil {
		return nil, FaultBills.because(err)
	}
	return bills, nil
}

// orderShown stores the order of a bill that a customer was shown, if the server
// still wants the same money for it.
func (a *Agent) orderShown(ctx context.Context, picks []Pick, language string) (pay.Order, error) {
	if len(picks) != 1 || picks[0].Quantity != 1 {
		return pay.Order{}, FaultAlone
	}
	shown := a.listed.Load()
	if shown == nil {
		return pay.Order{}, FaultItem.because(errors.New("nothing was listed since the start"))
	}
	was, ok := (*shown)[pay.Key(picks[0].Item)]
	if !ok {
		return pay.Order{}, FaultItem.because(fmt.Errorf("%s was not listed", picks[0].Item))
	}
	now, err := a.bill(ctx, was.Key)
	if err != nil {
		return pay.Order{}, err
	}
	if !now.same(was) {
		return pay.Order{}, FaultPrice.because(fmt.Errorf("%d was shown, and it is %d now", int64(was.Total), int64(now.Total)))
	}
	return a.orderBill(ctx, was, language)
}

// bill asks the server for one bill.
func (a *Agent) bill(ctx context.Context, key pay.Key) (Bill, error) {
	bills, err := a.bills(ctx)
	if err != nil {
		return Bill{}, err
	}
	for _, b := range bills {
		if b.Key == key {
			return b, nil
		}
	}
	return Bill{}, FaultItem.because(fmt.Errorf("the operator's server does not list %s", key))
}

// orderBill stores the order of a bill. Under a key that has one already, for the
// same money, that one stays, in whatever language it was.
func (a *Agent) orderBill(ctx context.Context, b Bill, language string) (pay.Order, error) {
	o, err := a.Catalogue().BillOrder(b, language)
	if err != nil {
		return o, err
	}
	known, err := book(a.o.Journal, b.Key)
	if err != nil {
		return o, err
	}
	if k := known.Order; k.Key != "" && k.By == pay.ByServer && k.Total == o.Total && k.Split == o.Split {
		return k, nil
	}
	return o, a.StoreOrder(ctx, o)
}

// OrderBill stores the order of a bill that the operator's server wants begun by
// itself.
func (a *Agent) OrderBill(ctx context.Context, b Bill) (pay.Order, error) {
	return a.orderBill(ctx, b, "")
}
