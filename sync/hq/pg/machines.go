package pg

import (
	"context"
	"fmt"
	"strings"

	"kioskd/agent/pay"
	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// What follows is for programs of the shop that take payments without a kiosk, such as
// its own web page. They have the place of the kiosk, under a name that no kiosk can
// have, and reach what is their own alone.

// MachineName is the name under which a program's payments are kept.
func MachineName(program string) string { return machinePrefix + program }

// ByProgram reports whether a program of the shop began the attempt, and no kiosk.
func (a Attempt) ByProgram() bool { return strings.HasPrefix(a.Kiosk, machinePrefix) }

const machinePrefix = "api:"

// Find returns a program's attempt by one of its names, or [hq.ErrNotFound].
func (f *Flow) Find(ctx context.Context, program string, n Name) (Attempt, error) {
	a, err := f.Store.AttemptBy(ctx, n)
	if err != nil || a.Kiosk != MachineName(program) {
		return Attempt{}, fmt.Errorf("there is no such payment of this program: %w", hq.ErrNotFound)
	}
	return a, nil
}

// Confirm brings what a provider's window gave to a page: the provider's name for the
// payment and its amount. It is judged as the phone's own callback is.
func (f *Flow) Confirm(ctx context.Context, a Attempt, ref string, amount pay.Amount) (Attempt, error) {
	if err := f.opened(ctx); err != nil {
		return a, err
	}
	if ref == "" || amount <= 0 {
		return a, &hq.No{Code: "bad-question", Reason: "paymentKey, orderId and amount are all needed"}
	}
	a, err := f.await(ctx, a, Came{now(), Agreed{Ref: ref, Order: a.ID, Amount: amount, Claims: true}})
	if err == nil && a.State == Waiting {
		err = &hq.No{Code: "not-the-order", Reason: "this is not the amount that was ordered; nothing was approved"}
	}
	return a, err
}

// Answer says where an attempt stands, as a kiosk would hear it.
func (f *Flow) Answer(a Attempt) wire.OnlineAnswer { return answerOf(a, f.Base) }
