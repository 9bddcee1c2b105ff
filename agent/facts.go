package agent

import (
	"kioskd/agent/pay"
	"kioskd/sync/wire"
)

// record asks for facts to be made durable before anything later happens.
func (s *step) record(f ...Fact) {
	if !s.broken {
		s.do(Record{Facts: f})
	}
}

// recordApproval writes what the books say about an approval, and before it,
// where no offer has done so, the fact under which its number is found.
func (s *step) recordApproval(a pay.Approval, f ...Fact) {
	if s.pay.Offer == nil {
		f = append([]Fact{s.fact(wire.KindOffered, numberName(a), 0, approval(a))}, f...)
	}
	s.record(f...)
}

// fact is a fact about the current payment.
func (s *step) fact(kind, ref string, sum pay.Amount, fill ...func(*wire.Body)) Fact {
	b := s.body(fill...)
	b.Attempt = s.pay.Attempt
	return Fact{Kind: kind, Key: s.pay.Key, Ref: ref, Sum: sum, Body: b}
}

func (s *step) body(fill ...func(*wire.Body)) wire.Body {
	b := wire.Body{Version: wire.BodyVersion, Test: s.test}
	for _, f := range fill {
		f(&b)
	}
	return b
}

// listed is the fact that puts the current payment on the staff list.
func (s *step) listed(f *Fault) Fact { return s.fact(wire.KindListed, StaffList, 0, alarm(f)) }

// StaffList is the name under which the journal finds what was put on the staff
// list.
const StaffList = "staff-list"

func (s *step) voidBody() func(*wire.Body) { return voidOf(s.pay, *s.pay.Void) }

func voidOf(p pay.Payment, v pay.Void) func(*wire.Body) {
	return func(b *wire.Body) { b.Void = wireVoid(v, splitOf(p, v)) }
}

func approval(a pay.Approval) func(*wire.Body) {
	return func(b *wire.Body) { b.Approval = wireApproval(a) }
}

func final(o pay.Offer) func(*wire.Body) {
	return func(b *wire.Body) { b.Final = o.Final }
}

func recovered(r bool) func(*wire.Body) {
	return func(b *wire.Body) { b.Recovered = r }
}

func why(reason string) func(*wire.Body) {
	return func(b *wire.Body) { b.Reason = reason }
}

func alarm(f *Fault) func(*wire.Body) {
	return func(b *wire.Body) { b.Fault = f.Number }
}

// NumberName is the name under which the journal finds an approval number. It
// is kept apart from unique references, since a void repeats the number of its
// sale.
func NumberName(number string) string { return "number/" + number }

// numberName is the [NumberName] of an approval. A provider's numbers are kept apart
// from those of the VAN.
func numberName(a pay.Approval) string {
	if a.Via != "" {
		return NumberName(a.Ref)
	}
	return NumberName(a.Number)
}
