package pg

import (
	"time"

	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// State is where an attempt stands.
type State string

// The states. Denied, Gone, Lapsed and GivenBack are final and cost the customer
// nothing; an approval that comes nevertheless is real money in each of them.
const (
	Preparing State = "preparing" // the provider is making it ready; nobody has seen an address
	Waiting   State = "waiting"   // for the phone
	Checking  State = "checking"  // the customer has agreed; nothing was sent yet
	Approving State = "approving" // money may be moving
	Looking   State = "looking"   // the customer may have paid: the provider is being asked
	Doubtful  State = "unknown"   // nobody can tell yet
	Paid      State = "approved"
	AccountUp State = "issued" // an account to pay into
	Denied    State = "refused"
	Gone      State = "cancelled" // the customer stepped back
	Lapsed    State = "expired"
	Wrong     State = "mismatch"  // staff
	Returning State = "returning" // taken too late, on its way back
	GivenBack State = "returned"  // taken too late, and given back
)

// Final reports whether nothing was taken and nothing is expected any more.
func (s State) Final() bool {
	return s == Denied || s == Gone || s == Lapsed || s == GivenBack
}

// Blocks reports whether no other attempt at the same payment may begin.
func (s State) Blocks() bool { return !s.Final() }

// Attempt is one try at paying by phone: a value. [Attempt.Step] says what becomes of
// it; a [Store] keeps it.
type Attempt struct {
	ID       string // 32 letters and digits: the order's id at the provider
	Token    string // in the addresses that the phone opens: nobody can guess it
	Kiosk    string
	Key      string // of the payment, and the attempt's number there, from 1
	Number   int
	Provider string
	Purpose  string
	Language string
	Test     bool
	Order    wire.Order // as the kiosk stored it
	Split    pay.Split  // as the provider rounds

	State  State
	Began  time.Time
	Until  time.Time // when the customer must have agreed
	Agreed time.Time // zero: not yet
	Closed time.Time // when the kiosk gave up; zero: it has not
	Landed time.Time // where money moves without us: when a phone first opened the address; zero: none has

	Ref      string
	Named    []string `json:",omitempty"` // payments that a phone or a webhook named, and the provider has not confirmed
	Memo     Memo
	Prepared Prepared // for the landing page
	Taken    *Taken
	Account  *Account
	Proof    string
	Code     string // of the last refusal or fault
	Reason   string
	Alarms   []string // money that is not as it should be; each text once
	Puzzle   string   `json:",omitempty"` // what people have to find out; empty while nobody has to
	Word     *Word    `json:",omitempty"` // what a person found out

	Approvals int // how often Approve was called
	Tries     int // calls in a row that told nothing
	Refunds   []Refunding
	Owes      bool      // the purpose has not heard of the outcome
	Unheeded  bool      `json:",omitempty"` // HQ's list of alarms does not say yet what stands here
	Due       time.Time // when the flow goes on by itself; zero: never
	Version   uint64    // counts changes, from 1
	Trace     []Trace   // the newest steps
}

// Taken is what a provider took.
type Taken struct {
	Amount   pay.Amount // as the provider says
	Means    string
	Parts    []Part `json:",omitempty"`
	At       time.Time
	Receipt  string
	CashSlip string
	Refunded pay.Amount
}

// Left returns what has not been given back.
func (t Taken) Left() pay.Amount { return t.Amount - t.Refunded }

// Refunding is a refund and what became of it.
type Refunding struct {
	Refund
	Before pay.Amount // given back before it
	Began  time.Time
	State  Outcome // empty: being sent; Approved, Refused or Unknown
	Number string
	At     time.Time
	Code   string
	Why    string // of a refusal or a fault
	Tries  int
}

// Open reports whether the refund has no end yet.
func (f Refunding) Open() bool { return f.State == "" || f.State == Unknown }

// Trace is a step that an attempt made.
type Trace struct {
	At    time.Time
	Event string
	From  State
	To    State
	Asked Op     `json:",omitempty"` // what the provider was then asked
	Note  string `json:",omitempty"`
}

// maxTrace bounds the trace of an attempt; the first steps and the newest stay.
const maxTrace = 60

// Rules are what the machine goes by: the provider's powers and the operator's
// settings.
type Rules struct {
	Powers
	Late Late
	Call time.Duration // how long one call to a provider may take
}

// Late says what becomes of money that is taken after the kiosk gave up.
type Late string

// The ways with late money.
const (
	LateRefund Late = "refund" // given back by itself
	LateFulfil Late = "fulfil" // kept, and the kiosk told
)

// Request returns the attempt as its provider may know it.
func (a Attempt) Request(base string) Request {
	door := base + "/pay/" + a.Provider + "/" + a.Purpose + "/" + a.Token + "/"
	return Request{
		ID: a.ID, Ref: a.Ref, Memo: a.Memo, Kiosk: a.Kiosk, Purpose: a.Purpose, Name: a.name(), Lines: a.Order.Lines,
		Amount: a.amount(), Currency: pay.Currency(a.Order.Currency), Split: a.Split, Language: a.Language, Until: a.Until, Sent: max(a.Approvals-1, 0),
		Done: door + "return", Stepped: door + "cancel", Failed: door + "fail",
	}
}

func (a Attempt) amount() pay.Amount { return pay.Amount(a.Order.Total) }
