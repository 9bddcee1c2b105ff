package wire

import (
	"errors"
	"fmt"
	"time"
)

// OnlineAsk is the body of [AskPrepare]: one question about a payment that the
// customer makes with a phone, at a provider whose secrets HQ keeps. Key and Attempt
// name the attempt for ever; whatever is asked twice is done once. A kiosk asks for
// its own payments alone.
type OnlineAsk struct {
	Do       string `json:"do"`
	Key      string `json:"key,omitempty"`      // of the payment; not with methods
	Attempt  int    `json:"attempt,omitempty"`  // from 1
	Method   string `json:"method,omitempty"`   // of a prepare: which [OnlineMethod]
	Purpose  string `json:"purpose,omitempty"`  // of a prepare: what finishing means; empty for an order
	Language string `json:"language,omitempty"` // of the phone's pages: ko, en, ja or zh
	Order    *Order `json:"order,omitempty"`    // of a prepare, as the kiosk stored it
	Test     bool   `json:"test,omitempty"`     // no real money; HQ keeps the two apart
	Currency string `json:"currency,omitempty"` // of methods: what the shop sells in; empty for ways of any
	Refund   string `json:"refund,omitempty"`   // of a cancel: names this refund for ever
	Amount   int64  `json:"amount,omitempty"`   // of a cancel, in minor units; 0 for all that is left
	Reason   string `json:"reason,omitempty"`   // of a cancel, for the provider and the books
}

// What an [OnlineAsk] may want done.
const (
	OnlineMethods = "methods" // which ways there are: Methods
	OnlinePrepare = "prepare" // begin an attempt: URL and Until, or refused
	OnlineLook    = "look"    // what became of an attempt; HQ asks the provider when it cannot tell
	OnlineClose   = "close"   // the customer stepped back, or the time is over; never takes money back
	OnlineCancel  = "cancel"  // give money back: Refunded
)

// CodeNoAttempt is in the [Answer] of an HQ that has never stored the attempt that was
// asked for. It has to mean just that: a kiosk whose customers have not seen the code
// takes it for the end.
const CodeNoAttempt = "no-attempt"

// OnlineMethod is a way to pay by phone.
type OnlineMethod struct {
	ID   string            `json:"id"`   // of the provider, as in kakaopay
	Name map[string]string `json:"name"` // by language
}

// OnlineAnswer is the answer to [AskPrepare]. To methods it has Methods alone.
type OnlineAnswer struct {
	Methods []OnlineMethod `json:"methods,omitempty"`

	State    string          `json:"state,omitempty"`
	URL      string          `json:"url,omitempty"`    // what the QR code says
	Until    time.Time       `json:"until,omitzero"`   // of the code; by HQ's clock
	Left     int             `json:"left_ms,omitzero"` // until then, so that the kiosk's clock does not matter
	Approval *OnlineApproval `json:"approval,omitempty"`
	Account  *OnlineAccount  `json:"account,omitempty"`
	Refunded *OnlineRefund   `json:"refunded,omitempty"`
	Code     string          `json:"code,omitempty"`   // the provider's, of a refusal
	Reason   string          `json:"reason,omitempty"` // a sentence for people
}

// States of an attempt. Only approved means paid. Refused, cancelled and expired
// are final and nothing was taken; after them another attempt may begin. While an
// attempt is unknown none may. A mismatch was taken, but is not what was asked.
const (
	OnlineWaiting   = "waiting"   // for the phone
	OnlineBusy      = "busy"      // the customer has agreed, money may be moving
	OnlineApproved  = "approved"  // final but for refunds
	OnlineIssued    = "issued"    // an account to pay into: not paid
	OnlineRefused   = "refused"   // final: nothing was taken
	OnlineCancelled = "cancelled" // final: the customer stepped back, nothing was taken
	OnlineExpired   = "expired"   // final: nothing was taken in time
	OnlineUnknown   = "unknown"   // HQ cannot tell yet, and goes on asking
	OnlineMismatch  = "mismatch"  // staff; without an approval nobody knows what was taken
	OnlineReturned  = "returned"  // final: taken after the kiosk had closed, and given back
)

// OnlineApproval is what a provider took. Amounts are minor units.
type OnlineApproval struct {
	Provider string    `json:"provider"`
	Number   string    `json:"number"` // the provider's name for the payment; told apart for ever
	Amount   int64     `json:"amount"`
	Means    string    `json:"means,omitempty"` // as in card, account or points
	At       time.Time `json:"at"`
	Receipt  string    `json:"receipt,omitempty"`   // an address for the customer
	Split    *Split    `json:"split,omitempty"`     // of tax, as the provider rounds it
	Refunded int64     `json:"refunded,omitempty"`  // so far
	CashSlip string    `json:"cash_slip,omitempty"` // number of the cash receipt, where one was made
}

// OnlineAccount is an account to pay into.
type OnlineAccount struct {
	Bank   string    `json:"bank"`
	Number string    `json:"number"`
	Holder string    `json:"holder,omitempty"`
	Until  time.Time `json:"until"`
}

// PhoneRef begins the ref of every fact about an approval by phone, as in
// phone/kakaopay/T5b2. The card pad's approvals never begin so.
const PhoneRef = "phone/"

// OnlineRefund is what became of a refund: done, refused with a reason in the
// answer, or unknown.
type OnlineRefund struct {
	State  string `json:"state"`            // approved, refused or unknown
	Number string `json:"number,omitempty"` // the provider's
	Amount int64  `json:"amount,omitempty"`
	Left   int64  `json:"left"` // of the payment, not given back
}

// Bounds of what a kiosk may say.
const (
	maxAttempt      = 1000
	maxRefundReason = 200 // bytes
)

// Check reports what is wrong with a question.
func (a OnlineAsk) Check() error {
	if a.Do == OnlineMethods {
		return nil
	}
	if err := checkWord("key", a.Key); err != nil {
		return err
	}
	if a.Attempt < 1 || a.Attempt > maxAttempt {
		return fmt.Errorf("attempt %d, want 1 to %d", a.Attempt, maxAttempt)
	}
	switch a.Do {
	case OnlinePrepare:
		return a.checkPrepare()
	case OnlineLook, OnlineClose:
		return nil
	case OnlineCancel:
		return a.checkCancel()
	}
	return fmt.Errorf("do is %q, want %s, %s, %s, %s or %s", a.Do, OnlineMethods, OnlinePrepare, OnlineLook, OnlineClose, OnlineCancel)
}

func (a OnlineAsk) checkPrepare() error {
	switch {
	case a.Order == nil:
		return errors.New("no order")
	case a.Order.Key != a.Key:
		return errors.New("the order has another key")
	case a.Order.Total <= 0:
		return fmt.Errorf("a total of %d, want more than 0", a.Order.Total)
	}
	return checkWord("method", a.Method)
}

func (a OnlineAsk) checkCancel() error {
	if a.Amount < 0 {
		return fmt.Errorf("a refund of %d, want 0 or more", a.Amount)
	}
	if len(a.Reason) > maxRefundReason {
		return fmt.Errorf("a reason of %d bytes, want at most %d", len(a.Reason), maxRefundReason)
	}
	return checkWord("refund", a.Refund)
}
