package kioskapp

import (
	"context"
	"errors"
	"time"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/cmd/internal/config"
	"kioskd/sync/thirdparty"
)

// till begins payments on the word of the operator's own server or client.
type till struct {
	*App
	patience time.Duration // with a payment that runs
}

var _ thirdparty.Till = till{}

// Begun implements [thirdparty.Till].
func (t till) Begun(ctx context.Context, key string) (bool, error) {
	p, err := t.agent.Payment(ctx, pay.Key(key))
	if errors.Is(err, agent.FaultKey) {
		return false, nil
	}
	return p.Status != pay.Ordered, err
}

// Start implements [thirdparty.Till].
func (t till) Start(ctx context.Context, item thirdparty.Item) error {
	o, err := t.agent.OrderBill(ctx, billOf(item))
	if err != nil {
		return err
	}
	_, err = t.payWithin(ctx, o, t.patience)
	return err
}

// resultTime is how long a customer may read a result before a payment that begins
// by itself takes its place.
const resultTime = 6 * time.Second

// afterResult waits until nobody reads a result any more, and returns what the
// screen shows then.
func (a *App) afterResult(ctx context.Context) (agent.View, error) {
	v := a.agent.View()
	for isResult(v.State) {
		left := resultTime - time.Since(v.Since)
		if left <= 0 {
			break
		}
		patience, cancel := context.WithTimeout(ctx, left)
		next, err := a.agent.Wait(patience, v.Seq)
		cancel()
		if ctx.Err() != nil {
			return v, ctx.Err()
		}
		if err == nil {
			v = next
		}
	}
	return v, nil
}

// moves reports whether something goes on that ends by itself.
func moves(s agent.State) bool {
	return s != agent.Idle && s != agent.Unresolved && !isResult(s)
}

func isResult(s agent.State) bool {
	switch s {
	case agent.Approved, agent.Declined, agent.NotCharged, agent.Voided, agent.Failed:
		return true
	}
	return false
}

// billOf says an item in the agent's words.
func billOf(i thirdparty.Item) agent.Bill {
	b := agent.Bill{Key: pay.Key(i.Key), Name: i.Name, Category: i.Category, Total: pay.Amount(i.Amount)}
	if i.Split {
		b.Split = &pay.Split{Supply: pay.Amount(i.Supply), VAT: pay.Amount(i.Tax), TaxFree: pay.Amount(i.Exempt), Service: pay.Amount(i.Tip)}
	}
	return b
}

// inReaderMode reports whether payments are begun by a client alone.
func (a *App) inReaderMode() bool {
	p := a.partners.at.Load()
	return p != nil && p.config.Mode == config.ModeReader
}
