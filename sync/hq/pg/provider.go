package pg

import (
	"context"
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// Provider is one way to pay by phone. Its methods may be called from many
// goroutines, and any of them again after a crash: what is asked twice under the same
// [Request.ID], or the same [Refund.ID], happens once.
//
// An error is a call that failed, and [pay.FateOf] says what may have become of the
// money: pay.NotSent only if no byte that could move it has left us. An answer is no
// error, whatever it says: a refusal is a [Result]. No error and no result holds a
// secret.
type Provider interface {
	Listener

	// Powers says what the flow may ask. It is always the same.
	Powers() Powers

	// Prepare makes an attempt ready for the phone: by a reservation at the provider,
	// or without any call. No money can move before the customer has seen the result.
	Prepare(ctx context.Context, r Request) (Prepared, error)

	// Callback reads the request with which the phone came back, whole. It asks
	// nobody. An error says in a sentence what is wrong with the request, which then
	// has no effect.
	Callback(r Request, h Heard) (Agreed, error)

	// Approve takes the money. The request has the Ref and the Memo that Prepare and
	// Callback left.
	Approve(ctx context.Context, r Request) (Result, error)

	// Lookup asks what became of an attempt, by its Ref, or by its ID where the Ref
	// is empty and the powers say that this works. It moves nothing.
	Lookup(ctx context.Context, r Request) (Result, error)

	// Cancel gives money back, all or a part.
	Cancel(ctx context.Context, r Request, f Refund) (Returned, error)
}

// Listener hears webhooks. Some services are only that.
type Listener interface {
	// Webhook reads what a provider sent by itself, whole. It asks nobody. An error
	// refuses the request: a signature that does not count, a body that cannot be
	// read. One that concerns no payment is a hint without Order and Ref.
	Webhook(h Heard) (Hint, error)
}

// Powers is what a provider can do.
type Powers struct {
	Reserves      bool        // Prepare calls the provider
	Approves      bool        // money moves in Approve; otherwise it has, once the customer agreed
	LooksFirst    bool        // look up before approving: Approve names no amount
	PartialCancel bool        // a part may be given back
	LookupByOrder bool        // Lookup needs no Ref
	Webhook       Webhook     // what its webhooks are worth
	Idempotency   Idempotency // what a second Approve does
	Accounts      bool        // it may issue accounts to pay into
	Rounding      Rounding    // of VAT
	Currencies    []pay.Currency
	Window        time.Duration // from Prepare until the customer must have agreed
	ApproveWithin time.Duration // from then until Approve must be done; 0 for the same window
}

// Webhook says what a provider's webhooks are worth. The flow looks the payment up
// in any case.
type Webhook string

// The kinds of webhooks.
const (
	NoWebhook     Webhook = "none"
	HintWebhook   Webhook = "hint"   // anybody can send one
	SignedWebhook Webhook = "signed" // the adapter has checked who sent it
)

// Idempotency says what happens to an Approve that is sent twice.
type Idempotency string

// The kinds of idempotency.
const (
	ByKey   Idempotency = "key"     // the provider answers its first answer to the same key
	Natural Idempotency = "natural" // what was approved is approved no second time, and is refused or answered
	NotSafe Idempotency = "none"    // never send it twice
)

// Rounding says how a provider takes VAT out of a total.
type Rounding string

// The ways of rounding.
const (
	RoundDown   Rounding = "down"    // as VANs do, and as the order's own split
	RoundHalfUp Rounding = "half-up" // as Toss Payments does
)

// Request is an attempt as its provider may know it.
type Request struct {
	ID       string // 32 letters and digits: the order's id at the provider, and the stem of idempotency keys
	Ref      string // the provider's name for the payment, once it gave one
	Memo     Memo   // what the adapter asked to remember
	Kiosk    string
	Purpose  string
	Name     string // of what is paid for, at most 100 characters
	Lines    []wire.Line
	Amount   pay.Amount
	Currency pay.Currency
	Split    pay.Split // rounded as the powers say; its parts add up to Amount
	Language string    // ko, en, ja or zh
	Sent     int       // of an approval: how often it was sent before, and a lookup then found nothing taken
	Until    time.Time

	// Addresses to which the phone comes back.
	Done, Stepped, Failed string
}

// Memo is what an adapter wants to have again with the next call. It is stored with
// the attempt and shown to nobody.
type Memo map[string]string

// Prepared is an attempt that is ready for the phone. One of Phone, Window and Form
// says what its landing page does.
type Prepared struct {
	Ref   string
	Memo  Memo
	Until time.Time // zero: the powers' window from now

	Phone  string  // where a phone goes on
	Desk   string  // where a desktop browser goes on; empty for the same
	Window *Window // the provider's script opens its window on our page
	Form   *Form   // our page asks by itself
}

// Window is a payment window that the provider's own script opens on HQ's page.
type Window struct {
	Script string // address of the provider's script
	Open   string // JavaScript of ours, served as a file: calls kioskd.open(async (params) => …)
	Params []byte // JSON for it: public by nature, since the phone reads it
}

// Form is asked on HQ's own page, and comes back to [Request.Done] by POST.
type Form struct {
	Fields []Field
}

// Field is one line of a form.
type Field struct {
	Name  string            // of the value in the callback
	Label map[string]string // by language
	Kind  string            // of the HTML input: text, tel
	Max   int               // characters
}

// Agreed is what a callback says. It proves nothing.
type Agreed struct {
	Outcome Outcome // empty: the customer has agreed; else Cancelled, Refused or Expired
	Ref     string
	Memo    Memo
	Order   string     // the order's id that the callback names; empty if none
	Amount  pay.Amount // that it names; with HasAmount
	Claims  bool       // it names an amount
	Code    string
	Reason  string
}

// Refund is money to give back.
type Refund struct {
	ID     string     // for ever; the stem of idempotency keys
	Amount pay.Amount // of this refund
	Split  pay.Split  // of Amount; refunds add up to the payment's split
	Left   pay.Amount // of the payment before this refund: a guard where the provider has one
	Whole  bool       // nothing was or will be left
	Reason string     // at most 200 characters
	Sent   int        // how often it was sent before, and a lookup then found nothing given back
}

// Hint is what a webhook is about.
type Hint struct {
	ID    string // the same for each repeat of one message; empty: its bytes name it
	Kind  string // in the provider's words, for the books
	Order string // [Request.ID]
	Ref   string
	Proof string // to compare with [Result.Proof]; empty where there is none
}
