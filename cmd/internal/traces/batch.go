package traces

import (
	"encoding/json"
	"time"

	"kioskd/sync/wire"
)

// Batch is what a program wrote to its disk at once.
type Batch struct {
	Kiosk        string
	Facts        []Fact
	Begun, Ended time.Time // of the writing
}

// Fact is what is looked at of a fact. Its Body must not be changed any more.
type Fact struct {
	Seq       uint64
	Kind, Key string
	Body      []byte
}

// told is what is read of a body.
type told struct {
	Attempt int          `json:"attempt"`
	Charge  *wire.Charge `json:"charge"`
}

// read returns what may be told of a fact's body. A body that is none says nothing:
// it has been stored, and may be of a newer program.
func (f Fact) read() (attempt int, charge *wire.Charge) {
	var b told
	if json.Unmarshal(f.Body, &b) != nil {
		return 1, nil
	}
	return max(1, b.Attempt), b.Charge // an order comes before its first attempt
}

// step is what a fact of some kind means for the time line of its payment.
type step struct {
	first bool   // an attempt may begin with it
	opens string // the span that begins after it
	goes  bool   // the span that was open before it goes on
	ends  bool   // it ends the attempt
	code  Code   // of an end
}

// steps are the facts that are told. Others, and kinds that nobody here knows, are not.
var steps = map[string]step{
	wire.KindOrdered: {first: true, opens: nameOrder}, wire.KindStarted: {first: true, opens: namePad}, wire.KindOffered: {opens: nameConfirm},
	wire.KindUnknown: {opens: nameDoubt}, wire.KindVoiding: {opens: nameVoid}, wire.KindHeld: {},
	wire.KindApproved: {ends: true, code: OK}, wire.KindKept: {ends: true, code: OK}, wire.KindVoided: {ends: true, code: OK},
	wire.KindDeclined: {ends: true}, wire.KindNotCharged: {ends: true}, wire.KindIssued: {ends: true},
	wire.KindNotSent: {ends: true, code: Failed}, wire.KindMismatch: {ends: true, code: Failed},
	wire.KindUnresolved: {ends: true, code: Failed}, wire.KindVoidFailed: {ends: true, code: Failed},
	wire.KindAbort: {goes: true}, wire.KindLate: {goes: true}, wire.KindUndelivered: {goes: true}, wire.KindListed: {goes: true},
	wire.KindReserving: {first: true, goes: true}, wire.KindSpent: {goes: true}, wire.KindReleased: {goes: true}, wire.KindOverride: {goes: true},
}

// attempts returns the facts that are told, by the attempt that they are about, and
// which came first.
func (b Batch) attempts() (order []attempt, facts map[attempt][]Fact) {
	facts = map[attempt][]Fact{}
	for _, f := range b.Facts {
		if _, ok := steps[f.Kind]; !ok || f.Key == "" {
			continue
		}
		n, _ := f.read()
		a := attempt{f.Key, n}
		if facts[a] == nil {
			order = append(order, a)
		}
		facts[a] = append(facts[a], f)
	}
	return order, facts
}

// attempt names one attempt at a payment.
type attempt struct {
	key string
	n   int
}

// span begins a span below the attempt's payment, which ended with a fact.
func (a attempt) span(kiosk, name string, by Fact, begun, ended time.Time) Span {
	return Span{
		Trace: TraceOf(a.key), ID: spanOf(a.key, a.n, name, by.Seq), Parent: PaymentOf(a.key, a.n), Name: name,
		Begun: begun, Ended: ended, Kiosk: kiosk, Attempt: a.n, State: by.Kind,
	}
}

// written tells of the writing itself.
func (a attempt) written(b Batch, name string, facts []Fact) Span {
	s := a.span(b.Kiosk, name, facts[len(facts)-1], b.Begun, b.Ended)
	s.Facts = len(facts)
	return s
}

// Stored tells what HQ has stored: the last step of a payment's way.
func Stored(b Batch) (all []Span) {
	order, facts := b.attempts()
	for _, a := range order {
		all = append(all, a.written(b, nameStored, facts[a]))
	}
	return all
}
