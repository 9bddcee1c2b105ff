package smartro

import (
	"encoding"

	"kioskd/agent/pay"
)

// CancelRequest is the data of C: take an approval back.
type CancelRequest struct {
	Kind       byte // see the constants
	Type       byte // original transaction type, in C's own numbering
	Amount     pay.Amount
	Tax        pay.Amount
	Service    pay.Amount
	Instalment int
	Signature  bool
	Number     string // original approval number
	Date, Time string // original, from the approval

	// Info is additional information that some kinds need. Long sends its
	// length, two digits, even when there is none.
	Info string
	Long bool
}

// Kinds of cancel. All but CancelLast name the payment.
const (
	CancelWithCard byte = '1'
	CancelCardless byte = '3'
	CancelPG       byte = '4' // whole, through the payment company
	CancelPGPart   byte = '5' // a part, through the payment company
	CancelLast     byte = '6' // whatever was last, without a card
)

var (
	_ encoding.BinaryMarshaler   = CancelRequest{}
	_ encoding.BinaryUnmarshaler = (*CancelRequest)(nil)
)

// MarshalBinary returns the data of a C frame.
func (q CancelRequest) MarshalBinary() ([]byte, error) {
	w := &writer{what: "C"}
	w.oneOf("cancel type", q.Kind, "123456")
	w.oneOf("original transaction type", q.Type, "1234568")
	w.terms(q.Amount, q.Tax, q.Service, q.Instalment, q.Signature)
	w.text("approval number", q.Number, 12)
	w.digits("original date", q.Date, 8)
	w.digits("original time", q.Time, 6)
	if q.Long || q.Info != "" {
		w.number("length of information", int64(len(q.Info)), 2)
		w.text("information", q.Info, min(len(q.Info), 99))
	}
	return w.bytes()
}

// UnmarshalBinary reads the data of a C frame, in its short and long form.
func (q *CancelRequest) UnmarshalBinary(data []byte) error {
	r := &reader{what: "C", data: data}
	got := CancelRequest{
		Kind: r.oneOf("cancel type", "123456"),
		Type: r.oneOf("original transaction type", "1234568"),
	}
	got.Amount, got.Tax, got.Service, got.Instalment, got.Signature = r.terms()
	got.Number = r.text("approval number", 12)
	got.Date = r.digits("original date", 8)
	got.Time = r.digits("original time", 6)
	if r.err == nil && r.off < len(data) {
		got.Long = true
		got.Info = r.information()
	}
	if r.err == nil {
		*q = got
	}
	return r.err
}

// information takes the tail of the long form, which keeps its spaces.
func (r *reader) information() string {
	n := int(r.number("length of information", 2, false))
	off := r.off
	if r.err == nil && len(r.data)-r.off != n {
		r.fail("information", off, "has another length than it says")
	}
	s := string(r.take(n))
	if r.err == nil && !printable(s) {
		r.fail("information", off, "is not printable")
	}
	return s
}
