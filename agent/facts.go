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
func (s *step) recordApproval(a pay.Approval, f Fact) {
	if s.pay.Offer != nil {
		s.record(f)
		return
	}
	s.record(s.fact(wire.KindOffered, NumberName(a.Number), 0, approval(a)), f)
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

func (s *step) voidBody() func(*wire.Body) { return voidOf(*s.pay.Void) }

func voidOf(v pay.Void) func(*wire.Body) {
	return func(b *wire.Body) {
		b.Void = &wire.Void{Amount: int64(v.Amount), Reason: v.Reason, Unattended: v.Unattended, SentAt: v.SentAt}
	}
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
