package smartro

import (
	"encoding"
	"fmt"
	"strconv"

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

// Kinds of cancel that name the payment. Those that mean "the last one" are not
// used: what is last may have changed.
const (
	CancelWithCard byte = '1'
	CancelCardless byte = '3'
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

// cancelOf returns the request that takes an approval of this pad back.
func cancelOf(v pay.Void) (CancelRequest, error) {
	a := v.Approval
	if a.Driver["driver"] != Name {
		return CancelRequest{}, fmt.Errorf("%w: the approval was not made by this driver", pay.ErrUnsupported)
	}
	if v.Amount != a.Amount {
		return CancelRequest{}, fmt.Errorf("%w: only whole approvals can be taken back", pay.ErrUnsupported)
	}
	kind, err := cancelType(a.Driver["type"], a.Driver["medium"])
	if err != nil {
		return CancelRequest{}, err
	}
	q := CancelRequest{
		Kind: CancelWithCard, Type: kind,
		Amount: a.Amount, Tax: a.VAT, Service: a.Service, Instalment: a.Instalment,
		Number: a.Number, Date: a.Driver["date"], Time: a.Driver["time"],
	}
	if v.Unattended {
		q.Kind = CancelCardless
	}
	return q, nil
}

// cancelType translates the type and medium of an approval into C's numbering,
// which knows one number for chip and another for other credit.
func cancelType(kind, medium string) (byte, error) {
	switch kind {
	case "1":
		if medium == "1" {
			return '1', nil
		}
		return '2', nil
	case "2":
		return '3', nil
	case "4", "5", "6", "8":
		return kind[0], nil
	}
	return 0, fmt.Errorf("%w: payments of type %s cannot be taken back at the pad", pay.ErrUnsupported, strconv.Quote(kind))
}
