package smartro

import (
	"encoding"

	"kioskd/agent/pay"
)

// ApprovalRequest is the data of B: take this much.
type ApprovalRequest struct {
	Amount     pay.Amount // the total, tax and service included
	Tax        pay.Amount
	Service    pay.Amount
	Instalment int // months, 0 for one payment
	Signature  bool
}

const approvalRequestSize = 30

var (
	_ encoding.BinaryMarshaler   = ApprovalRequest{}
	_ encoding.BinaryUnmarshaler = (*ApprovalRequest)(nil)
)

// MarshalBinary returns the data of a B frame. The transaction type is always 1,
// approve; the other types that old documents list mix a sale with a cancel.
func (q ApprovalRequest) MarshalBinary() ([]byte, error) {
	w := &writer{what: "B"}
	w.oneOf("transaction type", '1', "1")
	w.terms(q.Amount, q.Tax, q.Service, q.Instalment, q.Signature)
	return w.bytes()
}

// UnmarshalBinary reads the data of a B frame.
func (q *ApprovalRequest) UnmarshalBinary(data []byte) error {
	r := readExactly("B", data, approvalRequestSize)
	var got ApprovalRequest
	r.oneOf("transaction type", "1")
	got.Amount, got.Tax, got.Service, got.Instalment, got.Signature = r.terms()
	if r.err == nil {
		*q = got
	}
	return r.err
}

// terms writes the part that B and C share.
func (w *writer) terms(amount, tax, service pay.Amount, months int, signature bool) {
	w.sums(amount, tax, service, months)
	sign := byte('1')
	if signature {
		sign = '2'
	}
	w.oneOf("signature", sign, "12")
}

// sums writes the part that B, C and G share.
func (w *writer) sums(amount, tax, service pay.Amount, months int) {
	if amount <= 0 {
		w.fail("amount", "is not above zero")
	}
	w.amount("amount", amount, 10)
	w.amount("tax", tax, 8)
	w.amount("service charge", service, 8)
	if !goodMonths(int64(months)) {
		w.fail("instalment", "is neither 0 nor from 2 to 12")
	}
	w.number("instalment", int64(months), 2)
}

// terms reads the part that B and C share.
func (r *reader) terms() (amount, tax, service pay.Amount, months int, signature bool) {
	amount, tax, service, months = r.sums()
	return amount, tax, service, months, r.oneOf("signature", "12") == '2'
}

// sums reads the part that B, C and G share.
func (r *reader) sums() (amount, tax, service pay.Amount, months int) {
	off := r.off
	if amount = r.amount("amount", 10, false); amount <= 0 {
		r.fail("amount", off, "is not above zero")
	}
	tax = r.amount("tax", 8, false)
	service = r.amount("service charge", 8, false)
	off = r.off
	n := r.number("instalment", 2, false)
	if !goodMonths(n) {
		r.fail("instalment", off, "is neither 0 nor from 2 to 12")
	}
	return amount, tax, service, int(n)
}

func goodMonths(n int64) bool { return n == 0 || n >= 2 && n <= 12 }
