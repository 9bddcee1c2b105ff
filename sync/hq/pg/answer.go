package pg

import (
	"time"

	"kioskd/sync/wire"
)

// stateWord says a state in the kiosk's words.
func stateWord(s State) string {
	switch s {
	case Preparing, Waiting:
		return wire.OnlineWaiting
	case Checking, Approving, Looking, Returning:
		return wire.OnlineBusy
	}
	return string(s)
}

// answerOf says where an attempt stands.
func answerOf(a Attempt, base string) wire.OnlineAnswer {
	answer := wire.OnlineAnswer{State: stateWord(a.State), Code: a.Code, Reason: a.Reason}
	switch a.State {
	case Preparing, Waiting:
		answer.URL, answer.Until = a.address(base), a.Until
		answer.Left = int(max(0, time.Until(a.Until)).Milliseconds())
	case AccountUp:
		answer.Account = &wire.OnlineAccount{Bank: a.Account.Bank, Number: a.Account.Number, Holder: a.Account.Holder, Until: a.Account.Until}
	case Paid, Wrong:
		answer.Approval = approvalOf(a)
	}
	return answer
}

// address is what the QR code says.
func (a Attempt) address(base string) string {
	return base + "/pay/" + a.Provider + "/" + a.Purpose + "/" + a.Token
}

func approvalOf(a Attempt) *wire.OnlineApproval {
	if a.Taken == nil {
		return nil
	}
	return &wire.OnlineApproval{
		Provider: a.Provider, Number: a.Ref, Amount: int64(a.Taken.Amount), Means: a.Taken.Means, At: a.Taken.At, Receipt: a.Taken.Receipt,
		CashSlip: a.Taken.CashSlip, Refunded: int64(a.Taken.Refunded),
		Split: &wire.Split{Supply: int64(a.Split.Supply), VAT: int64(a.Split.VAT), TaxFree: int64(a.Split.TaxFree), Service: int64(a.Split.Service)},
	}
}

func left(a Attempt) int64 {
	if a.Taken == nil {
		return 0
	}
	return int64(a.Taken.Left())
}

func refundOf(a Attempt, f Refunding) *wire.OnlineRefund {
	state := string(f.State)
	if f.Open() {
		state = wire.OnlineUnknown
	}
	return &wire.OnlineRefund{State: state, Number: f.Number, Amount: int64(f.Amount), Left: left(a)}
}
