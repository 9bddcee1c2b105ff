package pg

import (
	"context"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/hq"
	"kioskd/sync/wire"
)

// Online implements [hq.Online].
func (f *Flow) Online(ctx context.Context, kiosk string, ask wire.OnlineAsk) (wire.OnlineAnswer, error) {
	if err := f.opened(ctx); err != nil {
		return wire.OnlineAnswer{}, err
	}
	switch ask.Do {
	case wire.OnlineMethods:
		return wire.OnlineAnswer{Methods: f.methods(ask)}, nil
	case wire.OnlinePrepare:
		return f.askPrepare(ctx, kiosk, ask)
	}
	a, err := f.attempt(ctx, kiosk, ask.Key, ask.Attempt)
	if err != nil {
		return wire.OnlineAnswer{}, err
	}
	switch ask.Do {
	case wire.OnlineClose:
		a, err = f.await(ctx, a, Shut{now()})
	case wire.OnlineCancel:
		return f.askRefund(ctx, a, ask)
	}
	return answerOf(a, f.Base), err
}

// methods are the ways to pay in the kiosk's currency, none where its money is of the
// other kind.
func (f *Flow) methods(ask wire.OnlineAsk) (all []wire.OnlineMethod) {
	if ask.Test != f.Test {
		return nil
	}
	for _, o := range f.Providers {
		if p, pays := o.Listener.(Provider); pays && p.Powers().takes(ask.Currency) {
			all = append(all, wire.OnlineMethod{ID: o.ID, Name: o.Name})
		}
	}
	return all
}

// takes reports whether a provider takes a currency; an empty one is any.
func (p Powers) takes(currency string) bool {
	return currency == "" || len(p.Currencies) == 0 || slices.Contains(p.Currencies, pay.Currency(currency))
}

// attempt returns a kiosk's attempt.
func (f *Flow) attempt(ctx context.Context, kiosk, key string, number int) (Attempt, error) {
	all, err := f.Store.AttemptsOf(ctx, kiosk, key)
	if err != nil {
		return Attempt{}, err
	}
	for _, a := range all {
		if a.Number == number {
			return a, nil
		}
	}
	return Attempt{}, &hq.No{Code: wire.CodeNoAttempt, Reason: "HQ knows no such attempt"}
}

// askPrepare stores the order and begins, or answers what became of the same attempt.
func (f *Flow) askPrepare(ctx context.Context, kiosk string, ask wire.OnlineAsk) (wire.OnlineAnswer, error) {
	a, err := f.newAttempt(kiosk, ask)
	if err != nil {
		return wire.OnlineAnswer{}, err
	}
	kept, known, err := f.Store.BeginAttempt(ctx, a)
	switch {
	case errors.Is(err, ErrBusy):
		return wire.OnlineAnswer{}, &hq.No{Code: "busy", Reason: ErrBusy.Error()}
	case err != nil:
		return wire.OnlineAnswer{}, fmt.Errorf("store an order: %w", err)
	case known && !sameAsk(kept, a):
		return wire.OnlineAnswer{}, &hq.No{Code: "key-taken", Reason: "this attempt has another order or method"}
	case known && kept.State != Preparing:
		return answerOf(kept, f.Base), nil
	case known:
		return wire.OnlineAnswer{}, &hq.No{Code: wire.CodeBusy, Reason: "it is being prepared"}
	}
	kept, err = f.await(ctx, kept, Begun{now()})
	return answerOf(kept, f.Base), err
}

func sameAsk(kept, asked Attempt) bool {
	return kept.Provider == asked.Provider && kept.Purpose == asked.Purpose && sameOrder(kept.Order, asked.Order)
}

func sameOrder(a, b wire.Order) bool {
	return a.Key == b.Key && a.Currency == b.Currency && a.Total == b.Total && a.Split == b.Split && slices.Equal(a.Lines, b.Lines)
}

func (f *Flow) newAttempt(kiosk string, ask wire.OnlineAsk) (Attempt, error) {
	_, rules, err := f.provider(ask.Method)
	if err != nil {
		return Attempt{}, &hq.No{Code: "no-provider", Reason: err.Error()}
	}
	purpose := ask.Purpose
	if purpose == "" {
		purpose = PurposeOrder
	}
	if err := f.mayBegin(ask, purpose, rules); err != nil {
		return Attempt{}, err
	}
	id, err := f.name()
	if err != nil {
		return Attempt{}, err
	}
	token, err := f.name()
	if err != nil {
		return Attempt{}, err
	}
	began := time.Now().UTC()
	return Attempt{
		ID: id, Token: token, Kiosk: kiosk, Key: ask.Key, Number: ask.Attempt, Provider: ask.Method, Purpose: purpose,
		Language: language(ask.Language), Test: ask.Test, Order: *ask.Order, Split: SplitOf(*ask.Order, rules.Rounding),
		State: Preparing, Began: began, Due: began.Add(f.Call + grace),
	}, nil
}

// mayBegin refuses what cannot end well, before anything is stored.
func (f *Flow) mayBegin(ask wire.OnlineAsk, purpose string, rules Rules) error {
	s := ask.Order.Split
	switch {
	case ask.Test != f.Test:
		return &hq.No{Code: "test-mode", Reason: "this HQ and this kiosk are not both in test mode, or both not"}
	case f.Purposes[purpose].unknown(f.Purposes, purpose):
		return &hq.No{Code: "no-purpose", Reason: fmt.Sprintf("nobody here knows what a payment for %q is", purpose)}
	case s.Supply < 0 || s.VAT < 0 || s.TaxFree < 0 || s.Service < 0 || s.Supply+s.VAT+s.TaxFree+s.Service != ask.Order.Total:
		return &hq.No{Code: "bad-order", Reason: "the order's split does not add up to its total"}
	case pay.Amount(ask.Order.Total).Check() != nil:
		return &hq.No{Code: "bad-order", Reason: "the order's total is more than anybody can pay"}
	case !rules.takes(ask.Order.Currency):
		return &hq.No{Code: "no-currency", Reason: "this provider does not take " + ask.Order.Currency}
	}
	return nil
}

func (Purpose) unknown(all map[string]Purpose, name string) bool {
	_, known := all[name]
	return !known
}

// Languages are those of the phone's pages, the first where a kiosk names no other.
var Languages = []string{"ko", "en", "ja", "zh"}

func language(asked string) string {
	if slices.Contains(Languages, asked) {
		return asked
	}
	return Languages[0]
}

// name makes 32 letters and digits that nobody can guess.
func (f *Flow) name() (string, error) {
	var b [20]byte
	if _, err := io.ReadFull(f.Rand, b[:]); err != nil {
		return "", fmt.Errorf("make a name: %w", err)
	}
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:])), nil
}

// await drives an attempt beside whoever asked, and returns where it stands when that
// is over or nobody listens any more.
func (f *Flow) await(ctx context.Context, a Attempt, e Event) (Attempt, error) {
	type end struct {
		a   Attempt
		err error
	}
	done := make(chan end, 1)
	f.work.Go(func() {
		a, err := f.drive(a, e)
		done <- end{a, err}
	})
	select {
	case e := <-done:
		return e.a, e.err
	case <-ctx.Done():
		read, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeWithin)
		defer cancel()
		return f.Store.AttemptBy(read, Name{ID: a.ID})
	}
}

// askRefund gives money back, or answers what became of the same refund.
func (f *Flow) askRefund(ctx context.Context, a Attempt, ask wire.OnlineAsk) (wire.OnlineAnswer, error) {
	a, err := f.Refund(ctx, a, ask.Refund, pay.Amount(ask.Amount), ask.Reason)
	if err != nil {
		var no *hq.No
		if errors.As(err, &no) {
			answer := answerOf(a, f.Base)
			answer.Refunded = &wire.OnlineRefund{State: string(Refused), Left: left(a)}
			answer.Code, answer.Reason = no.Code, no.Reason
			return answer, nil
		}
		return wire.OnlineAnswer{}, err
	}
	answer := answerOf(a, f.Base)
	refund, _ := a.Refund(ask.Refund)
	answer.Refunded = refundOf(a, refund)
	answer.Code, answer.Reason = refund.Code, refund.Why
	return answer, nil
}

// Refund gives money of an attempt back: 0 for all that is left. The same id is done
// once. An error that is a [*hq.No] is a refusal, and nothing was given back.
func (f *Flow) Refund(ctx context.Context, a Attempt, id string, amount pay.Amount, reason string) (Attempt, error) {
	_, rules, err := f.provider(a.Provider)
	if err != nil {
		return a, &hq.No{Code: "no-provider", Reason: err.Error()}
	}
	if err := a.MayRefund(id, amount, rules.Powers); err != nil {
		return a, &hq.No{Code: "no-refund", Reason: err.Error()}
	}
	if _, known := a.Refund(id); known {
		return a, nil
	}
	a, err = f.await(ctx, a, RefundAsked{now(), id, amount, reason})
	if err != nil {
		return a, err
	}
	if _, known := a.Refund(id); !known { // somebody else was first
		if err := a.MayRefund(id, amount, rules.Powers); err != nil {
			return a, &hq.No{Code: "no-refund", Reason: err.Error()}
		}
	}
	return a, nil
}
