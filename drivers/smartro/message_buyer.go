package smartro

import (
	"encoding"

	"kioskd/agent/pay"
)

// BuyerRequest is the data of G: take this much, for a merchant who sells through
// a payment company (PG) that wants to know the buyer and the product. It has no
// signature. What it says of the buyer is sent and forgotten.
type BuyerRequest struct {
	Amount     pay.Amount // the total, tax and service included
	Tax        pay.Amount
	Service    pay.Amount
	Instalment int // months, 0 for one payment
	Buyer      pay.Buyer
}

const buyerRequestSize = 339

var (
	_ encoding.BinaryMarshaler   = BuyerRequest{}
	_ encoding.BinaryUnmarshaler = (*BuyerRequest)(nil)
)

// MarshalBinary returns the data of a G frame. An error names the field that does
// not fit, and never what was in it.
func (q BuyerRequest) MarshalBinary() ([]byte, error) {
	w := &writer{what: "G"}
	w.oneOf("transaction type", '1', "1")
	w.sums(q.Amount, q.Tax, q.Service, q.Instalment)
	for _, f := range buyerFields(&q.Buyer) {
		w.korean(f.name, *f.value, f.width)
	}
	return w.bytes()
}

// UnmarshalBinary reads the data of a G frame.
func (q *BuyerRequest) UnmarshalBinary(data []byte) error {
	r := readExactly("G", data, buyerRequestSize)
	var got BuyerRequest
	r.oneOf("transaction type", "1")
	got.Amount, got.Tax, got.Service, got.Instalment = r.sums()
	for _, f := range buyerFields(&got.Buyer) {
		*f.value = r.korean(f.width)
	}
	if r.err == nil {
		*q = got
	}
	return r.err
}

// buyerField is a text of G, in bytes of CP949.
type buyerField struct {
	name  string
	value *string
	width int
}

// buyerFields lists them in the order in which they travel.
func buyerFields(b *pay.Buyer) []buyerField {
	return []buyerField{
		{"buyer's name", &b.Name, 30}, {"telephone", &b.Phone, 20}, {"e-mail address", &b.Email, 40},
		{"buyer's contact", &b.Contact, 20}, {"product", &b.Product, 50},
		{"address", &b.Address, 100}, {"message", &b.Message, 50},
	}
}
