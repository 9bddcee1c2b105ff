package pg

import (
	"context"
	"time"

	"kioskd/agent/pay"
)

// Lister is a [Provider] that lists what it took and gave back by itself.
type Lister interface {
	// Transactions returns what was taken and given back from a time on and before
	// another one.
	Transactions(ctx context.Context, from, until time.Time) ([]Transaction, error)
}

// Transaction is a line of a provider's list.
type Transaction struct {
	Ref    string     // the provider's name for the payment
	Amount pay.Amount // below 0: given back
}

// Lists returns the providers that payments are compared with, and whether each lists
// by itself.
func (f *Flow) Lists() map[string]bool {
	all := map[string]bool{}
	for id, o := range f.listeners {
		if _, pays := o.Listener.(Provider); pays {
			_, all[id] = o.Listener.(Lister)
		}
	}
	return all
}

// List asks a provider for its own list; nil and no error where it has none.
func (f *Flow) List(ctx context.Context, provider string, from, until time.Time) ([]Transaction, error) {
	l, lists := f.listeners[provider].Listener.(Lister)
	if !lists {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, listTime)
	defer cancel()
	return l.Transactions(ctx, from, until)
}
