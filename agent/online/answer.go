package online

import (
	"strconv"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// endOf translates HQ's word on an attempt, and reports whether it is its end. An
// account that is known already, issued, is none; nor is a mismatch of which nobody
// knows what was taken.
func endOf(a wire.OnlineAnswer, c pay.Charge, issued bool) (pay.Answer, bool) {
	switch a.State {
	case wire.OnlineApproved, wire.OnlineMismatch:
		if a.Approval == nil {
			return pay.Answer{}, false
		}
		return pay.Answer{Approval: approvalOf(a, c)}, true
	case wire.OnlineIssued:
		account := pay.Account(*a.Account)
		return pay.Answer{Issued: &account}, !issued
	case wire.OnlineRefused, wire.OnlineCancelled, wire.OnlineExpired, wire.OnlineReturned:
		return pay.Answer{Decline: &pay.Decline{Code: a.State, Text: reason(a), Advice: pay.TryAgain}}, true
	}
	return pay.Answer{}, false
}

// reason says why nothing was paid, with the provider's code where there is one.
func reason(a wire.OnlineAnswer) string {
	if a.Code == "" {
		return a.Reason
	}
	return a.Reason + " (" + a.Code + ")"
}

// Names of what an approval carries for its void.
const (
	driverAttempt = "attempt"
	driverMeans   = "means"
	driverReceipt = "receipt"
)

// approvalOf translates what a provider took. A mismatch never answers the charge,
// even if its amount does: HQ has seen something else that does not fit.
func approvalOf(a wire.OnlineAnswer, c pay.Charge) *pay.Approval {
	o := a.Approval
	p := &pay.Approval{
		Ref: wire.PhoneRef + o.Provider + "/" + o.Number, Number: o.Number, Via: c.Via, Method: o.Provider,
		Currency: c.Currency, Amount: pay.Amount(o.Amount), VAT: c.VAT, Service: c.Service,
		At:     pay.PadClock(o.At.Local().Format(pay.PadClockFormat)),
		Driver: map[string]string{driverAttempt: strconv.Itoa(c.Attempt)},
	}
	if s := o.Split; s != nil {
		p.VAT, p.Service = pay.Amount(s.VAT), pay.Amount(s.Service)
	}
	if o.Means != "" {
		p.Driver[driverMeans] = o.Means
	}
	if o.Receipt != "" {
		p.Driver[driverReceipt] = o.Receipt
	}
	if a.State == wire.OnlineMismatch && p.Answers(c) {
		p.Currency = ""
	}
	return p
}
